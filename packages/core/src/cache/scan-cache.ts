/** What earlier scans of the same files leave to this one: the whole answer where nothing has changed, the Facts of each file that has not. */
import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import type { Shelf } from '../facts/shelf.js';
import type { Discovery } from '../files/discover.js';
import type { ScanOptions, ScanResult } from '../finding.js';
import { moduleManifests } from '../languages/outside.js';
import type { Lowered } from '../lower/lower.js';
import { contentsOf } from './contents.js';
import { createFactsCache } from './facts-cache.js';
import { engineFingerprint, fingerprint } from './fingerprint.js';
import { openStore } from './store.js';

export interface ScanCache {
  /** What a scan of exactly this found. */
  readonly answer: Omit<ScanResult, 'root'> | undefined;
  lowered(file: string): Lowered | undefined;
  keepFacts(lowered: ReadonlyMap<string, Lowered>): Promise<void>;
  keepAnswer(result: ScanResult, lowered: ReadonlyMap<string, Lowered>): Promise<void>;
}

/** Text that is given is in no file, and an editor that gives it wants no disk at every key. */
export function openScanCache(options: ScanOptions, discovery: Discovery, shelf: Shelf): ScanCache | undefined {
  const { cache: folder, overlay, root } = options;
  if (folder === undefined || overlay !== undefined) return undefined;
  const store = openStore(folder, engineFingerprint());
  // A cache that is moved together with its project, as between machines of a build farm, stays of use.
  const place = relative(folder, root);
  const selection = fingerprint(place, JSON.stringify([options.paths, options.include, options.exclude, options.includeTests, options.shard])).slice(0, 16);
  const asked = fingerprint(question(options, discovery), JSON.stringify([place, discovery.notifications, moduleManifests(root, discovery.files)]));
  const nameOf = (contents: ReadonlyMap<string, string>): string => `answer-${fingerprint(asked, JSON.stringify([...contents]))}`;

  const requests = discovery.files.map((file) => ({ file, named: discovery.named.has(file) }));
  const contents = existsSync(folder) ? contentsOf(root, requests) : undefined;
  const answer = contents && store.read(nameOf(contents));
  let kept: ReturnType<typeof createFactsCache> | undefined;
  const facts = (): NonNullable<typeof kept> => (kept ??= createFactsCache(store, shelf, `facts-${selection}`));

  return {
    answer: answer && (JSON.parse(answer.toString()) as Omit<ScanResult, 'root'>),
    lowered: (file) => {
      const content = contents?.get(file);
      return content === undefined ? undefined : facts().find(file, content);
    },
    keepFacts: (lowered) => facts().keep(new Map([...lowered].filter(([, entry]) => !hasFailed(entry)))),
    async keepAnswer({ root: _root, ...rest }, lowered) {
      if (hasFailed(rest)) return;
      await store.write(nameOf(new Map([...lowered].map(([file, { content = '' }]) => [file, content]))), [JSON.stringify(rest)]);
    },
  };
}

/** What went wrong once may go well the next time. */
function hasFailed({ notifications }: Pick<ScanResult, 'notifications'>): boolean {
  return notifications.some(({ kind }) => kind === 'internal' || kind === 'unreadable');
}

/** Every option that says what is looked for; one that answers for each file is asked for each. */
function question(options: ScanOptions, { files }: Discovery): string {
  const { root: _root, cache: _cache, threads: _threads, onProgress: _onProgress, overlay: _overlay, ...rest } = options;
  return JSON.stringify(rest, (_key, value: unknown) => (typeof value === 'function' ? files.map((file) => (value as (file: string) => unknown)(file)) : value));
}
