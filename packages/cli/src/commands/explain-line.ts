import { relative, resolve } from 'node:path';
import type { ExplainedFinding, ExplainedPart, ExplainedSink, ExplainedWritten, FlowStep, LineExplanation, Location } from '@phi-scan/core';
import { projectSettings } from '../config/apply.js';
import { deliver } from '../deliver.js';
import type { Engine } from '../engine.js';
import { exitCodes, type ExitCode } from '../exit-code.js';
import type { Io } from '../io.js';
import type { CliOptions, CodeLine } from '../options.js';
import { product } from '../product.js';
import { createProgressLine } from '../progress.js';
import { printable } from '../reporters/display-width.js';
import { everyMask } from '../reporters/every-mask.js';
import { findingToJson } from '../reporters/json.js';
import type { Presentation } from '../reporters/report.js';
import { wrap } from '../reporters/wrap.js';
import { isInside, rootOf, slashed } from '../root.js';
import { isForStderr, toScanOptions } from '../scan-project.js';
import { UsageError } from '../usage-error.js';

/** Raised when a field changes its meaning or goes away; new fields may come without. */
const schemaVersion = 1;

type Told = Omit<LineExplanation, 'root'>;

/** Says what reaches the sinks on a line of code, and why that was reported or not. */
export async function explainLine(options: CliOptions, at: CodeLine, io: Io, engine: Engine): Promise<ExitCode> {
  const path = resolve(io.cwd, at.file);
  if (options.paths.length === 0 && !isInside(path, io.cwd)) {
    throw new UsageError(`${at.file} is outside the current folder: name the folder of its project behind it, as in ${product.name} explain ${at.file}:${at.line} <folder>`);
  }
  const root = rootOf(options.paths, io.cwd);
  const file = slashed(relative(root, path));
  const project = await projectSettings(options, root, io, engine);
  const progress = createProgressLine(io);
  const told = await engine.explainLine({ ...toScanOptions(project, root, io.cwd), onProgress: progress.update }, file, at.line).finally(progress.stop);

  const mask = everyMask(engine, project.knowledge);
  for (const { message } of told.notifications.filter(isForStderr)) io.stderr.write(`${product.name}: ${printable(mask(message))}\n`);
  const text = createExcerpts((name) => engine.readSourceFile(root, name, { named: true }).text, mask);
  const masked = mapTexts(withoutRoot(told), mask);
  const showFile = (name: string): string => slashed(relative(io.cwd, resolve(root, name)));
  const written = await deliver(options, io, (format, how) => (format === 'json' ? toJson(masked, text) : toText(mapTexts(masked, printable), text, showFile, how)));
  return written && told.notScanned === undefined ? exitCodes.clean : exitCodes.failed;
}

function withoutRoot({ root: _, ...told }: LineExplanation): Told {
  return told;
}

/** The explanation repeats texts of the code in many places: whatever is done to one of them is done to all. */
function mapTexts<Plain>(plain: Plain, change: (text: string) => string): Plain {
  if (typeof plain === 'string') return change(plain) as Plain;
  if (Array.isArray(plain)) return plain.map((each: unknown) => mapTexts(each, change)) as Plain;
  if (plain === null || typeof plain !== 'object') return plain;
  return Object.fromEntries(Object.entries(plain).map(([key, value]) => [key, isName(key) ? value : mapTexts<unknown>(value, change)])) as Plain;
}

/** Of files and findings, not of what the code holds. */
function isName(key: string): boolean {
  return key === 'file' || key === 'fingerprint';
}

type Excerpts = (location: Location) => string;

/** The code at a place, in a line. */
function createExcerpts(read: (file: string) => string | undefined, mask: (text: string) => string): Excerpts {
  const texts = new Map<string, string | undefined>();
  return ({ file, span }) => {
    if (!texts.has(file)) texts.set(file, read(file));
    const code = mask(texts.get(file)?.slice(span[0], span[1]) ?? '').replace(/\s+/g, ' ');
    return printable(code.length > longestExcerpt ? `${code.slice(0, longestExcerpt - 1)}…` : code);
  };
}

const longestExcerpt = 70;

// ── JSON ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────

function toJson(told: Told, text: Excerpts): string {
  const content = { schemaVersion, tool: { name: product.name, version: product.version }, ...told, findings: told.findings.map((each) => ({ ...each, finding: findingToJson(each.finding) })) };
  return `${JSON.stringify(content, (_, value: unknown) => (isPlace(value) ? { ...value, span: undefined, code: text(value) } : value), 2)}\n`;
}

function isPlace(value: unknown): value is Location {
  return typeof value === 'object' && value !== null && 'span' in value && 'file' in value;
}

// ── text ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Page extends Presentation {
  readonly told: Told;
  readonly text: Excerpts;
  readonly shown: (location: Location) => string;
}

