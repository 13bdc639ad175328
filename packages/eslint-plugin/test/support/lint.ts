/** The plugin's source in ESLint's own Linter, with a parser for each kind of file. */
import * as typescriptParser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import * as svelteParser from 'svelte-eslint-parser';
import * as vueParser from 'vue-eslint-parser';
import plugin from '../../src/index.js';

const typed = { ecmaFeatures: { jsx: true } };

const parsers: Linter.Config[] = [
  { files: ['**/*.{js,jsx,mjs,cjs,ts,tsx,mts,cts}'], languageOptions: { parser: typescriptParser as Linter.Parser, parserOptions: typed } },
  { files: ['**/*.vue'], languageOptions: { parser: vueParser as Linter.Parser, parserOptions: { ...typed, parser: typescriptParser } } },
  { files: ['**/*.svelte'], languageOptions: { parser: svelteParser as unknown as Linter.Parser, parserOptions: { ...typed, parser: typescriptParser } } },
];

export interface LintOptions {
  readonly root: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** All of the plugin's, unless it is told. */
  readonly rules?: Linter.RulesRecord;
  readonly globals?: readonly string[];
}

const all: Linter.RulesRecord = Object.fromEntries(Object.keys(plugin.rules).map((rule) => [`phi-scan/${rule}`, 'error']));

/** `file` is relative to the root. */
export function lint(file: string, text: string, { root, settings, rules = all, globals = [] }: LintOptions): Linter.LintMessage[] {
  const config: Linter.Config = {
    files: ['**/*'],
    plugins: { 'phi-scan': plugin },
    rules,
    languageOptions: { globals: Object.fromEntries(globals.map((name) => [name, 'readonly'])) },
    ...(settings ? { settings: { 'phi-scan': settings } } : {}),
  };
  return new Linter({ cwd: root, configType: 'flat' }).verify(text, [...parsers, config], { filename: `${root}/${file}` });
}

export function withFix(text: string, { range, text: replacement }: { readonly range: readonly [number, number]; readonly text: string }): string {
  return text.slice(0, range[0]) + replacement + text.slice(range[1]);
}
