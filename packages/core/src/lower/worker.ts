/** A worker thread of pool.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadLanguages } from '../languages/registry.js';
import { encodeFacts } from '../facts/encode.js';
import { lowerFile } from './lower.js';
import type { EncodedLowered, WorkerAnswer, WorkerBatch } from './pool.js';

const root = workerData as string;

parentPort?.on('message', (batch: WorkerBatch) => {
  void loadLanguages(batch.requests.map(({ file }) => file)).then(() => {
    const lowered = batch.requests.map((request): EncodedLowered => {
      const { facts, ...entry } = lowerFile(root, request);
      return facts ? { ...entry, facts: encodeFacts(facts) } : entry;
    });
    const answer: WorkerAnswer = { first: batch.first, lowered };
    parentPort?.postMessage(answer, lowered.flatMap(({ facts }) => (facts ? [facts.body.buffer as ArrayBuffer] : [])));
  });
});
