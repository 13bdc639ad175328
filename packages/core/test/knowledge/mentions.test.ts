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

test.each([
  ['a name without a member that writes', 'export const Row = ({ name }) => <span>{name}</span>;'],
  ['a type, and members that write nothing', 'export const load = async (): Promise<void> => { await Promise.all([]); };'],
  ['a call of nothing, where what is called has a parameter for an error', 'export const check = (req, res, next) => { if (req.user) next(); };'],
  ['a word in a text', 'export const Note = () => <p>On the next visit</p>;'],
  ['an element that is called as a module', 'export const Title = ({ fail }) => <h3 onClick={() => fail(1)}>Title</h3>;'],
])('nor is one that has %s', (_, text) => {
  expect(mayWrite(text)).toBe(false);
});

test.each([
  ['handed on', 'export const check = (req, res, next) => load(req).catch(next);'],
  ['called by way of its own members', 'export const check = (req, res, next) => next.call(null, req.body);'],
  ['renamed', 'const { info: tell } = logger; tell(patient);'],
  ['read by its text', "logger['info'](patient);"],
  ['thrown', 'throw patient;'],
  ['handed to a class of errors', 'class NotFoundError extends Error { constructor(patient) { super(patient.name); } }'],
  ['imported under a scheme', "import { log } from 'node:console'; log(patient);"],
])('but one in which what writes is %s', (_, text) => {
  expect(mayWrite(text)).toBe(true);
});

test('not where it calls what the configuration says writes', () => {
  const knowledge = withUserKnowledge(loadKnowledge(), { sinks: [{ name: 'auditTrail.record', kind: 'log' }] });
  expect(indexKnowledge(knowledge).mayWrite('export const show = (patient) => auditTrail.record(patient);')).toBe(true);
});
