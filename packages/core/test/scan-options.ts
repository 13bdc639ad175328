import type { ScanOptions } from '../src/finding.js';

/** The command line's defaults, in one thread: what a test of the whole scan starts from. */
export const defaultOptions: Omit<ScanOptions, 'root'> = {
  paths: [],
  include: [],
  exclude: [],
  includeTests: false,
  includeStaff: false,
  minConfidence: 'medium',
  context: [],
  reportUnusedIgnores: false,
  threads: 1,
};
