import type { Finding, Level } from '@phi-scan/core';
import { product } from '../product.js';
import { groupBy } from './group-by.js';
import { byFile, openFindings } from './open-findings.js';
import { place, plural, type Report } from './report.js';

/** GitHub refuses longer comments than 65,536 characters. */
const longest = 60_000;
const levels = ['error', 'warning', 'note'] as const satisfies readonly Level[];

/** A comment on a pull request, or a job's summary. The mark at its head lets a bot find its comment of last time. */
export function markdownReporter(report: Report): string {
  return renderMarkdown(report, longest);
}

export function renderMarkdown(report: Report, limit: number): string {
  const open = openFindings(report);
  const head = [`<!-- ${product.name} -->`, `## ${title(open, report)}`, ...summary(open, report), ...problems(report)].join('\n\n');
  const gravestFirst = byFile(open).sort(([, a], [, b]) => highest(b) - highest(a));
  const all = gravestFirst.map(([file, findings]) => fileSection(file, findings, report));
  if (lengthOf([head, ...all]) <= limit) return `${[head, ...all].join('\n\n')}\n`;

  // The gravest in full, the others in a line each; these get half of the room at most.
  const brief = lengthOf(open.map((finding) => briefLine(finding, report)));
  const inFull = fitting(all, Math.max(limit / 2, limit - brief) - head.length);
  const lines = gravestFirst.slice(inFull.length).flatMap(([, findings]) => findings.map((finding) => briefLine(finding, report)));
  const inBrief = fitting(lines, limit - lengthOf([head, ...inFull]));
  const left = lines.length - inBrief.length;
  const more = left === 0 ? [] : [`_${plural(left, 'more finding')} would make this too long: see the full report._`];
  return `${[head, ...inFull, `### In brief\n\n${inBrief.join('\n')}`, ...more].join('\n\n')}\n`;
}

function lengthOf(parts: readonly string[]): number {
  return parts.reduce((sum, part) => sum + part.length + 2, 0);
}

/** As many of the first as there is room for. */
function fitting(parts: readonly string[], room: number): readonly string[] {
  let length = 0;
  const end = parts.findIndex((part) => (length += part.length + 2) > room);
  return end === -1 ? parts : parts.slice(0, end);
}

function briefLine({ level, location, message, rule, score }: Finding, { showFile }: Report): string {
  return `- **${level}** ${code(`${showFile(location.file)}:${location.start.line}`)}: ${escaped(message)} (${code(rule)}, risk ${score.value})`;
}

function highest(findings: readonly Finding[]): number {
  return Math.max(...findings.map(({ score }) => score.value));
}

function title(open: readonly Finding[], { stats, baseline }: Report): string {
  if (open.length > 0) return `phi-scan: ${plural(open.length, baseline === undefined ? 'finding' : 'new finding')} of patient data on its way out`;
  return stats.filesScanned === 0 ? 'phi-scan: nothing was scanned' : 'phi-scan: no patient data found on its way out';
}

function summary(open: readonly Finding[], { stats, findings, baseline, changes }: Report): string[] {
  const hidden = findings.length - open.length;
  const facts = [
    `${plural(stats.filesScanned, 'file')} and ${plural(stats.linesScanned, 'line')} scanned`,
    ...(hidden === 0 ? [] : [`${hidden} suppressed by comments`]),
    ...(baseline === undefined ? [] : [`${baseline.known.length} known from the baseline`, ...(baseline.fixed.length === 0 ? [] : [`${baseline.fixed.length} fixed since`])]),
    ...(changes === undefined ? [] : [`${changes.hidden} elsewhere than in what changed`]),
  ];
  const rules = groupBy(open, ({ rule }) => rule);
  const rows = rules.map(([rule, of]) => `| [${rule}](${product.documentation}/rules/${rule}.md) | ${levels.map((level) => of.filter((each) => each.level === level).length).join(' | ')} |`);
  return [...(rows.length === 0 ? [] : [`| rule | ${levels.join(' | ')} |\n| --- | ---: | ---: | ---: |\n${rows.join('\n')}`]), `${facts.join('; ')}.`];
}

function problems({ notifications }: Report): string[] {
  const errors = notifications.filter(({ level }) => level === 'error');
  return errors.length === 0 ? [] : [`**Not all could be scanned:**\n\n${errors.map(({ message }) => `- ${escaped(message)}`).join('\n')}`];
}

function fileSection(file: string, findings: readonly Finding[], report: Report): string {
  return [`### ${code(report.showFile(file))}`, ...findings.map((finding) => findingSection(finding, report))].join('\n\n');
}

function findingSection(finding: Finding, { showFile, sources }: Report): string {
  const { location, level, rule, message, flow, score, law, advice, evidence } = finding;
  const line = sources(location.file, finding)?.line(location.start.line)?.text.trim() ?? '';
  const steps = flow.map((step) => `1. ${code(`${showFile(step.file)}:${place(step)}`)} ${escaped(step.what)}`);
  const details = [
    ...(steps.length > 1 ? [steps.join('\n')] : []),
    [
      ...evidence.map(({ why }) => `- why: ${escaped(why)}`),
      `- risk: ${escaped(score.arithmetic)} (${score.terms.map((term) => escaped(term.label)).join(', ')})`,
      ...law.map(({ citation, title: name }) => `- ${escaped(citation)}: ${escaped(name)}`),
    ].join('\n'),
    escaped(advice),
  ];
  return [
    `- **${level}** line ${location.start.line}: ${escaped(message)} (${code(rule)}, risk ${score.value})`,
    ...(line === '' ? [] : [indented(fenced(line))]),
    indented(`<details><summary>how, why and what to write instead</summary>\n\n${details.join('\n\n')}\n\n</details>`),
  ].join('\n\n');
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

/** More backticks around it than in it. */
function code(text: string): string {
  const plain = text.replace(/[\r\n]+/g, ' ');
  const fence = '`'.repeat(longestRun(plain) + 1);
  return plain.startsWith('`') || plain.endsWith('`') ? `${fence} ${plain} ${fence}` : `${fence}${plain}${fence}`;
}

function fenced(line: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(line) + 1));
  return `${fence}\n${line}\n${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
}

/** Text of code must not become markup, and must not call anybody by `@name`. Code spans of our own advice stay. */
function escaped(text: string): string {
  return text
    .split(/(`[^`\n]+`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[\\*_{}[\]<>()#+!|~&]/g, (character) => `\\${character}`).replaceAll('@', '@\u200b')))
    .join('')
    .replace(/[\r\n]+/g, ' ');
}
