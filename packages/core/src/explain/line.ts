/** Why a line of code was reported or was not: the sinks on it, what reaches them, and how that was judged. All of it is asked of the engine that scans. */
import type { CallNode, Span } from '../facts/facts.js';
import { whyLeftOut } from '../files/discover.js';
import type { Confidence, Finding, FlowStep, Location, Notification, RuleId, ScanOptions, Subject } from '../finding.js';
import { everything, solving, type Solved } from '../analyse.js';
import { withSuppressions } from '../judge/finish.js';
import { guardedPatientData } from '../judge/guarded.js';
import { flowOf, ruleOf, subjectOf } from '../judge/judge.js';
import { loadKnowledge } from '../knowledge/load.js';
import type { Unit } from '../link/program.js';
import { sourceExtensions } from '../languages/outside.js';
import { readProject } from '../project.js';
import { confidenceRank } from '../taint/confidence.js';
import { contentOf } from '../taint/content.js';
import { callAt, nodeAt, type Engine } from '../taint/engine.js';
import { isUnfounded, sinksIn, type Leak, type SinkStatement } from '../taint/flows.js';
import { expressionText, terminalName } from '../taint/literals.js';
import { argumentOf, follow } from '../taint/substitute.js';
import { dataByUse } from '../taint/uses.js';
import { stepsOf, type ParamAtom } from '../taint/value.js';
import { givingWay } from '../turns.js';
import { describeData, explainNode, paramText, place, type ExplainedPart } from './value.js';

export interface LineExplanation {
  readonly file: string;
  readonly line: number;
  /** Why the file was not scanned; nothing else is known then. */
  readonly notScanned?: string;
  readonly sinks: readonly ExplainedSink[];
  /** Every finding of the line, also those that the options or a comment leave out. */
  readonly findings: readonly ExplainedFinding[];
  /** Calls on the line that are no known sinks. */
  readonly calls: readonly ExplainedCall[];
  /** Where the line has no sink: those nearest to it in the file. */
  readonly nearest: readonly { readonly sink: string; readonly location: Location }[];
  /** What the scan has to say of this file. */
  readonly notifications: readonly Notification[];
  readonly root: string;
}

export interface ExplainedFinding {
  readonly finding: Finding;
  readonly outcome: 'reported' | 'suppressed' | 'left out';
  readonly because: string;
}

export interface ExplainedSink {
  readonly location: Location;
  readonly name: string;
  readonly kind: 'log' | 'error' | 'telemetry';
  readonly debug: boolean;
  readonly thirdParty: boolean;
  readonly knownAs: string;
  readonly written: readonly ExplainedWritten[];
}

/** One value that the sink writes. */
export interface ExplainedWritten {
  readonly value: ExplainedPart;
  readonly data: readonly ExplainedData[];
  readonly parameters: readonly ExplainedParameter[];
  /** Caught errors that are written as they are, and whether the code they come from handles patient data. */
  readonly errors: readonly string[];
}

export interface ExplainedData {
  readonly element: string;
  readonly subject: Subject;
  readonly confidence: Confidence;
  readonly rule: RuleId;
  readonly what: string;
  /** What becomes of it: it is reported, or why it is not. */
  readonly outcome: string;
  readonly way: readonly FlowStep[];
}

/** A part of what callers hand over, and what they are seen to hand over. */
export interface ExplainedParameter {
  readonly parameter: string;
  readonly callers: readonly { readonly location: Location; readonly holds: readonly string[] }[];
  readonly moreCallers: number;
  /** Leaks through it, and where each is reported. */
  readonly leaks: readonly { readonly what: string; readonly reportedAt: Location }[];
}

export interface ExplainedCall {
  readonly location: Location;
  readonly name: string;
  readonly why: readonly string[];
}

const shownCallers = 8;
const shownNearest = 5;

