/** One page that holds all it needs: no network, no other file. The script in it builds the list from the data, as text and never as markup. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import type { Finding, Location } from '@phi-scan/core';
import { product } from '../product.js';
import type { PageData, PageFinding, PageLine, PageStep } from './html-data.js';
import { openFindings } from './open-findings.js';
import { plural, type Report } from './report.js';

export function htmlReporter(report: Report): string {
  const style = asset('html/report.css');
  const script = asset('dist/html/report.js');
  const open = openFindings(report).length;
  // A `<` in a string is as good as its escape, and cannot end the element.
  const data = JSON.stringify(pageData(report)).replaceAll('<', '\\u003c');
  const policy = `default-src 'none'; style-src '${hashOf(style)}'; script-src '${hashOf(script)}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>phi-scan: ${plural(open, 'finding')}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#findings">To the findings</a>
<header><h1>phi-scan</h1><p id="facts"></p></header>
<main>
<noscript><p>This report needs JavaScript to show its findings. It loads nothing and sends nothing.</p></noscript>
<section id="overview" aria-labelledby="overview-title"></section>
<section id="notes"></section>
<section id="findings" aria-labelledby="findings-title" tabindex="-1"></section>
</main>
<script type="application/json" id="data">${data}</script>
<script type="module">${script}</script>
</body>
</html>
`;
}

/** The path holds from src/ as from dist/. */
function asset(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8').replace(/\r\n/g, '\n');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function pageData(report: Report): PageData {
  const { findings, stats, notifications, baseline, changes } = report;
  const hidden = findings.length - openFindings(report).length;
  const facts = [
    `${plural(stats.filesScanned, 'file')} and ${plural(stats.linesScanned, 'line')} scanned`,
    ...(hidden === 0 ? [] : [`${hidden} suppressed by comments`]),
    ...(baseline === undefined ? [] : [`${baseline.known.length} known from the baseline, ${baseline.fixed.length} fixed since`]),
    ...(changes === undefined ? [] : [`${changes.hidden} elsewhere than in what changed`]),
  ];
  const seen = new Map<string, number>();
  const common = commonFolder(findings.map(({ location }) => report.showFile(location.file)));
  return {
    version: product.version,
    facts,
    documentation: product.documentation,
    findings: findings.map((finding) => pageFinding(finding, idOf(finding, seen), common, report)),
    notes: notifications.map(({ level, message }) => ({ level, message })),
  };
}

function idOf({ fingerprint }: Finding, seen: Map<string, number>): string {
  const short = fingerprint.slice(0, 12);
  const before = seen.get(short) ?? 0;
  seen.set(short, before + 1);
  return before === 0 ? short : `${short}-${before + 1}`;
}

function pageFinding(finding: Finding, id: string, common: string, report: Report): PageFinding {
  const { rule, level, confidence, elements, message, advice, location, sink, score, law, evidence, flow, suppressed } = finding;
  const file = report.showFile(location.file);
  return {
    id,
    rule,
    level,
    confidence,
    elements,
    message,
    advice,
    file,
    folder: folderOf(file, common),
    line: location.start.line,
    column: location.start.column,
    sink,
    score: score.value,
    arithmetic: `${score.arithmetic}: ${score.terms.map(({ label }) => label).join(', ')}`,
    law: law.map(({ citation, title }) => ({ citation, title })),
    why: evidence.map(({ why }) => why),
    code: codeLines(finding, report),
    flow: flow.map((step): PageStep => ({ file: report.showFile(step.file), line: step.start.line, what: step.what, code: shortened(report.sources(step.file, finding)?.line(step.start.line)?.text.trim() ?? '') })),
    ...(suppressed === undefined ? {} : { suppressed: suppressed.reason }),
  };
}

/** Two levels below what all have in common are enough to tell the parts of a project apart. */
function folderOf(file: string, common: string): string {
  const depth = common === '' ? 0 : common.split('/').length;
  const folder = posix.dirname(file).split('/').slice(0, depth + 2).join('/');
  return folder === '.' ? '(top)' : folder;
}

function commonFolder(files: readonly string[]): string {
  const [first = [], ...others] = files.map((file) => file.split('/').slice(0, -1));
  const end = first.findIndex((part, index) => others.some((other) => other[index] !== part));
  return (end === -1 ? first : first.slice(0, end)).join('/');
}

const longestStatement = 12;
const longestLine = 300;

function codeLines(finding: Finding, { sources }: Report): PageLine[] {
  const { location, culprit } = finding;
  const source = sources(location.file, finding);
  if (source === undefined) return [];
  const from = Math.max(1, location.start.line - 1);
  const to = Math.min(source.lineCount, location.end.line + 1, from + longestStatement);
  const lines: PageLine[] = [];
  for (let number = from; number <= to; number++) {
    const line = source.line(number);
    if (line === undefined) continue;
    const mark = culprit.file === location.file ? markOf(culprit, number, line) : undefined;
    lines.push({ number, text: shortened(line.text), ...(mark === undefined ? {} : { mark }) });
  }
  return lines;
}

function markOf({ start, end }: Location, number: number, { text, offset }: { readonly text: string; offset(column: number): number }): [number, number] | undefined {
  if (number < start.line || number > end.line) return undefined;
  const from = number === start.line ? offset(start.column) : text.length - text.trimStart().length;
  const to = Math.min(number === end.line ? offset(end.column) : text.length, longestLine);
  return from < to ? [from, to] : undefined;
}

function shortened(text: string): string {
  return text.length > longestLine ? `${text.slice(0, longestLine)}…` : text;
}
