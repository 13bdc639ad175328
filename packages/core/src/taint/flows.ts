/**
 * Follows every sink back to what is written there. What depends on a parameter is asked of the callers, and of theirs, until data is
 * met or nobody calls.
 */
import { argumentFor } from '../facts/arguments.js';
import type { FactNode, NodeId, ParamFacts, Span, ThrowFacts } from '../facts/facts.js';
import { operandPlace } from '../facts/reads.js';
import type { Unit } from '../link/program.js';
import type { Stepwise } from '../turns.js';
import { contentOf, type Content } from './content.js';
import { callAt, nodeAt, type CallOf, type Engine } from './engine.js';
import { isErrorClass } from './instances.js';
import { dataByPlace } from './carried.js';
import { dataByUse } from './uses.js';
import { literalText, underlying } from './literals.js';
import { sinkOfCall, thrownValue, type SinkCall, type SinkKind, type Written } from './sinks.js';
import { argumentOf, continued, follow } from './substitute.js';
import { step, stepsOf, type DataAtom, type ErrorAtom, type ParamAtom, type Step } from './value.js';

/** A statement that writes to a log, an error or telemetry. */
export interface SinkSite {
  readonly unit: Unit;
  readonly at: Span;
  readonly fn: number;
  readonly kind: SinkKind;
  readonly name: string;
  readonly debug: boolean;
  readonly thirdParty: boolean;
}

/** Patient data that reaches a sink. */
export interface Leak {
  readonly sink: SinkSite;
  /** Where to report it: the sink, or the call that hands the data to a function whose business is reporting. */
  readonly unit: Unit;
  readonly at: Span;
  readonly culprit: Span;
  readonly data: DataAtom;
  readonly steps: readonly Step[];
}

/** A literal text that a sink writes. */
export interface WrittenText {
  readonly sink: SinkSite;
  readonly at: Span;
  readonly text: string;
  /** The key that it is logged under. */
  readonly key: string | undefined;
}

/** A caught error that a sink writes as it is. */
export interface WrittenError {
  readonly sink: SinkSite;
  readonly culprit: Span;
  readonly unit: Unit;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly trail: Step;
}

export interface Flows {
  readonly leaks: readonly Leak[];
  readonly texts: readonly WrittenText[];
  readonly errors: readonly WrittenError[];
  /** Sinks whose callers were not all followed. */
  readonly cutShort: readonly SinkSite[];
  /** Files on which the engine itself failed: the others keep their findings. */
  readonly failures: readonly { readonly unit: Unit; readonly error: unknown }[];
}

/** A parameter that reaches a sink, seen from one of the functions on the way. */
interface Demand {
  readonly sink: SinkSite;
  readonly param: ParamAtom;
  /** The statement to report: moves outward as long as the functions around it are there to report. */
  readonly report: { readonly unit: Unit; readonly at: Span; readonly culprit: Span };
  readonly settled: boolean;
  /** It was kept somewhere between the function that was handed it and the one that writes it. */
  readonly isKept: boolean;
  readonly trail: Step;
  readonly hops: number;
}

const maxHops = 8;
const maxDemandsOfSink = 400;
/** Calls that are looked at for one sink: a logger's own statements have thousands for each member of what it is handed. */
const maxCallsOfSink = 30_000;

/** Which statements are asked for, where not all are. */
export type SinkFilter = (path: string, at: Span) => boolean;

