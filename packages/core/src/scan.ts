/** The whole program in a page: discover files, lower them to Facts, link the Facts, solve the flows, judge what was found. */
import { openScanCache } from './cache/scan-cache.js';
import { createShelf } from './facts/shelf.js';
import { discoverFiles } from './files/discover.js';
import type { Notification, ScanOptions, ScanProgress, ScanResult } from './finding.js';
import { sourceExtensions } from './languages/outside.js';
import { givingWay } from './turns.js';

export async function scan(options: ScanOptions): Promise<ScanResult> {
  const { root } = options;
  const began = (stage: ScanProgress['stage']): void => options.onProgress?.({ stage, done: 0, total: 1 });

  began('discover');
  const discovery = await discoverFiles({ ...options, extensions: sourceExtensions });

  const shelf = createShelf(discovery.files.length);
  try {
    began('compare');
    const cache = openScanCache(options, discovery, shelf);
    if (cache?.answer) return { ...cache.answer, root };

    // What is only needed where something has changed takes half of a short run to load.
    began('load');
    const [{ analysing }, { loadKnowledge }, { readProject }] = await Promise.all([import('./analyse.js'), import('./knowledge/load.js'), import('./project.js')]);
    const { files, resolver, textOf, notifications, stats, lowered, isOwn } = await readProject(options, { discovery, shelf, cache });
    const factsKept = cache?.keepFacts(lowered);
    const analysed = await givingWay(analysing({ files, resolver, knowledge: options.knowledge ?? loadKnowledge(), textOf, isPart: options.shard !== undefined, shelf }, options, began));
    const result = {
      findings: analysed.findings.filter(({ location }) => isOwn(location.file)),
      notifications: [...notifications, ...analysed.notifications.filter(({ file }) => file === undefined || isOwn(file))].sort(byPlace),
      stats,
      files: files.map((facts) => facts.path).filter(isOwn),
      root,
    };

    began('keep');
    await Promise.all([factsKept, cache?.keepAnswer(result, lowered)]);
    return result;
  } finally {
    shelf.close();
  }
}

export function byPlace(a: Notification, b: Notification): number {
  const left = a.file ?? '';
  const right = b.file ?? '';
  return left < right ? -1 : left > right ? 1 : (a.location?.span[0] ?? 0) - (b.location?.span[0] ?? 0);
}
