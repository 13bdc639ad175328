/** What is skipped for mentioning nothing must have no findings. */
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { indexKnowledge } from '../../src/knowledge/indexes.js';
import { withUserKnowledge } from '../../src/knowledge/extend.js';
import { loadKnowledge } from '../../src/knowledge/load.js';
import { scan } from '../../src/scan.js';
import { defaultOptions } from '../scan-options.js';

const { mayWrite } = indexKnowledge(loadKnowledge());
const root = fileURLToPath(new URL('../../../../', import.meta.url));

test('each telling example of a library is looked at', () => {
  const skipped: string[] = [];
  let count = 0;
  for (const file of readdirSync(join(root, 'rules/apis')).filter((name) => name.endsWith('.yaml'))) {
    const { language, apis } = parse(readFileSync(join(root, 'rules/apis', file), 'utf8')) as { language?: string; apis: { flags?: readonly unknown[] }[] };
    if (language !== undefined) continue;
    for (const text of apis.flatMap(({ flags = [] }) => flags)) {
      count += 1;
      if (!mayWrite(String(text))) skipped.push(`${file}: ${String(text)}`);
    }
  }
  expect(count).toBeGreaterThan(500);
  expect(skipped).toEqual([]);
});

test('each file of the fixtures with a finding is looked at', async () => {
  const { findings } = await scan({ ...defaultOptions, root: join(root, 'fixtures'), paths: ['flow', 'founding', 'clinic'] });
  const sinks = new Set(findings.map(({ flow }) => flow.at(-1)!.file));
  expect(sinks.size).toBeGreaterThan(50);
  expect([...sinks].filter((file) => /\.[cm]?[jt]sx?$/.test(file) && !mayWrite(readFileSync(join(root, 'fixtures', file), 'utf8')))).toEqual([]);
});

test('a text that writes nowhere is skipped', () => {
  expect(mayWrite('export const total = (prices: number[]) => prices.length;')).toBe(false);
  expect(mayWrite('export const show = (patient) => auditTrail.record(patient);')).toBe(false);
});

test('not where it calls what the configuration says writes', () => {
  const knowledge = withUserKnowledge(loadKnowledge(), { sinks: [{ name: 'auditTrail.record', kind: 'log' }] });
  expect(indexKnowledge(knowledge).mayWrite('export const show = (patient) => auditTrail.record(patient);')).toBe(true);
});
