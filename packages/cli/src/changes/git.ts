/** Asks git what was changed. */
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import type { Io } from '../io.js';
import { UsageError } from '../usage-error.js';
import { parseDiff, type ChangedLines } from './diff.js';

/** What to compare the code with: a commit, or what is staged with the last commit. */
export type ChangeRange = { readonly since: string } | { readonly staged: true };

export interface Changes {
  /** By absolute path. */
  readonly lines: ReadonlyMap<string, ChangedLines>;
  /** What is staged, where the file on disk says something else; by absolute path. */
  readonly stagedTexts: ReadonlyMap<string, Buffer>;
}

export async function findChanges(range: ChangeRange, folder: string, io: Pick<Io, 'env'>): Promise<Changes> {
  const git = gitIn(folder, io.env);
  const top = await topFolder(git, folder);
  return 'staged' in range ? stagedChanges(git, top) : changesSince(range.since, git, top);
}

/** Nothing where this is no repository, or git is not there. */
export async function currentCommit(folder: string, io: Pick<Io, 'env'>): Promise<{ readonly commit?: string }> {
  const { status, stdout } = await gitIn(folder, io.env)('rev-parse', '--verify', '--quiet', 'HEAD').catch(() => ({ status: 1, stdout: '' }));
  return status === 0 ? { commit: stdout.toString().trim() } : {};
}

interface Ran {
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}
type Git = (...argv: readonly string[]) => Promise<Ran>;

/** No shell, and nothing that the repository's own settings could make git run. */
function gitIn(folder: string, env: Io['env']): Git {
  return (...argv) =>
    new Promise((done, fail) => {
      const options = { cwd: folder, env: { ...env, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0' }, encoding: 'buffer', maxBuffer: 1024 * 1024 * 1024 } as const;
      execFile('git', ['-c', 'core.fsmonitor=false', '-c', 'core.quotePath=false', ...argv], options, (error, stdout, stderr) => {
        if (error !== null && typeof error.code !== 'number') {
          fail(new UsageError(error.code === 'ENOENT' ? 'git is not installed, and --since and --staged ask it what was changed' : `git could not be run: ${error.message}`));
        } else done({ status: Number(error?.code ?? 0), stdout, stderr: stderr.toString() });
      });
    });
}

async function topFolder(git: Git, folder: string): Promise<string> {
  const { status, stdout, stderr } = await git('rev-parse', '--show-cdup');
  if (status === 0) return resolve(folder, stdout.toString().trim());
  if (stderr.includes('dubious ownership')) throw new UsageError(`git does not trust this repository, as another user owns it: git config --global --add safe.directory ${folder}`);
  throw new UsageError('--since and --staged need a git repository, and this folder is in none');
}

const diffOptions = ['--unified=0', '--no-color', '--no-ext-diff', '--no-textconv', '--find-renames', '--src-prefix=a/', '--dst-prefix=b/', '--no-relative', '--ignore-submodules'] as const;

async function changesSince(ref: string, git: Git, top: string): Promise<Changes> {
  const base = await mergeBase(ref, git);
  const diff = await output(git, 'diff', ...diffOptions, base, '--');
  const untracked = await output(git, 'ls-files', '--others', '--exclude-standard', '--full-name', '-z');
  const lines = absolute(parseDiff(diff.toString()), top);
  for (const file of names(untracked)) lines.set(resolve(top, file), 'all');
  return { lines, stagedTexts: new Map() };
}

/** Changes since the branch left the other one, as a pull request shows them. */
async function mergeBase(ref: string, git: Git): Promise<string> {
  if (ref.startsWith('-') || ref === '') throw new UsageError(`--since "${ref}": this is no name of a commit`);
  if ((await git('rev-parse', '--verify', '--quiet', 'HEAD^{commit}')).status !== 0) throw new UsageError('this repository has no commit yet, so that all of it is new: scan without --since');
  const shallow = (await git('rev-parse', '--is-shallow-repository')).stdout.toString().trim() === 'true';
  const deepen = 'only a part of the history is here (a shallow clone): fetch all of it with "git fetch --unshallow", or with "fetch-depth: 0" for actions/checkout';
  const commit = await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`);
  if (commit.status !== 0) {
    const hint = shallow ? `; ${deepen}` : /^[\w.-]+\/./.test(ref) ? `; fetch it with "git fetch ${ref.replace('/', ' ')}"` : '';
    throw new UsageError(`there is no commit "${ref}" here${hint}`);
  }
  const base = await git('merge-base', commit.stdout.toString().trim(), 'HEAD');
  if (base.status === 0) return base.stdout.toString().trim();
  throw new UsageError(shallow ? `what "${ref}" and this branch have in common is not known: ${deepen}` : `"${ref}" and this branch have no commit in common`);
}

/** Where a file has further changes that are not staged, what will be committed is not what is on disk. */
async function stagedChanges(git: Git, top: string): Promise<Changes> {
  const lines = absolute(parseDiff((await output(git, 'diff', '--cached', ...diffOptions, '--')).toString()), top);
  const unstaged = names(await output(git, 'diff', '--name-only', '--no-relative', '--diff-filter=M', '--ignore-submodules', '-z', '--'));
  const stagedTexts = new Map<string, Buffer>();
  for (const file of unstaged) {
    const { status, stdout } = await git('cat-file', 'blob', `:${file}`);
    if (status === 0) stagedTexts.set(resolve(top, file), stdout);
  }
  return { lines, stagedTexts };
}

async function output(git: Git, ...argv: readonly string[]): Promise<Buffer> {
  const { status, stdout, stderr } = await git(...argv);
  if (status !== 0) throw new UsageError(`git ${argv[0]} failed: ${stderr.trim().split('\n')[0] ?? ''}`);
  return stdout;
}

function names(zeroSeparated: Buffer): string[] {
  return zeroSeparated.toString().split('\0').filter((name) => name !== '');
}

function absolute(lines: ReadonlyMap<string, ChangedLines>, top: string): Map<string, ChangedLines> {
  return new Map([...lines].map(([file, changed]) => [resolve(top, file), changed]));
}
