import type { Finding, Level, Location, Notification } from '@phi-scan/core';
import type { BaselineEntry } from '../baseline/file.js';
import { product } from '../product.js';
import { codeFrame, type FrameLine } from './code-frame.js';
import { displayWidth, printable } from './display-width.js';
import { groupBy } from './group-by.js';
import { place, plural, type ChangesOutcome, type Presentation, type Report } from './report.js';
import { wrap } from './wrap.js';

type PrettyReport = Report & Presentation;

/** For people: each finding with its code, its way and its reasons; then what it comes to. */
export function prettyReporter(report: PrettyReport): string {
  const shown = report.findings.filter((finding) => finding.suppressed === undefined);
  if (report.quiet) return shown.map((finding) => `${oneLine(finding, report)}\n`).join('');
  const sections = [
    ...groupBy(shown.filter((finding) => !isBrief(finding, report)), (finding) => finding.location.file).map(([file, findings]) => fileSection(file, findings, report)),
    ...groupBy(shown.filter((finding) => isBrief(finding, report)), (finding) => finding.rule).map(([rule, findings]) => briefSection(rule, findings, report)),
    ...summaryTables(shown, report),
    ...baselineSection(report),
    ...(report.changes === undefined ? [] : [changesText(report.changes)]),
    ...notificationSection(report),
    totals(report, shown) + whatNext(shown, report),
  ];
  return `${sections.join('\n\n')}\n`;
}

function oneLine({ location, level, rule, message }: Finding, { showFile }: PrettyReport): string {
  return `${printable(showFile(location.file))}:${place(location)} ${level} ${rule} ${printable(message)}`;
}

// ── findings ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

function fileSection(file: string, findings: readonly Finding[], report: PrettyReport): string {
  const title = report.colours.bold.underline(printable(report.showFile(file)));
  return [title, ...findings.map((finding, index) => findingSection(finding, findings[index - 1], report))].join('\n\n');
}

/** Notes can outnumber all else by far: unless they decide on the exit status, they follow the rest and take a line each. */
function isBrief(finding: Finding, { briefNotes }: PrettyReport): boolean {
  return briefNotes && finding.level === 'note';
}

function briefSection(rule: string, findings: readonly Finding[], { colours, showFile, width }: PrettyReport): string {
  const lines = findings.flatMap(({ location, message }) => {
    const at = `  ${printable(showFile(location.file))}:${place(location)}`;
    const text = printable(message);
    return displayWidth(at) + 2 + displayWidth(text) <= width ? [`${at}  ${text}`] : [at, ...wrap(text, width - 4).map((line) => `    ${line}`)];
  });
  return [`${paintLevel('note', colours)}  ${colours.bold(rule)}`, ...lines].join('\n');
}

/** What the one before it in the file has shown already is not shown twice. */
function findingSection(finding: Finding, before: Finding | undefined, report: PrettyReport): string {
  const frame = before !== undefined && isSamePlace(before, finding) ? '' : frameSection(finding, report);
  const parts = [headline(finding, report), frame, detailSection(finding, before, report)];
  return parts.filter((part) => part !== '').join('\n\n');
}

function isSamePlace(one: Finding, other: Finding): boolean {
  const places = ({ location, culprit }: Finding): string => JSON.stringify([location.span, isPartOf(culprit, location) ? culprit.span : location.span]);
  return places(one) === places(other);
}

function headline({ location, level, rule, message }: Finding, { colours, width }: PrettyReport): string {
  const head = `  ${place(location)}  ${level}  ${rule}`;
  const painted = `  ${place(location)}  ${paintLevel(level, colours)}  ${colours.dim(rule)}`;
  const text = printable(message);
  if (displayWidth(head) + 2 + displayWidth(text) <= width) return `${painted}  ${colours.bold(text)}`;
  return [painted, ...wrap(text, width - 4).map((line) => `    ${colours.bold(line)}`)].join('\n');
}

function frameSection(finding: Finding, { sources, colours, width }: PrettyReport): string {
  const { location, culprit } = finding;
  const source = sources(location.file, finding);
  if (source === undefined) return '';
  const marked = isPartOf(culprit, location) ? culprit : location;
  const gutter = String(Math.min(marked.end.line + 1, source.lineCount)).length;
  const lines = codeFrame(source, location, marked, width - gutter - 9);
  const paint = ({ number, kind, text }: FrameLine): string => {
    const label = kind === 'gap' ? '·'.repeat(gutter).padStart(gutter) : String(number ?? '').padStart(gutter);
    const pointer = kind === 'code' ? colours.red('>') : ' ';
    const bar = colours.dim(`${label} |`);
    const code = kind === 'marks' ? colours.red(text) : kind === 'context' ? colours.dim(text) : text;
    return `    ${pointer} ${bar} ${code}`.trimEnd();
  };
  return lines.map(paint).join('\n');
}

