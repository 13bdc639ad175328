import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inProject, phiScan, phiScanHere, type Files } from './support/spawned.js';

const leak = 'export function show(patient: Patient, torchId: string) {\n  console.log(patient.ssn);\n  console.log(torchId);\n}\n';

/** Scans a project and tells each finding as "file:line level rule", and what stderr says. */
async function scan(files: Files, argv: readonly string[] = [], folder = '.') {
  return inProject({ 'src/a.ts': leak, ...files }, async (root) => {
    // Node's hooks for TypeScript are there in a process of its own only.
    const start = Object.keys(files).some((name) => /\.m?ts$/.test(name) && name.startsWith('phi-scan')) ? phiScan : phiScanHere;
    const { status, stdout, stderr } = await start(resolve(root, folder), ['--quiet', ...argv]);
    return { status, stderr, found: stdout.split('\n').filter((line) => line !== '').map((line) => line.replace(/:\d+ (\S+ \S+) .*/, ' $1')) };
  });
}

const ssn = 'src/a.ts:2 error no-phi-in-logs';
const torch = 'src/a.ts:3 error no-phi-in-logs';

describe('a configuration', () => {
  const words = { words: { 'torch id': 'mrn' } };

  it.each<[string, Files]>([
    ['phi-scan.config.json', { 'phi-scan.config.json': JSON.stringify(words) }],
    ['phi-scan.config.yaml', { 'phi-scan.config.yaml': 'words:\n  torch id: mrn\n' }],
    ['phi-scan.config.js', { 'phi-scan.config.js': `export default ${JSON.stringify(words)};`, 'package.json': '{"type":"module"}' }],
    ['phi-scan.config.mjs', { 'phi-scan.config.mjs': `export default ${JSON.stringify(words)};` }],
    ['phi-scan.config.ts', { 'phi-scan.config.ts': "import { words } from './words.js';\nexport default { words } satisfies object;\n", 'words.ts': "export const words: Record<string, string> = { 'torch id': 'mrn' };" }],
    ['phi-scan.config.mts', { 'phi-scan.config.mts': `const config: object = ${JSON.stringify(words)};\nexport default config;` }],
    ['package.json', { 'package.json': JSON.stringify({ name: 'clinic', phiScan: words }) }],
  ])('is read from %s', async (_, files) => {
    expect(await scan(files)).toEqual({ status: 1, stderr: '', found: [ssn, torch] });
  });

  it('is found upwards, and its globs count from its own folder', async () => {
    const files = { 'phi-scan.config.yaml': 'ignores: [apps/web/old]\noverrides:\n  - files: apps/web/jobs/**\n    rules: { no-phi-in-logs: warning }\n' };
    const apps = { 'apps/web/a.ts': leak, 'apps/web/old/b.ts': leak, 'apps/web/jobs/c.ts': leak };
    expect((await scan({ ...files, ...apps }, [], 'apps/web')).found).toEqual(['a.ts:2 error no-phi-in-logs', 'jobs/c.ts:2 warning no-phi-in-logs']);
  });

  it('is outweighed by the command line', async () => {
    const files = { 'phi-scan.config.yaml': 'failOn: never\n' };
    expect((await scan(files)).status).toBe(0);
    expect((await scan(files, ['--fail-on', 'error'])).status).toBe(1);
    expect((await scan(files, ['--no-config'])).status).toBe(1);
  });

  it('is the one that is named, wherever it stands', async () => {
    const files = { 'phi-scan.config.yaml': 'failOn: never\n', 'ci/strict.yaml': 'failOn: note\n' };
    expect((await scan(files, ['--config', 'ci/strict.yaml'])).status).toBe(1);
  });

  it('turns rules off, sets levels, and does so by path', async () => {
    expect(await scan({ 'phi-scan.config.yaml': 'rules:\n  no-phi-in-logs: off\n' })).toEqual({ status: 0, stderr: '', found: [] });
    const byPath = 'rules:\n  no-phi-in-logs: off\noverrides:\n  - files: [src/**]\n    rules: { no-phi-in-logs: note }\n';
    expect(await scan({ 'phi-scan.config.yaml': byPath })).toEqual({ status: 0, stderr: '', found: ['src/a.ts:2 note no-phi-in-logs'] });
  });

  it('knows the functions, models and values of the project', async () => {
    const code = `export function go(patient: Chart, deps: Deps) {
  auditTrail.push(patient.torch);
  const row = deps.loadRow();
  console.log(row);
  console.log(scramble(patient.ssn));
  console.log('for TZ-123456');
  console.log(clerkNote.email);
}
`;
    const config = {
      sinks: [{ name: 'auditTrail.push', kind: 'telemetry' }],
      sources: [{ name: 'loadRow', holds: 'patient' }],
      models: { Chart: ['mrn'] },
      sanitizers: ['scramble'],
      staffWords: ['clerk'],
      values: [{ pattern: 'TZ-\\d{6}', element: 'mrn', label: 'torch number' }],
      words: { torch: 'mrn' },
    };
    const { found } = await scan({ 'src/a.ts': code, 'phi-scan.config.json': JSON.stringify(config) });
    expect(found).toEqual(['src/a.ts:2 error no-phi-in-telemetry', 'src/a.ts:4 error no-phi-object-dump', 'src/a.ts:6 warning no-phi-literals']);
  });

  it('has its own values masked', async () => {
    const config = { values: [{ pattern: 'TZ-\\d{6}', element: 'mrn' }] };
    await inProject({ 'a.ts': "console.log('for TZ-123456');\n", 'phi-scan.config.json': JSON.stringify(config) }, async (root) => {
      const { status, stdout } = await phiScanHere(root, []);
      expect(status).toBe(1);
      expect(stdout).toContain('for [mrn]');
      expect(stdout).not.toContain('123456');
    });
  });

  it('scores by where a path runs', async () => {
    const config = { overrides: [{ files: 'src/cloud/**', context: ['cloud-logs'] }] };
    await inProject({ 'src/a.ts': leak, 'src/cloud/b.ts': leak, 'phi-scan.config.json': JSON.stringify(config) }, async (root) => {
      const { findings } = JSON.parse((await phiScanHere(root, ['--format', 'json'])).stdout) as { findings: { score: { terms: unknown[] } }[] };
      expect(findings.map(({ score }) => score.terms.length)).toEqual([1, 2]);
    });
  });
});

