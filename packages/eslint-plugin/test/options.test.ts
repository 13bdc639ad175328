import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lint, type LintOptions } from './support/lint.js';

const root = '/clinic';

/** The rules that report something, in order. */
function found(text: string, options: Partial<LintOptions> = {}): string[] {
  return lint('code.ts', text, { root, ...options }).map(({ ruleId, message }) => ruleId?.replace('phi-scan/', '') ?? message);
}

describe.each<{ name: string; text: string; without: string[]; settings: Record<string, unknown>; with: string[] }>([
  { name: 'words', text: 'export const f = (torchId: string) => console.log(torchId);', without: [], settings: { words: { 'torch id': 'mrn' } }, with: ['no-phi-in-logs'] },
  { name: 'staffWords', text: 'export const f = (porter: Porter) => console.log(porter.email);', without: ['no-phi-in-logs'], settings: { staffWords: ['porter'] }, with: [] },
  { name: 'ignoredNames', text: 'export const f = (demoPatient: X) => console.log(demoPatient);', without: ['no-phi-object-dump'], settings: { ignoredNames: ['demoPatient'] }, with: [] },
  { name: 'sinks', text: 'export const f = (patient: Patient) => ledger.put(patient.ssn);', without: [], settings: { sinks: [{ name: 'ledger.put', kind: 'telemetry' }] }, with: ['no-phi-in-telemetry'] },
  { name: 'sources', text: 'export const f = () => console.log(loadAll());', without: [], settings: { sources: [{ name: 'loadAll', holds: 'patient' }] }, with: ['no-phi-object-dump'] },
  { name: 'models', text: 'export const f = (x: Wristband) => console.log(x);', without: [], settings: { models: { Wristband: ['mrn'] } }, with: ['no-phi-object-dump'] },
  { name: 'sanitizers', text: 'const view = (x: object) => ({ ...x }); export const f = (patient: Patient) => console.log(view(patient));', without: ['no-phi-object-dump'], settings: { sanitizers: ['view'] }, with: [] },
  { name: 'redactor', text: 'const view = (x: object) => ({ ...x }); export const f = (patient: Patient) => console.log(view(patient));', without: ['no-phi-object-dump'], settings: { redactor: 'view' }, with: [] },
  { name: 'values', text: "console.log('TB-123456');", without: [], settings: { values: [{ pattern: 'TB-\\d{6}', element: 'mrn' }] }, with: ['no-phi-literals'] },
  { name: 'minConfidence', text: 'export const f = (patient: Patient) => { console.log(patient.ssn); console.log(appointment); };', without: ['no-phi-in-logs', 'no-phi-object-dump'], settings: { minConfidence: 'high' }, with: ['no-phi-in-logs'] },
  { name: 'includeStaff', text: 'export const f = (doctor: Doctor) => console.log(doctor.email);', without: [], settings: { includeStaff: true }, with: ['no-phi-in-logs'] },
])('$name', ({ name, text, without, settings, with: reported }) => {
  test('without it', () => expect(found(text)).toEqual(without));
  test("in settings['phi-scan']", () => expect(found(text, { settings })).toEqual(reported));
  test('as an option of the rule', () => {
    const rule = [...without, ...reported][0]!;
    const own = found(text, { rules: { [`phi-scan/${rule}`]: ['error', settings] } });
    expect(own).toEqual(reported.filter((each) => each === rule));
    expect(name).not.toBe('');
  });
});

test('the context raises the score that is told', () => {
  const risk = (settings: Record<string, unknown>): number => Number(/risk ([\d.]+)/.exec(lint('code.ts', 'console.log(patient.ssn);', { root, settings })[0]!.message)?.[1]);
  expect(risk({})).toBe(95);
  expect(risk({ context: ['cloud-logs'] })).toBe(100);
});

test("a rule's own option goes before the settings, for that rule alone", () => {
  const text = 'export const f = (doctor: Doctor) => { console.log(doctor.email); console.log(doctor); };';
  expect(found(text, { rules: { 'phi-scan/no-phi-in-logs': ['error', { includeStaff: true }], 'phi-scan/no-phi-object-dump': 'error' } })).toEqual(['no-phi-in-logs']);
  expect(found(text, { settings: { includeStaff: true }, rules: { 'phi-scan/no-phi-in-logs': 'error' } })).toEqual(['no-phi-in-logs']);
});

describe('what is wrong is told', () => {
  test.each<[Record<string, unknown>, string]>([
    [{ staffWord: ['porter'] }, `settings['phi-scan'] should NOT have additional properties: "staffWord"`],
    [{ words: { torchId: 'mrnn' } }, "settings['phi-scan'].words['torchId'] should be equal to one of the allowed values: "],
    [{ words: { '--': 'mrn' } }, "settings['phi-scan'].words"],
    [{ sinks: [{ name: 'ledger.put' }] }, "settings['phi-scan'].sinks[0] should have required property 'kind'"],
    [{ sanitizers: ['a b'] }, "settings['phi-scan'].sanitizers[0] should match pattern"],
    [{ values: [{ pattern: '(', element: 'mrn' }] }, `settings['phi-scan'].values[0].pattern should match format "regex"`],
    [{ crossFile: 'yes' }, "settings['phi-scan'].crossFile should be boolean"],
  ])('of the settings %j', (settings, message) => {
    expect(() => found('', { settings })).toThrow(message);
  });

  test('of a rule’s options', () => {
    expect(() => found('', { rules: { 'phi-scan/no-phi-in-logs': ['error', { staffWord: [] }] } })).toThrow(/additional properties[\s\S]*staffWord/);
  });
});

describe('crossFile', () => {
  function inProject(files: Readonly<Record<string, string>>, file: string, settings: Record<string, unknown>): string[] {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'phi-scan-lint-')));
    try {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
      }
      return lint(file, files[file]!, { root: folder, settings }).map(({ line, column, ruleId }) => `${line}:${column} ${ruleId?.replace('phi-scan/', '')}`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const files = {
    'tsconfig.json': '{ "compilerOptions": { "paths": { "@lib/*": ["./lib/*"] } } }',
    'lib/audit.ts': "export * from './write';",
    'lib/write.ts': 'export function put(line: unknown) { console.log(line); }',
    'lib/codes.ts': 'export interface Key { code: string; ssn: string }',
    'page.ts': "import { put } from '@lib/audit';\nimport type { Key } from './lib/codes';\nexport const f = (patient: Patient, key: Key) => {\n  put(patient.ssn);\n  console.log(key);\n};\n",
  };

  test('off: what the file alone says', () => {
    expect(inProject(files, 'page.ts', {})).toEqual([]);
  });

  test('on: a leak through an imported helper, and of an imported type', () => {
    expect(inProject(files, 'page.ts', { crossFile: true })).toEqual(['4:3 no-phi-in-logs', '5:3 no-phi-object-dump']);
  });

  test('what is imported may be broken, missing, or the file itself', () => {
    const text = "import './lib/broken'; import './missing'; import './page'; import '../../..'; export const f = (patient: Patient) => { console.log(patient.ssn); };\n";
    expect(inProject({ 'page.ts': text, 'lib/broken.ts': 'export const = {{{' }, 'page.ts', { crossFile: true })).toEqual([`1:${text.indexOf('console') + 1} no-phi-in-logs`]);
  });

  test('a text that is no file', () => {
    expect(lint('unsaved.js', 'console.log(patient.ssn)', { root: '/nowhere/at/all', settings: { crossFile: true } }).map(({ ruleId }) => ruleId)).toEqual(['phi-scan/no-phi-in-logs']);
  });
});
