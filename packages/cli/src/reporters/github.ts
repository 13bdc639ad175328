import type { Finding, Level, Notification } from '@phi-scan/core';
import { openFindings } from './open-findings.js';
import { place, type Report } from './report.js';

const commands: Readonly<Record<Level, string>> = { error: 'error', warning: 'warning', note: 'notice' };

/** Workflow commands that GitHub Actions shows as annotations. It shows only the first ten of a kind: the gravest come first. */
export function githubReporter(report: Report): string {
  const findings = openFindings(report).sort((a, b) => b.score.value - a.score.value);
  const problems = report.notifications.filter(({ level }) => level === 'error');
  return [...problems.map((each) => problemLine(each, report)), ...findings.map((finding) => findingLine(finding, report))].map((line) => `${line}\n`).join('');
}

function findingLine({ level, location, rule, message, flow, score, advice }: Finding, { showFile }: Report): string {
  const { start, end } = location;
  // A column beside a second line is refused.
  const columns = start.line === end.line ? { col: start.column, endColumn: end.column } : {};
  const way = flow.length > 1 ? [`${flow.map((step) => `${showFile(step.file)}:${place(step)} ${step.what}`).join('\n')}`] : [];
  return command(commands[level], { file: showFile(location.file), line: start.line, endLine: end.line, ...columns, title: `phi-scan ${rule} (risk ${score.value})` }, [message, ...way, advice].join('\n\n'));
}

function problemLine({ kind, message, file, location }: Notification, { showFile }: Report): string {
  const at = { ...(file === undefined ? {} : { file: showFile(file) }), ...(location === undefined ? {} : { line: location.start.line }) };
  return command('error', { ...at, title: `phi-scan ${kind}` }, message);
}

function command(name: string, properties: Readonly<Record<string, string | number>>, message: string): string {
  const written = Object.entries(properties).map(([key, value]) => `${key}=${escapeData(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')}`);
  return `::${name} ${written.join(',')}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