/** Where the data itself stands somewhere else, the statement to change is what to show. */
function isPartOf(part: Location, whole: Location): boolean {
  return part.file === whole.file && part.span[0] >= whole.span[0] && part.span[1] <= whole.span[1];
}

const labelWidth = 12;
/** The columns that the words of a step keep beside a long path. */
const narrowestStep = 24;

function detailSection(finding: Finding, before: Finding | undefined, report: PrettyReport): string {
  const { colours, width } = report;
  const rows: (readonly [label: string, lines: readonly string[]])[] = [
    ['flow', flowLines(finding, report)],
    ['why', finding.evidence.map((each) => each.why)],
    ['confidence', [finding.confidence]],
    ['risk', [riskLine(finding)]],
    ['law', finding.law.map((each) => `${each.citation}: ${each.title}`)],
    ['instead', [before?.advice === finding.advice ? 'as above' : finding.advice]],
  ];
  return rows
    .filter(([, lines]) => lines.some((line) => line !== ''))
    .flatMap(([label, lines]) => {
      const wrapped = lines.flatMap((line) => (label === 'flow' ? [line] : wrap(printable(line), width - 4 - labelWidth)));
      return wrapped.map((line, index) => `    ${colours.dim((index === 0 ? label : '').padEnd(labelWidth))}${line}`);
    })
    .join('\n');
}

/** Steps in the finding's own file need no path; so the ones that lead out of it stand out, and the lines stay short. */
function flowLines({ flow, location }: Finding, { showFile, width }: PrettyReport): string[] {
  const places = flow.map((step) => (step.file === location.file ? place(step) : `${printable(showFile(step.file))}:${place(step)}`));
  const room = width - 4 - labelWidth;
  const numberWidth = String(flow.length).length;
  const placeWidth = Math.min(Math.max(...places.map(displayWidth)), room - numberWidth - 4 - narrowestStep);
  const margin = numberWidth + 2 + placeWidth + 2;
  return flow.flatMap((step, index) => {
    const at = places[index] ?? '';
    const number = `${String(index + 1).padStart(numberWidth)}  ${at}`;
    const [first = '', ...more] = wrap(printable(step.what), room - margin).map((line) => ' '.repeat(margin) + line);
    return displayWidth(at) > placeWidth ? [number, first, ...more] : [number + first.slice(displayWidth(number)), ...more];
  });
}

/** "90 × 1.15 = 100 (capped): full patient record logged, third-party service" */
function riskLine({ score }: Finding): string {
  return `${score.arithmetic}: ${score.terms.map((term) => term.label).join(', ')}`;
}

// ── summary ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

const shownFiles = 10;

function summaryTables(findings: readonly Finding[], report: PrettyReport): string[] {
  if (findings.length === 0) return [];
  const byRule = groupBy(findings, (finding) => finding.rule);
  const byFile = groupBy(findings, (finding) => finding.location.file).map(([file, found]) => [report.showFile(file), found] as const);
  const fileTitle = byFile.length > shownFiles ? `By file (the ${shownFiles} of ${byFile.length} with the most)` : 'By file';
  return [table('By rule', byRule, report), table(fileTitle, byFile, report)];
}

function table(title: string, groups: readonly (readonly [string, readonly Finding[]])[], { colours }: PrettyReport): string {
  const rows = [...groups].sort(([, a], [, b]) => compareCounts(a, b)).slice(0, shownFiles);
  const nameWidth = Math.max(displayWidth(title) - 2, ...rows.map(([name]) => displayWidth(printable(name))));
  const head = `${title}${' '.repeat(nameWidth + 2 - displayWidth(title))}${levels.map((level) => level.padStart(9)).join('')}`;
  const body = rows.map(([name, findings]) => {
    const counts = levels.map((level) => countCell(countOf(findings, level), level, colours));
    const text = printable(name);
    return `  ${text}${' '.repeat(nameWidth - displayWidth(text))}${counts.join('')}`;
  });
  return [colours.bold(head), ...body].join('\n');
}

const levels = ['error', 'warning', 'note'] as const satisfies readonly Level[];

function countOf(findings: readonly Finding[], level: Level): number {
  return findings.filter((finding) => finding.level === level).length;
}

/** The most errors first; warnings and notes only decide between equals. */
function compareCounts(a: readonly Finding[], b: readonly Finding[]): number {
  return levels.map((level) => countOf(b, level) - countOf(a, level)).find((difference) => difference !== 0) ?? 0;
}

