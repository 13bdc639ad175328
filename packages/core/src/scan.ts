/** The whole program in a page: discover files, lower them to Facts, link the Facts, solve the flows, judge what was found. */
import { analyse } from './analyse.js';
import type { Notification, ScanOptions, ScanResult } from './finding.js';
import { loadKnowledge } from './knowledge/load.js';
import { readProject } from './project.js';

export async function scan(options: ScanOptions): Promise<ScanResult> {
  const { files, resolver, textOf, notifications, stats } = await readProject(options);
  const analysed = analyse({ files, resolver, knowledge: loadKnowledge(), textOf }, options, (stage) => options.onProgress?.({ stage, done: 0, total: 1 }));
  return { findings: analysed.findings, notifications: [...notifications, ...analysed.notifications].sort(byPlace), stats, root: options.root };
}

export function byPlace(a: Notification, b: Notification): number {
  const left = a.file ?? '';
  const right = b.file ?? '';
  return left < right ? -1 : left > right ? 1 : (a.location?.span[0] ?? 0) - (b.location?.span[0] ?? 0);
}
