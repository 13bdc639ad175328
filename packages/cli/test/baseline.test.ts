import { readFileSync, renameSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compare } from '../src/baseline/compare.js';
import { baselineSchema, formatBaseline } from '../src/baseline/file.js';
import { validate } from '../src/config/validate.js';
import { finding } from './support/fakes.js';
import { inProject, phiScanHere } from './support/spawned.js';

const line = (field: string): string => `  console.log(patient.${field});\n`;
const code = (...fields: readonly string[]): string => `export function show(patient: Patient) {\n${fields.map(line).join('')}}\n`;
const name = 'phi-scan-baseline.json';

interface Written {
  readonly version: number;
  readonly findings: readonly { readonly file: string; readonly elements: readonly string[]; readonly owner?: string }[];
}
const written = (root: string): Written => JSON.parse(readFileSync(join(root, name), 'utf8')) as Written;
const entries = (root: string): string[] => written(root).findings.map(({ file, elements, owner }) => [file, elements[0], owner].filter(Boolean).join(' ')).sort();

async function scan(root: string, ...argv: readonly string[]): Promise<{ status: number | null; found: string[] }> {
  const { status, stdout } = await phiScanHere(root, ['--quiet', '--baseline', name, ...argv]);
  return { status, found: stdout.split('\n').flatMap((text) => /^[^:]+:\d+/.exec(text) ?? []) };
}

describe('a baseline', () => {
  it('leaves what is new: through moved lines, renamed files and other formatting', async () => {
    await inProject({ 'src/a.ts': code('ssn', 'mrn'), 'src/b.ts': code('ssn') }, async (root) => {
      expect(await phiScanHere(root, ['baseline', 'create'])).toMatchObject({ status: 0, stderr: '' });
      expect(entries(root)).toEqual(['src/a.ts mrn', 'src/a.ts ssn', 'src/b.ts ssn']);
      expect(await scan(root)).toEqual({ status: 0, found: [] });

      renameSync(join(root, 'src/a.ts'), join(root, 'src/c.ts'));
      writeFileSync(join(root, 'src/c.ts'), `// moved\n\n${code('ssn', 'mrn').replace('(patient.ssn)', '(\n    patient.ssn,\n  )')}`);
      expect(await scan(root)).toEqual({ status: 0, found: [] });

      writeFileSync(join(root, 'src/d.ts'), code('ssn'));
      writeFileSync(join(root, 'src/b.ts'), code('ssn', 'ssn', 'phone'));
      expect(await scan(root)).toEqual({ status: 1, found: ['src/b.ts:3', 'src/b.ts:4', 'src/d.ts:2'] });
    });
  });

  it('is stable: the same findings give the same bytes, whatever lines they are on', async () => {
    await inProject({ 'src/a.ts': code('ssn', 'mrn') }, async (root) => {
      await phiScanHere(root, ['baseline', 'create']);
      const before = readFileSync(join(root, name), 'utf8');
      writeFileSync(join(root, 'src/a.ts'), `\n\n${code('mrn', 'id', 'ssn')}`);
      await phiScanHere(root, ['baseline', 'update']);
      expect(readFileSync(join(root, name), 'utf8')).toBe(before);
      expect(validate(JSON.parse(before), baselineSchema, () => undefined)).toEqual([]);
      expect(before.split('\n').filter((each) => each.includes('"content"'))).toHaveLength(2);
    });
  });

  it('tells what was fixed and what has expired, and keeps tags', async () => {
    await inProject({ 'src/a.ts': code('ssn', 'mrn') }, async (root) => {
      await phiScanHere(root, ['baseline', 'create', '--owner', 'billing']);
      writeFileSync(join(root, 'src/a.ts'), code('ssn', 'phone'));
      const { stdout } = await phiScanHere(root, ['--baseline', name]);
      expect(stdout).toContain(`Baseline ${name}: 1 known finding not shown`);
      expect(stdout).toContain('fixed  src/a.ts  no-phi-in-logs  mrn  (owner billing)');

      expect(await phiScanHere(root, ['baseline', 'diff'])).toMatchObject({ status: 1, stdout: expect.stringContaining('1 new, 0 expired, 0 moved, 1 fixed; 1 as accepted.') as string });
      expect((await phiScanHere(root, ['baseline', 'update', '--prune'])).stdout).toContain('0 added, 1 fixed and taken out, 1 kept');
      expect((await phiScanHere(root, ['baseline', 'update', '--owner', 'portal', '--expires', '2020-01-31'])).stdout).toContain('1 added');
      expect(entries(root)).toEqual(['src/a.ts phone portal', 'src/a.ts ssn billing']);
      expect((await phiScanHere(root, ['baseline', 'show'])).stdout).toContain('no-phi-in-logs  phone by console.log  (owner portal; expired on 2020-01-31)');

      expect(await scan(root)).toEqual({ status: 1, found: ['src/a.ts:3'] });
      expect((await phiScanHere(root, ['--baseline', name])).stdout).toContain('expired  src/a.ts  no-phi-in-logs  phone  (on 2020-01-31, owner portal)');
    });
  });

  it('says nothing of files that were not scanned', async () => {
    await inProject({ 'src/a.ts': code('ssn'), 'lib/b.ts': code('mrn') }, async (root) => {
      await phiScanHere(root, ['baseline', 'create']);
      expect((await phiScanHere(root, ['src', '--baseline', name])).stdout).not.toContain('fixed');
      await phiScanHere(root, ['baseline', 'update', 'src']);
      expect(entries(root)).toEqual(['lib/b.ts mrn', 'src/a.ts ssn']);
    });
  });

  it('is found through the configuration, from any folder of the project', async () => {
    await inProject({ 'src/a.ts': code('ssn'), 'phi-scan.config.yaml': 'baseline: ci/accepted.json\n' }, async (root) => {
      expect((await phiScanHere(root, ['baseline', 'create'])).status).toBe(0);
      expect(existsSync(join(root, 'ci/accepted.json'))).toBe(true);
      expect((await phiScanHere(root, [])).status).toBe(0);
      expect((await phiScanHere(join(root, 'src'), [])).status).toBe(0);
      expect((await phiScanHere(root, ['--no-baseline'])).status).toBe(1);
    });
  });

  it('keeps what comments silence out of it', async () => {
    await inProject({ 'src/a.ts': code('ssn').replace(');', '); // phi-scan-ignore no-phi-in-logs -- synthetic') }, async (root) => {
      await phiScanHere(root, ['baseline', 'create']);
      expect(entries(root)).toEqual([]);
    });
  });
});

