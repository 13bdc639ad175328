import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { azureSteps, circleJob, githubWorkflow, gitlabJob } from '../src/init/templates.js';
import { inProject, phiScanHere, type Files } from './support/spawned.js';

const clinic: Files = {
  'package.json': JSON.stringify({ dependencies: { pino: '9.0.0', '@sentry/node': '8.0.0', react: '19.0.0' } }),
  'pnpm-lock.yaml': '',
  'tsconfig.json': '{}',
  'pyproject.toml': '',
  '.github/dependabot.yml': '',
  '.husky/pre-commit': 'npm test\n',
  'eslint.config.mjs': 'export default [];\n',
  'src/a.ts': 'console.log(1);\n',
};
const workflow = '.github/workflows/phi-scan.yml';
const read = (root: string, file: string): string => readFileSync(join(root, file), 'utf8');

describe('init', () => {
  it('sees what a project has, writes what it needs and says so', async () => {
    await inProject(clinic, async (root) => {
      const { status, stdout, stderr } = await phiScanHere(root, ['init', '--yes']);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toContain('languages        TypeScript, JavaScript, Python');
      expect(stdout).toContain('package manager  pnpm');
      expect(stdout).toContain('logs, telemetry  @sentry/node, pino');
      expect(stdout).toContain('CI               GitHub Actions');
      for (const line of ['wrote phi-scan.config.yaml', `wrote ${workflow}`, 'added to .husky/pre-commit', 'added to eslint.config.mjs', 'pnpm add --save-dev eslint-plugin-phi-scan', 'pnpm dlx phi-scan']) expect(stdout).toContain(line);
      expect(read(root, '.husky/pre-commit')).toBe('npm test\nnpx phi-scan --staged\n');
      expect(read(root, 'eslint.config.mjs')).toBe("import phiScan from 'eslint-plugin-phi-scan';\n\nexport default [phiScan.configs.recommended];\n");
      // What it wrote is a configuration that works.
      expect((await phiScanHere(root, [])).status).toBe(0);
    });
  });

  it('leaves alone what is there, and adds nothing twice', async () => {
    const ci: Files = { '.gitlab-ci.yml': 'test:\n  script: npm test\n', 'azure-pipelines.yml': 'steps:\n  - script: npm test\n', '.circleci/config.yml': 'jobs:\n  a:\n    steps: [checkout]\nworkflows:\n  w:\n    jobs: [a]\n' };
    await inProject({ ...clinic, ...ci, 'phi-scan.config.mjs': 'export default { failOn: "error" };\n', [workflow]: 'name: ours\n' }, async (root) => {
      const { stdout } = await phiScanHere(root, ['init', '--yes']);
      expect(stdout).toContain('left phi-scan.config.mjs as it is');
      expect(existsSync(join(root, 'phi-scan.config.yaml'))).toBe(false);
      expect(read(root, workflow)).toBe('name: ours\n');
      const touched = ['.husky/pre-commit', 'eslint.config.mjs', ...Object.keys(ci)];
      const once = touched.map((file) => read(root, file));
      for (const text of once) expect(text).toContain('phi-scan');
      await phiScanHere(root, ['init', '--yes']);
      expect(touched.map((file) => read(root, file))).toEqual(once);
    });
  });

  it('asks for each file, and takes no answer as a no', async () => {
    await inProject(clinic, async (root) => {
      const { status, stdout } = await phiScanHere(root, ['init'], ['y\n', 'n\n']);
      expect(status).toBe(0);
      expect(stdout).toContain('Write phi-scan.config.yaml (the configuration)? [y/N]');
      expect(stdout).toContain('Add to eslint.config.mjs');
      expect(existsSync(join(root, 'phi-scan.config.yaml'))).toBe(true);
      expect(existsSync(join(root, workflow))).toBe(false);
      expect(read(root, '.husky/pre-commit')).toBe('npm test\n');
      expect(read(root, 'eslint.config.mjs')).toBe(clinic['eslint.config.mjs']);
    });
  });

  it('overwrites only what it is told to', async () => {
    await inProject({ ...clinic, [workflow]: 'name: ours\n' }, async (root) => {
      const { stdout } = await phiScanHere(root, ['init'], ['n\ny\nn\n']);
      expect(stdout).toContain(`Overwrite ${workflow}`);
      expect(read(root, workflow)).toBe(githubWorkflow);
    });
  });

  it('says what is wrong with a project that it cannot read, and then writes nothing', async () => {
    await inProject({ 'package.json': '{' }, async (root) => {
      expect(await phiScanHere(root, ['init', '--yes'])).toMatchObject({ status: 2, stderr: expect.stringContaining('package.json is no JSON') as string });
    });
    await inProject({ '.gitlab-ci.yml': 'a: [\n' }, async (root) => {
      expect(await phiScanHere(root, ['init', '--yes'])).toMatchObject({ status: 2, stderr: expect.stringContaining('.gitlab-ci.yml is no YAML') as string });
      expect(existsSync(join(root, 'phi-scan.config.yaml'))).toBe(false);
    });
  });

  it('writes what the examples show', () => {
    const example = (file: string): string => readFileSync(new URL(`../../../examples/ci/${file}`, import.meta.url), 'utf8');
    expect(example('github.yml')).toBe(githubWorkflow);
    expect(parse(example('.gitlab-ci.yml'))).toMatchObject({ 'phi-scan': gitlabJob });
    const { steps } = parse(example('azure-pipelines.yml')) as { steps: object[] };
    expect(steps.slice(-azureSteps.length)).toEqual(azureSteps);
    expect(parse(example('circleci.yml'))).toMatchObject({ jobs: { 'phi-scan': circleJob } });
  });
});