/** `file` is relative to the root of the options. */
export async function explainLine(options: ScanOptions, file: string, line: number): Promise<LineExplanation> {
  const project = await readProject(options);
  const told = { file, line, root: options.root, sinks: [], findings: [], calls: [], nearest: [], notifications: project.notifications.filter((each) => each.file === file) };
  if (!project.files.some((facts) => facts.path === file)) return { ...told, notScanned: await whyNotScanned(options, file, told.notifications) };
  const solved = await givingWay(solving({ ...project, knowledge: options.knowledge ?? loadKnowledge() }, options, (stage) => options.onProgress?.({ stage, done: 0, total: 1 })));
  const unit = solved.engine.program.unitAt(file)!;
  if (line > unit.facts.lineStarts.length) return { ...told, notScanned: `the file has only ${unit.facts.lineStarts.length} lines` };

  const failed = solved.flows.failures.find((failure) => failure.unit === unit);
  if (failed) return { ...told, notScanned: `phi-scan failed on it: ${failed.error instanceof Error ? failed.error.message : String(failed.error)}` };
  const statements = [...sinksIn(solved.engine, unit)];
  const here = nearestTo(line, statements, ({ site }) => place(unit, site.at));
  const isSink = new Set(statements.map(({ site }) => site.at));
  const calls = unit.facts.nodes.flatMap((node) => (node.op === 'call' && !isSink.has(node.at) ? [node] : []));
  return {
    ...told,
    sinks: here.map((statement) => explainSink(solved, options, statement)),
    findings: findingsAt(solved, options, file, line),
    calls: nearestTo(line, calls, (node) => place(unit, node.at)).map((node) => explainCall(solved, unit, node)),
    nearest: here.length > 0 ? [] : nearestSinks(unit, statements, line),
  };
}

async function whyNotScanned(options: ScanOptions, file: string, notifications: readonly Notification[]): Promise<string> {
  const leftOut = await whyLeftOut({ ...options, extensions: sourceExtensions }, file);
  if (leftOut) return leftOut.path === file ? leftOut.why : `${leftOut.path} is left out: ${leftOut.why}`;
  return notifications[0]?.message ?? 'it was not found';
}

/** What begins on the line; else the innermost that the line is in. */
function nearestTo<Item>(line: number, items: readonly Item[], placeOf: (item: Item) => Location): Item[] {
  const around = items.map((item) => ({ item, at: placeOf(item) })).filter(({ at }) => at.start.line <= line && line <= at.end.line);
  const first = around.filter(({ at }) => at.start.line === line);
  const length = Math.min(...around.map(({ at }) => at.span[1] - at.span[0]));
  const chosen = first.length > 0 ? first : around.filter(({ at }) => at.span[1] - at.span[0] === length);
  return chosen.sort((a, b) => a.at.span[0] - b.at.span[0]).map(({ item }) => item);
}

function nearestSinks(unit: Unit, statements: readonly SinkStatement[], line: number): LineExplanation['nearest'] {
  const sinks = statements.map(({ site }) => ({ sink: site.name, location: place(unit, site.at) }));
  const distance = ({ location }: { location: Location }): number => Math.abs(location.start.line - line);
  return sinks.sort((a, b) => distance(a) - distance(b)).slice(0, shownNearest).sort((a, b) => a.location.span[0] - b.location.span[0]);
}

// ── findings ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

function findingsAt({ engine, findingsFor }: Solved, options: ScanOptions, file: string, line: number): ExplainedFinding[] {
  const { units } = engine.program;
  const isHere = ({ location, culprit }: Finding): boolean => location.file === file && ((location.start.line <= line && line <= location.end.line) || culprit.start.line === line);
  const reported = withSuppressions(findingsFor(options), units, false).findings.filter(isHere);
  const key = ({ rule, location }: Finding): string => `${rule} ${location.span.join()}`;
  const known = new Set(reported.map(key));
  const all = withSuppressions(findingsFor({ ...options, ...everything }), units, false).findings.filter(isHere);
  const shown = reported.map((finding): ExplainedFinding => {
    if (finding.suppressed === undefined) return { finding, outcome: 'reported', because: '' };
    const { reason, at } = finding.suppressed;
    return { finding, outcome: 'suppressed', because: `by the comment on line ${at.start.line}${reason === '' ? '' : `: ${reason}`}` };
  });
  const hidden = all.filter((finding) => !known.has(key(finding))).map((finding): ExplainedFinding => ({ finding, outcome: 'left out', because: whyHidden(finding, options) ?? 'another finding takes its place' }));
  return [...shown, ...hidden];
}

