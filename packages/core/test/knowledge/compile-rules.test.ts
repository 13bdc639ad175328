/** scripts/compile-rules.mjs says what is wrong in a rule file, where, and what was probably meant. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'phi-scan-rules-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function compile(rules: string, output: string): Promise<{ readonly status: number; readonly errors: string }> {
  return new Promise((done) => {
    execFile(process.execPath, [join(root, 'scripts/compile-rules.mjs'), rules, output], (error, _stdout, errors) => {
      done({ status: error === null ? 0 : Number(error.code), errors });
    });
  });
}

let copies = 0;

/** The rules with one file changed. */
async function withChanged(file: string, from: RegExp, to: string): Promise<{ readonly status: number; readonly errors: string }> {
  const rules = join(folder, `rules-${copies++}`);
  await cp(join(root, 'rules'), rules, { recursive: true });
  const text = await readFile(join(rules, file), 'utf8');
  expect(text).toMatch(from);
  await writeFile(join(rules, file), text.replace(from, to));
  return compile(rules, join(rules, 'rules.json'));
}

test('the same rules give the same bytes, without examples', async () => {
  const [first, second] = [join(folder, 'first.json'), join(folder, 'second.json')];
  expect((await compile(join(root, 'rules'), first)).errors).toBe('');
  await compile(join(root, 'rules'), second);
  const bytes = await readFile(first, 'utf8');
  expect(await readFile(second, 'utf8')).toBe(bytes);
  expect(bytes).not.toContain('"flags":');
  expect(bytes).not.toContain('"passes":');
});

test('files that are not there count as empty', async () => {
  const output = join(folder, 'empty.json');
  expect(await compile(join(folder, 'nowhere'), output)).toEqual({ status: 0, errors: '' });
  expect(JSON.parse(await readFile(output, 'utf8'))).toMatchObject({ words: { elements: [] }, apis: [], sanitizers: { verbs: [] }, code: { verbs: { giving: [] } } });
});

describe('mistakes are told with file, entry and key', () => {
  test.each([
    ['words/elements.yaml', /confidence: high/, 'confidense: high', ['words/elements.yaml: ssn: does not know the key "confidense"; did you mean "confidence"?', 'ssn: lacks the key "confidence"']],
    ['words/elements.yaml', /confidence: high/, 'confidence: hihg', ['ssn.confidence: is "hihg", must be high, medium, low; did you mean "high"?']],
    ['words/elements.yaml', /\[ssn, ssn number,/, '[SSN, ssn number,', ['"SSN" must be lower-case words']],
    ['words/elements.yaml', /\[ssn, ssn number,/, '[ssn, ssn, ssn number,', ['ssn.names: "ssn" stands there twice']],
    ['words/elements.yaml', / {2}passes: .*\n/, '', ['ssn: lacks the key "passes"']],
    ['words/records.yaml', /- id: paciente/, '- id: patient', ['words/records.yaml: patient: stands there twice']],
    ['words/records.yaml', /\[paciente, registro paciente,/, '[patient, registro paciente,', ['"patient" also stands in patient']],
    ['values.yaml', /element: ssn/, 'element: sns', ['there is no element "sns"; did you mean "ssn"?']],
    ['risk.yaml', /elements: \[ssn\]/, 'elements: [ssm]', ['there is no element "ssm"; did you mean "ssn"?']],
    ['urls.yaml', /- id: sign-in/, '- id: [', ['urls.yaml: ']],
    ['code/verbs.yaml', /^giving:/m, 'givin:', ['code/verbs.yaml: does not know the key "givin"; did you mean "giving"?', 'lacks the key "giving"']],
    ['code/types.yaml', /names: \[Pick\]/, 'names: [P*ck]', ['code/types.yaml: keepsFields.names', '"P*ck" must be a name of code']],
    ['code/schemas.yaml', /names: \[init\]/, 'names: [init, Schema]', ['code/schemas.yaml: calls: "Schema" stands in two entries']],
    ['code/calls.yaml', / {2}flags: \[url, TableName\]\n {2}passes: .*/, '  flags: []\n  passes: []', ['code/calls.yaml: tellingKeys', 'has no examples']],
  ])('%s: %s', async (file, from, to, expected) => {
    const { status, errors } = await withChanged(file, from, to);
    expect(status).toBe(1);
    for (const text of expected) expect(errors).toContain(text);
  });
});