describe('extends', () => {
  it('takes files and packages; lists add up, other values replace', async () => {
    const files = {
      'phi-scan.config.yaml': 'extends: [./base.json, "@clinic/phi-scan-config"]\nfailOn: error\nignores: [b.ts]\n',
      'base.json': '{ "failOn": "never", "ignores": ["c.ts"] }',
      'node_modules/@clinic/phi-scan-config/package.json': '{ "name": "@clinic/phi-scan-config", "exports": { "import": "./index.mjs" } }',
      'node_modules/@clinic/phi-scan-config/index.mjs': "export default { words: { 'torch id': 'mrn' } };",
      'b.ts': leak,
      'c.ts': leak,
    };
    expect(await scan(files)).toEqual({ status: 1, stderr: '', found: [ssn, torch] });
  });

  it('ends a circle', async () => {
    const { status, stderr } = await scan({ 'phi-scan.config.yaml': 'extends: ./other.yaml\n', 'other.yaml': 'failOn: error\nextends: ./phi-scan.config.yaml\n' });
    expect({ status, stderr }).toEqual({ status: 2, stderr: 'phi-scan: other.yaml:2: these extend each other: phi-scan.config.yaml → other.yaml → phi-scan.config.yaml\n' });
  });
});

describe('a configuration that makes no sense is refused', () => {
  const yaml = (text: string): Files => ({ 'phi-scan.config.yaml': text });
  it.each<[string, Files, string]>([
    ['an unknown key', yaml('failOn: error\nignore: [x]\n'), 'phi-scan.config.yaml:2: unknown key "ignore"; did you mean ignores?'],
    ['an unknown rule', yaml('rules:\n  no-phi-in-log: error\n'), 'phi-scan.config.yaml:2: unknown key "no-phi-in-log" in rules; did you mean no-phi-in-logs?'],
    ['an unknown word', yaml('failOn: eror\n'), 'phi-scan.config.yaml:1: failOn is "eror", must be one of error, warning, note, never; did you mean error?'],
    ['a wrong type', { 'phi-scan.config.json': '{\n\t"includeTests": "yes"\n}' }, 'phi-scan.config.json:2: includeTests is "yes", must be true or false'],
    ['a wrong type in a module', { 'phi-scan.config.mjs': 'const all = {\n  sinks: [\n    { name: "a",\n      kind: "logs" },\n  ],\n};\nexport default all;' }, 'phi-scan.config.mjs:4: sinks[0].kind is "logs", must be one of log, error, telemetry; did you mean log?'],
    ['a wrong type in package.json', { 'package.json': '{\n  "name": "x",\n  "phiScan": {\n    "overrides": [{ "rules": {} }]\n  }\n}' }, 'package.json:4: overrides[0] lacks the key "files"'],
    ['an unknown element', yaml('words:\n  torch id: mrnn\n'), 'phi-scan.config.yaml:2: words: "torch id": there is no data element "mrnn"; did you mean "mrn"?'],
    ['broken JSON', { 'phi-scan.config.json': '{\n  "failOn": "error",\n}' }, 'phi-scan.config.json:3: this is no JSON'],
    ['broken YAML', yaml('rules:\n  a: [\n'), 'phi-scan.config.yaml:3: this is no YAML'],
    ['broken TypeScript', { 'phi-scan.config.ts': 'export default {\n  failOn: "error"' }, 'phi-scan.config.ts:2: '],
    ['a program that fails', { 'phi-scan.config.mjs': 'throw new Error("no such tenant");' }, 'phi-scan.config.mjs: cannot be loaded: no such tenant'],
    ['no default export', { 'phi-scan.config.mjs': 'export const config = {};' }, 'phi-scan.config.mjs: has no default export'],
    ['no object', yaml('- failOn\n'), 'phi-scan.config.yaml:1: the configuration is a list, must be keys with values'],
    ['two of them', { ...yaml('failOn: error\n'), 'phi-scan.config.json': '{}' }, 'more than one configuration in one folder: phi-scan.config.json, phi-scan.config.yaml; keep one'],
    ['a base that is not there', yaml('failOn: error\nextends: ./gone.yaml\n'), 'phi-scan.config.yaml:2: extends ./gone.yaml, and there is no such file'],
    ['a package that is not there', yaml('extends: base.yaml\n'), 'phi-scan.config.yaml:1: extends base.yaml, and there is no such package here; for a file write ./base.yaml'],
  ])('%s', async (_, files, message) => {
    const { status, stderr, found } = await scan(files);
    expect(stderr.startsWith(`phi-scan: ${message}`), stderr).toBe(true);
    expect({ status, found }).toEqual({ status: 2, found: [] });
  });

  it.each([
    ['(a+)+b', 'a+ can match the same characters in many ways, so that the time doubles'],
    ['\\d+\\d+x', '\\d+ and \\d+ can match the same characters'],
    ['^(?:\\w+\\s?)*$', 'can match the same characters'],
    ['(?:a{1,90}){1,50}', 'repetitions inside repetitions can match in 4,500 ways'],
    ['(', 'nvalid regular expression'],
  ])('a pattern like %s', async (pattern, message) => {
    const { status, stderr } = await scan({ 'phi-scan.config.json': JSON.stringify({ values: [{ element: 'mrn', pattern: 'MRN-\\d{6,10}' }, { element: 'mrn', pattern }] }, null, 1) });
    expect(stderr).toMatch(/^phi-scan: phi-scan\.config\.json:\d+: values\[1\]\.pattern: /);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });

  it('a file that is not there', async () => {
    expect(await scan({}, ['--config', 'gone.yaml'])).toEqual({ status: 2, stderr: 'phi-scan: cannot read the configuration gone.yaml: there is no such file\n', found: [] });
  });
});

