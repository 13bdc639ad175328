import type { Finding, Location, Notification } from '@phi-scan/core';
import { product } from '../product.js';
import type { BaselineOutcome, Report } from './report.js';

/** Raised when a field changes its meaning or goes away; new fields may come without. See docs/json-output.md. */
const schemaVersion = 1;

export function jsonReporter(report: Report): string {
  return `${JSON.stringify(toJson(report), null, 2)}\n`;
}

function toJson({ findings, notifications, stats, baseline, changes }: Report) {
  return {
    schemaVersion,
    tool: { name: product.name, version: product.version },
    summary: { ...summarize(findings), ...stats },
    ...(baseline === undefined ? {} : { baseline: baselineToJson(baseline) }),
    ...(changes === undefined ? {} : { changes: { ...changes.range, hidden: changes.hidden } }),
    findings: findings.map(findingToJson),
    notifications: notifications.map(notificationToJson),
  };
}

function baselineToJson({ shown, known, expired, fixed }: BaselineOutcome) {
  return { file: shown, known: known.length, expired: expired.map(({ entry }) => entry), fixed };
}

function summarize(findings: readonly Finding[]) {
  const open = findings.filter((finding) => finding.suppressed === undefined);
  const count = (level: Finding['level']): number => open.filter((finding) => finding.level === level).length;
  const byRule: Record<string, number> = {};
  for (const { rule } of open) byRule[rule] = (byRule[rule] ?? 0) + 1;
  return {
    findings: open.length,
    suppressed: findings.length - open.length,
    byLevel: { error: count('error'), warning: count('warning'), note: count('note') },
    byRule: Object.fromEntries(Object.entries(byRule).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

export function findingToJson(finding: Finding) {
  const { suppressed } = finding;
  return {
    rule: finding.rule,
    level: finding.level,
    confidence: finding.confidence,
    subject: finding.subject,
    elements: finding.elements,
    message: finding.message,
    advice: finding.advice,
    location: locationToJson(finding.location),
    culprit: locationToJson(finding.culprit),
    sink: finding.sink,
    flow: finding.flow.map((step) => ({ ...locationToJson(step), what: step.what })),
    evidence: finding.evidence.map(({ kind, why }) => ({ kind, why })),
    score: {
      value: finding.score.value,
      arithmetic: finding.score.arithmetic,
      terms: finding.score.terms.map(({ label, factor }) => ({ label, factor })),
    },
    law: finding.law.map(({ citation, title }) => ({ citation, title })),
    fingerprint: finding.fingerprint,
    ...(suppressed === undefined ? {} : { suppressed: { reason: suppressed.reason, at: locationToJson(suppressed.at) } }),
  };
}

export function notificationToJson({ kind, level, message, file, location }: Notification) {
  return {
    kind,
    level,
    message,
    ...(file === undefined ? {} : { file }),
    ...(location === undefined ? {} : { location: locationToJson(location) }),
  };
}

export function locationToJson({ file, start, end }: Location) {
  return {
    file,
    start: { line: start.line, column: start.column },
    end: { line: end.line, column: end.column },
  };
}