export function* followFlows(engine: Engine, units: readonly Unit[], withTests: boolean, isAskedFor?: SinkFilter): Stepwise<Flows> {
  const leaks: Leak[] = [];
  const texts: WrittenText[] = [];
  const errors: WrittenError[] = [];
  const demands: Demand[] = [];
  const cutShort = new Set<SinkSite>();
  /** The demands of each sink that were met before: functions that call each other come back to the same ones. */
  const seen = new Map<SinkSite, Set<string>>();

  const failures: { unit: Unit; error: unknown }[] = [];
  const guarded = (unit: Unit, work: () => void): void => {
    try {
      work();
    } catch (error) {
      failures.push({ unit, error });
    }
    engine.rest();
  };

  // Found out before anything is evaluated that it might be asked for in the middle of.
  yield* engine.surveying();
  for (const unit of units) {
    guarded(unit, () => {
      for (const statement of sinksIn(engine, unit, isAskedFor)) if (withTests || !isInTest(engine, unit, statement.site.fn)) atSink(statement);
    });
    yield;
  }

  function atSink({ site, written, settled }: SinkStatement): void {
    const { unit } = site;
    for (const entry of written) {
      const content = contentOf(engine, entry.value, site.kind === 'error');
      const culprit = entry.at;
      collectTexts(unit, entry.node, site, texts);
      const read = content.data.length === 0 ? (dataByUse(engine, unit, entry.node, entry.value) ?? (settled ? dataByPlace(engine, unit, written, entry) : undefined)) : undefined;
      if (read) leaks.push({ sink: site, unit, at: site.at, culprit, data: read, steps: stepsOf(read.trail) });
      for (const data of content.data) {
        if (isUnfounded(engine, data, settled) || isFailedAnswer(site, data)) continue;
        leaks.push({ sink: site, unit, at: site.at, culprit: placeOfData(engine, unit, entry.node, data, culprit, site.kind), data, steps: stepsOf(data.trail) });
      }
      for (const error of content.errors) errors.push({ sink: site, culprit: placeOfError(engine, unit, entry.node, error, culprit), unit: error.unit, from: error.from, to: error.to, trail: error.trail });
      for (const param of content.params) {
        const isOnlyWriter = (): boolean => content.data.length === 0 && isAllThatItDoes(param, site);
        const ended = !isAround(param, site) || (settled && !isHandedText(engine, param) && !isOnlyWriter());
        wait({ sink: site, param, report: { unit, at: site.at, culprit }, settled: ended, isKept: !isAround(param, site), trail: param.trail, hops: 0 });
      }
    }
  }

  const handedByKey = new Map<string, readonly HandedOver[]>();
  const callsOfSink = new Map<SinkSite, number>();
  for (let next = 0; next < demands.length; next += 1) {
    const demand = demands[next]!;
    const { sink, param } = demand;
    guarded(sink.unit, () => {
      const calls = (callsOfSink.get(sink) ?? 0) + engine.callersOf(param.unit, param.fn).length;
      if (calls > maxCallsOfSink) {
        cutShort.add(sink);
        return;
      }
      callsOfSink.set(sink, calls);
      askCallers(demand);
    });
    yield;
  }

  /** Only what is new waits: a logger that thousands of places call would else be asked for the same thing by each of them. */
  function wait(demand: Demand): void {
    let ofSink = seen.get(demand.sink);
    if (!ofSink) seen.set(demand.sink, (ofSink = new Set()));
    const key = demandKey(demand);
    if (ofSink.has(key)) return;
    if (ofSink.size >= maxDemandsOfSink || demand.hops > maxHops) {
      cutShort.add(demand.sink);
      return;
    }
    ofSink.add(key);
    demands.push(demand);
  }

  function askCallers(demand: Demand): void {
    const { param } = demand;
    for (const { caller, content } of handedOver(demand)) {
      const call = callAt(caller.unit, caller.call);
      const argument = argumentFor(call, paramsOf(param), param.index) ?? call.args.at(-1);
      const culprit = argument === undefined ? call.at : operandPlace(caller.unit.facts, caller.call, call.args.indexOf(argument), argument);
      const report = demand.settled ? demand.report : { unit: caller.unit, at: call.at, culprit };
      const name = param.unit.facts.functions[param.fn]?.name || 'a function';
      const inReport = demand.settled ? undefined : argument;
      settle(demand, content, report, inReport, caller.unit, call.fn, call.at, name);
    }
  }

  /** What the callers hand over that says anything: a logger has many statements that write, and all of them ask for the same. */
  function handedOver({ param, isKept, sink }: Demand): readonly HandedOver[] {
    const asError = sink.kind === 'error';
    const key = `${paramKey(param)}:${isKept}:${asError}`;
    const known = handedByKey.get(key);
    if (known) return known;
    const found: HandedOver[] = [];
    for (const caller of engine.callersOf(param.unit, param.fn)) {
      const handed = argumentOf(engine, caller.unit, caller.call, param, param.index);
      const read = follow(engine, handed, param.path, caller);
      // A cache of all answers keeps those about patients too; which of them comes back is told by what is asked of it, not by what goes in.
      const value = isKept ? read.filter((atom) => atom.kind !== 'source' || !atom.toldBy) : read;
      const content = contentOf(engine, value, asError);
      if (content.data.length > 0 || content.params.length > 0) found.push({ caller, content });
    }
    handedByKey.set(key, found);
    return found;
  }

  /** @param argument what the reported statement hands over; none where the statement is another one */
  function settle(demand: Demand, content: Content, report: Demand['report'], argument: NodeId | undefined, unit: Unit, fn: number, at: Span, name: string): void {
    const passed = (trail: Step): Step => continued(step(unit, at, `passed to ${name}`, trail), demand.trail);
    for (const data of content.data) {
      const culprit = argument === undefined ? report.culprit : placeOfData(engine, unit, argument, data, report.culprit, demand.sink.kind);
      leaks.push({ sink: demand.sink, ...report, culprit, data, steps: stepsOf(passed(data.trail)) });
    }
    const settled = demand.settled || !reports(engine, unit, fn);
    for (const param of content.params) wait({ ...demand, param, report, settled, trail: passed(param.trail), hops: demand.hops + 1 });
  }

  return { leaks, texts, errors, cutShort: [...cutShort], failures };
}