describe('config print', () => {
  const files = {
    'phi-scan.config.yaml': 'extends: ./base.yaml\nfailOn: error\noverrides:\n  - files: src/jobs/**\n    rules: { no-phi-in-logs: note }\n',
    'base.yaml': 'failOn: never\nignores:\n  - legacy\n',
    'src/jobs/a.ts': leak,
  };

  it('shows what holds and where it comes from', async () => {
    await inProject(files, async (root) => {
      const { status, stdout } = await phiScanHere(root, ['config', 'print']);
      expect(status).toBe(0);
      const rows = stdout.split('\n').map((line) => line.split(/\s{2,}/));
      expect(rows[0]).toEqual(['phi-scan.config.yaml, which builds on base.yaml']);
      expect(rows).toContainEqual(['failOn', 'error', 'phi-scan.config.yaml:2']);
      expect(rows).toContainEqual(['ignores[0]', 'legacy', 'base.yaml:3']);
      expect(rows).toContainEqual(['minConfidence', 'medium', 'default']);
      expect(rows).toContainEqual(['rules.no-phi-in-logs', 'error', 'default']);
    });
  });

  it('shows what holds for a file', async () => {
    await inProject(files, async (root) => {
      const { stdout } = await phiScanHere(root, ['config', 'print', 'src/jobs/a.ts', '--format', 'json']);
      const { files: read, settings } = JSON.parse(stdout) as { files: string[]; settings: Record<string, unknown> };
      expect(read).toEqual(['phi-scan.config.yaml', 'base.yaml']);
      expect(settings['rules.no-phi-in-logs']).toEqual({ value: 'note', from: 'phi-scan.config.yaml:4' });
    });
  });
});
