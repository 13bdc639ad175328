/** Finds what says what a source holds: the place in the calls that made it which its entry in rules/apis names. */
import { argumentOfCall } from '../facts/arguments.js';
import type { NodeId } from '../facts/facts.js';
import type { Place, Source } from '../knowledge/knowledge.js';
import type { Unit } from '../link/program.js';
import { callAt, nodeAt, type Engine } from './engine.js';
import { literalText, terminalName, underlying } from './literals.js';
import type { Model } from './models.js';
import { asksForHarmless, onlyCounts, rowsAskedFor } from './sql.js';
import { typeValue } from './types.js';
import { step, type ApiAtom, type CallChain, type SourceAtom, type Value } from './value.js';

export interface Told {
  readonly text: string | undefined;
  readonly model: Model | undefined;
  /** A statement of SQL that asks for no row. */
  readonly countsOnly?: true;
  /** The text is what callers hand to this parameter. */
  readonly param?: NonNullable<SourceAtom['toldBy']>;
}

const silent: Told = { text: undefined, model: undefined };

export function toldOf(engine: Engine, api: ApiAtom, source: Source): Told {
  const { toldBy } = source;
  const places: readonly Place[] = toldBy === undefined ? [] : Array.isArray(toldBy) ? toldBy : [toldBy as Place];
  for (const place of places) {
    const told = at(engine, api, String(place));
    if (told?.text !== undefined && onlyCounts(engine, told.text)) return { ...told, countsOnly: true };
    if (!told || (told.text === undefined && !told.model && !told.param)) continue;
    return told.model || source.holds !== 'model' ? told : { text: told.text, model: modelNamed(engine, told.text, api) };
  }
  if (source.holds !== 'model' || api.model || !api.called) return silent;
  const unit = api.calls?.unit ?? engine.program.units[0];
  return unit ? { text: api.called, model: engine.models.named(api.called, unit) } : silent;
}

/** A table's, collection's or model's name; the tables of an SQL text. */
function modelNamed(engine: Engine, text: string | undefined, api: ApiAtom): Model | undefined {
  const unit = api.calls?.unit;
  if (text === undefined || !unit || asksForHarmless(engine, text)) return undefined;
  const models = rowsAskedFor(text)
    .map(({ table, columns }) => {
      const model = engine.models.named(table, unit);
      return model && columns ? engine.models.ofColumns(model, columns) : model;
    })
    .filter((model) => model !== undefined);
  // A join hands over the rows of all its tables: the one that says most of a patient counts.
  const others = models.filter((model) => model.record?.kind !== 'account');
  const telling = others.filter((model) => tells(engine, model));
  const isRecord = (model: Model): boolean => model.record !== undefined;
  return telling.find(isRecord) ?? telling[0] ?? others.find(isRecord) ?? models[0];
}

/** `cursor.execute('SELECT …'); cursor.fetchone()`: what the nearest call of the name before it, on the same object, was given first. */
function saidBefore(calls: CallChain | undefined, method: string): Argument[] {
  if (!calls) return [];
  const { unit, call } = calls;
  const object = objectOf(unit, call);
  let found: NodeId | undefined;
  for (const other of unit.facts.functions[callAt(unit, call).fn]?.calls ?? []) {
    if (other >= call) break;
    const callee = nodeAt(unit, callAt(unit, other).callee);
    if (callee.op === 'prop' && callee.name === method && object !== undefined && rootOf(unit, callee.of) === object) found = callAt(unit, other).args[0];
  }
  return found === undefined ? [] : [{ unit, node: found }];
}

function objectOf(unit: Unit, call: NodeId): NodeId | undefined {
  const callee = nodeAt(unit, callAt(unit, call).callee);
  return callee.op === 'prop' ? rootOf(unit, callee.of) : undefined;
}

/** The object behind the variable, however often it is merged with itself in loops. */
function rootOf(unit: Unit, id: NodeId): NodeId {
  let at = id;
  for (let hops = 0; hops < 8; hops += 1) {
    const node = nodeAt(unit, at);
    if (node.op === 'bind' || node.op === 'cast' || node.op === 'update') at = node.of;
    else if (node.op === 'phi') at = node.of[0]!;
    else break;
  }
  return at;
}

/** `0`, `collection(0)`, `(0).url`, `()`, `<0>`, `~execute`. */
function at(engine: Engine, api: ApiAtom, place: string): Told | undefined {
  if (place.startsWith('<')) return atTypeArgument(engine, api, Number(place.slice(1, -1)));
  if (place === '()') {
    const call = api.calls && nodeAt(api.calls.unit, api.calls.call);
    return call?.op === 'call' ? { text: terminalName(api.calls!.unit, call.callee), model: undefined } : undefined;
  }
  for (const argument of place.startsWith('~') ? saidBefore(api.calls, place.slice(1)) : argumentsAt(api.calls, place)) {
    const told = atArgument(engine, argument.unit, argument.node);
    if (told.text !== undefined || told.model || told.param) return told;
  }
  return undefined;
}

/** The node in a place of the calls: `0`, `collection(0)`, `(0).redact.paths`. */
export function argumentAt(calls: CallChain | undefined, place: string): Argument | undefined {
  for (const argument of argumentsAt(calls, place)) return argument;
  return undefined;
}

interface Argument {
  readonly unit: Unit;
  readonly node: NodeId;
}

