import { gzipSync } from 'node:zlib';
import type { Finding, FlowStep, Location, Notification, RuleId, RuleKnowledge } from '@phi-scan/core';
import { product } from '../product.js';
import { plural, type Report } from './report.js';
import { ruleSeverity } from './rule-severity.js';
import { toUri } from './uri.js';

/** What code scanning takes; it refuses, or silently cuts, what is above. */
export interface SarifLimits {
  readonly gzippedBytes: number;
  readonly results: number;
  readonly rules: number;
  readonly tagsPerRule: number;
  readonly stepsPerFlow: number;
  readonly locationsPerResult: number;
}

export const codeScanningLimits: SarifLimits = {
  gzippedBytes: 10_000_000,
  results: 25_000,
  rules: 1_000,
  tagsPerRule: 20,
  stepsPerFlow: 1_000,
  locationsPerResult: 1_000,
};

/** SARIF 2.1.0, as code scanning shows it: with the path, the reasons and a page for each rule. */
export function sarifReporter(report: Report): string {
  return renderSarif(report, codeScanningLimits);
}

export function renderSarif(report: Report, limits: SarifLimits): string {
  let kept = highestScores(report.findings, limits.results);
  for (;;) {
    const text = stringify(createLog(report, kept, limits), kept.length <= readableResults ? 2 : 0);
    const size = text === undefined ? limits.gzippedBytes * 1.5 : gzippedSize(text, limits.gzippedBytes);
    if (text !== undefined && (size <= limits.gzippedBytes || kept.length === 0)) return text;
    kept = highestScores(kept, Math.floor(Math.min(0.95, (limits.gzippedBytes / size) * 0.98) * kept.length));
  }
}

/** Indentation is more than half of a large report, and nobody reads one of those. */
const readableResults = 1000;

/** Undefined when it would be longer than any string can be. */
function stringify(log: object, indentation: number): string | undefined {
  try {
    return `${JSON.stringify(log, null, indentation)}\n`;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function gzippedSize(text: string, limit: number): number {
  const plain = Buffer.byteLength(text);
  return plain <= limit ? plain : gzipSync(text).length;
}

/** The gravest `count` of them in their old order; what a comment silences goes first. */
function highestScores(findings: readonly Finding[], count: number): readonly Finding[] {
  if (findings.length <= count) return findings;
  const weight = (finding: Finding): number => finding.score.value - (finding.suppressed === undefined ? 0 : 1000);
  const ranked = [...findings].sort((a, b) => weight(b) - weight(a));
  const kept = new Set(ranked.slice(0, count));
  return findings.filter((finding) => kept.has(finding));
}

const baseId = '%SRCROOT%';

function createLog(report: Report, findings: readonly Finding[], limits: SarifLimits) {
  const rules = report.knowledge.rules.slice(0, limits.rules);
  const ruleIndexes = new Map(rules.map((rule, index) => [rule.id, index]));
  const omitted = report.findings.length - findings.length;
  const notifications = omitted === 0 ? report.notifications : [...report.notifications, truncation(omitted, findings.length)];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: product.name,
            version: product.version,
            semanticVersion: product.version,
            informationUri: product.homepage,
            rules: rules.map((rule) => describeRule(rule, report, limits)),
            notifications: notificationKinds.map(describeNotification),
          },
        },
        invocations: [
          {
            executionSuccessful: notifications.every((each) => each.level !== 'error'),
            toolExecutionNotifications: notifications.map(notificationToSarif),
          },
        ],
        originalUriBaseIds: { [baseId]: { description: { text: 'The folder that was scanned.' } } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => resultToSarif(finding, ruleIndexes, report, limits)),
      },
    ],
  };
}

// ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

