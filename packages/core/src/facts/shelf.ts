/**
 * Keeps the Facts of many files. Those of a large project do not fit into memory all at once: their bytes stand in a temporary file, and
 * what was taken apart longest ago is put back when there is too much of it.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { bodyOf, factsAround, type Body, type EncodedFacts, type FactsHead } from './encode.js';
import type { FileFacts } from './facts.js';

export interface Shelf {
  /** Whether Facts take less room here than as they come. */
  readonly isLarge: boolean;
  hold(encoded: EncodedFacts): FileFacts;
  /** The bytes of what nobody has looked into; undefined for what is kept otherwise. */
  untouched(facts: FileFacts): EncodedFacts | undefined;
  /** To be called when nobody is at work: tells of all Facts that are put back, so that what was made of them can go too. */
  tidy(putBack: (facts: FileFacts) => void): void;
  close(): void;
}

/** So many files of common size fit into a few hundred megabytes. */
const mostInMemory = 8000;
/** Of Facts that are taken apart, by their size as bytes: in memory they are ten times as large. */
const mostOpenBytes = 3 * 1024 * 1024;

export function createShelf(fileCount: number, openBytes: number = mostOpenBytes): Shelf {
  return fileCount > mostInMemory ? onDisk(openBytes) : inMemory();
}

/** Bytes are let go of when they are taken apart. */
function inMemory(): Shelf {
  const held = new Map<FileFacts, EncodedFacts>();
  return {
    isLarge: false,
    hold(encoded) {
      let body: Body | undefined;
      const facts = factsAround(encoded.head, () => {
        if (!body) {
          body = bodyOf(held.get(facts)!.body);
          held.delete(facts);
        }
        return body;
      });
      held.set(facts, encoded);
      return facts;
    },
    untouched: (facts) => held.get(facts),
    tidy() {},
    close() {},
  };
}

function onDisk(mostOpen: number): Shelf {
  const file = openTemporaryFile();
  const open = new Map<FileFacts, { readonly size: number; readonly close: () => void }>();
  let end = 0;
  let openBytes = 0;
  const sweep = createSweeper();
  return {
    isLarge: true,
    hold({ head: given, body: bytes }) {
      // A name that was cut out of a file's text keeps all of the text alive; a copy does not.
      const head = JSON.parse(JSON.stringify(given)) as FactsHead;
      const at = end;
      const size = bytes.length;
      for (let written = 0; written < size; ) written += writeSync(file.descriptor, bytes, written, size - written, at + written);
      end += size;
      let body: Body | undefined;
      const facts = factsAround(head, () => {
        if (!body) {
          body = bodyOf(readAt(file.descriptor, at, size));
          openBytes += size;
          open.set(facts, { size, close: () => (body = undefined) });
        }
        return body;
      });
      return facts;
    },
    untouched: () => undefined,
    tidy(putBack) {
      sweep();
      for (const [facts, { size, close }] of open) {
        if (openBytes <= mostOpen) return;
        close();
        open.delete(facts);
        openBytes -= size;
        putBack(facts);
      }
    },
    close: file.close,
  };
}

/** Between two looks at the heap, which cost a little. */
const restsBetweenLooks = 200;
const mostGarbage = 256 * 1024 * 1024;

/**
 * Left to itself, Node lets the heap of a long run grow to more than twice of what lives in it, and what is put back has by then grown too old
 * to be found on the way. Two gigabytes of garbage are more than a machine of a build farm has to spare.
 */
function createSweeper(): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let rests = 0;
  let living = getHeapStatistics().used_heap_size;
  return () => {
    rests += 1;
    if (rests % restsBetweenLooks !== 0 || getHeapStatistics().used_heap_size < living + mostGarbage) return;
    collect();
    living = getHeapStatistics().used_heap_size;
  };
}

/** Facts hold texts of the code: nobody else may read them, and they go with the run, however it ends. */
function openTemporaryFile(): { readonly descriptor: number; close(): void } {
  const path = join(tmpdir(), `phi-scan-${process.pid}-${randomBytes(6).toString('hex')}`);
  const descriptor = openSync(path, 'wx+', 0o600);
  if (process.platform !== 'win32') rmSync(path, { force: true });
  return {
    descriptor,
    close() {
      closeSync(descriptor);
      rmSync(path, { force: true });
    },
  };
}

function readAt(descriptor: number, at: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let read = 0; read < size; ) {
    const count = readSync(descriptor, bytes, read, size - read, at + read);
    if (count === 0) throw new Error('the temporary file of the Facts was cut short');
    read += count;
  }
  return bytes;
}
