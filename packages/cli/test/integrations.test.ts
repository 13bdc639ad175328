/** What the project offers for build servers and hooks is read as they read it, and its commands are run in a project with a leak. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { inProject } from './support/spawned.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const yaml = <Content>(file: string): Content => parse(read(file)) as Content;
const leak = 'export function show(patient: Patient) {\n  console.log(patient.ssn);\n}\n';

/** `npx --yes phi-scan@1.2.3 …` starts the program of this checkout. */
const npx = `#!/bin/sh
while [ "\${1#--}" != "$1" ]; do shift; done
name=\${1%%@*}
[ "$name" = phi-scan ] || exit 127
shift
exec "${process.execPath}" "${join(root, 'packages/cli/bin/phi-scan.js')}" --no-cache "$@"
`;

/** Runs commands in a repository with a staged leak, and tells how they ended and which files they wrote. */
async function tried(commands: readonly string[], written: readonly string[] = [], env: Readonly<Record<string, string>> = {}, shell = 'sh'): Promise<{ statuses: (number | null)[]; written: boolean[]; summary: string }> {
  return inProject({ 'project/src/a.ts': leak, 'project/.gitignore': '*.sarif\n', 'bin/npx': npx, 'bin/phi-scan': npx.replace('shift\nexec', 'exec').replace(/name=.*\n.*\n/, '') }, async (folder) => {
    for (const name of ['npx', 'phi-scan']) chmodSync(join(folder, 'bin', name), 0o755);
    const cwd = join(folder, 'project');
    for (const argv of [['init', '-q'], ['add', '-A']]) execFileSync('git', argv, { cwd });
    const summary = join(folder, 'summary.md');
    writeFileSync(summary, '');
    const path = `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`;
    const statuses = commands.map((command) => {
      const { status, stderr } = spawnSync(shell, ['-c', command], { cwd, encoding: 'utf8', env: { ...process.env, PATH: path, GITHUB_STEP_SUMMARY: summary, ...env } });
      expect(stderr).toBe('');
      return status;
    });
    return { statuses, written: written.map((file) => existsSync(join(cwd, file))), summary: readFileSync(summary, 'utf8') };
  });
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly { readonly run?: string; readonly shell?: string; readonly uses?: string; readonly env?: Readonly<Record<string, string>>; readonly with?: Readonly<Record<string, string>> }[] };
}

