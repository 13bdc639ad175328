/** Where a call writes its arguments: to a log, into an error, to telemetry. */
import { argumentOfCall } from '../facts/arguments.js';
import type { CallNode, FactNode, NodeId, Span } from '../facts/facts.js';
import { operandPlace } from '../facts/reads.js';
import type { Sink, SinkArg } from '../knowledge/knowledge.js';
import type { Unit } from '../link/program.js';
import { handledError } from './caught.js';
import { callAt, nodeAt, type Engine } from './engine.js';
import { classOfSuper, isErrorClass } from './instances.js';
import { expressionText, literalKeys, literalText, terminalName } from './literals.js';
import { elementOf, memberOf } from './members.js';
import { fromVerdict, named } from './names.js';
import { argumentAt } from './places.js';
import { besidePatient, tellsPatient } from './together.js';
import { chained, listOf, nothing, objectOf, union, type CallChain, type Value } from './value.js';

export type SinkKind = Sink['kind'];

export interface SinkCall {
  readonly kind: SinkKind;
  /** console.log, logger.info, Sentry.setUser */
  readonly name: string;
  /** The entry of rules/apis and the path in it, or what else makes the call a sink. */
  readonly knownAs: string;
  readonly debug: boolean;
  readonly thirdParty: boolean;
  readonly written: readonly Written[];
}

/** A value that is written, and the node that carries it. */
export interface Written {
  readonly node: NodeId;
  /** Where it stands in the statement. */
  readonly at: Span;
  readonly value: Value;
}

export function sinkOfCall(engine: Engine, unit: Unit, call: NodeId): SinkCall | undefined {
  const node = callAt(unit, call);
  if (node.form === 'jsx') return undefined;
  const callee = nodeAt(unit, node.callee);
  const own = superOfError(engine, unit, call, node) ?? sinkOfProject(engine, unit, call, node);
  if (own) return own;
  if (!engine.apis.sinkNames.has(terminalName(unit, node.callee)) && callee.op === 'prop') return undefined;
  const atoms = engine.valueOf(unit, node.callee);
  // A function of the project is judged by what it does, even under a logger's name.
  if (atoms.some((atom) => atom.kind === 'function')) return undefined;
  for (const atom of atoms) {
    if (atom.kind !== 'api') continue;
    for (const sink of engine.apis.at(atom.id, atom.path).sinks) {
      const calls = chained(unit, call, atom.calls);
      if (!meetsCondition(engine, calls, sink)) continue;
      const written = withoutRedacted(writtenBy(engine, unit, call, node, sink), redactedPaths(engine, atom.id, calls));
      return { kind: sink.kind, name: expressionText(unit, node.callee), knownAs: `${atom.id}: ${atom.path}`, debug: sink.debug ?? false, thirdParty: sink.thirdParty ?? false, written };
    }
  }
  return undefined;
}

/** The configuration says that the function writes, whatever its code seems to do. */
function sinkOfProject(engine: Engine, unit: Unit, call: NodeId, node: CallNode): SinkCall | undefined {
  if (engine.own.saysNothing) return undefined;
  const name = expressionText(unit, node.callee);
  const sink = engine.own.sink(name);
  return sink && { kind: sink.kind, name, knownAs: 'the configuration', debug: sink.debug ?? false, thirdParty: sink.thirdParty ?? false, written: writtenBy(engine, unit, call, node, sink) };
}

/** `super(message)` in a class of errors: the message will be thrown. */
function superOfError(engine: Engine, unit: Unit, call: NodeId, node: CallNode): SinkCall | undefined {
  const cls = classOfSuper(unit, node);
  if (cls === undefined || !isErrorClass(engine, unit, cls)) return undefined;
  const written = node.args.map((argument, index): Written => {
    return { node: argument, at: operandPlace(unit.facts, call, index, argument), value: engine.valueOf(unit, argument) };
  });
  return { kind: 'error', name: unit.facts.classes[cls]?.name || 'Error', knownAs: 'the message of a class of errors', debug: false, thirdParty: false, written };
}

function meetsCondition(engine: Engine, calls: CallChain, sink: Sink): boolean {
  if (!sink.when) return true;
  const { when } = sink;
  const argument = argumentAt(calls, String(when.arg));
  if ('missing' in when) return argument === undefined;
  if (!argument) return false;
  if ('written' in when) return new RegExp(when.written).test(expressionText(argument.unit, argument.node));
  const text = literalText(engine, argument.unit, argument.node);
  return text !== undefined && new RegExp(when.matches).test(text);
}

/** The paths that the logger's maker was told to take out. */
function redactedPaths(engine: Engine, api: string, calls: CallChain): string[] {
  return (engine.apis.get(api)?.redacted ?? []).flatMap((place) => {
    const list = argumentAt(calls, String(place));
    return list ? literalKeys(list.unit, list.node) : [];
  });
}

function withoutRedacted(written: Written[], paths: readonly string[]): Written[] {
  if (paths.length === 0) return written;
  const parsed = paths.map((path) => path.replaceAll(/\[["']?([^\]"']+)["']?\]/g, '.$1').replace(/^\./, '').split('.'));
  return written.map((entry) => ({ ...entry, value: parsed.reduce((value, path) => withoutPath(value, path), entry.value) }));
}

