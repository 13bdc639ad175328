/** What a parameter holds: by its type, its decorators, the call that the function is a callback of, its name; and whatever callers hand over. */
import type { CallNode, FunctionFacts, ParamFacts, ParamNode } from '../facts/facts.js';
import type { Unit } from '../link/program.js';
import { cellValue } from './columns.js';
import { callAt, nodeAt, type Engine } from './engine.js';
import { isErrorClass, messagesOf } from './instances.js';
import { bindsNamed, terminalName, underlying } from './literals.js';
import { callsInside, handedTo, type HandedTo } from './handed.js';
import { apiAt, originValue } from './libraries.js';
import { elementOf } from './members.js';
import { fromVerdict, named, namedApi } from './names.js';
import { resolverValue } from './resolvers.js';
import { transferOfCall, transferReceiver } from './transfers.js';
import { bindCall, substitute } from './substitute.js';
import { typeValue } from './types.js';
import { type ApiAtom, type Atom, chained, type DataAtom, failureOf, nothing, type ParamAtom, type SourceAtom, step, stepped, union, type Value } from './value.js';

export function paramValue(engine: Engine, unit: Unit, node: ParamNode): Value {
  const fn = unit.facts.functions[node.fn]!;
  const param = fn.params[node.index];
  const name = node.name;
  const handed: ParamAtom = { kind: 'param', unit, fn: node.fn, index: node.index, path: [], trail: step(unit, node.at, name ? `parameter ${name}` : 'parameter') };
  if (!param) return [handed];

  const decorated = fromDecorators(engine, unit, fn, param, node);
  if (decorated) return decorated;

  const type = param.type ?? componentProps(engine, unit, fn, node);
  const declared = type && typeValue(engine, unit, type, handed.trail);
  if (declared !== undefined && declared.length === 0) return nothing;
  if (declared !== undefined && declared.some((atom) => atom.kind !== 'shape')) return withMessages(engine, withRoute(unit, handedTo(unit, node.fn), declared));

  const resolved = declared === undefined ? resolverValue(engine, unit, node) : undefined;
  if (resolved) return resolved.length === 0 ? nothing : [...resolved, handed];

  const cell = declared === undefined ? cellValue(engine, unit, node) : undefined;
  if (cell) return [...cell, handed];

  const calls = handedTo(unit, node.fn);
  const callback = calls.length > 0 ? fromCallbacks(engine, unit, calls, node) : undefined;
  // A wrapper hands on what it is handed itself: who calls the wrapped function by its name hands it to this one.
  if (callback !== undefined && callback.some((atom) => atom.kind === 'param' && atom.fn !== node.fn)) return union([declared ?? nothing, callback, [handed]]);
  if (callback !== undefined) return declared ? union([declared, callback.filter((atom) => atom.kind !== 'unknown' && atom.kind !== 'source')]) : callback;
  if (declared !== undefined) return [...declared, handed];

  const ids = engine.apis.named(name, unit.facts.language);
  if (ids.length > 0) return [...withRoute(unit, calls, ids.map((id): ApiAtom => namedApi(engine, id, name, handed.trail))), { ...handed, apis: ids }];
  if (name === '') return [handed];
  const said = fromVerdict(engine, engine.names.classifyName(name), name, unit, node.at).filter((atom) => atom.kind === 'data' && !(isText(param.type) && isAccountItself(engine, atom, name)));
  return [...said.map((atom) => ({ ...atom, assumed: { unit, fn: node.fn, index: node.index } })), handed];
}

/** A text called `profile` is what something is called, and no account; one called `user_input` is what a user says. */
function isAccountItself(engine: Engine, { record }: DataAtom, name: string): boolean {
  return record?.kind === 'account' && record.names.includes(engine.names.splitName(name).join(' '));
}

function isText(type: ParamFacts['type']): boolean {
  if (type?.kind === 'union') return type.of.every((part) => isText(part) || (part.kind === 'primitive' && (part.name === 'null' || part.name === 'undefined')));
  return type?.kind === 'primitive' && type.name === 'string';
}

/** A handler of the project's own errors receives what anybody makes them from. */
function withMessages(engine: Engine, value: Value): Value {
  const messages = value.map((atom) => (atom.kind === 'instance' && isErrorClass(engine, atom.unit, atom.cls) ? messagesOf(engine, atom) : nothing));
  return messages.some((message) => message.length > 0) ? union([value, ...messages.map(failureOf)]) : value;
}

/** `const Card: React.FC<CardProps> = ({ patient }) => …` declares the parameter's type on the variable. */
function componentProps(engine: Engine, unit: Unit, fn: FunctionFacts, node: ParamNode): ParamFacts['type'] {
  if (node.index !== 0 || fn.name === '') return undefined;
  for (const candidate of bindsNamed(unit, fn.name)) {
    if (candidate.type?.kind !== 'ref') continue;
    if (engine.code.types.components.has(candidate.type.name)) return candidate.type.args?.[0];
  }
  return undefined;
}

