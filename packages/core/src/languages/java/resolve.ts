/** From the module name of a class to the files that may declare it. A class stands in a file of its name, in folders of its package's names. */
import type { ModuleResolver } from '../../link/program.js';

export function createResolver(files: readonly string[]): ModuleResolver {
  const byName = new Map<string, string[]>();
  for (const path of files) {
    if (!path.endsWith('.java')) continue;
    const name = path.slice(path.lastIndexOf('/') + 1, -'.java'.length);
    const known = byName.get(name);
    if (known === undefined) byName.set(name, [path]);
    else known.push(path);
  }
  return (fromPath, specifier) => {
    const [full, places] = specifier.split(' in ') as [string, string?];
    if (places === undefined) return inPackage(byName, fromPath, full);
    return places.split(', ').flatMap((place) => (place === '' ? [`${folderOf(fromPath)}${full}.java`] : inPackage(byName, fromPath, `${place}.${full}`)));
  };
}

/** Several modules of a project may have a class of the same full name: the nearest is meant. */
function inPackage(byName: ReadonlyMap<string, readonly string[]>, fromPath: string, full: string): string[] {
  const candidates = byName.get(full.slice(full.lastIndexOf('.') + 1));
  if (candidates === undefined) return [];
  const path = `${full.replaceAll('.', '/')}.java`;
  const found = candidates.filter((candidate) => candidate === path || candidate.endsWith(`/${path}`));
  return found.sort((a, b) => shared(b, fromPath) - shared(a, fromPath));
}

function shared(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
