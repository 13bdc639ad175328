/** The plugin as a plugin: what it exports, its documents, and what eslint-plugin-eslint-plugin says of it. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ruleIds } from '@phi-scan/core';
import * as typescriptParser from '@typescript-eslint/parser';
import { ESLint, type Linter } from 'eslint';
import eslintPlugin from 'eslint-plugin-eslint-plugin';
import { describe, expect, test } from 'vitest';
import plugin from '../src/index.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string): string => readFileSync(`${root}/${file}`, 'utf8');

test('the rules are those of the command line', () => {
  expect(Object.keys(plugin.rules)).toEqual([...ruleIds]);
});

describe.each(ruleIds)('%s', (id) => {
  test('is one file, with one page and one test of its name', () => {
    for (const file of [`src/rules/${id}.ts`, `docs/rules/${id}.md`, `test/rules/${id}.test.ts`]) expect(existsSync(`${root}/${file}`), file).toBe(true);
    expect(readdirSync(`${root}/src/rules`).length).toBe(ruleIds.length);
  });

  test('says all of itself', () => {
    const { meta } = plugin.rules[id];
    expect(meta).toMatchObject({ type: 'problem', hasSuggestions: true, defaultOptions: [expect.any(Object)], schema: [expect.objectContaining({ additionalProperties: false })] });
    expect(meta?.docs?.url).toMatch(new RegExp(`/docs/rules/${id}\\.md$`));
    expect(Object.keys(meta?.messages ?? {})).toContain('leak');
  });
});

test('each config names rules that exist', () => {
  for (const config of Object.values(plugin.configs)) for (const rule of Object.keys(config.rules)) expect(Object.keys(plugin.rules)).toContain(rule.replace('phi-scan/', ''));
  expect(Object.keys(plugin.configs)).toEqual(['recommended', 'strict', 'legacy-recommended', 'legacy-strict']);
});

test('has no complaint of eslint-plugin-eslint-plugin', async () => {
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: [
      { files: ['src/rules/*.ts'], languageOptions: { parser: typescriptParser as Linter.Parser } },
      eslintPlugin.configs.recommended as Linter.Config,
      { rules: { 'eslint-plugin/require-meta-docs-description': 'error', 'eslint-plugin/require-meta-docs-url': 'error', 'eslint-plugin/require-meta-docs-recommended': 'error', 'eslint-plugin/require-meta-default-options': 'error' } },
    ],
  });
  const results = await eslint.lintFiles(['src/rules/*.ts']);
  expect(results.length).toBe(ruleIds.length);
  expect(results.flatMap(({ filePath, messages }) => messages.map(({ line, message }) => `${filePath}:${line} ${message}`))).toEqual([]);
});

test('the pages and the table of the rules are what eslint-doc-generator makes', () => {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'docs:check'], { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
  expect(`${stdout}${stderr.replace(/npm warn .*\n/g, '')}`).toBe('');
  expect(status).toBe(0);
});

test('the README tells of each option', () => {
  const [schema] = plugin.rules['no-phi-in-logs'].meta!.schema as [{ properties: object }];
  for (const option of Object.keys(schema.properties)) expect(read('README.md')).toContain(`\`${option}\``);
});
