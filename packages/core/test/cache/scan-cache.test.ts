import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { ScanOptions, ScanResult } from '../../src/finding.js';
import { scan } from '../../src/scan.js';
import { defaultOptions } from '../scan-options.js';

const made: string[] = [];
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'phi-scan-cache-test-'));
  made.push(folder);
  return folder;
}

type Files = Readonly<Record<string, string>>;

function write(root: string, files: Files): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
}

const project: Files = {
  'package.json': '{ "name": "clinic" }',
  'src/log.ts': 'export function logIt(label: string, value: unknown) { console.log(label, value); }\n',
  'src/models.ts': 'export interface Patient { id: string; ssn: string; name: string }\nexport interface Room { id: string; floor: number }\n',
  'src/load.ts': "import type { Patient } from './models';\nexport async function load(id: string): Promise<Patient> { return (await fetch('/patients/' + id)).json(); }\n",
  'src/run.ts': "import { load } from './load';\nimport { logIt } from './log';\nexport async function run(id: string) { const found = await load(id); logIt('found', found.ssn); }\n",
};

async function scanned(root: string, more: Partial<ScanOptions> = {}): Promise<ScanResult> {
  return scan({ ...defaultOptions, root, ...more });
}

function withCache(): { root: string; cache: string; run: (more?: Partial<ScanOptions>) => Promise<{ result: ScanResult; stages: Set<string> }> } {
  const root = temporaryFolder();
  const cache = join(temporaryFolder(), 'cache');
  write(root, project);
  return {
    root,
    cache,
    async run(more) {
      const stages = new Set<string>();
      return { result: await scanned(root, { cache, onProgress: ({ stage }) => stages.add(stage), ...more }), stages };
    },
  };
}

const entriesIn = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.phi-scan-cache'));