function countCell(count: number, level: Level, colours: Presentation['colours']): string {
  const cell = String(count).padStart(9);
  return count === 0 ? colours.dim(cell) : levelColour(level, colours)(cell);
}

/** Fixed entries are good news, and an expired one is why an old finding is back. */
function baselineSection({ baseline, colours }: PrettyReport): string[] {
  if (baseline === undefined) return [];
  const { shown, known, expired, fixed } = baseline;
  const line = (what: string, { file, rule, elements, owner, expires }: BaselineEntry): string => {
    const tags = [what === 'expired' ? `on ${expires}` : '', owner === undefined ? '' : `owner ${owner}`].filter((tag) => tag !== '').join(', ');
    return `  ${what === 'fixed' ? colours.green(what) : colours.yellow(what)}  ${printable(`${file}  ${rule}  ${elements.join(', ')}${tags === '' ? '' : `  (${tags})`}`)}`;
  };
  const some = (lines: readonly string[]): readonly string[] => (lines.length > shownOfKind ? [...lines.slice(0, shownOfKind), `  … and ${lines.length - shownOfKind} more`] : lines);
  return [
    [
      colours.bold(`Baseline ${printable(shown)}: ${plural(known.length, 'known finding')} not shown`),
      ...some(expired.map(({ entry }) => line('expired', entry))),
      ...some(fixed.map((entry) => line('fixed', entry))),
      ...(fixed.length === 0 ? [] : [`  take what was fixed out with: ${product.name} baseline update --prune`]),
    ].join('\n'),
  ];
}

const shownOfKind = 10;

function notificationSection({ notifications, alreadyTold, colours, showFile }: PrettyReport): string[] {
  const told = notifications.filter((each) => !alreadyTold.has(each));
  if (told.length === 0) return [];
  const lines = groupBy(told, (each) => each.kind).flatMap(([kind, group]) => {
    const shown = group.slice(0, shownOfKind).map((each) => notificationLine(each, showFile, colours));
    return group.length > shownOfKind ? [...shown, `  … and ${group.length - shownOfKind} more of this kind (${kind})`] : shown;
  });
  return [[colours.bold('Also'), ...lines].join('\n')];
}

function notificationLine({ level, message, location }: Notification, showFile: (file: string) => string, colours: Presentation['colours']): string {
  const where = location === undefined ? '' : `${printable(showFile(location.file))}:${place(location)}  `;
  return `  ${paintLevel(level, colours)}  ${where}${printable(message)}`;
}

function changesText({ range, hidden }: ChangesOutcome): string {
  const what = 'since' in range ? `what changed since ${printable(range.since)}` : 'what is staged';
  return `Only ${what} was asked for: ${hidden === 0 ? 'there is nothing else' : `${plural(hidden, 'finding')} elsewhere`}.`;
}

function totals({ findings, stats, colours, baseline }: PrettyReport, shown: readonly Finding[]): string {
  if (stats.filesScanned === 0) return colours.yellow('Nothing was scanned.');
  const scanned = `${plural(stats.filesScanned, 'file')} and ${plural(stats.linesScanned, 'line')} scanned`;
  const suppressed = findings.length - shown.length;
  const hidden = suppressed === 0 ? '' : `; ${suppressed.toLocaleString('en-US')} suppressed by comments`;
  if (shown.length === 0) {
    const known = baseline?.known.length ?? 0;
    const good = known === 0 ? 'No patient data found on its way out' : `Nothing new beside ${plural(known, 'known finding')}`;
    return `${colours.green(good)}: ${scanned}${hidden}.`;
  }
  const counts = levels.filter((level) => countOf(shown, level) > 0).map((level) => plural(countOf(shown, level), level));
  const files = new Set(shown.map((finding) => finding.location.file)).size;
  return `${colours.bold(plural(shown.length, 'finding'))} (${counts.join(', ')}) in ${plural(files, 'file')}; ${scanned}${hidden}.`;
}

function whatNext(shown: readonly Finding[], report: PrettyReport): string {
  const gravest = levels.flatMap((level) => shown.filter((finding) => finding.level === level))[0];
  if (gravest === undefined) return '';
  const brief = shown.some((finding) => isBrief(finding, report)) ? '\nNotes are shown in brief; --fail-on note shows all of them.' : '';
  return `${brief}\nMore about a rule, and how to silence it: ${product.name} explain ${gravest.rule}`;
}

function levelColour(level: Level, colours: Presentation['colours']): (text: string) => string {
  return level === 'error' ? colours.red : level === 'warning' ? colours.yellow : colours.blue;
}

function paintLevel(level: Level, colours: Presentation['colours']): string {
  return levelColour(level, colours)(level);
}