/** NestJS and its like: `@Body() dto`, `@Param('id') id`. */
function fromDecorators(engine: Engine, unit: Unit, fn: FunctionFacts, param: ParamFacts, node: ParamNode): Value | undefined {
  const { requests } = engine.code.frameworks;
  const decorator = param.decorators?.find((entry) => requests.has(entry.name));
  const request = decorator && requests.get(decorator.name);
  if (!request) return undefined;
  const { holds, label } = request;
  const trail = step(unit, node.at, `${label} comes in`);
  const declared = param.type && typeValue(engine, unit, param.type, trail);
  if (declared !== undefined) return declared;
  const field = decorator.args[0];
  if (field !== undefined || holds === 'request-params') {
    const name = field ?? param.name;
    return fromVerdict(engine, engine.names.classifyName(name), name, unit, node.at);
  }
  const source: SourceAtom = { kind: 'source', holds, label, told: decoratedRoute(engine, unit, fn), site: undefined, names: [param.name], path: [], trail };
  return [source];
}

/** `@Controller('patients') … @Post('intake')` -> patients/intake */
function decoratedRoute(engine: Engine, unit: Unit, fn: FunctionFacts): string | undefined {
  const { handlers, controllers } = engine.code.frameworks;
  const own = fn.decorators?.find((entry) => handlers.has(entry.name));
  const cls = fn.cls < 0 ? undefined : unit.facts.classes[fn.cls];
  const outer = cls?.decorators?.find((entry) => controllers.has(entry.name));
  const parts = [outer?.args[0]?.replace(/^path=/, ''), own?.args[0]?.replace(/^path=/, '')].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join('/') : undefined;
}

/** `app.post('/patients', (req) => …)`: the call that the handler is given to says the route. */
function withRoute(unit: Unit, handed: readonly HandedTo[], value: Value): Value {
  const route = handed[0];
  return route ? value.map((atom) => (atom.kind === 'api' && !atom.calls ? { ...atom, calls: { unit, call: route.call } } : atom)) : value;
}

/** A function handed to more calls than this is no callback of one of them in particular. */
const maxHanded = 6;

function fromCallbacks(engine: Engine, unit: Unit, handed: readonly HandedTo[], node: ParamNode): Value | undefined {
  const values = handed.slice(0, maxHanded).map((entry) => fromCallback(engine, unit, entry, node));
  const told = values.filter((value) => value !== undefined);
  return told.length === 0 ? undefined : union(told);
}

function fromCallback(engine: Engine, unit: Unit, handed: HandedTo, node: ParamNode): Value | undefined {
  const { call, arg } = handed;
  const site = callAt(unit, call);
  const found: Value[] = [];
  for (const atom of engine.valueOf(unit, site.callee)) {
    if (atom.kind === 'function' && handed.key === undefined) {
      const value = handedToCallback(engine, unit, call, atom, arg, node.index);
      if (value) found.push(namedParam(engine, stepped(value, unit, node.at, node.name ? `handed to ${node.name}` : 'handed over'), node, unit));
    } else if (atom.kind === 'origin') {
      const path = `${atom.path}${callbackPath(handed, node.index)}`;
      const given = originValue(engine, { ...atom, path, calls: chained(unit, call, atom.calls) });
      const apis = given.filter((part) => part.kind === 'api');
      if (apis.length > 0) found.push(apis);
    } else if (atom.kind === 'api') {
      const path = [atArgument(handed, node.index), callbackPath(handed, node.index)].map((end) => `${atom.path}${end}`).find((candidate) => {
        const place = engine.apis.at(atom.id, candidate);
        return place.gives !== undefined || place.source !== undefined;
      });
      if (path === undefined) continue;
      const next: ApiAtom = { ...atom, path, calls: chained(unit, call, atom.calls) };
      found.push(namedParam(engine, apiAt(engine, next, '', unit, node.at), node, unit));
    }
  }
  return found.length > 0 ? union(found) : (fromTransfer(engine, unit, handed, node) ?? fromNodeCallback(engine, unit, handed, node));
}

/** `patients.find({}, (err, found) => …)`: after an error comes what the call gives. */
function fromNodeCallback(engine: Engine, unit: Unit, handed: HandedTo, node: ParamNode): Value | undefined {
  const fn = unit.facts.functions[node.fn]!;
  const site = callAt(unit, handed.call);
  const { errorParameters } = engine.code.calls;
  if (handed.key !== undefined || handed.arg !== site.args.length - 1 || fn.params.length < 2 || !errorParameters.has(fn.params[0]!.name.toLowerCase())) return undefined;
  if (node.index === 0) return [{ kind: 'error', unit, from: handed.call, to: handed.call + 1, trail: step(unit, node.at, 'an error is handed over') }];
  if (node.index !== 1) return undefined;
  const given = engine.valueOf(unit, handed.call).filter((atom) => atom.kind === 'data' || atom.kind === 'shape' || atom.kind === 'source');
  return given.length > 0 ? namedParam(engine, given, node, unit) : undefined;
}

