import { statSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';

/**
 * The current folder, so that reports name files as the user does. Where a path leads out of it, the folder that holds all the paths:
 * a report with `../` in its file names is of no use to code scanning.
 */
export function rootOf(paths: readonly string[], cwd: string): string {
  const absolute = paths.map((path) => resolve(cwd, path));
  if (absolute.every((path) => isInside(path, cwd))) return cwd;
  return absolute.map((path) => (isFolder(path) ? path : dirname(path))).reduce(commonFolder);
}

function commonFolder(a: string, b: string): string {
  let folder = a;
  while (!isInside(b, folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

export function isInside(path: string, folder: string): boolean {
  const below = relative(folder, path);
  return below !== '..' && !below.startsWith(`..${sep}`) && !isAbsolute(below);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

export function slashed(path: string): string {
  return path.split(sep).join('/');
}