/** The value without what stands at a path of names; `*` is any name. Only what is taken apart in the code can lose a part. */
function withoutPath(value: Value, path: readonly string[]): Value {
  const [name, ...rest] = path;
  if (name === undefined) return nothing;
  return union(
    value.map((atom): Value => {
      if (atom.kind === 'list' && name === '*') return listOf(withoutPath(atom.element, rest));
      if (atom.kind !== 'object') return [atom];
      const fields = new Map([...atom.fields].map(([key, field]) => [key, name === '*' || key === name ? withoutPath(field, rest) : field]));
      return objectOf(fields, withoutPath(atom.base, path));
    }),
  );
}

function writtenBy(engine: Engine, unit: Unit, call: NodeId, node: CallNode, sink: Sink): Written[] {
  const all: readonly SinkArg[] = sink.args === 'all' ? [{ arg: 0, rest: true }] : sink.args;
  const written: Written[] = [];
  const names = node.args.map((argument) => nameOfWritten(unit, argument));
  const aboutPatient = sink.args === 'all' && tellsPatient(engine, names);
  for (const entry of all) {
    for (const index of indexesOf(node, entry)) {
      const argument = node.args[index]!;
      const whole = engine.valueOf(unit, argument);
      const inside = node.spread?.includes(index) ? elementOf(engine, whole) : whole;
      const value = entry.under === undefined ? inside : namedBy(engine, unit, node, entry.under, argument, inside);
      const at = operandPlace(unit.facts, call, index, argument);
      if (aboutPatient) {
        written.push({ node: argument, at, value: besidePatient(engine, calledThrough(engine, value), names[index]!, unit, at) });
        continue;
      }
      if (entry.as !== 'handled') written.push({ node: argument, at, value: calledThrough(engine, limited(engine, unit, node, value, entry)) });
      else if (!isFalse(nodeAt(unit, argument))) written.push({ node: argument, at, value: union([value, handledError(unit, call)]) });
    }
  }
  if (sink.handled) written.push({ node: call, at: node.at, value: handledError(unit, call) });
  return written;
}

/** `request.getDrugName()` goes by what it reads. */
function nameOfWritten(unit: Unit, id: NodeId): string {
  const node = nodeAt(unit, id);
  if (node.op !== 'call' || node.args.length > 0) return terminalName(unit, id);
  const name = terminalName(unit, node.callee);
  return name.replace(/^get(?=[A-Z_])_?/, '');
}

/** `MDC.put("patientName", value)`: where the value itself tells nothing, the text it is put under does. */
function namedBy(engine: Engine, unit: Unit, node: CallNode, under: number, argument: NodeId, value: Value): Value {
  const key = node.args[under];
  const text = key === undefined ? undefined : literalText(engine, unit, key);
  if (text === undefined || !value.some((atom) => atom.kind === 'unknown' || atom.kind === 'param' || atom.kind === 'source')) return value;
  const { at } = nodeAt(unit, argument);
  const said = fromVerdict(engine, engine.names.classifyName(text.replaceAll('.', '_')), text, unit, at).filter((atom) => atom.kind === 'data');
  return union([said, named(engine, value, text, unit, at)]);
}

function indexesOf(node: CallNode, { arg, rest }: SinkArg): number[] {
  if (typeof arg === 'number' && rest) return node.args.flatMap((_, index) => (index >= arg ? [index] : []));
  const argument = argumentOfCall(node, arg);
  return argument === undefined ? [] : [typeof arg === 'number' ? arg : node.names!.indexOf(arg)];
}

function isFalse(node: FactNode): boolean {
  return node.op === 'const' && !node.value;
}

/** A function among what is written, or under a key of it, stands for what it returns. */
function calledThrough(engine: Engine, value: Value, depth = 0): Value {
  if (depth > maxFunctionDepth || !holdsFunction(value)) return value;
  return union(
    value.map((atom): Value => {
      if (atom.kind === 'function') return engine.returnOf(atom.unit, atom.fn);
      if (atom.kind !== 'object') return [atom];
      const fields = new Map([...atom.fields].map(([name, field]) => [name, calledThrough(engine, field, depth + 1)]));
      return objectOf(fields, calledThrough(engine, atom.base, depth + 1));
    }),
  );
}

/** As deep as options have them: `pino({ serializers: { req: (req) => … } })`. */
const maxFunctionDepth = 3;

function holdsFunction(value: Value): boolean {
  return value.some((atom) => atom.kind === 'function' || (atom.kind === 'object' && (holdsFunction(atom.base) || [...atom.fields.values()].some(holdsFunction))));
}

/** A property that the code gives; one that it does not give, no name speaks for. */
function ownMember(engine: Engine, value: Value, name: string, unit: Unit, node: CallNode): Value {
  return union(
    value.map((atom) => {
      if (atom.kind !== 'object') return atom.kind === 'unknown' ? nothing : memberOf(engine, [atom], name, unit, node.at);
      return atom.fields.get(name) ?? ownMember(engine, atom.base, name, unit, node);
    }),
  );
}

function limited(engine: Engine, unit: Unit, node: CallNode, value: Value, entry: SinkArg): Value {
  if (entry.as === 'error') return value.filter((atom) => atom.kind === 'failure');
  if (entry.only) return union(entry.only.map((name) => ownMember(engine, value, name, unit, node)));
  if (!entry.except) return value;
  const { except } = entry;
  return value.map((atom) => (atom.kind === 'object' ? { ...atom, fields: new Map([...atom.fields].filter(([name]) => !except.includes(name))) } : atom));
}

export function thrownValue(engine: Engine, unit: Unit, node: NodeId): Value {
  const found = nodeAt(unit, node);
  // A caught error thrown on says nothing new.
  if (found.op === 'caught') return nothing;
  return engine.valueOf(unit, node);
}
