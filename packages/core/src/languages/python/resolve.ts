/** From a module name, as written in an import, to the paths that it may mean. Looks at no disk. */
import type { ModuleResolver } from '../../link/program.js';

export function createResolver(files: readonly string[]): ModuleResolver {
  const known = new Set(files);
  const byEnding = indexEndings(files);
  return (fromPath, specifier, name) => {
    const module = name === undefined ? specifier : `${specifier}${/^\.+$/.test(specifier) ? '' : '.'}${name}`;
    const dots = /^\.*/.exec(module)?.[0].length ?? 0;
    const path = module.slice(dots).split('.').filter((part) => part !== '').join('/');
    if (dots > 0) return existing(known, joined(above(directoryOf(fromPath), dots - 1), path));
    for (const root of rootsOf(known, fromPath)) {
      const found = existing(known, joined(root, path));
      if (found.length > 0) return found;
    }
    // Somebody else's root: another service of the same repository, a folder that is put on the path when it runs.
    const elsewhere = path.includes('/') ? [...(byEnding.get(`${path}.py`) ?? []), ...(byEnding.get(`${path}/__init__.py`) ?? [])] : [];
    return elsewhere.length === 1 ? elsewhere : [];
  };
}

/** `a/b` is a module `a/b.py` or a package `a/b/__init__.py`. */
function existing(known: ReadonlySet<string>, path: string): string[] {
  return [joined(path, '__init__.py'), `${path}.py`, `${path}.pyw`].filter((candidate) => known.has(candidate));
}

/** The folders that absolute names may start from: those around the file that are no package themselves, nearest first. */
function rootsOf(known: ReadonlySet<string>, fromPath: string): string[] {
  const roots: string[] = [];
  for (let folder = directoryOf(fromPath); ; folder = above(folder, 1)) {
    if (!known.has(joined(folder, '__init__.py'))) roots.push(folder);
    if (folder === '') return roots;
  }
}

function directoryOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function above(folder: string, levels: number): string {
  let at = folder;
  for (let level = 0; level < levels; level++) at = directoryOf(at);
  return at;
}

function joined(folder: string, path: string): string {
  return folder === '' ? path : path === '' ? folder : `${folder}/${path}`;
}

/** Files by the ends of their paths: `app/models.py` of `services/visits/app/models.py`. */
function indexEndings(files: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const index = new Map<string, string[]>();
  for (const file of files) {
    if (!file.endsWith('.py')) continue;
    for (let at = file.indexOf('/'); at >= 0; at = file.indexOf('/', at + 1)) {
      const ending = file.slice(at + 1);
      const list = index.get(ending);
      if (list) list.push(file);
      else index.set(ending, [file]);
    }
  }
  return index;
}
