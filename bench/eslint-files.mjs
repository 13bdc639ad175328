/** Lints the files of a list with no-console and the TypeScript parser, nothing else: node eslint-files.mjs ROOT LIST.json */
import { readFileSync } from 'node:fs';
import * as parser from '@typescript-eslint/parser';
import { ESLint } from 'eslint';

const [root, list] = process.argv.slice(2);
const files = JSON.parse(readFileSync(list, 'utf8'));
const eslint = new ESLint({
  cwd: root,
  cache: false,
  ignore: false,
  overrideConfigFile: true,
  overrideConfig: [
    {
      files: ['**/*.{js,jsx,mjs,cjs,ts,tsx,mts,cts}'],
      languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } },
      // The repository's own comments name rules and plugins that are not here.
      linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' },
      rules: { 'no-console': 'error' },
    },
  ],
});
const results = await eslint.lintFiles(files);
const messages = results.flatMap((each) => each.messages);
if (results.length !== files.length) throw new Error(`ESLint linted ${results.length} of ${files.length} files`);
console.log(`${messages.filter((each) => each.ruleId === 'no-console').length} uses of console, ${messages.filter((each) => each.fatal).length} files not parsed`);
