/** From a module name, as written in an import, to the paths that it may mean. Looks at no disk: the project's manifests come in as data. */
import type { ModuleResolver } from '../../link/program.js';

export interface ProjectManifests {
  /** Each tsconfig/jsconfig with a baseUrl or paths. `directory` is relative to the root, '' or ending in '/'. */
  readonly configs: readonly PathConfig[];
  /** Each package.json with a name. */
  readonly packages: readonly PackageManifest[];
}

export interface PathConfig {
  readonly directory: string;
  /** What `paths` are relative to; this and baseUrl are relative to the root. */
  readonly base: string;
  readonly baseUrl?: string;
  readonly paths: Readonly<Record<string, readonly string[]>>;
}

export interface PackageManifest {
  readonly directory: string;
  readonly name: string;
  /** Entry files by subpath: '.' -> ['dist/index.js', 'src/index.ts'], './audit' -> … */
  readonly entries: Readonly<Record<string, readonly string[]>>;
}

const extensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.vue', '.svelte'];
const javascriptToTypescript: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.jsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
  '.jsx': ['.tsx'],
};

export function createResolver(manifests: ProjectManifests): ModuleResolver {
  const packages = new Map(manifests.packages.map((entry) => [entry.name, entry]));
  const configs = [...manifests.configs].sort((a, b) => b.directory.length - a.directory.length);
  return (fromPath, specifier, part) => {
    // A module exports what it says, and nothing by where other files lie.
    if (part !== undefined) return [];
    if (specifier.startsWith('.')) return candidates(join(directoryOf(fromPath), specifier));
    const found: string[] = [];
    const config = configs.find((entry) => fromPath.startsWith(entry.directory));
    if (config) found.push(...throughConfig(config, specifier));
    const { name, subpath } = splitPackage(specifier);
    const local = packages.get(name);
    if (local) found.push(...throughPackage(local, subpath));
    // Bundlers' usual aliases, when no configuration says otherwise.
    if (found.length === 0 && (specifier.startsWith('@/') || specifier.startsWith('~/'))) {
      for (const base of enclosingRoots(fromPath, packages)) {
        found.push(...candidates(join(base, specifier.slice(2))), ...candidates(join(`${base}src/`, specifier.slice(2))));
      }
    }
    if (specifier.startsWith('/')) found.push(...candidates(specifier.slice(1)));
    return found;
  };
}

/** Asks once for a folder and keeps what exists of the answer: the files of a folder import the same modules, and most paths that a name may mean are none. */
export function amongFiles(resolver: ModuleResolver, files: readonly string[]): ModuleResolver {
  const existing = new Set(files);
  const byFolder = new Map<string, Map<string, readonly string[]>>();
  return (fromPath, specifier, part) => {
    if (part !== undefined) return [];
    const folder = directoryOf(fromPath);
    let known = byFolder.get(folder);
    if (!known) byFolder.set(folder, (known = new Map()));
    let found = known.get(specifier);
    if (!found) known.set(specifier, (found = resolver(fromPath, specifier).filter((path) => existing.has(path))));
    return found;
  };
}

function throughConfig(config: PathConfig, specifier: string): string[] {
  const found: string[] = [];
  const patterns = Object.keys(config.paths).sort((a, b) => b.length - a.length);
  for (const pattern of patterns) {
    const star = pattern.indexOf('*');
    const head = star < 0 ? pattern : pattern.slice(0, star);
    const tail = star < 0 ? '' : pattern.slice(star + 1);
    const meets = star < 0 ? specifier === pattern : specifier.startsWith(head) && specifier.endsWith(tail) && specifier.length >= head.length + tail.length;
    if (!meets) continue;
    const middle = star < 0 ? '' : specifier.slice(head.length, specifier.length - tail.length);
    for (const target of config.paths[pattern] ?? []) found.push(...candidates(join(config.base, target.replace('*', middle))));
    break;
  }
  if (config.baseUrl !== undefined) found.push(...candidates(join(config.baseUrl, specifier)));
  return found;
}

function throughPackage(manifest: PackageManifest, subpath: string): string[] {
  const found: string[] = [];
  for (const entry of manifest.entries[subpath] ?? []) {
    found.push(...candidates(join(manifest.directory, entry)));
    // A built entry stands for its source: dist/index.js -> src/index.ts.
    const source = entry.replace(/^(\.\/)?(dist|lib|build|out)\/(esm\/|cjs\/)?/, 'src/');
    if (source !== entry) found.push(...candidates(join(manifest.directory, source)));
  }
  const inner = subpath === '.' ? 'index' : subpath.slice(2);
  found.push(...candidates(join(`${manifest.directory}src/`, inner)), ...candidates(join(manifest.directory, inner)));
  return found;
}

function splitPackage(specifier: string): { name: string; subpath: string } {
  const parts = specifier.split('/');
  const length = specifier.startsWith('@') ? 2 : 1;
  const rest = parts.slice(length).join('/');
  return { name: parts.slice(0, length).join('/'), subpath: rest ? `./${rest}` : '.' };
}

function enclosingRoots(fromPath: string, packages: ReadonlyMap<string, PackageManifest>): string[] {
  const roots = [...packages.values()].map((entry) => entry.directory).filter((directory) => fromPath.startsWith(directory));
  roots.sort((a, b) => b.length - a.length);
  return roots.includes('') ? roots : [...roots, ''];
}

function candidates(path: string): string[] {
  const found = [path];
  const dot = path.lastIndexOf('.');
  const extension = dot > path.lastIndexOf('/') ? path.slice(dot) : '';
  for (const other of javascriptToTypescript[extension] ?? []) found.push(path.slice(0, dot) + other);
  for (const other of extensions) found.push(path + other);
  for (const other of extensions) found.push(`${path === '' || path.endsWith('/') ? path : `${path}/`}index${other}`);
  return found;
}

function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** Joins and folds `.` and `..`; a path that leaves the root matches nothing. */
function join(base: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${base}/${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (parts.length === 0) return '\0outside';
      parts.pop();
    } else parts.push(part);
  }
  return parts.join('/');
}
