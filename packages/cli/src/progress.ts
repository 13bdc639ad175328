import type { ScanProgress } from '@phi-scan/core';
import type { Io } from './io.js';

export interface ProgressLine {
  update(progress: ScanProgress): void;
  /** Takes the line off the terminal. */
  stop(): void;
}

export const stageNames: Record<ScanProgress['stage'], string> = {
  discover: 'looking for files',
  compare: 'looking for changes',
  load: 'loading parsers',
  lower: 'reading files',
  link: 'linking files',
  solve: 'following data',
  judge: 'judging',
  keep: 'keeping what was found',
};

const patience = 1000;
const interval = 100;
const eraseLine = '\r\u001b[2K';

/** A line on a terminal for runs that take longer than a second; nothing anywhere else. */
export function createProgressLine({ stderr, env }: Pick<Io, 'stderr' | 'env'>, now: () => number = performance.now.bind(performance)): ProgressLine {
  if (!stderr.isTTY || env['TERM'] === 'dumb') return { update() {}, stop() {} };
  let next = now() + patience;
  let shown = false;
  return {
    update({ stage, done, total }) {
      if (now() < next) return;
      next = now() + interval;
      const count = total > 0 ? ` ${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')}` : '';
      stderr.write(`${eraseLine}phi-scan: ${stageNames[stage]}${count}`.slice(0, (stderr.columns ?? 80) + eraseLine.length - 1));
      shown = true;
    },
    stop() {
      if (shown) stderr.write(eraseLine);
      shown = false;
    },
  };
}
