/** A worker thread of pool.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadLanguages } from '../languages/registry.js';
import { lowerFile } from './lower.js';
import type { WorkerAnswer, WorkerBatch } from './pool.js';

const root = workerData as string;

parentPort?.on('message', (batch: WorkerBatch) => {
  void loadLanguages(batch.requests.map(({ file }) => file)).then(() => {
    const answer: WorkerAnswer = { first: batch.first, lowered: batch.requests.map((request) => lowerFile(root, request)) };
    parentPort?.postMessage(answer);
  });
});
