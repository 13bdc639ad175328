/** Lints the files of a list with the recommended rules of typescript-eslint, and phi-scan's where asked: node eslint-recommended.mjs ROOT LIST.json [phi-scan | phi-scan-across-files] */
import { readFileSync } from 'node:fs';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

const [root, list, plugin] = process.argv.slice(2);
const files = JSON.parse(readFileSync(list, 'utf8'));
const ours = plugin === undefined ? [] : [(await import('../packages/eslint-plugin/dist/index.js')).default.configs.recommended, { settings: { 'phi-scan': { crossFile: plugin === 'phi-scan-across-files' } } }];
const eslint = new ESLint({
  cwd: root,
  cache: false,
  ignore: false,
  overrideConfigFile: true,
  overrideConfig: [
    { files: ['**/*.{js,jsx,mjs,cjs,ts,tsx,mts,cts}'], linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' }, languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } } },
    ...tseslint.configs.recommended,
    ...ours,
  ],
});
const start = performance.now();
const messages = (await eslint.lintFiles(files)).flatMap((each) => each.messages);
const linting = (performance.now() - start) / 1000;
const of = messages.filter(({ ruleId }) => ruleId?.startsWith('phi-scan/')).length;
console.log(JSON.stringify({ linting, said: `${messages.length - of} messages${plugin === undefined ? '' : `, ${of} of phi-scan`}` }));
