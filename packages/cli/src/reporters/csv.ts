import type { Finding } from '@phi-scan/core';
import type { Report } from './report.js';

type Column = readonly [name: string, cell: (finding: Finding, report: Report) => string | number];

const columns: readonly Column[] = [
  ['file', ({ location }, { showFile }) => showFile(location.file)],
  ['line', ({ location }) => location.start.line],
  ['column', ({ location }) => location.start.column],
  ['rule', ({ rule }) => rule],
  ['level', ({ level }) => level],
  ['confidence', ({ confidence }) => confidence],
  ['score', ({ score }) => score.value],
  ['subject', ({ subject }) => subject],
  ['elements', ({ elements }) => elements.join('; ')],
  ['sink', ({ sink }) => sink],
  ['message', ({ message }) => message],
  ['law', ({ law }) => law.map(({ citation }) => citation).join('; ')],
  ['advice', ({ advice }) => advice],
  ['fingerprint', ({ fingerprint }) => fingerprint],
  ['suppressed', ({ suppressed }) => (suppressed === undefined ? '' : suppressed.reason === '' ? 'yes' : suppressed.reason)],
];

/** RFC 4180: a line a finding, for spreadsheets and databases. */
export function csvReporter(report: Report): string {
  const rows = [columns.map(([name]) => name), ...report.findings.map((finding) => columns.map(([, cell]) => cell(finding, report)))];
  return rows.map((row) => `${row.map(toCell).join(',')}\r\n`).join('');
}

function toCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  // A spreadsheet would run a text that begins so as a formula.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
