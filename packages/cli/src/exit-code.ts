import type { Level, ScanResult } from '@phi-scan/core';

export const exitCodes = { clean: 0, findings: 1, failed: 2 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const levels = ['note', 'warning', 'error'] as const satisfies readonly Level[];

/** Something that could not be looked at outweighs what was found: the answer may be incomplete. */
export function exitCodeOf(result: ScanResult, failOn: Level | 'never'): ExitCode {
  if (result.notifications.some((each) => each.level === 'error')) return exitCodes.failed;
  if (failOn === 'never') return exitCodes.clean;
  const threshold = levels.indexOf(failOn);
  const counts = (level: Level): boolean => levels.indexOf(level) >= threshold;
  return result.findings.some((each) => each.suppressed === undefined && counts(each.level)) ? exitCodes.findings : exitCodes.clean;
}
