/** Long work in small steps: who is asked to stop meanwhile wants to be heard, and an editor wants its answer at once. */
import { setImmediate } from 'node:timers/promises';

/** Work that can be left after each step and taken up again. */
export type Stepwise<Result> = Generator<void, Result>;

export function atOnce<Result>(work: Stepwise<Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

/** Often enough for people, too seldom to be noticed in the time that the work takes. */
const turnMs = 50;

/** Lets signals and timers have their turn between the steps. */
export async function givingWay<Result>(work: Stepwise<Result>): Promise<Result> {
  for (let until = performance.now() + turnMs; ; ) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (performance.now() < until) continue;
    await setImmediate();
    until = performance.now() + turnMs;
  }
}