/** The option that leaves it out. */
function whyHidden({ subject, confidence }: Pick<Finding, 'subject' | 'confidence'>, options: ScanOptions): string | undefined {
  if (subject === 'staff' && !options.includeStaff) return 'it is of staff; --include-staff reports it';
  if (confidenceRank(confidence) < confidenceRank(options.minConfidence)) return `its confidence is ${confidence}; --min-confidence ${confidence} reports it`;
  return undefined;
}

// ── sinks ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

function explainSink(solved: Solved, options: ScanOptions, statement: SinkStatement): ExplainedSink {
  const { site, knownAs } = statement;
  return {
    location: place(site.unit, site.at),
    name: site.name,
    kind: site.kind,
    debug: site.debug,
    thirdParty: site.thirdParty,
    knownAs,
    written: statement.written.map((written) => explainWritten(solved, options, statement, written)),
  };
}

function explainWritten(solved: Solved, options: ScanOptions, { site, settled }: SinkStatement, written: SinkStatement['written'][number]): ExplainedWritten {
  const { engine, flows } = solved;
  const content = contentOf(engine, written.value);
  const byUse = content.data.length === 0 ? dataByUse(engine, site.unit, written.node, written.value) : undefined;
  const leaks = flows.leaks.filter(({ sink }) => sink.unit === site.unit && sink.at === site.at && sink.name === site.name);
  return {
    value: explainNode(engine, site.unit, written.node, written.at, 'written'),
    data: [...content.data, ...(byUse ? [byUse] : [])].map((data) => {
      const refuted = isUnfounded(engine, data, settled) ? 'not reported here: only the name of the parameter says so, and what its callers hand over is judged instead' : undefined;
      return explainData(solved, options, { data, sink: site }, refuted);
    }),
    parameters: content.params.map((param) => explainParameter(engine, param, leaks)),
    errors: content.errors.map((error) => {
      const guarded = guardedPatientData(engine, { sink: site, culprit: written.at, ...error });
      const caught = `a raw error caught at line ${place(error.unit, error.trail.at).start.line}`;
      return guarded ? `${caught}: the code it comes from handles patient data (${guarded.label}: ${guarded.evidence.why})` : `${caught}: the code it comes from is not seen to handle patient data`;
    }),
  };
}

function explainData({ engine, accounts }: Solved, options: ScanOptions, leak: Pick<Leak, 'data' | 'sink'>, refuted: string | undefined): ExplainedData {
  const { data } = leak;
  const whose = subjectOf(engine, leak, accounts);
  const counted = whose.subject === data.subject ? '' : ` (counted as of ${whose.subject === 'staff' ? 'staff' : `a ${whose.subject}`} here)`;
  return {
    element: data.element,
    ...whose,
    rule: ruleOf(leak),
    what: `${describeData(engine, data)}${counted}`,
    outcome: refuted ?? whyHidden(whose, options)?.replace(/^/, 'not reported: ') ?? 'reported, unless a comment silences it',
    way: flowOf(stepsOf(data.trail)),
  };
}

