import type { Level, ScanResult } from '@phi-scan/core';

export const exitCodes = { clean: 0, findings: 1, failed: 2 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const levels = ['note', 'warning', 'error'] as const satisfies readonly Level[];

/** Something that could not be looked at outweighs what was found: the answer may be incomplete. */
export function exitCodeOf(result: ScanResult, failOn: Level | 'never'): ExitCode {
  if (result.notifications.some((each) => each.level === 'error')) return exitCodes.failed;
  return result.findings.some((each) => each.suppressed === undefined && exceeds(each.level, failOn)) ? exitCodes.findings : exitCodes.clean;
}

/** Whether a finding of this level makes a run fail. */
export function exceeds(level: Level, failOn: Level | 'never'): boolean {
  return failOn !== 'never' && levels.indexOf(level) >= levels.indexOf(failOn);
}
