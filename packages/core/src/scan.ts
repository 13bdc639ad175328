/** The whole program in a page: discover files, lower them to Facts, link the Facts, solve the flows, judge what was found. */
import { analyse } from './analyse.js';
import { discoverFiles } from './files/discover.js';
import { readSourceFile } from './files/read.js';
import type { Notification, ScanOptions, ScanProgress, ScanResult } from './finding.js';
import { loadKnowledge } from './knowledge/load.js';
import { languages, moduleResolver } from './languages/registry.js';
import { lowerFiles } from './lower/pool.js';

export async function scan(options: ScanOptions): Promise<ScanResult> {
  const { root, overlay } = options;
  const progress = (stage: ScanProgress['stage'], done: number, total: number): void => options.onProgress?.({ stage, done, total });

  progress('discover', 0, 0);
  const discovery = await discoverFiles({ ...options, extensions: languages.flatMap((language) => language.extensions) });

  const requests = discovery.files.map((file) => {
    const text = overlay?.get(file);
    return { file, named: discovery.named.has(file), ...(text === undefined ? {} : { text }) };
  });
  const lowered = await lowerFiles(root, requests, options.threads, (done) => progress('lower', done, requests.length));
  const files = lowered.flatMap((entry) => entry.facts ?? []);

  const resolver = moduleResolver(root, discovery.files);
  // Texts are read again for the few files with findings, instead of being kept for all.
  const textOf = (file: string): string => overlay?.get(file) ?? readSourceFile(root, file, { named: true }).text ?? '';
  const { findings, notifications } = analyse({ files, resolver, knowledge: loadKnowledge(), textOf }, options, (stage) => progress(stage, 0, 1));

  return {
    findings,
    notifications: [...discovery.notifications, ...lowered.flatMap((entry) => entry.notifications), ...notifications].sort(byPlace),
    stats: { filesFound: discovery.files.length, filesScanned: files.length, linesScanned: files.reduce((sum, facts) => sum + facts.lineStarts.length, 0) },
    root,
  };
}

function byPlace(a: Notification, b: Notification): number {
  const left = a.file ?? '';
  const right = b.file ?? '';
  return left < right ? -1 : left > right ? 1 : (a.location?.span[0] ?? 0) - (b.location?.span[0] ?? 0);
}
