import { readdirSync, type Dirent, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Notification } from '../finding.js';
import { compileGlobs } from './globs.js';
import { enterFolder, judgePath, rulesAround, type IgnoreRules } from './ignore-rules.js';
import { isForeignFolder, isMachineMade, isOutputFolder, isTestFile, isTestFolder } from './left-out.js';

export interface DiscoverOptions {
  /** Absolute. */
  readonly root: string;
  /** Files and folders, absolute or relative to the root; the root itself when empty. */
  readonly paths: readonly string[];
  /** With the dot: those of the languages. */
  readonly extensions: readonly string[];
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly includeTests: boolean;
  /** Globs that count from another folder. */
  readonly ignores?: { readonly folder: string; readonly globs: readonly string[] };
  /** Files that need not be on disk, by their path relative to the root. */
  readonly overlay?: ReadonlyMap<string, string>;
}

export interface Discovery {
  /** Relative to the root, with `/`, sorted, each once. */
  readonly files: readonly string[];
  /** Those of them that were named one by one: they are scanned whatever they look like. */
  readonly named: ReadonlySet<string>;
  readonly notifications: readonly Notification[];
}

/** Finds the files to scan. What is wrong with a path becomes a notification; the other paths are still searched. */
export async function discoverFiles(options: DiscoverOptions): Promise<Discovery> {
  const search = createSearch(options);
  const files = new Set<string>();
  const named = new Set<string>();
  const notifications: Notification[] = [];

  for (const path of options.paths.length === 0 ? ['.'] : options.paths) {
    const absolute = resolve(options.root, path);
    const file = pathFromRoot(options.root, absolute);
    const kind = options.overlay?.has(file) === true ? 'file' : await kindOfPath(absolute);
    if (kind === 'folder') {
      for (const found of await search.walk(absolute, notifications)) files.add(found);
    } else if (kind !== 'file') {
      notifications.push({ kind: 'unreadable', level: 'error', message: `${kind.problem}: ${path}`, file });
    } else if (!search.isSource(file)) {
      const message = `${path} is in no language that phi-scan reads (${options.extensions.join(', ')})`;
      notifications.push({ kind: 'no-files', level: 'note', message, file });
    } else if (!search.isExcluded(file, false)) {
      files.add(file);
      named.add(file);
    }
  }
  if (files.size === 0 && notifications.length === 0) {
    notifications.push({ kind: 'no-files', level: 'note', message: noFilesMessage(options) });
  }
  return { files: [...files].sort(byCodeUnit), named, notifications };
}

/** A path that is left out, and why. */
export interface LeftOut {
  readonly path: string;
  readonly why: string;
}

/** Why `discoverFiles` does not find a file; undefined where nothing keeps it out. `file` is relative to the root. */
export async function whyLeftOut(options: DiscoverOptions, file: string): Promise<LeftOut | undefined> {
  const search = createSearch(options);
  const absolute = resolve(options.root, file);
  const kind = await kindOfPath(absolute);
  if (kind !== 'file') return { path: file, why: kind === 'folder' ? 'a folder' : kind.problem };
  const starts = (options.paths.length === 0 ? ['.'] : options.paths).map((path) => resolve(options.root, path));
  const around = starts.filter((start) => absolute.startsWith(start === absolute ? start : start + sep));
  if (around.length === 0) return { path: file, why: 'not in the paths that are scanned' };
  if (around.includes(absolute)) {
    if (!search.isSource(file)) return { path: file, why: 'in no language that phi-scan reads' };
    return search.isExcluded(file, false) ? { path: file, why: 'left out by --exclude' } : undefined;
  }
  return search.whatKeepsOut(around[0]!, absolute);
}

interface Search {
  walk(folder: string, notifications: Notification[]): Promise<string[]>;
  whatKeepsOut(start: string, file: string): Promise<LeftOut | undefined>;
  isSource(file: string): boolean;
  isExcluded(path: string, isFolder: boolean): boolean;
}

