/** What a project is made of: its files, found and lowered. What is scanned, described and explained starts here. */
import type { ScanCache } from './cache/scan-cache.js';
import { discoverFiles, type Discovery } from './files/discover.js';
import { readSourceFile } from './files/read.js';
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
  readonly lowered: ReadonlyMap<string, Lowered>;
}

export async function readProject(options: ScanOptions, found?: Discovery, cache?: ScanCache): Promise<Project> {
  const { root, overlay } = options;
  const discovery = found ?? (await discoverFiles({ ...options, extensions: sourceExtensions }));

  const lowered = new Map<string, Lowered>(discovery.files.flatMap((file) => {
    const known = cache?.lowered(file);
    return known ? [[file, known]] : [];
  }));
  const requests = discovery.files.filter((file) => !lowered.has(file)).map((file) => {
    const text = overlay?.get(file);
    return { file, named: discovery.named.has(file), ...(text === undefined ? {} : { text }) };
  });
  options.onProgress?.({ stage: 'lower', done: 0, total: requests.length });
  const news = await lowerFiles(root, requests, options.threads, (done) => options.onProgress?.({ stage: 'lower', done, total: requests.length }));
  requests.forEach(({ file }, index) => lowered.set(file, news[index]!));

  const entries = discovery.files.map((file) => lowered.get(file)!);
  const files = entries.flatMap((entry) => entry.facts ?? []);
  return {
    files,
    resolver: moduleResolver(root, discovery.files),
    // Texts are read again for the few files with findings, instead of being kept for all.
    textOf: (file) => overlay?.get(file) ?? readSourceFile(root, file, { named: true }).text ?? '',
    discovery,
    notifications: [...discovery.notifications, ...entries.flatMap((entry) => entry.notifications)],
    stats: { filesFound: discovery.files.length, filesScanned: files.length, linesScanned: entries.reduce((sum, { lines }) => sum + lines, 0) },
    lowered: new Map(discovery.files.map((file, index) => [file, entries[index]!])),
  };
}
