/** Lowers many files: in this thread, or shared out to worker threads where there is enough to do for them. */
import { Worker } from 'node:worker_threads';
import { encodeFacts, type EncodedFacts } from '../facts/encode.js';
import type { Shelf } from '../facts/shelf.js';
import { loadLanguages } from '../languages/registry.js';
import { givingWay, type Stepwise } from '../turns.js';
import { lowerFile, type Lowered, type LowerRequest } from './lower.js';

/**
 * Each worker loads and warms up a TypeScript compiler of its own, and what it lowers is copied: a quarter more work in all. Where there are only two
 * cores, Node's own threads, which compile and collect garbage, have half of the second one already.
 */
const filesThatPayAWorker = 1000;
const filesThatPayASecondThread = 2500;
/** Small enough that no worker is left with a long rest. */
const batchSize = 60;

export interface WorkerBatch {
  readonly first: number;
  readonly requests: readonly LowerRequest[];
}

export interface WorkerAnswer {
  readonly first: number;
  readonly lowered: readonly EncodedLowered[];
}

/** Bytes change hands at no cost, and what nobody asks for is never taken apart. */
export type EncodedLowered = Omit<Lowered, 'facts'> & { readonly facts?: EncodedFacts };

type Keep = (first: number, lowered: readonly Lowered[]) => void;

/** The results are in the order of the requests, whatever the number of threads. */
export async function lowerFiles(root: string, requests: readonly LowerRequest[], threads: number, shelf: Shelf, onProgress: (done: number) => void): Promise<readonly Lowered[]> {
  const lowerHere = (request: LowerRequest): Lowered => {
    const { facts, ...entry } = lowerFile(root, request);
    return facts ? { ...entry, facts: shelf.isLarge ? shelf.hold(encodeFacts(facts)) : facts } : entry;
  };
  const workers = Math.min(threads, Math.floor(requests.length / (threads > 2 ? filesThatPayAWorker : filesThatPayASecondThread)));
  await loadLanguages(requests.map(({ file }) => file));
  if (workers <= 1) return givingWay(oneByOne(requests, lowerHere, onProgress));
  const results = new Array<Lowered>(requests.length);
  let next = 0;
  let done = 0;
  const takeBatch = (): WorkerBatch | undefined => {
    if (next >= requests.length) return undefined;
    const first = next;
    next += batchSize;
    return { first, requests: requests.slice(first, next) };
  };
  const keep: Keep = (first, lowered) => {
    lowered.forEach((entry, index) => {
      results[first + index] = entry;
    });
    done += lowered.length;
    onProgress(done);
  };
  // This thread works too: the last worker is it.
  const others = Array.from({ length: workers - 1 }, () => runWorker(root, takeBatch, shelf, keep, lowerHere));
  await Promise.all([...others, workHere(takeBatch, keep, lowerHere)]);
  return results;
}

type LowerHere = (request: LowerRequest) => Lowered;

async function workHere(takeBatch: () => WorkerBatch | undefined, keep: Keep, lowerHere: LowerHere): Promise<void> {
  for (let batch = takeBatch(); batch; batch = takeBatch()) {
    keep(batch.first, batch.requests.map(lowerHere));
    // Answers of the workers are received between batches.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function* oneByOne(requests: readonly LowerRequest[], lower: (request: LowerRequest) => Lowered, onProgress: (done: number) => void): Stepwise<Lowered[]> {
  const results: Lowered[] = [];
  for (const request of requests) {
    onProgress(results.length);
    results.push(lower(request));
    yield;
  }
  return results;
}

function runWorker(root: string, takeBatch: () => WorkerBatch | undefined, shelf: Shelf, keep: Keep, lowerHere: LowerHere): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: root });
    let current: WorkerBatch | undefined;
    const give = (): void => {
      current = takeBatch();
      if (current) worker.postMessage(current);
      else void worker.terminate().then(() => resolve());
    };
    worker.on('message', (answer: WorkerAnswer) => {
      keep(answer.first, answer.lowered.map(({ facts, ...entry }) => (facts ? { ...entry, facts: shelf.hold(facts) } : entry)));
      give();
    });
    worker.on('error', (error) => {
      // A worker that dies (out of memory) takes its batch with it; this thread does that batch itself.
      if (!current) return reject(error);
      keep(current.first, current.requests.map(lowerHere));
      resolve();
    });
    give();
  });
}
