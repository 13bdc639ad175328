/** Where the time of a run goes, for `--timing`. */
import type { ScanProgress } from '@phi-scan/core';
import { stageNames } from './progress.js';

type Stage = ScanProgress['stage'] | 'start' | 'report';

export interface Timing {
  /** The stage before it ends; beginning the one that runs changes nothing. */
  begin(stage: Stage): void;
  table(): string;
}

const names: Readonly<Record<Stage, string>> = { ...stageNames, start: 'starting', report: 'reporting' };

/** Counts from the start of the process. */
export function createTiming(now: () => number = performance.now.bind(performance)): Timing {
  const spent = new Map<Stage, number>();
  let current: Stage = 'start';
  let since = 0;
  const begin = (stage: Stage): void => {
    if (stage === current) return;
    const time = now();
    spent.set(current, (spent.get(current) ?? 0) + time - since);
    current = stage;
    since = time;
  };
  return {
    begin,
    table() {
      const last = current;
      begin('start');
      current = last;
      const total = [...spent.values()].reduce((sum, each) => sum + each, 0);
      const rows = [...spent].map(([stage, time]) => `  ${names[stage].padEnd(24)}${milliseconds(time)}${`${Math.round((time / total) * 100)} %`.padStart(7)}\n`);
      const memory = `  ${'memory at most'.padEnd(24)}${`${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`.padStart(11)}\n`;
      return `phi-scan took ${milliseconds(total).trim()}\n${rows.join('')}${memory}`;
    },
  };
}

function milliseconds(time: number): string {
  return `${Math.round(time).toLocaleString('en-US')} ms`.padStart(11);
}
