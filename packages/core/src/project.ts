/** What a project is made of: its files, found and lowered. What is scanned, described and explained starts here. */
import type { ScanCache } from './cache/scan-cache.js';
import { createShelf, type Shelf } from './facts/shelf.js';
import { discoverFiles, type Discovery } from './files/discover.js';
import { readSourceFile } from './files/read.js';
import { filesOfShard, type Shard } from './files/shards.js';
import type { Notification, ScanOptions, ScanStats } from './finding.js';
import type { FileFacts } from './facts/facts.js';
import type { TextOf } from './judge/finish.js';
import { sourceExtensions } from './languages/outside.js';
import { moduleResolver } from './languages/registry.js';
import type { ModuleResolver } from './link/program.js';
import type { Lowered } from './lower/lower.js';
import { lowerFiles } from './lower/pool.js';

export interface Project {
  readonly files: readonly FileFacts[];
  readonly resolver: ModuleResolver;
  readonly textOf: TextOf;
  readonly discovery: Discovery;
  /** What discovery and lowering have to say; not in order. */
  readonly notifications: readonly Notification[];
  readonly stats: ScanStats;
  readonly shelf: Shelf;
  /** All that was lowered, by path, in order. */
  readonly lowered: ReadonlyMap<string, Lowered>;
  /** Whether a file is one to report on; a shard reads what its files import besides. */
  readonly isOwn: (file: string) => boolean;
}

/** What an earlier part of a scan has already found. */
export interface Found {
  readonly discovery: Discovery;
  readonly shelf: Shelf;
  readonly cache: ScanCache | undefined;
}

export async function readProject(options: ScanOptions, found?: Found): Promise<Project> {
  const { root, overlay, shard } = options;
  const discovery = found?.discovery ?? (await discoverFiles({ ...options, extensions: sourceExtensions }));
  const shelf = found?.shelf ?? createShelf(0);
  const resolver = moduleResolver(root, discovery.files);
  const own = shard && filesOfShard(root, discovery.files, shard);

  const known = new Map<string, Lowered>();
  for (let wanted: Iterable<string> = own ?? discovery.files; ; wanted = importedBy(known, resolver, discovery)) {
    const files = [...wanted];
    if (files.length === 0) break;
    const lowered = await lowerSome(files, options, { discovery, shelf, cache: found?.cache });
    files.forEach((file, index) => known.set(file, lowered[index]!));
    if (!own) break;
  }

  const lowered = new Map(discovery.files.flatMap((file): [string, Lowered][] => (known.has(file) ? [[file, known.get(file)!]] : [])));
  const isOwn = (file: string): boolean => own?.has(file) ?? true;
  const scanned = [...lowered].filter(([file]) => isOwn(file)).map(([, entry]) => entry);
  return {
    files: [...lowered.values()].flatMap((entry) => entry.facts ?? []),
    resolver,
    // Texts are read again for the few files with findings, instead of being kept for all.
    textOf: (file) => overlay?.get(file) ?? readSourceFile(root, file, { named: true }).text ?? '',
    discovery,
    notifications: [...discovery.notifications, ...(own?.size === 0 ? [nothingToDo(shard!)] : []), ...scanned.flatMap((entry) => entry.notifications)],
    stats: {
      filesFound: own?.size ?? discovery.files.length,
      filesScanned: scanned.filter((entry) => entry.facts).length,
      linesScanned: scanned.reduce((sum, { lines }) => sum + lines, 0),
    },
    shelf,
    lowered,
    isOwn,
  };
}

function nothingToDo({ index, count }: Shard): Notification {
  return { kind: 'no-files', level: 'note', message: `no package falls to part ${index} of ${count}` };
}

async function lowerSome(files: readonly string[], options: ScanOptions, { discovery, shelf, cache }: Found): Promise<Lowered[]> {
  const known = files.map((file) => cache?.lowered(file));
  const requests = files.filter((_, index) => !known[index]).map((file) => {
    const text = options.overlay?.get(file);
    return { file, named: discovery.named.has(file), ...(text === undefined ? {} : { text }) };
  });
  const progress = (done: number): void => options.onProgress?.({ stage: 'lower', done, total: requests.length });
  progress(0);
  const news = (await lowerFiles(options.root, requests, options.threads, shelf, progress)).values();
  return known.map((entry) => entry ?? news.next().value!);
}

/** Files that the known ones import and that are not among them. */
function importedBy(known: ReadonlyMap<string, Lowered>, resolver: ModuleResolver, { files }: Discovery): ReadonlySet<string> {
  const there = new Set(files);
  const imported = new Set<string>();
  for (const [path, { facts }] of known) {
    const modules = [...(facts?.imports ?? []).map(({ module }) => module), ...(facts?.exports ?? []).flatMap(({ from }) => from ?? [])];
    for (const module of new Set(modules)) {
      const target = resolver(path, module).find((candidate) => there.has(candidate));
      if (target !== undefined && !known.has(target)) imported.add(target);
    }
  }
  return imported;
}
