/** Reads the manifests that say what module names mean: tsconfig.json, jsconfig.json, package.json. Read as data; nothing of a project is run. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import type { PackageManifest, PathConfig, ProjectManifests } from './resolve.js';

const configNames = ['tsconfig.json', 'tsconfig.base.json', 'tsconfig.app.json', 'jsconfig.json'];
const maxExtends = 8;

/** The manifests in the folders of the given files and all folders above them up to the root. */
export function readManifests(root: string, files: readonly string[]): ProjectManifests {
  return mergeManifests(foldersOf(files).map((directory) => manifestsIn(root, directory)));
}

/** Those that stand in one folder. */
export function manifestsIn(root: string, directory: string): ProjectManifests {
  const absolute = join(root, directory);
  const names = namesIn(absolute);
  const manifest = names.includes('package.json') ? readPackage(join(absolute, 'package.json'), directory) : undefined;
  const packages = manifest ? [manifest] : [];
  for (const name of configNames) {
    if (!names.includes(name)) continue;
    const config = readPathConfig(root, join(absolute, name), directory);
    if (config) return { configs: [config], packages };
  }
  return { configs: [], packages };
}

/** Most folders hold no manifest: one look is quicker than to ask for each. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

export function mergeManifests(all: readonly ProjectManifests[]): ProjectManifests {
  return { configs: all.flatMap(({ configs }) => configs), packages: all.flatMap(({ packages }) => packages) };
}

/** '' for the root, others end in '/'. Sorted, so that results do not depend on the order of the files. */
export function foldersOf(files: readonly string[]): string[] {
  const folders = new Set(['']);
  for (const file of files) {
    let directory = posix.dirname(file);
    while (directory !== '.' && !folders.has(`${directory}/`)) {
      folders.add(`${directory}/`);
      directory = posix.dirname(directory);
    }
  }
  return [...folders].sort();
}

function readPathConfig(root: string, file: string, directory: string): PathConfig | undefined {
  let baseUrl: string | undefined;
  let paths: Record<string, string[]> | undefined;
  let pathsFrom = directory;
  let at: string | undefined = file;
  for (let hops = 0; at !== undefined && hops < maxExtends; hops += 1) {
    const json = readJson(at);
    if (!isObject(json)) break;
    const options = isObject(json['compilerOptions']) ? json['compilerOptions'] : {};
    const from = relativeFolder(root, dirname(at));
    if (baseUrl === undefined && typeof options['baseUrl'] === 'string') baseUrl = posix.join(from, options['baseUrl']);
    if (paths === undefined && isObject(options['paths'])) {
      paths = stringLists(options['paths']);
      pathsFrom = from;
    }
    const base: unknown = json['extends'];
    at = typeof base === 'string' && base.startsWith('.') ? withJson(join(dirname(at), base)) : undefined;
  }
  if (baseUrl === undefined && paths === undefined) return undefined;
  return { directory, paths: paths ?? {}, base: baseUrl ?? pathsFrom, ...(baseUrl === undefined ? {} : { baseUrl }) };
}

function withJson(path: string): string {
  return existsSync(path) && !path.endsWith('/') && path.endsWith('.json') ? path : `${path}.json`;
}

function readPackage(file: string, directory: string): PackageManifest | undefined {
  const json = readJson(file);
  if (!isObject(json) || typeof json['name'] !== 'string') return undefined;
  const entries: Record<string, string[]> = { '.': [] };
  for (const key of ['source', 'types', 'typings', 'module', 'main']) {
    const entry = json[key];
    if (typeof entry === 'string') entries['.']!.push(entry);
  }
  const { exports } = json;
  if (typeof exports === 'string') entries['.']!.push(exports);
  else if (isObject(exports))
    for (const [subpath, target] of Object.entries(exports)) {
      const key = subpath.startsWith('.') ? subpath : '.';
      (entries[key] ??= []).push(...stringsIn(target));
    }
  return { directory, name: json['name'], entries };
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return isObject(value) ? Object.values(value).flatMap(stringsIn) : [];
}

function stringLists(value: Record<string, unknown>): Record<string, string[]> {
  const lists: Record<string, string[]> = {};
  for (const [key, list] of Object.entries(value)) if (Array.isArray(list)) lists[key] = list.filter((entry): entry is string => typeof entry === 'string');
  return lists;
}

function relativeFolder(root: string, folder: string): string {
  const relative = posix.relative(root.replaceAll('\\', '/'), folder.replaceAll('\\', '/'));
  return relative === '' ? '' : `${relative}/`;
}

/** A manifest that is not there or is broken explains nothing: imports through it stay unresolved. */
function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    try {
      return JSON.parse(withoutComments(text));
    } catch {
      return undefined;
    }
  }
}

/** tsconfig.json may hold comments and trailing commas. */
function withoutComments(text: string): string {
  let out = '';
  for (let at = 0; at < text.length; ) {
    const two = text.slice(at, at + 2);
    if (text[at] === '"') {
      const end = endOfString(text, at);
      out += text.slice(at, end);
      at = end;
    } else if (two === '//') {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else if (two === '/*') {
      const end = text.indexOf('*/', at + 2);
      at = end < 0 ? text.length : end + 2;
    } else {
      out += text[at];
      at += 1;
    }
  }
  return out.replace(/,(\s*[}\]])/g, '$1');
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
