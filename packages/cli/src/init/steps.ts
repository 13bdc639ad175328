/** What `phi-scan init` would do in a project: the files it would write or change, and the lines that only their author can place. */
import { product } from '../product.js';
import { eslintLines, eslintPlugin, isLegacyConfig, legacyEslintLines, newEslintConfig, withPhiScan } from './eslint.js';
import type { Ci, Seen } from './look.js';
import { azureSteps, circleJob, configFile, githubWorkflow, gitlabJob, hookCommand, jenkinsStage, preCommitRepo } from './templates.js';
import { readYaml, withItem, withKey, yamlOf } from './yaml.js';

export type Step =
  | { readonly kind: 'write' | 'change'; readonly file: string; readonly text: string; readonly why: string; readonly next?: string }
  /** Lines for a file that is a program, or whose shape leaves open where they go: nobody but its author should change it. */
  | { readonly kind: 'tell'; readonly what: string; readonly lines: string };

export function stepsFor(seen: Seen): Step[] {
  return [
    { kind: 'write', file: seen.config ?? 'phi-scan.config.yaml', text: configFile, why: 'the configuration' },
    ...seen.ci.flatMap((name) => ciSteps[name](seen)),
    ...hookStep(seen),
    ...eslintStep(seen),
  ];
}

// ── CI ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────

const why = 'the scan of each push and pull request';

const ciSteps: Readonly<Record<Ci, (seen: Seen) => Step[]>> = {
  'GitHub Actions': () => [{ kind: 'write', file: '.github/workflows/phi-scan.yml', text: githubWorkflow, why }],
  GitLab: (seen) => inCi(seen, '.gitlab-ci.yml', { [product.name]: gitlabJob }, gitlab),
  'Azure Pipelines': (seen) => inCi(seen, 'azure-pipelines.yml', { trigger: ['main'], pool: { vmImage: 'ubuntu-latest' }, steps: azureSteps }, azure),
  CircleCI: (seen) => inCi(seen, '.circleci/config.yml', { jobs: { [product.name]: circleJob } }, circle),
  Jenkins: (seen) => (mentions(seen.read('Jenkinsfile')) ? [] : [{ kind: 'tell', what: 'a Jenkinsfile is a program: add this stage to its stages', lines: jenkinsStage }]),
};

type Place = (text: string, content: unknown) => string | undefined;

/** A file of its own where none is there; a place in the one that is; else the lines, for its author to place. */
function inCi({ read }: Seen, file: string, whole: object, place: Place): Step[] {
  const now = read(file);
  if (now === undefined || now.trim() === '') return [{ kind: 'write', file, text: yamlOf(whole), why }];
  if (mentions(now)) return [];
  const text = place(now, readYaml(file, now));
  return [text === undefined ? { kind: 'tell', what: `${file} has no place for it that is beyond doubt: add this`, lines: yamlOf(whole).trimEnd() } : { kind: 'change', file, text, why }];
}

/** A job stands in the stage `test`, unless the file names stages and that is none of them. */
function gitlab(text: string, content: unknown): string | undefined {
  if (!isRecord(content)) return undefined;
  const stages = content['stages'];
  const named = Array.isArray(stages) ? stages.filter((each) => typeof each === 'string') : ['test'];
  const stage = named.find((name) => name === 'test') ?? named.find((name) => /test|check|lint|quality|secur|verify|scan/i.test(name)) ?? named[0];
  return withKey(spaced(text), [], product.name, stage === undefined || stage === 'test' ? gitlabJob : { stage, ...gitlabJob });
}

function azure(text: string, content: unknown): string | undefined {
  if (!isRecord(content)) return undefined;
  if (Array.isArray(content['steps'])) return azureSteps.reduce<string | undefined>((done, step) => done && withItem(done, ['steps'], step), text);
  return Array.isArray(content['jobs']) ? withItem(text, ['jobs'], { job: 'phi_scan', pool: { vmImage: 'ubuntu-latest' }, steps: azureSteps }) : undefined;
}

/** A job that is in no workflow never runs, and of several workflows it is not ours to say which. */
function circle(text: string, content: unknown): string | undefined {
  if (!isRecord(content) || !isRecord(content['workflows'])) return undefined;
  const [only, ...more] = Object.keys(content['workflows']).filter((name) => name !== 'version');
  if (only === undefined || more.length > 0) return undefined;
  const listed = withItem(text, ['workflows', only, 'jobs'], product.name);
  return listed && withKey(listed, ['jobs'], product.name, circleJob);
}

function spaced(text: string): string {
  return `${text.trimEnd()}\n\n`.replaceAll(/(?<!\r)\n/g, text.includes('\r\n') ? '\r\n' : '\n');
}

// ── hooks ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

function hookStep({ hook, read }: Seen): Step[] {
  if (hook === undefined) return [];
  const file = hook === 'husky' ? '.husky/pre-commit' : '.pre-commit-config.yaml';
  const now = read(file) ?? '';
  if (mentions(now)) return [];
  const whyHook = 'the scan of what is staged, before each commit';
  if (hook === 'husky') return [{ kind: now === '' ? 'write' : 'change', file, text: `${now.trimEnd()}${now.trim() === '' ? '' : '\n'}${hookCommand}\n`, why: whyHook }];
  if (now.trim() === '') return [{ kind: 'change', file, text: yamlOf({ repos: [preCommitRepo] }), why: whyHook }];
  const content = readYaml(file, now);
  const text = isRecord(content) && 'repos' in content ? withItem(now, ['repos'], preCommitRepo) : withKey(now, [], 'repos', [preCommitRepo]);
  return [text === undefined ? { kind: 'tell', what: `add this to ${file}`, lines: yamlOf({ repos: [preCommitRepo] }).trimEnd() } : { kind: 'change', file, text, why: whyHook }];
}

// ── ESLint ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

const installs = { pnpm: 'pnpm add --save-dev', yarn: 'yarn add --dev', bun: 'bun add --dev', npm: 'npm install --save-dev' } as const;

function eslintStep({ eslintConfig, dependencies, packageManager, read }: Seen): Step[] {
  const install = `${installs[packageManager ?? 'npm']} ${eslintPlugin}`;
  const next = dependencies.includes(eslintPlugin) ? {} : { next: `${install}   (ESLint cannot load its configuration before that)` };
  const whyLint = 'findings in the editor';
  if (eslintConfig === undefined) return dependencies.includes('eslint') ? [{ kind: 'write', file: 'eslint.config.mjs', text: newEslintConfig(dependencies), why: whyLint, ...next }] : [];
  const now = read(eslintConfig) ?? '';
  if (eslintConfig === 'package.json' ? now.includes('plugin:phi-scan') : mentions(now)) return [];
  const text = withPhiScan(eslintConfig, now);
  if (text !== undefined) return [{ kind: 'change', file: eslintConfig, text, why: whyLint, ...next }];
  return [{ kind: 'tell', what: `${eslintConfig} has no place for it that is beyond doubt: ${install}, and add this`, lines: isLegacyConfig(eslintConfig) ? legacyEslintLines : eslintLines }];
}

function mentions(text = ''): boolean {
  return text.includes(product.name);
}

function isRecord(content: unknown): content is Readonly<Record<string, unknown>> {
  return typeof content === 'object' && content !== null && !Array.isArray(content);
}
