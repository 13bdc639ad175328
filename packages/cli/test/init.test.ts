import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { githubWorkflow, gitlabJob } from '../src/commands/init-templates.js';
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
      for (const line of ['wrote phi-scan.config.yaml', `wrote ${workflow}`, 'changed .husky/pre-commit', "import phiScan from 'eslint-plugin-phi-scan'", 'Now run: pnpm dlx phi-scan']) expect(stdout).toContain(line);
      expect(read(root, '.husky/pre-commit')).toBe('npm test\nnpx phi-scan --staged\n');
      expect(read(root, 'eslint.config.mjs')).toBe(clinic['eslint.config.mjs']);
      // What it wrote is a configuration that works.
      expect((await phiScanHere(root, [])).status).toBe(0);
    });
  });

  it('leaves alone what is there, and adds nothing twice', async () => {
    await inProject({ ...clinic, 'phi-scan.config.mjs': 'export default { failOn: "error" };\n', [workflow]: 'name: ours\n' }, async (root) => {
      const { stdout } = await phiScanHere(root, ['init', '--yes']);
      expect(stdout).toContain('left phi-scan.config.mjs as it is');
      expect(existsSync(join(root, 'phi-scan.config.yaml'))).toBe(false);
      expect(read(root, workflow)).toBe('name: ours\n');
      await phiScanHere(root, ['init', '--yes']);
      expect(read(root, '.husky/pre-commit').match(/phi-scan/g)).toHaveLength(1);
    });
  });

  it('asks for each file, and takes no answer as a no', async () => {
    await inProject(clinic, async (root) => {
      const { status, stdout } = await phiScanHere(root, ['init'], ['y\n', 'n\n']);
      expect(status).toBe(0);
      expect(stdout).toContain('Write phi-scan.config.yaml (the configuration)? [y/N]');
      expect(existsSync(join(root, 'phi-scan.config.yaml'))).toBe(true);
      expect(existsSync(join(root, workflow))).toBe(false);
      expect(read(root, '.husky/pre-commit')).toBe('npm test\n');
    });
  });

  it('overwrites only what it is told to', async () => {
    await inProject({ ...clinic, [workflow]: 'name: ours\n' }, async (root) => {
      const { stdout } = await phiScanHere(root, ['init'], ['n\ny\nn\n']);
      expect(stdout).toContain(`Overwrite ${workflow}`);
      expect(read(root, workflow)).toBe(githubWorkflow);
    });
  });

  it('adds to a pre-commit configuration without disturbing it, and tells what to add to others', async () => {
    const config = '# ours\nrepos:\n  - repo: https://example.org/hooks\n    rev: v1\n    hooks:\n      - id: lint # keep\n';
    await inProject({ '.pre-commit-config.yaml': config, '.gitlab-ci.yml': 'stages: [test]\n', Jenkinsfile: '' }, async (root) => {
      const { stdout } = await phiScanHere(root, ['init', '--yes']);
      const text = read(root, '.pre-commit-config.yaml');
      expect(text).toContain('- id: lint # keep');
      expect(parse(text)).toMatchObject({ repos: [{ rev: 'v1' }, { repo: 'https://github.com/phi-scan/phi-scan', hooks: [{ id: 'phi-scan' }] }] });
      expect(stdout).toContain('add this job to .gitlab-ci.yml');
      expect(stdout).toContain('for Jenkins');
      expect(read(root, '.gitlab-ci.yml')).toBe('stages: [test]\n');
    });
  });

  it('says what is wrong with a project that it cannot read', async () => {
    await inProject({ 'package.json': '{' }, async (root) => {
      expect(await phiScanHere(root, ['init', '--yes'])).toMatchObject({ status: 2, stderr: expect.stringContaining('package.json is no JSON') as string });
    });
  });

  it('writes what the examples show', () => {
    const example = (file: string): string => readFileSync(new URL(`../../../examples/ci/${file}`, import.meta.url), 'utf8');
    expect(example('github.yml')).toBe(githubWorkflow);
    expect(example('.gitlab-ci.yml')).toContain(gitlabJob);
  });
});