interface HandedOver {
  readonly caller: CallOf;
  readonly content: Content;
}

/** A statement that writes, and what it writes. */
export interface SinkStatement {
  readonly site: SinkSite;
  readonly written: readonly Written[];
  /** By what it is known as a sink. */
  readonly knownAs: string;
  /** The function around it has other business than to report: what reaches the sink is told here, not where the function is called. */
  readonly settled: boolean;
}

/** Every statement of a file that writes, in order of its functions. */
export function* sinksIn(engine: Engine, unit: Unit, isAskedFor: SinkFilter = () => true): Generator<SinkStatement> {
  for (let fn = 0; fn < unit.facts.functions.length; fn += 1) {
    const facts = unit.facts.functions[fn]!;
    for (const call of facts.calls) {
      if (!isAskedFor(unit.path, callAt(unit, call).at)) continue;
      const sink = sinkOfCall(engine, unit, call);
      if (sink) yield { site: siteOf(unit, fn, callAt(unit, call).at, sink), written: sink.written, knownAs: sink.knownAs, settled: !reports(engine, unit, fn) };
    }
    for (const thrown of facts.throws) {
      if (!isAskedFor(unit.path, thrown.at)) continue;
      const site: SinkSite = { unit, at: thrown.at, fn, kind: 'error', name: 'throw', debug: false, thirdParty: false };
      const written = [{ node: thrown.value, at: thrownAt(unit, thrown), value: thrownValue(engine, unit, thrown.value) }];
      yield { site, written, knownAs: 'a throw statement', settled: !reports(engine, unit, fn) };
    }
  }
}

/**
 * Whether only a parameter's name says that it is patient data, and the callers say otherwise. In a function whose business is to report
 * they know better anyhow: what they hand over is reported there.
 */
export function isUnfounded(engine: Engine, data: DataAtom, settled: boolean): boolean {
  if (!data.assumed) return false;
  const { unit, fn, index } = data.assumed;
  const callers = engine.callersOf(unit, fn);
  if (callers.length === 0) return false;
  return !settled || callers.every((caller) => argumentOf(engine, caller.unit, caller.call, { unit, fn }, index).length === 0);
}

/** What is thrown of an answer is what it says went wrong: no more than a raw error is. */
function isFailedAnswer(site: SinkSite, data: DataAtom): boolean {
  return site.kind === 'error' && data.whole && data.evidence.kind === 'response';
}

/** A function that only hands its parameter on to the sink reports, whatever it is called. */
function isAllThatItDoes(param: ParamAtom, site: SinkSite): boolean {
  return param.fn === site.fn && site.unit.facts.functions[site.fn]!.calls.length === 1;
}

function paramsOf(param: ParamAtom): readonly ParamFacts[] {
  return param.unit.facts.functions[param.fn]?.params ?? [];
}

/** Callers that also hand over harmless text make a function one that reports, whatever it is called. */
function isHandedText(engine: Engine, param: ParamAtom): boolean {
  return engine.callersOf(param.unit, param.fn).some((caller) => {
    const argument = argumentFor(callAt(caller.unit, caller.call), paramsOf(param), param.index);
    return argument !== undefined && literalText(engine, caller.unit, argument) !== undefined && argumentOf(engine, caller.unit, caller.call, param, param.index).length === 0;
  });
}

/** Whether the parameter is one of the function that writes, or of one around it; a field's value came in through another function. */
function isAround(param: ParamAtom, site: SinkSite): boolean {
  let at = site.fn;
  while (at > 0 && at !== param.fn) at = site.unit.facts.functions[at]!.parent;
  return param.unit === site.unit && at === param.fn;
}