function createSearch(options: DiscoverOptions): Search {
  const { root } = options;
  const extensions = new Set(options.extensions);
  const isExcludedHere = options.exclude.length === 0 ? () => false : compileGlobs(options.exclude);
  const isIgnored = ignoredBy(options.ignores);
  const isExcluded = (path: string, isFolder: boolean): boolean => isExcludedHere(path, isFolder) || isIgnored(resolve(root, path), isFolder);
  const isIncluded = options.include.length === 0 ? () => true : compileGlobs(options.include);
  const isSource = (file: string): boolean => extensions.has(extname(file).toLowerCase());

  /** Why a path is left out; undefined where it is not. */
  function leftOutAs(path: string, isFolder: boolean, rules: IgnoreRules, withTests: boolean): string | undefined {
    const fromRoot = pathFromRoot(root, path);
    if (isFolder ? isForeignFolder(fromRoot) : !isSource(fromRoot)) return isFolder ? 'a folder of installed packages or of a tool' : 'in no language that phi-scan reads';
    if (!isFolder && !isIncluded(fromRoot, false)) return 'not among what --include names';
    if (isExcluded(fromRoot, isFolder)) return 'left out by --exclude';
    const verdict = judgePath(path, isFolder, rules);
    if (verdict === 'ignored') return 'ignored by a .gitignore or .phiscanignore';
    if (isFolder) {
      // A line like `!build/` in an ignore file says that this one is no output.
      if (verdict !== 'wanted' && isOutputFolder(fromRoot)) return 'a folder of build output or of copied code';
      return withTests || !isTestFolder(fromRoot) ? undefined : 'a folder of tests; --include-tests scans them';
    }
    const name = fromRoot.slice(fromRoot.lastIndexOf('/') + 1);
    if (isMachineMade(name)) return 'made by a machine (minified, or declarations of types)';
    return withTests || !isTestFile(name) ? undefined : 'a test; --include-tests scans it';
  }

  const asksForTests = (start: string): boolean => options.includeTests || pathFromRoot(root, start).split('/').some(isTestFolder);

  /** What keeps a walk from `start` from reaching a file below it: the first folder on the way that is left out, or the file. */
  async function whatKeepsOut(start: string, file: string): Promise<LeftOut | undefined> {
    let rules = await rulesAround(start, root);
    let here = start;
    const steps = relative(start, file).split(sep);
    for (const [index, name] of steps.entries()) {
      rules = await enterFolder(here, rules);
      here = join(here, name);
      const why = leftOutAs(here, index < steps.length - 1, rules, asksForTests(start));
      if (why !== undefined) return { path: pathFromRoot(root, here), why };
    }
    return undefined;
  }

  async function walk(start: string, notifications: Notification[]): Promise<string[]> {
    // Whoever names a folder of tests asks for tests.
    const withTests = asksForTests(start);
    const found: string[] = [];

    /** Never enters a folder that is left out. A link leads to a file that is scanned at its own place, or out of the project, or round in a circle. */
    async function enter(folder: string, around: IgnoreRules): Promise<void> {
      let entries: Dirent[];
      try {
        entries = readdirSync(folder, { withFileTypes: true });
      } catch (error) {
        const file = pathFromRoot(root, folder);
        notifications.push({ kind: 'unreadable', level: 'error', message: `cannot read the folder ${file}: ${reason(error)}`, file });
        return;
      }
      const rules = await enterFolder(folder, around, entries.map(({ name }) => name));
      for (const entry of entries) {
        const path = join(folder, entry.name);
        if (!(entry.isFile() || entry.isDirectory()) || leftOutAs(path, entry.isDirectory(), rules, withTests) !== undefined) continue;
        if (entry.isDirectory()) await enter(path, rules);
        else found.push(pathFromRoot(root, path));
      }
    }

    await enter(start, await rulesAround(start, root));
    return found;
  }

  return { walk, whatKeepsOut, isSource, isExcluded };
}

function ignoredBy(ignores: DiscoverOptions['ignores']): (absolute: string, isFolder: boolean) => boolean {
  if (ignores === undefined || ignores.globs.length === 0) return () => false;
  const matches = compileGlobs(ignores.globs);
  return (absolute, isFolder) => {
    const path = pathFromRoot(ignores.folder, absolute);
    return path !== '' && path !== '..' && !path.startsWith('../') && !isAbsolute(path) && matches(path, isFolder);
  };
}

type PathKind = 'file' | 'folder' | { readonly problem: string };

async function kindOfPath(path: string): Promise<PathKind> {
  let stats: Stats;
  try {
    stats = await stat(path);
  } catch (error) {
    return { problem: reason(error) };
  }
  if (stats.isDirectory()) return 'folder';
  return stats.isFile() ? 'file' : { problem: 'neither a file nor a folder' };
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'no such file or folder';
  if (code === 'EACCES' || code === 'EPERM') return 'no permission to read';
  if (code === 'ELOOP') return 'a symbolic link that leads back to itself';
  return code === '' ? String(error) : code;
}

function noFilesMessage({ paths, include, exclude, extensions }: DiscoverOptions): string {
  const where = paths.length === 0 ? 'here' : `in ${paths.join(', ')}`;
  const narrowed = include.length + exclude.length > 0 ? '; --include and --exclude narrow the search' : '';
  return `no files to scan ${where} (looked for ${extensions.join(', ')}${narrowed})`;
}

function pathFromRoot(root: string, path: string): string {
  if (sep === '/' && path.startsWith(`${root}/`)) return path.slice(root.length + 1);
  return relative(root, path).split(sep).join('/');
}

/** The same order on every machine, whatever its locale. */
function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