describe('a baseline that cannot be used', () => {
  const entry = '{ "file": "a.ts", "rule": "r", "sink": "s", "elements": [], "content": "c" }';
  it.each([
    ['is not there', undefined, `there is no baseline ${name}: make one with "phi-scan baseline create"`],
    ['is of a newer version', '{ "version": 2, "entries": [] }', `the baseline ${name} is of a newer phi-scan (its format is version 2, this one reads version 1): update phi-scan`],
    ['is no JSON', '{', `the baseline ${name} is no JSON`],
    ['was merged badly', `{\n<<<<<<< ours\n`, 'it holds conflict marks of git'],
    ['has an unknown key', `{ "version": 1, "findings": [\n${entry.replace('}', ', "ownr": "x" }')}\n] }`, `${name}:2: unknown key "ownr" in findings[0]; did you mean owner?`],
    ['has no such day', `{ "version": 1, "findings": [\n${entry.replace('}', ', "expires": "2026-02-30" }')}\n] }`, `${name}:2: "2026-02-30" is no day like 2027-01-31`],
  ])('%s', async (_, text, message) => {
    await inProject({ 'a.ts': code('ssn'), ...(text === undefined ? {} : { [name]: text }) }, async (root) => {
      const { status, stdout, stderr } = await phiScanHere(root, ['--baseline', name]);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain(`phi-scan: `);
      expect(stderr).toContain(message);
    });
  });

  it('is not overwritten, and left alone where not all could be scanned', async () => {
    await inProject({ 'a.ts': code('ssn') }, async (root) => {
      await phiScanHere(root, ['baseline', 'create']);
      const before = readFileSync(join(root, name), 'utf8');
      expect(await phiScanHere(root, ['baseline', 'create'])).toMatchObject({ status: 2, stderr: expect.stringContaining('--force') as string });
      expect(await phiScanHere(root, ['baseline', 'update', 'nowhere'])).toMatchObject({ status: 2, stderr: expect.stringContaining('no such file or folder: nowhere') as string });
      expect(readFileSync(join(root, name), 'utf8')).toBe(before);
      expect((await phiScanHere(root, ['baseline', 'create', '--force'])).status).toBe(0);
    });
  });

  it.each([
    [['baseline'], "missing required argument 'create|update|show|diff'"],
    [['baseline', 'creat'], 'Did you mean create?'],
    [['baseline', 'create', '--expires', 'soon'], 'It must be a day like 2027-01-31'],
  ])('%j', async (argv, message) => {
    await inProject({}, async (root) => expect(await phiScanHere(root, argv)).toMatchObject({ status: 2, stderr: expect.stringContaining(message) as string }));
  });
});

it('equal statements are accepted one by one', () => {
  const text = 'console.log(patient.ssn);\n';
  const one = finding({ text, statement: 'console.log(patient.ssn)', culprit: 'patient.ssn' });
  const entry = { file: one.location.file, rule: one.rule, sink: one.sink, elements: one.elements, content: one.contentFingerprint };
  const circumstances = { fileOf: () => one.location.file, wasScanned: () => true, isGone: () => false, today: '2026-11-20' };
  const { fresh, known, fixed } = compare([one, { ...one }, { ...one }], [entry, entry], circumstances);
  expect([fresh.length, known.length, fixed.length]).toEqual([1, 2, 0]);
  expect(formatBaseline([entry, entry]).match(/"content"/g)).toHaveLength(2);
});