describe('a scan with a cache', () => {
  it('finds the same as without, and answers at once where nothing has changed', async () => {
    const { root, run } = withCache();
    const expected = await scanned(root);
    expect(expected.findings.length).toBeGreaterThan(0);

    const first = await run();
    const second = await run();
    expect(first.result).toEqual(expected);
    expect(second.result).toEqual(expected);
    expect(first.stages).toContain('solve');
    expect(second.stages).not.toContain('lower');
  });

  it('sees what changes a finding without a change to its file: another file, a manifest, a file that is new or gone', async () => {
    const { root, run } = withCache();
    await run();
    const steps: (() => void)[] = [
      () => write(root, { 'src/models.ts': 'export interface Patient { id: string; ssn: number; name: string }\n' }),
      () => write(root, { 'src/log.ts': 'export function logIt(label: string, value: unknown) { return [label, value]; }\n' }),
      () => write(root, { 'src/log.ts': project['src/log.ts']! }),
      () => write(root, { 'src/run.ts': project['src/run.ts']!.replace("'./log'", "'@clinic/log'") }),
      () => write(root, { 'tsconfig.json': '{ "compilerOptions": { "paths": { "@clinic/*": ["./src/*"] } } }' }),
      () => rmSync(join(root, 'src/load.ts')),
      () => write(root, { 'src/other.ts': 'export const report = (patient: unknown) => console.log(patient);\n' }),
    ];
    for (const step of steps) {
      step();
      expect((await run()).result).toEqual(await scanned(root));
      expect((await run()).result).toEqual(await scanned(root));
    }
  });

  it('keeps the answers to different questions apart', async () => {
    const { root, run } = withCache();
    for (const more of [{}, { minConfidence: 'low' }, { includeStaff: true }, { context: ['cloud-logs'] }, { paths: ['src/run.ts'] }, { exclude: ['log.ts'] }] satisfies Partial<ScanOptions>[]) {
      expect((await run(more)).result).toEqual(await scanned(root, more));
    }
    expect((await run()).result).toEqual(await scanned(root));
  });

  it('ignores and replaces entries that are damaged, cut short, foreign or of another build', async () => {
    const damages: ((path: string) => void)[] = [
      (path) => truncateSync(path, Math.floor(statSync(path).size / 2)),
      (path) => truncateSync(path, 0),
      (path) => appendFileSync(path, '{}'),
      (path) => writeFileSync(path, 'something else'),
      (path) => writeFileSync(path, readFileSync(path, 'latin1').replace(/[0-9a-f]{40}\n/, `${'0'.repeat(40)}\n`), 'latin1'),
      (path) => writeFileSync(path, readFileSync(path, 'latin1').replace('ssn', 'sso'), 'latin1'),
    ];
    const { root, cache, run } = withCache();
    const expected = await scanned(root);
    await run();
    for (const damage of damages) {
      for (const name of entriesIn(cache)) damage(join(cache, name));
      expect((await run()).result).toEqual(expected);
      expect((await run()).stages).not.toContain('lower');
    }
  });

  it('bears several runs at once', async () => {
    const { root, cache, run } = withCache();
    const expected = await scanned(root);
    const results = await Promise.all(Array.from({ length: 6 }, () => run()));
    for (const { result } of results) expect(result).toEqual(expected);
    expect((await run()).stages).not.toContain('lower');
    expect(readdirSync(cache).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('goes on where the cache cannot be written', async () => {
    const { root } = withCache();
    const inTheWay = join(temporaryFolder(), 'file');
    writeFileSync(inTheWay, '');
    expect(await scanned(root, { cache: join(inTheWay, 'cache') })).toEqual(await scanned(root));
  });

  it('lets nobody but the user read it, and keeps it out of git', async () => {
    const { cache, run } = withCache();
    await run();
    expect(readFileSync(join(cache, '.gitignore'), 'utf8')).toBe('*\n');
    if (process.platform === 'win32') return;
    expect(statSync(cache).mode & 0o077).toBe(0);
    for (const name of entriesIn(cache)) expect(statSync(join(cache, name)).mode & 0o077).toBe(0);
  });

  it('does not grow without end', async () => {
    const { root, cache, run } = withCache();
    for (let round = 0; round < 80; round += 1) {
      write(root, { 'src/run.ts': `${project['src/run.ts']!}// ${round}\n` });
      await run();
    }
    expect(entriesIn(cache).length).toBeLessThanOrEqual(64);
  });
});

// ── any edits ────────────────────────────────────────────────────────────────────────────────────────────────────────────

const names = ['src/a.ts', 'src/b.ts', 'src/c.ts', 'src/d.ts'] as const;
const other = fc.constantFrom('a', 'b', 'c', 'd');
const line = fc.oneof(
  fc.tuple(other, other).map(([from, name]) => `import { ${name} } from './${from}';`),
  other.map((from) => `export * from './${from}';`),
  fc.tuple(other, fc.constantFrom('patient.ssn', 'value', 'value.name', 'b(value)', 'c(value)', '{ value }')).map(([name, value]) => `export function ${name}(value, patient) { return ${value}; }`),
  fc.tuple(other, fc.constantFrom('value', 'value.ssn', 'a(value)', 'd(value)')).map(([name, value]) => `export function ${name}(value) { console.log(${value}); }`),
  fc.constantFrom('export interface Patient { ssn: string; notes: string }', 'export class Patient { name = load(); log() { console.log(this.name); } }'),
  fc.tuple(other, other).map(([name, value]) => `${name}(${value}(load<Patient>('/patients')));`),
  fc.constantFrom('console.log(patient.ssn);', 'throw new Error(patient.name);', "router.get('/patients', a);", 'const value = await fetch(`/patients`);', "const role = { role: 'patient' };"),
);
const edit = fc.record({ file: fc.constantFrom(...names), lines: fc.array(line, { maxLength: 5 }) });

describe('any series of edits', () => {
  it('gives the same with a cache as without', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 2, maxLength: 8 }), async (edits) => {
        const root = temporaryFolder();
        const cache = join(root, '.cache');
        for (const { file, lines } of edits) {
          write(root, { [file]: `${lines.join('\n')}\n` });
          expect(await scanned(root, { cache })).toEqual(await scanned(root));
        }
      }),
      { numRuns: 40 },
    );
  });
});
