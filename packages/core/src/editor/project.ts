/** The files around the one that is being edited: what it imports is read when it is asked for, never the whole project. */
import { realpathSync, statSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import type { FileFacts } from '../facts/facts.js';
import { readSourceFile } from '../files/read.js';
import { typescript } from '../languages/typescript/index.js';
import { foldersOf, manifestsIn, mergeManifests } from '../languages/typescript/manifests.js';
import { createResolver, type ProjectManifests } from '../languages/typescript/resolve.js';
import type { ModuleResolver } from '../link/program.js';

export interface Project {
  /** What a file imports, directly and through others, the nearest first. */
  importsOf(facts: FileFacts): Imported;
}

export interface Imported {
  readonly files: readonly FileFacts[];
  readonly resolver: ModuleResolver;
}

/** The Facts of a file by its path relative to the root; undefined where there is no such file. */
export type FactsOf = (path: string) => FileFacts | undefined;

/** So many that the helpers and models of a file are among them, so few that nobody waits for them. */
const mostImports = 60;
/** Manifests change seldom, and an editor runs for days. */
const manifestsLast = 5_000;

/** @param factsOf where Facts come from: a cache can stand in for the disk. */
export function openProject(root: string, factsOf: FactsOf = factsFromDisk(root)): Project {
  const manifestsOf = remembered((directory) => manifestsIn(root, directory));
  const packageAt = remembered((link) => folderOfLink(root, link));

  function importsOf(facts: FileFacts): Imported {
    const known = new Map<string, ProjectManifests>();
    let resolver = createResolver({ configs: [], packages: [] });
    const learn = (paths: readonly string[]): void => {
      const fresh = foldersOf(paths).filter((directory) => !known.has(directory));
      if (fresh.length === 0) return;
      for (const directory of fresh) known.set(directory, manifestsOf(directory));
      resolver = createResolver(mergeManifests([...known.keys()].sort().map((directory) => known.get(directory)!)));
    };

    const queue = [facts];
    const seen = new Set([facts.path]);
    for (const from of queue) {
      learn([from.path]);
      for (const specifier of modulesOf(from)) {
        if (!specifier.startsWith('.')) learn(linksTo(from.path, specifier).flatMap((link) => packageAt(link) ?? []).slice(0, 1));
        for (const path of resolver(from.path, specifier)) {
          if (seen.has(path)) break;
          const found = factsOf(path);
          if (!found) continue;
          seen.add(path);
          queue.push(found);
          break;
        }
        if (queue.length > mostImports) return { files: queue.slice(1), resolver };
      }
    }
    return { files: queue.slice(1), resolver };
  }

  return { importsOf };
}

function modulesOf({ imports, exports }: FileFacts): ReadonlySet<string> {
  return new Set([...imports.map(({ module }) => module), ...exports.flatMap(({ from }) => from ?? [])]);
}

// ── packages of the same workspace ───────────────────────────────────────────────────────────────────────────────────────

/** Where the package of a module may be linked to: in the `node_modules` of the file's folder and of those above it. */
function linksTo(path: string, specifier: string): string[] {
  const name = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
  if (!/^[@\w]/.test(name)) return [];
  return foldersOf([path]).reverse().map((directory) => `${directory}node_modules/${name}`);
}

/** A file in the folder that a link leads to, if that is a part of the project; installed packages are none. */
function folderOfLink(root: string, link: string): string | undefined {
  try {
    const folder = relative(realpathSync(root), realpathSync(join(root, link))).replaceAll('\\', '/');
    return folder.startsWith('..') || folder.split('/').includes('node_modules') ? undefined : posix.join(folder, 'package.json');
  } catch {
    return undefined;
  }
}

// ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

const mostRemembered = 2_000;

/** Each file is lowered again when its time or size has changed. */
function factsFromDisk(root: string): FactsOf {
  const kept = new Map<string, { readonly version: string; readonly facts: FileFacts | undefined }>();
  return (path) => {
    const version = typescript.extensions.includes(posix.extname(path).toLowerCase()) ? versionOf(join(root, path)) : undefined;
    if (version === undefined) return undefined;
    const known = kept.get(path);
    if (known?.version === version) return known.facts;
    const { text } = readSourceFile(root, path, { named: false });
    const facts = text === undefined ? undefined : typescript.lower({ path, text });
    keep(kept, path, { version, facts });
    return facts;
  };
}

/** Most paths that a module name may mean do not exist, or run through a file. */
function versionOf(path: string): string | undefined {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats?.isFile() ? `${stats.mtimeMs} ${stats.size}` : undefined;
  } catch {
    return undefined;
  }
}

function remembered<Answer>(ask: (key: string) => Answer): (key: string) => Answer {
  const kept = new Map<string, { readonly at: number; readonly answer: Answer }>();
  return (key) => {
    const known = kept.get(key);
    const now = Date.now();
    if (known && now - known.at < manifestsLast) return known.answer;
    const answer = ask(key);
    keep(kept, key, { at: now, answer });
    return answer;
  };
}

/** What has been asked for longest ago makes room. */
function keep<Entry>(kept: Map<string, Entry>, key: string, entry: Entry): void {
  kept.delete(key);
  kept.set(key, entry);
  const [oldest] = kept.keys();
  if (kept.size > mostRemembered && oldest !== undefined) kept.delete(oldest);
}
