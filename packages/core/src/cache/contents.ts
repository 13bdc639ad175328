/** What the files of a scan hold, as fingerprints. */
import { hash } from 'node:crypto';
import { readSourceBytes, type BytesRead } from '../files/read.js';

interface Requested {
  /** Relative to the root. */
  readonly file: string;
  readonly named: boolean;
}

/** What is made of a file depends on its bytes and on whether it was named; a file that cannot be read is what is said of it. */
export function contentOf({ named }: Requested, read: BytesRead): string {
  return `${named ? 'named' : 'found'} ${hash('sha1', read.bytes ?? JSON.stringify(read.notification))}`;
}

export function contentsOf(root: string, requests: readonly Requested[]): ReadonlyMap<string, string> {
  return new Map(requests.map((request) => [request.file, contentOf(request, readSourceBytes(root, request.file))]));
}
