/** Leaves those findings of a scan that a change has to do with. */
import { resolve } from 'node:path';
import type { Finding, Location, ScanResult } from '@phi-scan/core';
import { touches, type ChangedLines } from './diff.js';

/** A finding on a changed line, or one whose data goes through a changed line. */
export function withinChanges(result: ScanResult, lines: ReadonlyMap<string, ChangedLines>): ScanResult {
  const isChanged = ({ file, start, end }: Location): boolean => touches(lines.get(resolve(result.root, file)), start.line, end.line);
  const concerns = ({ location, culprit, flow }: Finding): boolean => [location, culprit, ...flow].some(isChanged);
  return { ...result, findings: result.findings.filter(concerns) };
}
