import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const examples = here('../../../examples/');
const made: string[] = [];
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A copy of a project, and beside it the programs that the examples call. */
function project(from: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'phi-scan-examples-'));
  made.push(folder);
  cpSync(from, join(folder, 'project'), { recursive: true });
  mkdirSync(join(folder, 'bin'));
  const program = (name: string, script: string): void => {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  };
  program('phi-scan', `exec "${process.execPath}" "${here('../bin/phi-scan.js')}" "$@"`);
  program('npx', '"$@"');
  return join(folder, 'project');
}

function shell(cwd: string, command: string, env: Readonly<Record<string, string>> = {}): number | null {
  const path = `${join(cwd.slice(0, cwd.lastIndexOf('project')), 'bin')}${delimiter}${process.env['PATH']}`;
  const { status, stderr } = spawnSync('sh', ['-c', command], { cwd, encoding: 'utf8', env: { ...process.env, PATH: path, ...env } });
  expect(stderr).toBe('');
  return status;
}

interface Sarif {
  readonly runs: readonly { readonly results: readonly { readonly ruleId: string; readonly partialFingerprints: Readonly<Record<string, string>> }[] }[];
}

function results(folder: string, report = 'phi-scan.sarif'): string[] {
  const { runs } = JSON.parse(readFileSync(join(folder, report), 'utf8')) as Sarif;
  expect(runs).toHaveLength(1);
  return runs.flatMap((run) => run.results.map(({ ruleId, partialFingerprints }) => `${ruleId} ${partialFingerprints['phiScan/v1']}`));
}

function yaml<Content>(file: string): Content {
  return parse(readFileSync(join(examples, file), 'utf8')) as Content;
}

function json<Content>(file: string): Content {
  return JSON.parse(readFileSync(join(examples, file), 'utf8')) as Content;
}

const onlyHere = process.platform === 'win32' ? it.skip : it;

describe('the examples for large projects', () => {
  onlyHere('share a scan out to a matrix of jobs on GitHub', () => {
    type Job = { strategy?: { matrix: { shard: number[] } }; needs?: string; steps: { run?: string }[] };
    const { jobs } = yaml<{ jobs: { scan: Job; report: Job } }>('github-actions/phi-scan.yml');
    const folder = project(here('../../../fixtures/clinic'));
    const commands = (job: Job): string[] => job.steps.flatMap(({ run }) => run ?? []);
    for (const shard of jobs.scan.strategy!.matrix.shard) {
      for (const command of commands(jobs.scan)) expect(shell(folder, command.replaceAll('${{ matrix.shard }}', String(shard)))).toBe(0);
    }
    expect(jobs.report.needs).toBe('scan');
    expect(commands(jobs.report).map((command) => shell(folder, command))).toEqual([1]);
    expect(shell(folder, 'phi-scan --no-cache --format sarif:whole.sarif')).toBe(1);
    expect(results(folder)).toEqual(results(folder, 'whole.sarif'));
  });

  onlyHere('share a scan out to parallel jobs on GitLab', () => {
    type Job = { stage: string; parallel?: number; script: string[] };
    const { 'phi-scan': scan, 'phi-scan-report': report } = yaml<{ 'phi-scan': Job; 'phi-scan-report': Job }>('gitlab/.gitlab-ci.yml');
    const folder = project(here('../../../fixtures/clinic'));
    for (let index = 1; index <= scan.parallel!; index += 1) {
      for (const command of scan.script) expect(shell(folder, command, { CI_NODE_INDEX: String(index), CI_NODE_TOTAL: String(scan.parallel) })).toBe(0);
    }
    expect(report.script.map((command) => shell(folder, command))).toEqual([1]);
    expect(shell(folder, 'phi-scan --no-cache --format sarif:whole.sarif')).toBe(1);
    expect(results(folder)).toEqual(results(folder, 'whole.sarif'));
  });

  onlyHere('scan each package as a task of Turborepo', () => {
    const { tasks } = json<{ tasks: Record<string, { outputs?: string[]; dependsOn?: string[] }> }>('turborepo/turbo.json');
    const folder = project(join(examples, 'turborepo'));
    const packages = readdirSync(join(folder, 'packages'));
    for (const name of packages) {
      const { scripts } = json<{ scripts: Record<string, string> }>(`turborepo/packages/${name}/package.json`);
      expect(shell(join(folder, 'packages', name), scripts['phi-scan']!)).toBe(0);
      for (const output of tasks['phi-scan']!.outputs!) expect(existsSync(join(folder, 'packages', name, output))).toBe(true);
    }
    const { scripts } = json<{ scripts: Record<string, string> }>('turborepo/package.json');
    expect(tasks['//#phi-scan:report']!.dependsOn).toEqual(['phi-scan']);
    expect(shell(folder, scripts['phi-scan:report']!)).toBe(1);
    expect(shell(folder, 'phi-scan --no-cache --format sarif:whole.sarif')).toBe(1);
    expect(results(folder)).toEqual(results(folder, 'whole.sarif'));
  });

  onlyHere('scan each project as a target of Nx', () => {
    const { targetDefaults } = json<{ targetDefaults: Record<string, { options: { command: string; cwd: string }; outputs: string[] }> }>('nx/nx.json');
    const { options, outputs } = targetDefaults['phi-scan']!;
    const folder = project(join(examples, 'nx'));
    expect(options.cwd).toBe('{workspaceRoot}');
    for (const name of readdirSync(join(folder, 'packages'))) {
      const filled = (text: string): string => text.replaceAll('{projectRoot}', `packages/${name}`);
      expect(json<{ targets: object }>(`nx/packages/${name}/project.json`).targets).toHaveProperty('phi-scan');
      expect(shell(folder, filled(options.command))).toBe(0);
      for (const output of outputs) expect(existsSync(join(folder, filled(output)))).toBe(true);
    }
    const { scripts } = json<{ scripts: Record<string, string> }>('nx/package.json');
    expect(shell(folder, scripts['phi-scan:report']!)).toBe(1);
    expect(shell(folder, 'phi-scan --no-cache --format sarif:whole.sarif')).toBe(1);
    expect(results(folder)).toEqual(results(folder, 'whole.sarif'));
  });
});
