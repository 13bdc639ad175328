import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { analyse } from '../src/analyse.js';
import type { Finding } from '../src/finding.js';
import { encodeFacts } from '../src/facts/encode.js';
import { createShelf } from '../src/facts/shelf.js';
import { loadKnowledge } from '../src/knowledge/load.js';
import { readProject } from '../src/project.js';
import { defaultOptions } from './scan-options.js';

const fixtures = fileURLToPath(new URL('../../../fixtures', import.meta.url));
const large = 100_000;

/** Through functions that call each other there are several ways, and which is met first may differ. */
const withoutWay = ({ flow, evidence: _evidence, ...finding }: Finding): object => ({ ...finding, sink: flow.at(-1) });

describe('the Facts of a large project', () => {
  it('lead to the same findings, however little of them is in memory at once', async () => {
    const options = { ...defaultOptions, root: fixtures };
    const { files, resolver, textOf } = await readProject(options);
    const knowledge = loadKnowledge();
    const expected = analyse({ files, resolver, knowledge, textOf }, options);
    for (const openBytes of [0, 200_000]) {
      const shelf = createShelf(large, openBytes);
      const held = files.map((facts) => shelf.hold(encodeFacts(facts)));
      expect(held).toEqual(files);
      const found = analyse({ files: held, resolver, knowledge, textOf, shelf }, options);
      expect(found.findings.map(withoutWay)).toEqual(expected.findings.map(withoutWay));
      shelf.close();
    }
  });

  it('leave nothing behind', () => {
    const mine = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith(`phi-scan-${process.pid}-`));
    const shelf = createShelf(large);
    if (process.platform !== 'win32') expect(mine()).toEqual([]);
    shelf.close();
    expect(mine()).toEqual([]);
  });
});
