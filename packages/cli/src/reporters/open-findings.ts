import type { Finding } from '@phi-scan/core';
import { groupBy } from './group-by.js';
import type { Report } from './report.js';

/** Those that nothing silences. */
export function openFindings({ findings }: Pick<Report, 'findings'>): Finding[] {
  return findings.filter(({ suppressed }) => suppressed === undefined);
}

export function byFile(findings: readonly Finding[]): [string, Finding[]][] {
  return groupBy(findings, ({ location }) => location.file);
}
