/** What a project is made of: its files, found and lowered. What is scanned, described and explained starts here. */
import { discoverFiles, type Discovery } from './files/discover.js';
import { readSourceFile } from './files/read.js';
import type { Notification, ScanOptions, ScanProgress, ScanStats } from './finding.js';
import type { FileFacts } from './facts/facts.js';
import type { TextOf } from './judge/finish.js';
import { languages, moduleResolver } from './languages/registry.js';
import type { ModuleResolver } from './link/program.js';
import { lowerFiles } from './lower/pool.js';

export interface Project {
  readonly files: readonly FileFacts[];
  readonly resolver: ModuleResolver;
  readonly textOf: TextOf;
  readonly discovery: Discovery;
  /** What discovery and lowering have to say; not in order. */
  readonly notifications: readonly Notification[];
  readonly stats: ScanStats;
}

export const extensions: readonly string[] = languages.flatMap((language) => language.extensions);

export async function readProject(options: ScanOptions): Promise<Project> {
  const { root, overlay } = options;
  const progress = (stage: ScanProgress['stage'], done: number, total: number): void => options.onProgress?.({ stage, done, total });

  progress('discover', 0, 0);
  const discovery = await discoverFiles({ ...options, extensions });

  const requests = discovery.files.map((file) => {
    const text = overlay?.get(file);
    return { file, named: discovery.named.has(file), ...(text === undefined ? {} : { text }) };
  });
  const lowered = await lowerFiles(root, requests, options.threads, (done) => progress('lower', done, requests.length));
  const files = lowered.flatMap((entry) => entry.facts ?? []);

  return {
    files,
    resolver: moduleResolver(root, discovery.files),
    // Texts are read again for the few files with findings, instead of being kept for all.
    textOf: (file) => overlay?.get(file) ?? readSourceFile(root, file, { named: true }).text ?? '',
    discovery,
    notifications: [...discovery.notifications, ...lowered.flatMap((entry) => entry.notifications)],
    stats: { filesFound: discovery.files.length, filesScanned: files.length, linesScanned: files.reduce((sum, facts) => sum + facts.lineStarts.length, 0) },
  };
}
