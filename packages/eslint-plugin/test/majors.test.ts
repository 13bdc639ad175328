/** The packed plugin in ESLint 8, 9 and 10, as their command lines run it, with each parser. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ESLint } from 'eslint';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeProject, packPackages, type Packed } from './support/packed.js';

const leak = 'export function show(patient) {\n  console.log(`seen: ${patient.name}`);\n}\n';

const sources = {
  'espree.js': leak,
  'typescript.ts': "import type { Patient } from './models';\nexport const show = (patient: Patient): void => { console.log(patient); };\n",
  'react.tsx': 'export const Row = ({ patient }: { patient: Patient }) => <li onClick={() => console.log(patient.ssn)}>{patient.id}</li>;\n',
  'babel.jsx': `// @flow\n${leak}export const a = <p>{(1: any)}</p>;\n`,
  'view.vue': `<template>\n  <p>{{ patient.id }}</p>\n</template>\n\n<script>\n${leak}</script>\n`,
  'typed.vue': '<script setup lang="ts">\nconst props = defineProps<{ patient: Patient }>();\nconsole.log(props.patient);\n</script>\n\n<template><p /></template>\n',
  'view.svelte': '<script lang="ts">\n  export let patient: Patient;\n  console.log(patient.ssn);\n</script>\n\n<p>{patient.id}</p>\n',
  'byte-order-mark.js': `\uFEFF${leak}`,
  'lines.js': leak.replaceAll('\n', '\r\n'),
  'quiet.js': 'export function show(patient) {\n  // phi-scan-ignore-next-line no-phi-in-logs -- invented\n  console.log(patient.name);\n  console.log(patient.id);\n  console.log(patient.ssn); // eslint-disable-line phi-scan/no-phi-in-logs\n}\n',
};

const expected = [
  'babel.jsx 3:3 phi-scan/no-phi-in-logs',
  'byte-order-mark.js 2:3 phi-scan/no-phi-in-logs',
  'espree.js 2:3 phi-scan/no-phi-in-logs',
  'lines.js 2:3 phi-scan/no-phi-in-logs',
  'react.tsx 1:78 phi-scan/no-phi-in-logs',
  'typed.vue 3:1 phi-scan/no-phi-object-dump',
  'typescript.ts 2:51 phi-scan/no-phi-object-dump',
  'view.svelte 3:3 phi-scan/no-phi-in-logs',
  'view.vue 7:3 phi-scan/no-phi-in-logs',
];

const flat = `
import babelParser from '@babel/eslint-parser';
import typescriptParser from '@typescript-eslint/parser';
import phiScan from 'eslint-plugin-phi-scan';
import svelteParser from 'svelte-eslint-parser';
import * as vueParser from 'vue-eslint-parser';

export default [
  { ignores: ['eslint.config.mjs'] },
  { files: ['**/*.ts', '**/*.tsx'], languageOptions: { parser: typescriptParser } },
  { files: ['**/*.jsx'], languageOptions: { parser: babelParser, parserOptions: { requireConfigFile: false, babelOptions: { parserOpts: { plugins: ['jsx', 'flow'] } } } } },
  { files: ['**/*.vue'], languageOptions: { parser: vueParser, parserOptions: { parser: typescriptParser } } },
  { files: ['**/*.svelte'], languageOptions: { parser: svelteParser, parserOptions: { parser: typescriptParser } } },
  phiScan.configs.recommended,
];
`;

const legacy = JSON.stringify({
  root: true,
  extends: ['plugin:phi-scan/legacy-recommended'],
  parserOptions: { ecmaVersion: 2022, sourceType: 'module' },
  overrides: [
    { files: ['*.ts', '*.tsx'], parser: '@typescript-eslint/parser' },
    { files: ['*.jsx'], parser: '@babel/eslint-parser', parserOptions: { requireConfigFile: false, babelOptions: { parserOpts: { plugins: ['jsx', 'flow'] } } } },
    { files: ['*.vue'], parser: 'vue-eslint-parser', parserOptions: { parser: '@typescript-eslint/parser' } },
    { files: ['*.svelte'], parser: 'svelte-eslint-parser', parserOptions: { parser: '@typescript-eslint/parser' } },
  ],
});

let packed: Packed;
beforeAll(() => {
  packed = packPackages();
});
afterAll(() => packed.remove());

interface Linted {
  readonly found: readonly string[];
  readonly stderr: string;
  readonly results: readonly ESLint.LintResult[];
}

function lint(project: string, isFlat: boolean): Linted {
  const argv = [join(project, 'node_modules/eslint/bin/eslint.js'), '--format', 'json', ...(isFlat ? [] : ['--ext', '.js,.jsx,.ts,.tsx,.vue,.svelte']), '.'];
  const env = { PATH: process.env['PATH'], ESLINT_USE_FLAT_CONFIG: String(isFlat) };
  const { stdout, stderr } = spawnSync(process.execPath, argv, { cwd: project, encoding: 'utf8', env });
  const results = stdout.startsWith('[') ? (JSON.parse(stdout) as ESLint.LintResult[]) : [];
  const found = results.flatMap(({ filePath, messages }) => messages.map(({ line, column, ruleId, message }) => `${basename(filePath)} ${line}:${column} ${ruleId ?? message}`));
  return { found: found.sort(), stderr, results };
}

describe.each([
  { major: 8, isFlat: false, config: { '.eslintrc.json': legacy } },
  { major: 8, isFlat: true, config: { 'eslint.config.mjs': flat } },
  { major: 9, isFlat: true, config: { 'eslint.config.mjs': flat } },
  { major: 10, isFlat: true, config: { 'eslint.config.mjs': flat } },
] as const)('ESLint $major, flat config: $isFlat', ({ major, isFlat, config }) => {
  test('finds the same in what each parser reads', () => {
    const project = makeProject(packed, major, { ...sources, ...config });
    const version = (JSON.parse(readFileSync(join(project, 'node_modules/eslint/package.json'), 'utf8')) as { version: string }).version;
    expect(version.split('.')[0]).toBe(String(major));
    const { found, stderr, results } = lint(project, isFlat);
    expect(stderr).toBe('');
    expect(found).toEqual(expected);
    const [message] = results.find(({ filePath }) => filePath.endsWith('espree.js'))!.messages;
    expect(message).toMatchObject({ severity: 2, endLine: 2, endColumn: 39 });
    expect(message?.message).toMatch(/^Patient data \(name\) is logged by console\.log \(risk \d+; 45 CFR §164\.312\(b\)/);
    expect(message?.suggestions?.map(({ desc }) => desc)).toEqual(['Write patient.id instead.', 'Leave out patient.name.']);
  });
});

test('wrong settings and wrong options are told by the name of what is wrong', () => {
  const config = (more: string): string => `import phiScan from 'eslint-plugin-phi-scan';\nexport default [phiScan.configs.recommended, ${more}];\n`;
  const told = (more: string): string => lint(makeProject(packed, 9, { 'a.js': '', 'eslint.config.mjs': config(more) }), true).stderr;
  expect(told("{ settings: { 'phi-scan': { staffWord: ['nurse'] } } }")).toContain(`settings['phi-scan'] should NOT have additional properties: "staffWord"`);
  expect(told("{ rules: { 'phi-scan/no-phi-in-logs': ['error', { words: { torchId: 'mrnn' } }] } }")).toMatch(/Value "mrnn" should be equal to one of the allowed values/);
});
