/** The Facts of a project's files, kept from run to run. */
import { encodeFacts, type FactsHead } from '../facts/encode.js';
import type { Shelf } from '../facts/shelf.js';
import type { Notification } from '../finding.js';
import type { Lowered } from '../lower/lower.js';
import type { Store } from './store.js';

/** What is kept of a file; its body stands behind the index. */
interface Entry {
  readonly file: string;
  readonly content: string;
  readonly lines: number;
  readonly notifications: readonly Notification[];
  readonly head?: FactsHead;
  /** Bytes of the body. */
  readonly length: number;
}

interface Pack {
  readonly lowered: ReadonlyMap<string, Lowered>;
}

const empty: Pack = { lowered: new Map() };

/** One entry for the whole project, and one for what has changed since it was written. */
export function createFactsCache(store: Store, shelf: Shelf, name: string) {
  const base = readPack(store, shelf, name);
  const changed = readPack(store, shelf, `${name}-changed`);

  return {
    /** The Facts of a file with this content. */
    find(file: string, content: string): Lowered | undefined {
      return [changed.lowered.get(file), base.lowered.get(file)].find((entry) => entry?.content === content);
    },
    /** Keeps what a run has used. A few files go beside the pack of all, which is as large as the project. */
    async keep(files: ReadonlyMap<string, Lowered>): Promise<void> {
      const news = [...files].filter(([file, { content }]) => base.lowered.get(file)?.content !== content);
      // What has no room in memory has none in the cache.
      if (news.length === 0 || shelf.isLarge) return;
      if (news.length <= base.lowered.size / 16) await store.write(`${name}-changed`, packed(shelf, news));
      else await store.write(name, packed(shelf, [...files]));
    },
  };
}

function packed(shelf: Shelf, files: readonly (readonly [string, Lowered])[]): (string | Uint8Array)[] {
  const bodies: Uint8Array[] = [];
  const entries = files.flatMap(([file, { facts, content, lines, notifications }]): Entry[] => {
    if (content === undefined) return [];
    if (!facts) return [{ file, content, lines, notifications, length: 0 }];
    const { head, body } = shelf.untouched(facts) ?? encodeFacts(facts);
    bodies.push(body);
    return [{ file, content, lines, notifications, head, length: body.length }];
  });
  const index = Buffer.from(JSON.stringify(entries));
  return [`${index.length}\n`, index, ...bodies];
}

function readPack(store: Store, shelf: Shelf, name: string): Pack {
  const bytes = store.read(name);
  if (!bytes) return empty;
  const start = bytes.indexOf('\n') + 1;
  let at = start + Number(bytes.toString('latin1', 0, start - 1));
  const entries = JSON.parse(bytes.toString('utf8', start, at)) as Entry[];
  const lowered = entries.map(({ file, content, lines, notifications, head, length }): [string, Lowered] => {
    const body = bytes.subarray(at, at + length);
    at += length;
    return [file, { content, lines, notifications, ...(head ? { facts: shelf.hold({ head, body }) } : {}) }];
  });
  return { lowered: new Map(lowered) };
}