function explainParameter(engine: Engine, param: ParamAtom, leaks: readonly Leak[]): ExplainedParameter {
  const callers = engine.callersOf(param.unit, param.fn);
  const through = leaks.filter(({ steps }) => steps.some((step) => callers.some((caller) => caller.unit === step.unit && callAt(caller.unit, caller.call).at[0] === step.at[0])));
  return {
    parameter: paramText(param),
    callers: callers.slice(0, shownCallers).map((caller) => {
      const handed = follow(engine, argumentOf(engine, caller.unit, caller.call, param, param.index), param.path, caller);
      const { data, params, errors } = contentOf(engine, handed);
      const holds = [...data.map((atom) => describeData(engine, atom)), ...params.map((atom) => `what is handed over as ${paramText(atom)}`), ...errors.map(() => 'a caught error')];
      return { location: place(caller.unit, callAt(caller.unit, caller.call).at), holds };
    }),
    moreCallers: Math.max(0, callers.length - shownCallers),
    leaks: withoutRepeats(through.map((leak) => ({ what: describeData(engine, leak.data), reportedAt: place(leak.unit, leak.at) }))),
  };
}

function withoutRepeats<Item>(items: readonly Item[]): Item[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

// ── other calls ──────────────────────────────────────────────────────────────────────────────────────────────────────────

function explainCall({ engine, flows }: Solved, unit: Unit, node: CallNode): ExplainedCall {
  const name = node.form === 'jsx' ? `<${terminalName(unit, node.callee)}>` : expressionText(unit, node.callee);
  const passes = flows.leaks.filter((leak) => leak.unit === unit && leak.at === node.at).map((leak) => `hands data to ${leak.sink.name} at ${shown(leak.sink.unit, leak.sink.at)}`);
  const why = node.form === 'jsx' ? ['an element that is shown: no sink'] : passes.length > 0 ? passes : whyNoSink(engine, unit, node);
  return { location: place(unit, node.at), name, why: [...new Set(why)] };
}

function whyNoSink(engine: Engine, unit: Unit, node: CallNode): string[] {
  const atoms = engine.valueOf(unit, node.callee);
  const why = atoms.flatMap((atom): string[] => {
    switch (atom.kind) {
      case 'function':
        return [`a function of the project, ${shown(atom.unit, atom.unit.facts.functions[atom.fn]!.at)}: judged by what it does; ${sinksWithin(engine, atom.unit, atom.fn)}`];
      case 'class':
        return [`creates ${atom.unit.facts.classes[atom.cls]!.name || 'an object'}, ${shown(atom.unit, atom.unit.facts.classes[atom.cls]!.at)}`];
      case 'api': {
        const { sinks } = engine.apis.at(atom.id, atom.path);
        const at = `${atom.id}${atom.path === '' ? '' : `: ${atom.path}`}`;
        return [sinks.length > 0 ? `${at} of rules/apis is a sink only for some arguments, and these are not among them` : `${at} of rules/apis is no sink`];
      }
      case 'origin':
        return [`${[atom.module, atom.path].filter((part) => part !== '').join(' ')}: rules/apis has no sink of that name`];
      case 'param':
        return [`calls what the caller hands over as ${paramText(atom)}`];
      default:
        return [];
    }
  });
  if (why.length > 0) return why;
  const name = terminalName(unit, node.callee);
  const isMember = nodeAt(unit, node.callee).op === 'prop';
  if (isMember && engine.apis.sinkNames.has(name)) return [`nothing says that ${expressionText(unit, node.callee).split('.').slice(0, -1).join('.') || 'its object'} is an object with the sink ${name}`];
  return [`nothing is known of it; no sink of rules/apis is called ${name || 'so'}`];
}

function sinksWithin(engine: Engine, unit: Unit, fn: number): string {
  const own = [...sinksIn(engine, unit)].filter(({ site }) => site.fn === fn).map(({ site }) => `${site.name} on line ${place(unit, site.at).start.line}`);
  return own.length === 0 ? 'it has no sink of its own' : `it writes to ${[...new Set(own)].join(', ')}`;
}

function shown(unit: Unit, at: Span): string {
  const { file, start } = place(unit, at);
  return `${file}:${start.line}`;
}
