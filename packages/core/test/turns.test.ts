import { expect, it } from 'vitest';
import { analysing } from '../src/analyse.js';
import { loadKnowledge } from '../src/knowledge/load.js';
import { typescript } from '../src/languages/typescript/index.js';
import { givingWay, type Stepwise } from '../src/turns.js';

function* busy(steps: number, ms: number): Stepwise<string> {
  for (let step = 0; step < steps; step += 1) {
    for (const until = performance.now() + ms; performance.now() < until; );
    yield;
  }
  return 'done';
}

it('timers have their turn before long work has ended', async () => {
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  expect(await givingWay(busy(30, 10))).toBe('done');
  clearInterval(timer);
  expect(turns).toBeGreaterThan(1);
});

it('what is thrown on the way reaches who waits', async () => {
  await expect(givingWay((function* () { yield; throw new Error('broken'); })())).rejects.toThrow('broken');
});

it('an analysis can be left after each file', () => {
  const text = 'export const show = (patient) => console.log(patient.ssn);';
  const files = Array.from({ length: 20 }, (_, index) => typescript.lower({ path: `f${index}.ts`, text }));
  const work = analysing({ files, resolver: () => [], knowledge: loadKnowledge(), textOf: () => text }, { context: [], minConfidence: 'medium', includeStaff: false, reportUnusedIgnores: false });
  let steps = 0;
  for (; work.next().done !== true; ) steps += 1;
  expect(steps).toBeGreaterThanOrEqual(files.length);
});