function describeRule(rule: RuleKnowledge, { knowledge }: Report, limits: SarifLimits) {
  const description = rule.description.trim();
  return {
    id: rule.id,
    name: pascalCase(rule.id),
    shortDescription: { text: sentence(rule.title) },
    fullDescription: { text: sentence(description.replace(/\s+/g, ' ')) },
    help: {
      text: `${sentence(description)}\n\nInstead: ${sentence(rule.advice.trim())}`,
      markdown: `# ${rule.id}\n\n${rule.title}\n\n${description}\n\n## Write instead\n\n${rule.advice.trim()}\n`,
    },
    helpUri: `${product.documentation}/rules/${rule.id}.md`,
    defaultConfiguration: { level: rule.level },
    properties: {
      tags: tagsOf(rule).slice(0, limits.tagsPerRule),
      precision: rule.level === 'note' ? 'medium' : 'high',
      'security-severity': ruleSeverity(rule, knowledge.risk),
    },
  };
}

/** Code scanning reads security-severity only beside the tag "security", and links a CWE entry only in its own spelling. */
function tagsOf({ tags }: RuleKnowledge): string[] {
  const weaknesses = tags.filter((tag) => /^CWE-\d+$/.test(tag)).map((tag) => `external/cwe/${tag.toLowerCase()}`);
  return [...new Set(['security', ...tags, ...weaknesses])];
}

