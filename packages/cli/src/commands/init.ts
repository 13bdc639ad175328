/** `phi-scan init`: looks at a project and sets phi-scan up in it, a file at a time, each only where it is wanted. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { parseDocument } from 'yaml';
import type { CommandTools } from '../command-tools.js';
import { configNames } from '../config/load.js';
import type { Engine } from '../engine.js';
import { exitCodes, type ExitCode } from '../exit-code.js';
import type { Io } from '../io.js';
import { product } from '../product.js';
import { UsageError } from '../usage-error.js';
import { writeReport } from '../write-report.js';
import { configFile, githubWorkflow, gitlabJob, hookCommand, preCommitRepo, scanCommand } from './init-templates.js';

export function defineInit(program: Command, { run, examples }: CommandTools): void {
  program
    .command('init')
    .description('set phi-scan up in this project: configuration, CI, hook')
    .option('-y, --yes', 'ask nothing; files that are there already stay as they are')
    .addHelpText('after', examples('phi-scan init', 'phi-scan init --yes'))
    .action(({ yes }: { yes?: true }) => run((io, engine) => init(yes === true, io, engine)));
}

async function init(yes: boolean, io: Io, engine: Engine): Promise<ExitCode> {
  const project = look(io.cwd, engine);
  io.stdout.write(`${described(project).map((line) => `${line}\n`).join('')}\n`);
  const answers = yes ? undefined : questions(io);
  const done: string[] = [];
  try {
    for (const step of stepsFor(project)) {
      if (step.kind === 'tell') done.push(`${step.what}:\n\n${step.lines.replace(/^(?=.)/gm, '    ')}`);
      else if (await wanted(step, answers, done)) {
        await writeReport(io.cwd, step.file, step.text);
        done.push(`${step.changes ? 'changed' : 'wrote'} ${step.file}`);
      }
    }
  } finally {
    answers?.close();
  }
  io.stdout.write(`\n${done.map((line) => `${line}\n`).join('')}\nNow run: ${runner(project)} ${product.name}\n`);
  return exitCodes.clean;
}

// ── what is there ────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Seen {
  readonly folder: string;
  readonly languages: readonly string[];
  readonly packageManager: 'npm' | 'pnpm' | 'yarn' | 'bun' | undefined;
  /** Packages that write logs or send telemetry. */
  readonly loggers: readonly string[];
  readonly ci: readonly ('GitHub Actions' | 'GitLab' | 'Azure Pipelines' | 'Jenkins' | 'CircleCI')[];
  readonly hook: 'husky' | 'pre-commit' | undefined;
  readonly eslintConfig: string | undefined;
  readonly config: string | undefined;
}

function look(folder: string, engine: Engine): Seen {
  const has = (...names: readonly string[]): boolean => names.some((name) => existsSync(join(folder, name)));
  const dependencies = dependenciesOf(folder);
  const managers = { pnpm: ['pnpm-lock.yaml'], yarn: ['yarn.lock'], bun: ['bun.lock', 'bun.lockb'], npm: ['package-lock.json', 'package.json'] } as const;
  const languages = {
    TypeScript: has('tsconfig.json') || dependencies.includes('typescript'),
    JavaScript: has('package.json'),
    Python: has('pyproject.toml', 'requirements.txt', 'setup.py', 'Pipfile'),
    Java: has('pom.xml', 'build.gradle', 'build.gradle.kts'),
  };
  const ci = {
    'GitHub Actions': has('.github'),
    GitLab: has('.gitlab-ci.yml'),
    'Azure Pipelines': has('azure-pipelines.yml'),
    Jenkins: has('Jenkinsfile'),
    CircleCI: has('.circleci/config.yml'),
  };
  const writers = engine.loadKnowledge().apis.filter(({ sinks }) => sinks.length > 0).flatMap(({ from }) => from);
  const isWriter = (name: string): boolean => writers.some((from) => (from.endsWith('*') ? name.startsWith(from.slice(0, -1)) : name === from));
  return {
    folder,
    languages: namesOf(languages),
    packageManager: (['pnpm', 'yarn', 'bun', 'npm'] as const).find((name) => has(...managers[name])),
    loggers: dependencies.filter(isWriter),
    ci: namesOf(ci),
    hook: has('.husky') ? 'husky' : has('.pre-commit-config.yaml') ? 'pre-commit' : undefined,
    eslintConfig: readdirSync(folder).find((name) => /^eslint\.config\.[cm]?[jt]s$/.test(name)),
    config: configNames.find((name) => has(name)),
  };
}

function namesOf<Name extends string>(found: Readonly<Record<Name, boolean>>): Name[] {
  return (Object.keys(found) as Name[]).filter((name) => found[name]);
}

