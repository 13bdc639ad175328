/** Shares the packages of a project out to several scans, each on a machine of its own. */
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

/** What makes a folder a package in one of the languages. */
const manifestNames = ['pyproject.toml', 'setup.py', 'pom.xml', 'build.gradle', 'build.gradle.kts', 'go.mod'];

/**
 * The files that fall to a shard. A package is never split. Every shard comes to the same division by itself: the largest packages are
 * dealt out first, each to the shard that has the fewest files so far.
 */
export function filesOfShard(root: string, files: readonly string[], { index, count }: Shard): ReadonlySet<string> {
  const packageOf = createPackageLookup(root);
  const packages = new Map<string, string[]>();
  for (const file of files) {
    const name = packageOf(posix.dirname(file));
    const own = packages.get(name);
    if (own) own.push(file);
    else packages.set(name, [file]);
  }
  const largestFirst = [...packages].sort(([a, left], [b, right]) => right.length - left.length || (a < b ? -1 : 1));
  const shards = Array.from({ length: count }, (): string[] => []);
  for (const [, own] of largestFirst) shards.reduce((fewest, shard) => (shard.length < fewest.length ? shard : fewest)).push(...own);
  return new Set(shards[index - 1]);
}

/** The nearest folder around a folder that is a package; '.' for what is in none. */
function createPackageLookup(root: string): (folder: string) => string {
  const known = new Map<string, string>();
  const lookUp = (folder: string): string => {
    let found = known.get(folder);
    if (found === undefined) known.set(folder, (found = folder === '.' || isPackage(join(root, folder)) ? folder : lookUp(posix.dirname(folder))));
    return found;
  };
  return lookUp;
}

function isPackage(folder: string): boolean {
  return hasName(join(folder, 'package.json')) || manifestNames.some((name) => existsSync(join(folder, name)));
}

/** A package.json without a name says how a folder's modules are read, and belongs to the package around. */
function hasName(file: string): boolean {
  try {
    return typeof (JSON.parse(readFileSync(file, 'utf8')) as { name?: unknown }).name === 'string';
  } catch {
    return false;
  }
}
