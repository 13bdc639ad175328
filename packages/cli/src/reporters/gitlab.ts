import type { Finding } from '@phi-scan/core';
import { openFindings } from './open-findings.js';
import type { Report } from './report.js';

/** GitLab's Code Quality report: what a merge request shows. */
export function gitlabReporter(report: Report): string {
  const issues = openFindings(report).map((finding) => {
    const { location, rule, message, fingerprint } = finding;
    return {
      type: 'issue',
      check_name: rule,
      description: message,
      categories: ['Security'],
      severity: severityOf(finding),
      fingerprint,
      location: { path: report.showFile(location.file), lines: { begin: location.start.line, end: location.end.line } },
    };
  });
  return `${JSON.stringify(issues, null, 2)}\n`;
}

function severityOf({ level, score }: Finding): 'info' | 'minor' | 'major' | 'critical' | 'blocker' {
  if (level === 'note') return 'info';
  if (level === 'warning') return 'minor';
  return score.value >= 90 ? 'blocker' : score.value >= 70 ? 'critical' : 'major';
}