function dependenciesOf(folder: string): string[] {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return [];
  try {
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, Readonly<Record<string, string>> | undefined>>;
    return [...Object.keys(manifest['dependencies'] ?? {}), ...Object.keys(manifest['devDependencies'] ?? {})].sort();
  } catch (error) {
    throw new UsageError(`package.json is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function described({ languages, packageManager, loggers, ci, hook, eslintConfig }: Seen): string[] {
  const line = (what: string, values: readonly string[]): string => `${what.padEnd(16)} ${values.length === 0 ? 'none found' : values.join(', ')}`;
  return [
    line('languages', languages),
    line('package manager', packageManager === undefined ? [] : [packageManager]),
    line('logs, telemetry', loggers),
    line('CI', ci),
    line('commit hook', hook === undefined ? [] : [hook]),
    line('ESLint', eslintConfig === undefined ? [] : [eslintConfig]),
  ];
}

function runner({ packageManager }: Seen): string {
  return { pnpm: 'pnpm dlx', yarn: 'yarn dlx', bun: 'bunx', npm: 'npx' }[packageManager ?? 'npm'];
}

// ── what to do ───────────────────────────────────────────────────────────────────────────────────────────────────────────

type Step =
  | { readonly kind: 'write'; readonly file: string; readonly text: string; readonly why: string; readonly exists: boolean; readonly changes: boolean }
  /** Lines for a file that is a program, or whose order means something: nobody but its author should change it. */
  | { readonly kind: 'tell'; readonly what: string; readonly lines: string };

function stepsFor(seen: Seen): Step[] {
  const { folder, config, ci, hook, eslintConfig } = seen;
  const write = (file: string, text: string, why: string): Step => ({ kind: 'write', file, text, why, exists: existsSync(join(folder, file)), changes: false });
  const job = scanCommand(runner(seen));
  return [
    write(config ?? 'phi-scan.config.yaml', configFile, 'the configuration'),
    ...(ci.includes('GitHub Actions') ? [write('.github/workflows/phi-scan.yml', githubWorkflow, 'the scan of each push and pull request')] : []),
    ...(ci.includes('GitLab') ? [{ kind: 'tell', what: 'add this job to .gitlab-ci.yml', lines: gitlabJob } as const] : []),
    ...(['Azure Pipelines', 'Jenkins', 'CircleCI'] as const).filter((name) => ci.includes(name)).map((name) => ({ kind: 'tell', what: `add this command to the steps for ${name} (docs/ci.md has them in full)`, lines: job }) as const),
    ...(hook === undefined ? [] : hookStep(hook, folder)),
    ...(eslintConfig === undefined ? [] : [{ kind: 'tell', what: `for findings in the editor, npm install --save-dev eslint-plugin-phi-scan, and in ${eslintConfig}`, lines: "import phiScan from 'eslint-plugin-phi-scan';\n\nexport default [phiScan.configs.recommended /* , … */];" } as const]),
  ];
}

function hookStep(hook: 'husky' | 'pre-commit', folder: string): Step[] {
  const file = hook === 'husky' ? '.husky/pre-commit' : '.pre-commit-config.yaml';
  const before = existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : '';
  if (before.includes(product.name)) return [];
  const text = hook === 'husky' ? `${before.trimEnd()}${before.trim() === '' ? '' : '\n'}${hookCommand}\n` : withRepo(before);
  return [{ kind: 'write', file, text, why: 'the scan of what is staged, before each commit', exists: before !== '', changes: before !== '' }];
}

/** Comments and the order of what is there stay. */
function withRepo(text: string): string {
  const document = parseDocument(text);
  if (document.errors.length > 0) throw new UsageError(`.pre-commit-config.yaml is no YAML: ${document.errors[0]?.message}`);
  if (document.has('repos')) document.addIn(['repos'], preCommitRepo);
  else document.set('repos', [preCommitRepo]);
  return document.toString();
}

// ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Questions {
  ask(question: string): Promise<boolean>;
  close(): void;
}

/** No answer is a no. */
function questions(io: Io): Questions {
  const lines = createInterface({ input: Readable.from(io.stdin) });
  const answers = lines[Symbol.asyncIterator]();
  return {
    async ask(question) {
      io.stdout.write(`${question} [y/N] `);
      const { value, done } = await answers.next();
      if (done === true) io.stdout.write('\n');
      return done !== true && /^y(?:es)?$/i.test(String(value).trim());
    },
    close: () => lines.close(),
  };
}

async function wanted({ file, why, exists, changes }: Step & { kind: 'write' }, answers: Questions | undefined, done: string[]): Promise<boolean> {
  if (answers !== undefined) {
    const question = changes ? `Change ${file} (${why})?` : exists ? `Overwrite ${file} (${why})?` : `Write ${file} (${why})?`;
    const answer = await answers.ask(question);
    if (!answer) done.push(`left ${file} ${exists ? 'as it is' : 'out'}`);
    return answer;
  }
  if (!exists || changes) return true;
  done.push(`left ${file} as it is`);
  return false;
}
