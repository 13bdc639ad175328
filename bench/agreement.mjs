/**
 * Whether the ESLint plugin finds what phi-scan finds, over each JavaScript, TypeScript, Vue and Svelte file of a repository: rule, line and column.
 *
 *     npm run agreement -- path/to/repository                 each file alone
 *     npm run agreement -- path/to/repository --cross-file    the plugin with crossFile against a scan of the whole
 *
 * Alone, both see the same, and any difference makes it exit with 1. Across files the plugin sees what a file imports, a scan also who calls it.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as typescriptParser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import * as svelteParser from 'svelte-eslint-parser';
import * as vueParser from 'vue-eslint-parser';

if (!existsSync(fileURLToPath(new URL('../packages/eslint-plugin/dist/index.js', import.meta.url)))) stop('build first: npm run build');
const { scan } = await import('../packages/core/dist/scan.js');
const { discoverFiles } = await import('../packages/core/dist/files/discover.js');
const { readSourceFile } = await import('../packages/core/dist/files/read.js');
const { default: plugin } = await import('../packages/eslint-plugin/dist/index.js');

const { root, crossFile } = readArguments();
const extensions = ['.js', '.jsx', '.mjs', '.cjs', '.ts', '.tsx', '.mts', '.cts', '.vue', '.svelte'];
const options = { root, include: [], exclude: [], includeTests: false, includeStaff: false, minConfidence: 'medium', context: [], reportUnusedIgnores: false, threads: 1 };
const { files } = await discoverFiles({ ...options, paths: [], extensions });
const whole = crossFile ? placesByFile((await scan({ ...options, paths: [] })).findings) : undefined;
const linter = new Linter({ cwd: root, configType: 'flat' });
const config = configFor(crossFile);

const count = { files: 0, both: 0, scan: 0, plugin: 0, notParsed: 0 };
const differences = [];
for (const file of files) {
  const { text } = readSourceFile(root, file);
  if (text === undefined) continue;
  const messages = linter.verify(text, config, { filename: join(root, file) });
  if (messages.some(({ fatal }) => fatal)) {
    count.notParsed += 1;
    continue;
  }
  count.files += 1;
  // ESLint itself complains of comments that it was told to leave unread.
  const linted = messages.flatMap(({ ruleId, line, column }) => (ruleId?.startsWith('phi-scan/') ? `${line}:${column} ${ruleId.slice('phi-scan/'.length)}` : []));
  const scanned = whole ? (whole.get(file) ?? []) : (placesByFile((await scan({ ...options, paths: [file] })).findings).get(file) ?? []);
  count.both += linted.filter((place) => scanned.includes(place)).length;
  for (const place of scanned.filter((each) => !linted.includes(each))) {
    count.scan += 1;
    differences.push(`- only phi-scan  ${file}:${place}`);
  }
  for (const place of linted.filter((each) => !scanned.includes(each))) {
    count.plugin += 1;
    differences.push(`+ only ESLint    ${file}:${place}`);
  }
}
for (const difference of differences) console.log(difference);
const besides = count.notParsed === 0 ? '' : `; ${count.notParsed} files that ESLint's parsers do not read were left out`;
console.log(`${count.files} files: ${count.both} findings in both, ${count.scan} of phi-scan alone, ${count.plugin} of ESLint alone${besides}`);
if (!crossFile && differences.length > 0) process.exitCode = 1;

function placesByFile(findings) {
  const places = new Map();
  for (const { rule, location, suppressed } of findings) {
    if (suppressed) continue;
    places.set(location.file, [...(places.get(location.file) ?? []), `${location.start.line}:${location.start.column} ${rule}`]);
  }
  return places;
}

function configFor(acrossFiles) {
  const parserOptions = { ecmaFeatures: { jsx: true } };
  const language = (parser, more) => ({ languageOptions: { parser, parserOptions: { ...parserOptions, ...more } } });
  return [
    { files: ['**/*.{js,jsx,mjs,cjs,ts,tsx,mts,cts}'], ...language(typescriptParser) },
    { files: ['**/*.vue'], ...language(vueParser, { parser: typescriptParser }) },
    { files: ['**/*.svelte'], ...language(svelteParser, { parser: typescriptParser }) },
    {
      files: ['**/*'],
      // The repository's own comments speak of rules that are not here.
      linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' },
      plugins: { 'phi-scan': plugin },
      rules: Object.fromEntries(Object.keys(plugin.rules).map((rule) => [`phi-scan/${rule}`, 'error'])),
      settings: { 'phi-scan': { crossFile: acrossFiles } },
    },
  ];
}

function readArguments() {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { 'cross-file': { type: 'boolean', default: false } } });
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0) stop('usage: npm run agreement -- DIR [--cross-file]');
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) stop(`${folder} is no folder`);
  return { root: resolve(folder), crossFile: values['cross-file'] };
}

function stop(message) {
  console.error(`agreement: ${message}`);
  process.exit(2);
}