function pascalCase(id: RuleId): string {
  return id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

// ── results ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

function resultToSarif(finding: Finding, ruleIndexes: ReadonlyMap<RuleId, number>, report: Report, limits: SarifLimits) {
  const { rule, location, culprit, flow, score, suppressed } = finding;
  const related = relatedLocations(finding).slice(0, limits.locationsPerResult - 1);
  const ruleIndex = ruleIndexes.get(rule);
  return {
    ruleId: rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: finding.level,
    rank: Math.max(0, Math.min(100, score.value)),
    message: { text: sentence(finding.message) },
    locations: [{ physicalLocation: shownLocation(location, finding, report, true) }],
    ...(related.length === 0
      ? {}
      : { relatedLocations: related.map(([at, text], id) => ({ id, physicalLocation: shownLocation(at, finding, report, false), message: { text: sentence(text) } })) }),
    ...(flow.length === 0 ? {} : { codeFlows: [{ threadFlows: [{ locations: flowToSarif(flow, limits) }] }] }),
    partialFingerprints: {
      'phiScan/v1': finding.fingerprint,
      primaryLocationLineHash: `${finding.fingerprint.slice(0, 16)}:1`,
    },
    ...(suppressed === undefined ? {} : { suppressions: [suppressionToSarif(suppressed)] }),
    properties: {
      confidence: finding.confidence,
      subject: finding.subject,
      elements: finding.elements,
      sink: finding.sink,
      score: score.value,
      arithmetic: score.arithmetic,
      law: finding.law.map((each) => `${each.citation}: ${each.title}`),
      evidence: finding.evidence.map((each) => each.why),
      culprit: `${culprit.file}:${culprit.start.line}:${culprit.start.column}`,
    },
  };
}

/** The data's own place and where it comes from, where these are not the statement itself. */
function relatedLocations({ location, culprit, flow }: Finding): [Location, string][] {
  const related: [Location, string][] = [[culprit, 'the patient data']];
  const source = flow[0];
  if (source !== undefined) related.push([source, source.what]);
  return related.filter(([at], index) => !isSame(at, location) && related.findIndex(([other]) => isSame(at, other)) === index);
}

function isSame(a: Location, b: Location): boolean {
  return a.file === b.file && a.span[0] === b.span[0] && a.span[1] === b.span[1];
}

/** Both ends of a flow tell more than its middle. */
function flowToSarif(flow: readonly FlowStep[], limits: SarifLimits) {
  const half = Math.floor(limits.stepsPerFlow / 2);
  const steps = flow.length <= limits.stepsPerFlow ? flow : [...flow.slice(0, half), ...flow.slice(half - limits.stepsPerFlow)];
  return steps.map((step, index) => ({
    location: { physicalLocation: physicalLocation(step), message: { text: sentence(step.what) } },
    importance: index === 0 || index === steps.length - 1 ? 'essential' : 'important',
  }));
}

function suppressionToSarif({ reason, at }: NonNullable<Finding['suppressed']>) {
  return {
    kind: 'inSource',
    status: 'accepted',
    ...(reason === '' ? {} : { justification: reason }),
    location: { physicalLocation: physicalLocation(at) },
  };
}

/** Without a snippet: in a flow of many steps they would multiply the size of the report, and every viewer takes them from the file itself. */
function physicalLocation({ file, start, end }: Location) {
  return {
    artifactLocation: { uri: toUri(file), uriBaseId: baseId },
    region: { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column },
  };
}

function shownLocation(location: Location, finding: Finding, { sources }: Report, withContext: boolean) {
  const place = physicalLocation(location);
  const source = sources(location.file, finding);
  if (source === undefined) return place;
  const snippet = regionText(source, location);
  const startLine = Math.max(1, location.start.line - 1);
  const endLine = Math.min(source.lineCount, location.end.line + 1);
  return {
    ...place,
    region: { ...place.region, ...(snippet === undefined ? {} : { snippet: { text: snippet } }) },
    ...(withContext ? { contextRegion: { startLine, endLine, snippet: { text: linesText(source, startLine, endLine) } } } : {}),
  };
}

type Source = NonNullable<ReturnType<Report['sources']>>;

function regionText(source: Source, { start, end }: Location): string | undefined {
  const first = source.line(start.line);
  const last = source.line(end.line);
  if (first === undefined || last === undefined) return undefined;
  if (start.line === end.line) return shorten(first.text.slice(first.offset(start.column), first.offset(end.column)));
  const between = end.line - start.line > 1 ? [linesText(source, start.line + 1, end.line - 1)] : [];
  return shorten([first.text.slice(first.offset(start.column)), ...between, last.text.slice(0, last.offset(end.column))].join('\n'));
}

function linesText(source: Source, first: number, last: number): string {
  const lines: string[] = [];
  for (let number = first; number <= last; number++) lines.push(source.line(number)?.text ?? '');
  return shorten(lines.join('\n'));
}

const longestSnippet = 2000;

function shorten(text: string): string {
  return text.length <= longestSnippet ? text : `${text.slice(0, longestSnippet)}…`;
}

// ── notifications ────────────────────────────────────────────────────────────────────────────────────────────────────────

const notificationTexts: Readonly<Record<Notification['kind'], string>> = {
  unreadable: 'A file or folder could not be read.',
  binary: 'A file with the extension of code holds binary data.',
  'too-large': 'A file is larger than the limit and was not scanned.',
  encoding: 'A file holds bytes that are not valid in its encoding.',
  syntax: 'A file could not be parsed completely.',
  limit: 'A limit was reached, and the rest was left out.',
  internal: 'phi-scan itself failed on a part of the work.',
  'no-files': 'There was nothing to scan.',
  'ignore-without-reason': 'A comment silences findings without saying why.',
  'ignore-unknown-rule': 'A comment names a rule that does not exist.',
  'unused-ignore': 'A comment silences nothing.',
  truncated: 'Results were left out to stay within the limits of code scanning.',
};

const notificationKinds = Object.keys(notificationTexts) as Notification['kind'][];

function describeNotification(kind: Notification['kind']) {
  const text = notificationTexts[kind];
  return { id: kind, shortDescription: { text }, fullDescription: { text }, help: { text } };
}

function notificationToSarif({ kind, level, message, file, location }: Notification) {
  const uri = location?.file ?? file;
  return {
    descriptor: { id: kind, index: notificationKinds.indexOf(kind) },
    level,
    message: { text: sentence(message) },
    ...(uri === undefined ? {} : { locations: [{ physicalLocation: { artifactLocation: { uri: toUri(uri), uriBaseId: baseId }, ...region(location) } }] }),
  };
}

function region(location: Location | undefined) {
  if (location === undefined) return {};
  const { start, end } = location;
  return { region: { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column } };
}

function truncation(omitted: number, kept: number): Notification {
  const message = `${plural(omitted, 'result')} with the lowest scores were left out to stay within the upload limits of code scanning; ${plural(kept, 'result')} are here`;
  return { kind: 'truncated', level: 'warning', message };
}

/** Viewers put these texts one behind the other. */
function sentence(text: string): string {
  return text === '' || /[.!?)]$/.test(text) ? text : `${text}.`;
}