/** Nearest call first. */
function* argumentsAt(calls: CallChain | undefined, place: string): Generator<Argument> {
  const form = /^(?:(\w*)\(?(\d+)\)?|(?:(\w+)\()?(\w+)=\)?)((?:\.\w+)*)$/.exec(place);
  if (!form) return;
  const [, memberByIndex, index, memberByName, name, keys = ''] = form;
  const member = memberByIndex ?? memberByName ?? '';
  const which = index === undefined ? name! : Number(index);
  const path = keys.split('.').slice(1);
  for (let chain = calls; chain; chain = chain.before) {
    const node = nodeAt(chain.unit, chain.call);
    if (node.op !== 'call') continue;
    if (member !== '' && terminalName(chain.unit, node.callee) !== member) continue;
    const argument = argumentOfCall(node, which);
    const found = argument === undefined ? undefined : valueAtKeys(chain.unit, argument, path);
    if (found !== undefined) yield { unit: chain.unit, node: found };
  }
}

function valueAtKeys(unit: Unit, id: NodeId, path: readonly string[]): NodeId | undefined {
  let at: NodeId | undefined = id;
  for (const key of path) {
    const object = underlying(unit, at);
    at = object.op === 'object' ? object.entries.find((entry) => entry.key === key)?.value : undefined;
    if (at === undefined) return undefined;
  }
  return at;
}

/** What a call's argument says of what the call hands over. */
function toldByArgument(engine: Engine, unit: Unit, argument: number): Told {
  const text = literalText(engine, unit, argument);
  if (text !== undefined && saysSomething(text) && !isOnlyBeginning(text)) return { text, model: undefined };
  const object = underlying(unit, argument);
  const url = object.op === 'object' ? object.entries.find((entry) => entry.key !== null && engine.code.calls.tellingKeys.has(entry.key)) : undefined;
  if (url) return toldByArgument(engine, unit, url.value);
  const param = engine.valueOf(unit, argument).find((atom) => atom.kind === 'param' && atom.path.every((name) => name !== '()' && name !== '*'));
  if (param?.kind === 'param') return { text, model: undefined, param: { unit: param.unit, fn: param.fn, index: param.index, path: param.path } };
  return { text, model: undefined };
}

/** `request({ url: '/patients' })`: what a member of the argument says. */
export function toldByMember(engine: Engine, unit: Unit, argument: NodeId, path: readonly string[]): Told {
  const member = valueAtKeys(unit, argument, path);
  if (member !== undefined) return toldByArgument(engine, unit, member);
  const { param } = toldByArgument(engine, unit, argument);
  return param ? { ...silent, param: { ...param, path: [...param.path, ...path] } } : silent;
}

/** `'/api' + path`, `/v1/${path}`: what the code fixes is where all paths begin. `/patients/${id}` is a whole one. */
function isOnlyBeginning(text: string): boolean {
  return /[^/=}]\{\}$/.test(text) || /^(?:\w+:\/\/[^/]*)?(?:\{\})?\/?(?:(?:api|rest|services?|v\d+)\/)*\{\}$/i.test(text);
}

/** `/api{}` with `/patients` in its place. */
export function filledIn(text: string | undefined, part: string | undefined): string | undefined {
  if (text === undefined || part === undefined) return part ?? text;
  return text.endsWith('{}') ? text.slice(0, -2) + part : part;
}

/** A text of which only the host or nothing is fixed leaves it to what varies. */
function saysSomething(text: string): boolean {
  return /[a-z]{3}/i.test(text.replaceAll('{}', '').replace(/^\w+:\/\/[^/]*/, ''));
}

function atArgument(engine: Engine, unit: Unit, argument: number): Told {
  const told = toldByArgument(engine, unit, argument);
  if (told.text !== undefined || told.param) return told;
  for (const atom of engine.valueOf(unit, argument)) {
    if (atom.kind === 'class') return { text: undefined, model: engine.models.ofDeclaration({ kind: 'class', unit: atom.unit, cls: atom.cls }) };
    if (atom.kind === 'api' && atom.model) return { text: undefined, model: atom.model };
    if (atom.kind === 'object' && underlying(unit, argument).op === 'object') {
      const model = engine.models.ofSchema(unit, argument, '');
      return { text: undefined, model: tells(engine, model) ? model : undefined };
    }
    if (atom.kind === 'function') {
      const name = atom.unit.facts.functions[atom.fn]?.name;
      if (name) return { text: name, model: undefined };
    }
  }
  const name = terminalName(unit, argument);
  return { text: name || undefined, model: undefined };
}

function tells(engine: Engine, model: Model): boolean {
  const { holds } = engine.models.judge(model);
  return holds !== 'nothing' && holds !== 'unknown';
}

function atTypeArgument(engine: Engine, api: ApiAtom, index: number): Told | undefined {
  const declared = api.type;
  if (declared?.type.kind !== 'ref') return undefined;
  const argument = declared.type.args?.[index];
  if (!argument) return undefined;
  const value: Value | undefined = typeValue(engine, declared.unit, argument, step(declared.unit, [0, 0], ''));
  const shape = value?.find((atom) => atom.kind === 'shape');
  if (shape?.kind === 'shape') return { text: undefined, model: shape.model };
  const instance = value?.find((atom) => atom.kind === 'instance');
  if (instance?.kind === 'instance') return { text: undefined, model: engine.models.ofDeclaration({ kind: 'class', unit: instance.unit, cls: instance.cls }) };
  return argument.kind === 'ref' ? { text: argument.name, model: undefined } : undefined;
}