/** Runs `init --yes` where these files are, and gives one of them back as it is then, with what was said. */
async function initialized(files: Files, file: string): Promise<{ text: string; stdout: string }> {
  return inProject(files, async (root) => {
    const { status, stdout, stderr } = await phiScanHere(root, ['init', '--yes']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return { text: read(root, file), stdout };
  });
}

describe('init in a CI that is there', () => {
  it('adds a hook to pre-commit, and keeps every character of what was there', async () => {
    const before = '# ours\nrepos:\n  - repo: https://example.org/hooks\n    rev: v1\n    hooks:\n      - id: lint # keep\n        args: [--a,   "b"]\n# the end\n';
    const { text } = await initialized({ '.pre-commit-config.yaml': before }, '.pre-commit-config.yaml');
    expect(text.startsWith(before.slice(0, before.indexOf('# the end')))).toBe(true);
    expect(text.endsWith('# the end\n')).toBe(true);
    expect(parse(text)).toMatchObject({ repos: [{ rev: 'v1' }, { repo: 'https://github.com/phi-scan/phi-scan', hooks: [{ id: 'phi-scan' }] }] });
  });

  it('adds a job to GitLab after the others, in a stage that is there', async () => {
    const before = '# ours\nstages: [build, checks]\n.base: &base\n  image: node:22 # keep\nbuild:\n  <<: *base\n  stage: build\n  script: |\n    npm ci\n    npm test\n';
    const { text, stdout } = await initialized({ '.gitlab-ci.yml': before }, '.gitlab-ci.yml');
    expect(stdout).toContain('added to .gitlab-ci.yml');
    expect(text.startsWith(before)).toBe(true);
    expect(parse(text)).toMatchObject({ build: { stage: 'build' }, 'phi-scan': { stage: 'checks', ...gitlabJob } });
    const windows = await initialized({ '.gitlab-ci.yml': 'test:\r\n  script: npm test\r\n' }, '.gitlab-ci.yml');
    expect(windows.text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(parse(windows.text)).toEqual({ test: { script: 'npm test' }, 'phi-scan': gitlabJob });
  });

  it('adds to a file of GitLab that begins with its inputs', async () => {
    const before = 'spec:\n  inputs:\n    job-stage:\n      default: test\n---\ntest:\n  script: npm test\n';
    const { text, stdout } = await initialized({ '.gitlab-ci.yml': before }, '.gitlab-ci.yml');
    expect(text).toBe(before);
    expect(stdout).toContain('.gitlab-ci.yml has no place for it that is beyond doubt');
    expect(parseAllDocuments(text)).toHaveLength(2);
  });

  it('adds steps or a job to Azure Pipelines, and tells what it cannot place', async () => {
    const steps = await initialized({ 'azure-pipelines.yml': '# ours\nsteps:\n- script: npm test # keep\n\n- task: A@1\n  inputs:\n    b: c\n' }, 'azure-pipelines.yml');
    expect(steps.text).toContain('- script: npm test # keep\n\n- task: A@1');
    expect(parse(steps.text)).toEqual({ steps: [{ script: 'npm test' }, { task: 'A@1', inputs: { b: 'c' } }, ...azureSteps] });
    const jobs = await initialized({ 'azure-pipelines.yml': 'jobs:\n  - job: a\n    steps:\n      - script: npm test\n' }, 'azure-pipelines.yml');
    expect(parse(jobs.text)).toMatchObject({ jobs: [{ job: 'a' }, { job: 'phi_scan', steps: azureSteps }] });
    const stages = 'stages:\n  - stage: a\n    jobs: []\n';
    const told = await initialized({ 'azure-pipelines.yml': stages }, 'azure-pipelines.yml');
    expect(told.text).toBe(stages);
    expect(told.stdout).toContain('- script: npx --yes phi-scan --format pretty');
  });

  it('adds a job to CircleCI and to its one workflow, and tells it where there are several', async () => {
    const config = (workflows: string): string => `version: 2.1\njobs:\n  build:\n    docker:\n      - image: cimg/node:22.14 # keep\n    steps:\n      - checkout\n      - run: |\n          npm ci\n          npm test\n\nworkflows:\n${workflows}`;
    for (const jobs of ['    jobs:\n      - build\n', '    jobs: [build]\n', '    jobs:\n      - build:\n          filters:\n            branches: {only: main}\n']) {
      const { text } = await initialized({ '.circleci/config.yml': config(`  checks:\n${jobs}`) }, '.circleci/config.yml');
      expect(text).toContain('cimg/node:22.14 # keep');
      const { jobs: all, workflows } = parse(text) as { jobs: Record<string, object>; workflows: { checks: { jobs: unknown[] } } };
      expect(all).toMatchObject({ build: { steps: ['checkout', { run: 'npm ci\nnpm test\n' }] }, 'phi-scan': circleJob });
      expect(workflows.checks.jobs).toHaveLength(2);
      expect(workflows.checks.jobs[1]).toBe('phi-scan');
    }
    const several = config('  a:\n    jobs: [build]\n  b:\n    jobs: [build]\n');
    const told = await initialized({ '.circleci/config.yml': several }, '.circleci/config.yml');
    expect(told.text).toBe(several);
    expect(told.stdout).toContain('.circleci/config.yml has no place for it');
  });

  it('prints the stage for Jenkins, whose file is a program', async () => {
    const { text, stdout } = await initialized({ Jenkinsfile: 'pipeline { }\n' }, 'Jenkinsfile');
    expect(text).toBe('pipeline { }\n');
    expect(stdout).toContain("stage('phi-scan') {");
  });

  it('starts the CI of the host that the repository is at, where there is none yet', async () => {
    const at = (url: string): Files => ({ '.git/config': `[remote "origin"]\n\turl = ${url}\n` });
    expect(parse((await initialized(at('git@gitlab.com:clinic/app.git'), '.gitlab-ci.yml')).text)).toEqual({ 'phi-scan': gitlabJob });
    expect((await initialized(at('https://github.com/clinic/app.git'), workflow)).text).toBe(githubWorkflow);
    expect(parse((await initialized(at('https://dev.azure.com/clinic/app'), 'azure-pipelines.yml')).text)).toMatchObject({ steps: azureSteps });
    expect((await initialized({}, 'phi-scan.config.yaml')).stdout).toContain('no CI was found');
  });
});

const repository = fileURLToPath(new URL('../../../', import.meta.url));

interface ESLintOf {
  new (options: { cwd: string; overrideConfigFile?: string }): { calculateConfigForFile(file: string): Promise<{ rules?: Readonly<Record<string, unknown>> }> };
}

/** The rules, and their levels, that the real ESLint of this major has for a file, with the configuration that `init` wrote. */
async function rulesIn(files: Files, file: string, major: 8 | 9 | 10): Promise<{ rules: Readonly<Record<string, unknown>>; text: string }> {
  return inProject({ 'package.json': JSON.stringify({ devDependencies: { eslint: `^${major}.0.0`, 'typescript-eslint': '^8.0.0' } }), ...files }, async (root) => {
    const { stdout } = await phiScanHere(root, ['init', '--yes']);
    expect(stdout).toContain(`${file} (findings in the editor)`);
    mkdirSync(join(root, 'node_modules'), { recursive: true });
    const resolve = createRequire(join(repository, `test-projects/eslint-${major}/package.json`)).resolve;
    symlinkSync(join(repository, 'packages/eslint-plugin'), join(root, 'node_modules/eslint-plugin-phi-scan'), 'dir');
    symlinkSync(join(repository, 'node_modules/typescript-eslint'), join(root, 'node_modules/typescript-eslint'), 'dir');
    symlinkSync(dirname(resolve('eslint/package.json')), join(root, 'node_modules/eslint'), 'dir');
    const { loadESLint } = (await import(pathToFileURL(resolve('eslint')).href)) as { loadESLint: (options: { useFlatConfig: boolean }) => Promise<ESLintOf> };
    const ESLint = await loadESLint({ useFlatConfig: file.startsWith('eslint.config.') });
    const config = await new ESLint({ cwd: root }).calculateConfigForFile(join(root, 'src/a.js'));
    const levels = Object.entries(config.rules ?? {}).map(([rule, setting]) => [rule, Array.isArray(setting) ? (setting as unknown[])[0] : setting]);
    return { rules: Object.fromEntries(levels) as Readonly<Record<string, unknown>>, text: read(root, file) };
  });
}

describe('init in a project with ESLint', () => {
  const plain = "{ rules: { 'no-var': 'error' } }";
  const shapes: Readonly<Record<string, readonly [file: string, text: string]>> = {
    'an array': ['eslint.config.mjs', `// @ts-check\nimport tseslint from "typescript-eslint";\n\nexport default [\n  ...tseslint.configs.recommended, // types\n  ${plain} // ours\n];\n`],
    'an array of one line': ['eslint.config.mjs', `export default [${plain}]\n`],
    'defineConfig of an array': ['eslint.config.mjs', `import { defineConfig } from 'eslint/config';\n\nexport default defineConfig([\n\t${plain},\n]);\n`],
    'arguments': ['eslint.config.mjs', `import tseslint from 'typescript-eslint';\nexport default tseslint.config(\n  ...tseslint.configs.recommended,\n  ${plain},\n);\n`],
    'a constant': ['eslint.config.mjs', `const config = [\n  ${plain},\n];\n\nexport default config;\n`],
    'CommonJS': ['eslint.config.cjs', `'use strict';\nconst tseslint = require('typescript-eslint');\nmodule.exports = [\n  ...tseslint.configs.recommended,\n  ${plain},\n];\n`],
  };

  it.each(Object.entries(shapes))('adds an import and an entry to %s, which ESLint loads', async (_, [file, before]) => {
    const { rules, text } = await rulesIn({ [file]: before }, file, 9);
    expect(rules).toMatchObject({ 'no-var': 2, 'phi-scan/no-phi-in-logs': 2, 'phi-scan/no-phi-literals': 1 });
    for (const line of before.split('\n')) expect(text).toContain(line.replace(/(?: \/\/ ours)?$|\]$/, ''));
  });

  it('writes a configuration where ESLint has none', async () => {
    const { rules } = await rulesIn({}, 'eslint.config.mjs', 10);
    expect(rules).toMatchObject({ 'phi-scan/no-phi-in-logs': 2 });
  });

  const legacy: readonly (readonly [file: string, text: string])[] = [
    ['.eslintrc.json', '{\n  // ours\n  "root": true,\n  "extends": ["eslint:recommended"]\n}\n'],
    ['.eslintrc.json', '{\n  "root": true,\n  "extends": "eslint:recommended"\n}\n'],
    ['.eslintrc.cjs', "module.exports = {\n  root: true,\n  extends: [\n    'eslint:recommended',\n  ],\n};\n"],
    ['.eslintrc.cjs', "module.exports = {\n  root: true,\n  rules: { 'no-debugger': 'error' },\n};\n"],
    ['.eslintrc.yml', 'root: true # ours\nextends:\n  - eslint:recommended\n'],
    ['.eslintrc', '{ "root": true, "extends": ["eslint:recommended"] }'],
    ['package.json', '{\n  "devDependencies": { "eslint": "^8.57.0" },\n  "eslintConfig": {\n    "root": true,\n    "extends": ["eslint:recommended"]\n  }\n}\n'],
  ];

  it.each(legacy)('adds to what %s extends, which ESLint 8 loads: %j', async (file, before) => {
    const { rules } = await rulesIn({ [file]: before }, file, 8);
    expect(rules).toMatchObject({ 'no-debugger': 'error', 'phi-scan/no-phi-in-logs': 'error' });
  });

  it('prints the lines where a configuration is made in another way', async () => {
    const before = "import nuxt from './.nuxt/eslint.config.mjs';\nexport default nuxt();\n";
    const { text, stdout } = await initialized({ 'package.json': '{"devDependencies":{"eslint":"^9.0.0"}}', 'eslint.config.mjs': before }, 'eslint.config.mjs');
    expect(text).toBe(before);
    expect(stdout).toContain("import phiScan from 'eslint-plugin-phi-scan';");
    expect(stdout).toContain('npm install --save-dev eslint-plugin-phi-scan');
  });
});
