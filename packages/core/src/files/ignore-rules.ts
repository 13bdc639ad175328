import { readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** The files whose lines say what to leave out, in rising order of precedence. */
const ignoreFileNames = ['.gitignore', '.phiscanignore'] as const;

/** What the ignore files of one folder say of everything below it. */
interface FolderRules {
  /** Absolute. */
  readonly folder: string;
  readonly rules: Ignore;
}

/** The rules that hold in a folder, the outermost first. */
export type IgnoreRules = readonly FolderRules[];

type IgnoreVerdict = 'ignored' | 'wanted' | 'unmentioned';

/**
 * The rules that reach `folder` from outside: git reads the ignore files of every folder from the repository's root down, so a scan of
 * a subfolder must too. Rules that ignore `folder` itself are left out: whoever names an ignored folder wants to see inside it.
 */
export async function rulesAround(folder: string, scanRoot: string): Promise<IgnoreRules> {
  const repository = await findRepository(folder);
  const outermost = repository ?? (isInside(folder, scanRoot) ? scanRoot : folder);
  const found: FolderRules[] = [];
  if (repository !== undefined) {
    const excludes = await readIfThere(join(await commonGitFolder(repository), 'info', 'exclude'));
    if (excludes !== undefined) found.push({ folder: repository, rules: createRules([excludes]) });
  }
  for (const outer of foldersBetween(outermost, folder)) {
    const rules = await readRules(outer);
    if (rules !== undefined) found.push({ folder: outer, rules });
  }
  return found.filter((each) => each.folder === folder || !each.rules.ignores(`${pathBelow(each.folder, folder)}/`));
}

/** The rules inside `folder`, which come on top of those around it. Where it is known what the folder holds, nothing is looked for in vain. */
export async function enterFolder(folder: string, around: IgnoreRules, names: readonly string[] = ignoreFileNames): Promise<IgnoreRules> {
  if (!ignoreFileNames.some((name) => names.includes(name))) return around;
  const rules = await readRules(folder);
  return rules === undefined ? around : [...around, { folder, rules }];
}

/** The innermost folder that says anything about the path decides, as in git. */
export function judgePath(path: string, isFolder: boolean, rules: IgnoreRules): IgnoreVerdict {
  for (const each of rules.toReversed()) {
    const verdict = each.rules.test(pathBelow(each.folder, path) + (isFolder ? '/' : ''));
    if (verdict.ignored) return 'ignored';
    if (verdict.unignored) return 'wanted';
  }
  return 'unmentioned';
}

async function readRules(folder: string): Promise<Ignore | undefined> {
  const texts = await Promise.all(ignoreFileNames.map((name) => readIfThere(join(folder, name))));
  if (texts.every((text) => text === undefined)) return undefined;
  return createRules(texts);
}

/** Names differ by their case, as they do for git on Linux: the same scan on every machine. */
function createRules(texts: readonly (string | undefined)[]): Ignore {
  const rules = ignore({ ignorecase: false });
  for (const text of texts) if (text !== undefined) rules.add(text.replace(/^\ufeff/, ''));
  return rules;
}

async function findRepository(folder: string): Promise<string | undefined> {
  for (let here = folder; ; here = dirname(here)) {
    if (await exists(join(here, '.git'))) return here;
    if (dirname(here) === here) return undefined;
  }
}

/** `.git` is a file in worktrees and submodules; their shared folder is named by `commondir`. */
async function commonGitFolder(repository: string): Promise<string> {
  const git = join(repository, '.git');
  const pointer = /^gitdir: (.+)$/m.exec((await readIfThere(git)) ?? '')?.[1];
  if (pointer === undefined) return git;
  const gitFolder = resolve(repository, pointer.trim());
  const common = await readIfThere(join(gitFolder, 'commondir'));
  return common === undefined ? gitFolder : resolve(gitFolder, common.trim());
}

/** From `outer` down to the folder above `inner`. */
function foldersBetween(outer: string, inner: string): string[] {
  const folders: string[] = [];
  for (let here = inner; here !== outer && dirname(here) !== here; here = dirname(here)) folders.unshift(dirname(here));
  return folders;
}

function isInside(path: string, folder: string): boolean {
  const below = relative(folder, path);
  return below !== '..' && !below.startsWith(`..${sep}`) && !isAbsolute(below);
}

function pathBelow(folder: string, path: string): string {
  if (sep === '/' && path.startsWith(`${folder}/`)) return path.slice(folder.length + 1);
  return relative(folder, path).split(sep).join('/');
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