/** A test that stands beside the code it tests: files of tests are not even read. */
function isInTest(engine: Engine, unit: Unit, fn: number): boolean {
  for (let at = fn; at > 0; at = unit.facts.functions[at]!.parent) {
    if (engine.code.frameworks.tests.has(unit.facts.functions[at]!.name)) return true;
  }
  return false;
}

function siteOf(unit: Unit, fn: number, at: Span, sink: SinkCall): SinkSite {
  return { unit, at, fn, kind: sink.kind, name: sink.name, debug: sink.debug, thirdParty: sink.thirdParty };
}

function paramKey(param: ParamAtom): string {
  return `${param.unit.index}:${param.fn}:${param.index}:${param.path.join('.')}`;
}

function demandKey(demand: Demand): string {
  const { param, report } = demand;
  return `${paramKey(param)}:${demand.settled ? '' : `${report.unit.index}:${report.at[0]}`}`;
}

/** A function or class whose business is to report: the one to blame is who hands it patient data. */
function reports(engine: Engine, unit: Unit, fn: number): boolean {
  for (let at = fn; at > 0; at = unit.facts.functions[at]!.parent) {
    const facts = unit.facts.functions[at]!;
    if (facts.name && sayReporting(engine, facts.name)) return true;
    if (facts.cls >= 0) {
      const cls = unit.facts.classes[facts.cls];
      if (cls && (sayReporting(engine, cls.name) || isErrorClass(engine, unit, facts.cls))) return true;
    }
  }
  return false;
}

function sayReporting(engine: Engine, name: string): boolean {
  return engine.code.verbs.reports(engine.names.splitName(name));
}

/** A thrown variable has been put together elsewhere: there is nothing in the statement to point to but the statement. */
function thrownAt(unit: Unit, thrown: ThrowFacts): Span {
  const { at } = nodeAt(unit, thrown.value);
  return thrown.at[0] <= at[0] && at[1] <= thrown.at[1] ? at : thrown.at;
}

/** The smallest part of the argument that carries the data: the value inside the template, the field of the object. */
function placeOfData(engine: Engine, unit: Unit, id: NodeId, data: DataAtom, fallback: Span, sink: SinkKind): Span {
  return placeOfPart(engine, unit, id, (content) => content.data.some((other) => other.element === data.element && other.whole === data.whole), fallback, sink === 'error');
}

function placeOfError(engine: Engine, unit: Unit, id: NodeId, error: ErrorAtom, fallback: Span): Span {
  return placeOfPart(engine, unit, id, (content) => content.errors.some((other) => other.unit === error.unit && other.from === error.from), fallback, false);
}

/** @param intoCall also the arguments of the call that makes the value: `createError(404, `no file for ${patient.name}`)` */
function placeOfPart(engine: Engine, unit: Unit, id: NodeId, isMeant: (content: Content) => boolean, fallback: Span, intoCall: boolean): Span {
  const parts = partsOf(nodeAt(unit, id), intoCall);
  for (const part of parts) {
    if (!isMeant(contentOf(engine, engine.valueOf(unit, part)))) continue;
    return placeOfPart(engine, unit, part, isMeant, operandPlace(unit.facts, id, parts.indexOf(part), part), false);
  }
  return fallback;
}

function partsOf(node: FactNode, intoCall: boolean): readonly NodeId[] {
  switch (node.op) {
    case 'text':
      return node.parts;
    case 'object':
      return node.entries.map((entry) => entry.value);
    case 'array':
      return node.items;
    case 'call':
      return intoCall || node.form === 'new' ? node.args : [];
    default:
      return [];
  }
}

function collectTexts(unit: Unit, id: NodeId, sink: SinkSite, into: WrittenText[], key?: string, depth = 0): void {
  if (depth > 4) return;
  const node = underlying(unit, id);
  switch (node.op) {
    case 'const':
      if (typeof node.value === 'string' && node.value.length > 2) into.push({ sink, at: node.at, text: node.value, key });
      break;
    case 'text':
      for (const part of node.parts) collectTexts(unit, part, sink, into, key, depth + 1);
      break;
    case 'object':
      for (const entry of node.entries) collectTexts(unit, entry.value, sink, into, entry.key ?? undefined, depth + 1);
      break;
    case 'array':
      for (const item of node.items) collectTexts(unit, item, sink, into, key, depth + 1);
      break;
    case 'call':
      // new Error('…'), JSON.stringify({ … })
      for (const argument of node.args) collectTexts(unit, argument, sink, into, key, depth + 1);
      break;
    default:
  }
}