describe.skipIf(process.platform === 'win32')('integrations', () => {
  it('the GitHub Action annotates, summarizes, fails, and uploads what it wrote', async () => {
    const { inputs, runs } = yaml<Action>('action.yml');
    expect(runs.using).toBe('composite');
    const scan = runs.steps.find(({ run }) => run !== undefined)!;
    expect(scan.shell).toBe('bash');
    const inputOf = (value: string): string => value.replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, name: string) => inputs[name]!.default);
    const env = Object.fromEntries(Object.entries(scan.env!).map(([name, value]) => [name, inputOf(value)]));
    const { statuses, written, summary } = await tried([scan.run!], [env['SARIF']!], env, 'bash');
    expect({ statuses, written }).toEqual({ statuses: [1], written: [true] });
    expect(summary).toContain('1 finding of patient data');
    expect((await tried([scan.run!], [], { ...env, FAIL_ON: 'never', PATHS: 'src', ARGUMENTS: '--min-confidence low' }, 'bash')).statuses).toEqual([0]);
    const upload = runs.steps.find(({ uses }) => uses?.includes('upload-sarif'));
    expect(inputOf(upload!.with!['sarif_file']!)).toBe(`./${env['SARIF']}`);
  });

  it('the workflow for GitHub gives the action what it takes', () => {
    const { jobs } = yaml<{ jobs: Record<string, { steps: { uses: string; with?: object }[] }> }>('examples/ci/github.yml');
    const step = jobs['phi-scan']!.steps.find(({ uses }) => uses.startsWith('phi-scan/'))!;
    expect(Object.keys(yaml<Action>('action.yml').inputs)).toEqual(expect.arrayContaining(Object.keys(step.with!)));
  });

  it('GitLab gets the reports that it is told of', async () => {
    const job = yaml<{ 'phi-scan': { script: string[]; artifacts: { reports: Record<string, string> } } }>('examples/ci/.gitlab-ci.yml')['phi-scan'];
    const reports = Object.values(job.artifacts.reports);
    expect(await tried(job.script, reports)).toMatchObject({ statuses: [1], written: reports.map(() => true) });
  });

  it('Azure Pipelines get the reports that they are told of', async () => {
    const { steps } = yaml<{ steps: { script?: string; publish?: string; inputs?: { testResultsFiles?: string } }[] }>('examples/ci/azure-pipelines.yml');
    const reports = steps.flatMap(({ publish, inputs }) => publish ?? inputs?.testResultsFiles ?? []);
    expect(reports).toHaveLength(2);
    expect(await tried(steps.flatMap(({ script }) => script ?? []), reports)).toMatchObject({ statuses: [1], written: [true, true] });
  });

  it('Jenkins gets the reports that it is told of', async () => {
    const text = read('examples/ci/Jenkinsfile');
    expect(text.split('{').length).toBe(text.split('}').length);
    const commands = [...text.matchAll(/^\s*sh '(.*)'$/gm)].map((match) => match[1]!);
    const reports = [...text.matchAll(/(?:junit|archiveArtifacts|pattern:) '([^']+)'/g)].map((match) => match[1]!);
    expect(reports).toHaveLength(3);
    expect(await tried(commands, reports)).toMatchObject({ statuses: [1], written: [true, true, true] });
  });

  it('CircleCI gets the reports that it is told of', async () => {
    type Step = string | { run?: string; store_artifacts?: { path: string } };
    const { steps } = yaml<{ jobs: Record<string, { steps: Step[] }> }>('examples/ci/circleci.yml').jobs['phi-scan']!;
    const commands = steps.flatMap((step) => (typeof step === 'string' ? [] : (step.run ?? [])));
    const folders = steps.flatMap((step) => (typeof step === 'string' ? [] : (step.store_artifacts?.path ?? [])));
    expect(await tried(commands, folders)).toMatchObject({ statuses: [1], written: [true] });
  });

  it('hooks look at what is staged', async () => {
    const hooks = yaml<{ id: string; entry: string; pass_filenames: boolean }[]>('.pre-commit-hooks.yaml');
    const { repos } = yaml<{ repos: { hooks: { id: string }[] }[] }>('examples/ci/.pre-commit-config.yaml');
    expect(repos[0]!.hooks.map(({ id }) => id)).toEqual(hooks.map(({ id }) => id));
    expect(hooks[0]!.pass_filenames).toBe(false);
    const config = (await import(pathToFileURL(join(root, 'examples/ci/lint-staged/lint-staged.config.mjs')).href)) as { default: Record<string, () => string> };
    const commands = [hooks[0]!.entry, read('examples/ci/husky/pre-commit').trim(), ...Object.values(config.default).map((command) => command())];
    expect((await tried(commands)).statuses).toEqual([1, 1, 1]);
  });

  /** Without Docker: its commands in a folder that stands for the image. What the packages depend on comes from the registry. */
  it('the commands of the Dockerfile install a program that starts, on a Node that it runs on', async () => {
    const instructions = read('Dockerfile').split('\n').flatMap((line) => (/^[A-Z]+ /.test(line) ? [[line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)] as const] : []));
    const of = (name: string): string[] => instructions.filter(([each]) => each === name).map(([, rest]) => rest);
    expect(of('FROM').every((image) => Number(/^node:(\d+)/.exec(image)?.[1]) >= 22)).toBe(true);
    await inProject({ 'project/src/a.ts': leak, 'system.gitconfig': '' }, async (image) => {
      // `npm ci` was run for this checkout, and a package of the distribution is its own business.
      const commands = of('RUN').flatMap((each) => each.split(' && ')).filter((each) => !/^(?:npm ci|apt-get|rm -rf \/var)/.test(each));
      const here = (command: string): string => command.replaceAll(/(?<=\s)\/(packed|root)/g, join(image, '$1')).replace('--global', `--global --prefix ${join(image, 'usr')}`);
      const run = (command: string, args: readonly string[], cwd: string) => spawnSync(command, args, { cwd, encoding: 'utf8', env: { ...process.env, GIT_CONFIG_SYSTEM: join(image, 'system.gitconfig'), npm_config_ignore_scripts: 'true' } });
      for (const command of commands) {
        const { status, stderr } = run('sh', ['-c', here(command)], root);
        expect(status, `${command}: ${stderr}`).toBe(0);
      }
      const [program, ...args] = JSON.parse(of('ENTRYPOINT').at(-1)!) as string[];
      const { status, stdout } = run(join(image, 'usr/bin', program!), [...args, '--no-cache', '--quiet'], join(image, 'project'));
      expect({ status, stdout }).toMatchObject({ status: 1, stdout: expect.stringContaining('src/a.ts:2:3') as string });
      expect(readFileSync(join(image, 'system.gitconfig'), 'utf8')).toContain('directory = *');
    });
  }, 300_000);
});
