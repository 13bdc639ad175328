/** What `phi-scan init` sees of a project. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configNames } from '../config/load.js';
import type { Engine } from '../engine.js';
import { UsageError } from '../usage-error.js';

export type Ci = 'GitHub Actions' | 'GitLab' | 'Azure Pipelines' | 'Jenkins' | 'CircleCI';

export interface Seen {
  readonly languages: readonly string[];
  readonly packageManager: 'npm' | 'pnpm' | 'yarn' | 'bun' | undefined;
  /** Packages that write logs or send telemetry. */
  readonly loggers: readonly string[];
  readonly ci: readonly Ci[];
  readonly hook: 'husky' | 'pre-commit' | undefined;
  /** The file that configures ESLint; undefined where none does, though ESLint may be there. */
  readonly eslintConfig: string | undefined;
  readonly dependencies: readonly string[];
  readonly config: string | undefined;
  /** The text of a file of the project; undefined where there is none. */
  readonly read: (file: string) => string | undefined;
}

export function look(folder: string, engine: Engine): Seen {
  const has = (...names: readonly string[]): boolean => names.some((name) => existsSync(join(folder, name)));
  const read = (file: string): string | undefined => (has(file) ? readFileSync(join(folder, file), 'utf8') : undefined);
  const manifest = manifestOf(read('package.json'));
  const dependencies = [...Object.keys(manifest['dependencies'] ?? {}), ...Object.keys(manifest['devDependencies'] ?? {})].sort();
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
  const found = namesOf(ci);
  return {
    languages: namesOf(languages),
    packageManager: (['pnpm', 'yarn', 'bun', 'npm'] as const).find((name) => has(...managers[name])),
    loggers: dependencies.filter(isWriter),
    ci: found.length > 0 ? found : ciOfHost(read('.git/config')),
    hook: has('.husky') ? 'husky' : has('.pre-commit-config.yaml') ? 'pre-commit' : undefined,
    eslintConfig: eslintConfigOf(folder, manifest),
    dependencies,
    config: configNames.find((name) => has(name)),
    read,
  };
}

type Manifest = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

function manifestOf(text: string | undefined): Manifest {
  if (text === undefined) return {};
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as Manifest;
  } catch (error) {
    throw new UsageError(`package.json is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Where nothing is set up yet, the host of the repository has a CI of its own. */
function ciOfHost(gitConfig = ''): Ci[] {
  const url = /^\s*url\s*=\s*(.+)$/m.exec(gitConfig)?.[1] ?? '';
  if (/[@/.]github\./.test(url)) return ['GitHub Actions'];
  if (/[@/.]gitlab\./.test(url)) return ['GitLab'];
  return /dev\.azure\.com|visualstudio\.com/.test(url) ? ['Azure Pipelines'] : [];
}

/** In the order in which ESLint looks for them. */
const eslintNames = ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'].map((ending) => `eslint.config.${ending}`);
const legacyNames = ['.js', '.cjs', '.yaml', '.yml', '.json', ''].map((ending) => `.eslintrc${ending}`);

function eslintConfigOf(folder: string, manifest: Manifest): string | undefined {
  const files = new Set(readdirSync(folder));
  return [...eslintNames, ...legacyNames].find((name) => files.has(name)) ?? (manifest['eslintConfig'] === undefined ? undefined : 'package.json');
}

function namesOf<Name extends string>(found: Readonly<Record<Name, boolean>>): Name[] {
  return (Object.keys(found) as Name[]).filter((name) => found[name]);
}