/** `(1=>0)`: what the second of two callbacks receives is said apart where it differs: `handleSubmit(save, showErrors)`. */
function atArgument(handed: HandedTo, index: number): string {
  return `(${handed.key === undefined ? handed.arg : `{${handed.key}}`}=>${index})`;
}

/** `(=>0)`, `({onSubmit}=>0)` */
function callbackPath(handed: HandedTo, index: number): string {
  return `(${handed.key === undefined ? '' : `{${handed.key}}`}=>${index})`;
}

/** A project function that calls its parameter: what it hands over there is what the callback receives. */
function handedToCallback(engine: Engine, unit: Unit, call: number, callee: Extract<Atom, { kind: 'function' }>, arg: number, index: number): Value | undefined {
  const found: Value[] = [];
  let called = false;
  for (const candidate of callsInside(callee.unit, callee.fn)) {
    const site = callAt(callee.unit, candidate);
    if (!engine.valueOf(callee.unit, site.callee).some((atom) => isParam(atom, callee, arg))) continue;
    called = true;
    const argument = site.args[index];
    if (argument !== undefined) found.push(engine.valueOf(callee.unit, argument));
  }
  return called ? substitute(engine, union(found), bindCall(engine, unit, call, callee), { unit, call }) : undefined;
}

function isParam(atom: Atom, callee: Extract<Atom, { kind: 'function' }>, index: number): boolean {
  return atom.kind === 'param' && atom.unit === callee.unit && atom.fn === callee.fn && atom.index === index && atom.path.length === 0;
}

function fromTransfer(engine: Engine, unit: Unit, handed: HandedTo, node: ParamNode): Value | undefined {
  const site = callAt(unit, handed.call);
  const callee = nodeAt(unit, site.callee);
  const transfer = transferOfCall(engine, unit, site);
  if (!transfer) return undefined;
  const second = isErrorCallback(engine, unit, site, handed);
  const role = second ? 'error' : transfer.callback?.[node.index];
  if (role === undefined) return undefined;
  const receiver = transferReceiver(engine, unit, site);
  switch (role) {
    case 'element':
    case 'entries':
      return namedParam(engine, elementOf(engine, receiver), node, unit);
    case 'receiver':
      return namedParam(engine, receiver, node, unit);
    case 'result':
      return namedParam(engine, foldedInto(engine, unit, site, node, receiver), node, unit);
    case 'piped':
      return namedParam(engine, pipedInto(engine, unit, handed.call), node, unit);
    case 'resolver':
      return [{ kind: 'param', unit, fn: node.fn, index: node.index, path: [], trail: step(unit, node.at, `parameter ${node.name}`) }];
    case 'safe':
      return nothing;
    case 'error': {
      if (node.index > 0) return nothing;
      const from = callee.op === 'prop' ? firstNodeOf(unit, callee.of) : handed.call;
      return [{ kind: 'error', unit, from, to: handed.call, trail: step(unit, node.at, 'an error is caught') }];
    }
  }
}

/** What a fold has so far: what it starts with, the first element where it starts with nothing, and what its callback returns. */
function foldedInto(engine: Engine, unit: Unit, site: CallNode, node: ParamNode, receiver: Value): Value {
  const starts = site.args.filter((argument) => underlying(unit, argument).op !== 'fn').map((argument) => engine.valueOf(unit, argument));
  return union([...(starts.length > 0 ? starts : [elementOf(engine, receiver)]), engine.returnOf(unit, node.fn)]);
}

/** The second function given to `then` and `subscribe`, and one under the key `error`, receives an error. */
function isErrorCallback(engine: Engine, unit: Unit, site: CallNode, handed: HandedTo): boolean {
  const { rejections, settling } = engine.code.calls;
  if (handed.key !== undefined) return rejections.has(handed.key);
  return handed.arg > 0 && settling.has(terminalName(unit, site.callee));
}

/** `source$.pipe(map((x) => …))`: the operator works on what the pipe is called on. */
function pipedInto(engine: Engine, unit: Unit, operator: number): Value {
  for (const fn of unit.facts.functions)
    for (const call of fn.calls) {
      const node = callAt(unit, call);
      const callee = nodeAt(unit, node.callee);
      if (callee.op === 'prop' && node.args.includes(operator)) return engine.valueOf(unit, callee.of);
    }
  return nothing;
}

/** The lowest node of a promise chain: what is guarded by its catch begins there. */
function firstNodeOf(unit: Unit, id: number): number {
  const node = nodeAt(unit, id);
  if (node.op === 'call') return Math.min(firstNodeOf(unit, node.callee), ...node.args);
  return node.op === 'prop' ? firstNodeOf(unit, node.of) : id;
}

function namedParam(engine: Engine, value: Value, node: ParamNode, unit: Unit): Value {
  return named(engine, value, node.name, unit, node.at);
}