function toText(told: Told, text: Excerpts, showFile: (file: string) => string, how: Presentation): string {
  // Places in the file itself need no path.
  const shown = ({ file, start }: Location): string => `${file === told.file ? '' : `${printable(showFile(file))}:`}${start.line}:${start.column}`;
  const page: Page = { ...how, told, text, shown };
  const head = how.colours.bold.underline(`${printable(showFile(told.file))}:${told.line}`);
  const sections = told.notScanned === undefined ? [verdict(page), ...told.sinks.map((sink) => sinkSection(sink, page)), callSection(page), nearestSection(page)] : [`  not scanned: ${told.notScanned}`];
  return `${[head, ...sections].filter((section) => section !== '').join('\n\n')}\n`;
}

function verdict(page: Page): string {
  const { told, colours } = page;
  if (told.findings.length > 0) return told.findings.map((each) => findingLines(each, page)).join('\n');
  return told.sinks.length > 0 ? `  ${colours.green('silent')}: nothing that reaches the sinks of this line was judged to be patient data` : `  ${colours.yellow('no known sink')} on this line`;
}

function findingLines({ finding, outcome, because }: ExplainedFinding, page: Page): string {
  const { colours } = page;
  const paint = outcome === 'reported' ? colours.red : colours.yellow;
  const head = `  ${paint(outcome)}${because === '' ? '' : `, ${because}`}: ${finding.level} ${finding.rule}, ${finding.confidence} confidence`;
  const score = `risk ${finding.score.arithmetic}: ${finding.score.terms.map(({ label }) => label).join(', ')}`;
  return [...fold(head, 2, page), ...fold(finding.message, 6, page), ...fold(score, 6, page), ...finding.evidence.flatMap(({ why }) => fold(`because ${why}`, 6, page))].join('\n');
}

function sinkSection(sink: ExplainedSink, page: Page): string {
  const { colours, shown, text } = page;
  const traits = [sink.kind === 'error' ? 'makes an error' : sink.kind === 'log' ? 'writes to a log' : 'sends telemetry', ...(sink.debug ? ['at debug level'] : []), ...(sink.thirdParty ? ['to another company'] : [])];
  const head = `  ${shown(sink.location)}  ${colours.bold(sink.name)} ${traits.join(', ')}; known as ${sink.knownAs}`;
  const written = sink.written.length === 0 ? ['    it is handed nothing that it writes'] : sink.written.flatMap((each) => writtenLines(each, page));
  return [head, `    ${colours.dim(text(sink.location))}`, ...written].join('\n');
}

function writtenLines({ value, data, parameters, errors }: ExplainedWritten, page: Page): string[] {
  const { colours, shown } = page;
  return [
    '',
    ...partLines(value, 4, page),
    ...data.flatMap((each) => [...fold(`${colours.red('data')}: ${each.what}`, 6, page), ...fold(each.outcome, 8, page), ...wayLines(each.way, page)]),
    ...parameters.flatMap((each) => [
      ...fold(`${colours.cyan('from callers')}: ${each.parameter}`, 6, page),
      ...(each.callers.length === 0 ? ['        nobody is seen to call it'] : []),
      ...each.callers.flatMap(({ location, holds }) => fold(`${shown(location)}  ${holds.join('; ') || 'hands over nothing that is known to be data'}`, 8, page)),
      ...(each.moreCallers > 0 ? [`        … and ${each.moreCallers} more callers`] : []),
      ...each.leaks.flatMap(({ what, reportedAt }) => fold(`data: ${what}; judged at ${shown(reportedAt)}`, 8, page)),
    ]),
    ...errors.flatMap((each) => fold(each, 6, page)),
  ];
}

function wayLines(way: readonly FlowStep[], { shown }: Page): string[] {
  return way.map((step, index) => `        ${String(index + 1).padStart(2)}  ${shown(step)}  ${step.what}`);
}

/** The parts of a value as a tree. */
function partLines({ location, role, seen, parts }: ExplainedPart, indent: number, page: Page): string[] {
  const { colours, text } = page;
  const head = `${' '.repeat(indent)}${role === 'written' ? '' : colours.dim(`${role}: `)}${colours.bold(text(location))}`;
  return [head, ...seen.flatMap((each) => fold(each, indent + 2, page)), ...parts.flatMap((part) => partLines(part, Math.min(indent + 2, deepest), page))];
}

const deepest = 24;

function callSection(page: Page): string {
  const { told, colours, shown } = page;
  if (told.calls.length === 0) return '';
  const lines = told.calls.flatMap(({ location, name, why }) => [`  ${shown(location)}  ${colours.bold(name)}`, ...why.flatMap((each) => fold(each, 6, page))]);
  return [`  ${told.sinks.length > 0 ? 'Other calls' : 'Calls'} on this line:`, ...lines].join('\n');
}

function nearestSection({ told, shown }: Page): string {
  if (told.sinks.length > 0) return '';
  if (told.nearest.length === 0) return '  The file has no known sink.';
  return ['  The nearest sinks:', ...told.nearest.map(({ sink, location }) => `  ${shown(location)}  ${sink}`)].join('\n');
}

function fold(text: string, indent: number, { width }: Page): string[] {
  return wrap(text, Math.max(width - indent, 30)).map((line) => ' '.repeat(indent) + line);
}
