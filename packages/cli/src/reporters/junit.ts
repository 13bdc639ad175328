import type { Finding, Notification } from '@phi-scan/core';
import { byFile } from './open-findings.js';
import { place, type Report } from './report.js';
import { content, element } from './xml.js';

/** JUnit's XML: a finding is a test that failed, one that a comment silences is a skipped test, and what could not be scanned is an error. */
export function junitReporter(report: Report): string {
  const problems = report.notifications.filter(({ level }) => level === 'error');
  const suites = [...byFile(report.findings).map(([file, findings]) => suite(report.showFile(file), findings.map((finding) => testcase(finding, report)))), ...problemSuite(problems)];
  // A report without a single test looks to build servers as if nothing had run.
  const all = suites.length === 0 ? [suite('phi-scan', [{ kind: 'passed', xml: element('testcase', { name: 'no patient data found on its way out', classname: 'phi-scan', time: 0 }) }])] : suites;
  const sum = (kind: Kind): number => all.flatMap(({ kinds }) => kinds).filter((each) => each === kind).length;
  const attributes = { name: 'phi-scan', tests: all.flatMap(({ kinds }) => kinds).length, failures: sum('failure'), errors: sum('error'), time: 0 };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', attributes, `\n${all.map(({ xml }) => xml).join('\n')}\n`)}\n`;
}

type Kind = 'passed' | 'failure' | 'skipped' | 'error';

interface Testcase {
  readonly kind: Kind;
  readonly xml: string;
}

function suite(name: string, cases: readonly Testcase[]): { readonly kinds: readonly Kind[]; readonly xml: string } {
  const kinds = cases.map(({ kind }) => kind);
  const count = (kind: Kind): number => kinds.filter((each) => each === kind).length;
  const attributes = { name, tests: cases.length, failures: count('failure'), errors: count('error'), skipped: count('skipped'), time: 0 };
  return { kinds, xml: `  ${element('testsuite', attributes, `\n${cases.map(({ xml }) => `    ${xml}`).join('\n')}\n  `)}` };
}

function testcase(finding: Finding, { showFile }: Report): Testcase {
  const { rule, location, level, message, suppressed } = finding;
  const file = showFile(location.file);
  const outcome =
    suppressed === undefined
      ? element('failure', { message, type: level }, content(details(finding, showFile)))
      : element('skipped', { message: suppressed.reason === '' ? 'silenced by a comment' : suppressed.reason });
  const xml = element('testcase', { name: `${rule} at ${place(location)}`, classname: file, file, line: location.start.line, time: 0 }, outcome);
  return { kind: suppressed === undefined ? 'failure' : 'skipped', xml };
}

function details({ message, location, flow, score, law, advice }: Finding, showFile: Report['showFile']): string {
  return [
    `${showFile(location.file)}:${place(location)} ${message}`,
    ...flow.map((step) => `  ${showFile(step.file)}:${place(step)} ${step.what}`),
    `risk ${score.arithmetic}`,
    ...law.map(({ citation, title }) => `${citation}: ${title}`),
    advice,
  ].join('\n');
}

function problemSuite(problems: readonly Notification[]) {
  if (problems.length === 0) return [];
  return [suite('phi-scan', problems.map(({ kind, message }): Testcase => ({ kind: 'error', xml: element('testcase', { name: kind, classname: 'phi-scan', time: 0 }, element('error', { message, type: kind })) })))];
}
