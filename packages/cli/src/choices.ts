/** The words that options and configuration share. */
import type { Confidence, Level, ScoreContext } from '@phi-scan/core';

export const contexts = ['cloud-logs', 'third-party', 'public-errors', 'production'] as const satisfies readonly ScoreContext[];
export const failLevels = ['error', 'warning', 'note', 'never'] as const satisfies readonly (Level | 'never')[];
export const confidences = ['high', 'medium', 'low'] as const satisfies readonly Confidence[];

/** What holds where neither the command line nor a configuration says something else. */
export const defaults = {
  failOn: 'warning',
  minConfidence: 'medium',
  context: [],
  includeStaff: false,
  includeTests: false,
  include: [],
  reportUnusedIgnores: false,
  baseline: undefined,
} as const;
