/** What well-known functions and methods give back: map, trim, JSON.stringify, useState. */
import { argumentOfCall } from '../facts/arguments.js';
import type { CallNode, NodeId } from '../facts/facts.js';
import type { Transfer } from '../knowledge/knowledge.js';
import type { Unit } from '../link/program.js';
import { handledError } from './caught.js';
import { callAt, nodeAt, type Engine } from './engine.js';
import { callsInside } from './handed.js';
import { literalKeys, terminalName, underlying } from './literals.js';
import { elementOf, memberOf } from './members.js';
import { pickOf, restOf } from './rest.js';
import { handedToSetter, heldValue, stateValue } from './state.js';
import { substitute, withClosure } from './substitute.js';
import { failureOf, listOf, nothing, step, objectOf, union, type Value } from './value.js';

export function receiverOf(engine: Engine, unit: Unit, node: CallNode): Value {
  const callee = nodeAt(unit, node.callee);
  return callee.op === 'prop' ? engine.valueOf(unit, callee.of) : nothing;
}

/** What a method that every value of its kind has does: map, trim, toString. undefined: no such method is known. */
export function callMethod(engine: Engine, unit: Unit, call: NodeId, node: CallNode): Value | undefined {
  const callee = nodeAt(unit, node.callee);
  if (callee.op !== 'prop') return undefined;
  const transfer = engine.transfers.method(callee.name, unit.facts.language);
  return transfer && transferred(engine, unit, call, node, transfer, engine.valueOf(unit, callee.of));
}

/** The transfer that a call is: by the origin of its function, else by its method's name. */
export function transferOfCall(engine: Engine, unit: Unit, node: CallNode): Transfer | undefined {
  for (const atom of engine.valueOf(unit, node.callee)) {
    if (atom.kind !== 'origin') continue;
    const found = engine.transfers.fn(atom.module === '' ? atom.path : atom.path === '' ? atom.module : `${atom.module}.${atom.path}`);
    if (found) return found;
  }
  const callee = nodeAt(unit, node.callee);
  return callee.op === 'prop' ? engine.transfers.method(callee.name, unit.facts.language) : undefined;
}

/** What a transfer works on: the receiver of a method; for a function its first argument that is none itself. */
export function transferReceiver(engine: Engine, unit: Unit, node: CallNode): Value {
  if (!receiverIsArgument(engine, unit, node)) return receiverOf(engine, unit, node);
  const first = node.args.find((argument) => underlying(unit, argument).op !== 'fn');
  return first === undefined ? nothing : engine.valueOf(unit, first);
}

function receiverIsArgument(engine: Engine, unit: Unit, node: CallNode): boolean {
  const callee = nodeAt(unit, node.callee);
  if (callee.op !== 'prop') return true;
  const owner = engine.valueOf(unit, callee.of);
  return owner.length > 0 && owner.every((atom) => atom.kind === 'origin');
}

export function transferred(engine: Engine, unit: Unit, call: NodeId, node: CallNode, transfer: Transfer, receiver: Value | undefined): Value {
  const value = union(transfer.gives.map((role) => givenAs(engine, unit, call, node, transfer, role, receiver)));
  if (value.length === 0 && receiver === undefined && startsEmpty(unit, node, transfer)) {
    return [{ kind: 'unknown', name: '', verdict: undefined, trail: step(unit, node.at, 'filled later') }];
  }
  const kept = namesAt(unit, node, transfer.keeps);
  if (kept.length > 0) return pickOf(engine, value, kept, unit, node.at);
  const dropped = namesAt(unit, node, transfer.drops);
  return dropped.length > 0 ? restOf(engine, value, dropped, unit, node.at) : value;
}

function namesAt(unit: Unit, node: CallNode, which: number | string | undefined): readonly string[] {
  const argument = which === undefined ? undefined : argumentOfCall(node, which);
  return argument === undefined ? [] : literalKeys(unit, argument);
}

/** `useState(null)`, `createContext()`, `useRef('')`: what is filled later, by code that we may not see, is not known to be empty. */
function startsEmpty(unit: Unit, node: CallNode, transfer: Transfer): boolean {
  if (!transfer.gives.some((role) => role === 'state' || role === 'args' || role === 'first-arg')) return false;
  return node.args.every((argument) => {
    const value = underlying(unit, argument);
    if (value.op === 'const') return value.value === null || value.value === '';
    return (value.op === 'array' && value.items.length === 0) || (value.op === 'object' && value.entries.length === 0);
  });
}

function givenAs(engine: Engine, unit: Unit, call: NodeId, node: CallNode, transfer: Transfer, role: Transfer['gives'][number], receiver: Value | undefined): Value {
  switch (role) {
    case 'receiver':
      return receiver ?? transferReceiver(engine, unit, node);
    case 'element':
      return elementOf(engine, receiver ?? transferReceiver(engine, unit, node));
    case 'first-arg':
      return node.args[0] === undefined ? nothing : engine.valueOf(unit, node.args[0]);
    case 'args':
      return union(node.args.filter((argument) => underlying(unit, argument).op !== 'fn').map((argument) => spreadValue(engine, unit, node, argument)));
    case 'callback':
      if (!hasCallback(engine, unit, node)) return receiver ?? transferReceiver(engine, unit, node);
      return union(node.args.flatMap((argument) => callbackResults(engine, unit, call, node, transfer, argument)));
    case 'state':
      return union([stateValue(engine, unit, node), handedToSetter(engine, unit, call)]);
    case 'resolved':
      return union(node.args.flatMap((argument) => resolvedIn(engine, unit, argument)));
    case 'error':
      return failureOf(givenAs(engine, unit, call, node, transfer, 'args', receiver));
    case 'entries':
      return pairsOf(engine, receiver ?? transferReceiver(engine, unit, node));
    case 'from-entries':
      return fromPairs(engine, receiver ?? transferReceiver(engine, unit, node));
    case 'member':
      return memberAsked(engine, unit, node, receiver ?? transferReceiver(engine, unit, node));
    case 'handled':
      return handledError(unit, call);
    case 'read':
      return readFrom(engine, unit, node);
    case 'held':
      return heldValue(engine, unit, node);
    case 'serialized':
      return withAllFields(engine, union([receiver ?? nothing, givenAs(engine, unit, call, node, transfer, 'args', receiver)]));
    case 'keys':
    case 'safe':
      return nothing;
  }
}

/** A value with all that its objects hold, whatever their classes give as their text. */
export function withAllFields(engine: Engine, value: Value): Value {
  return union(
    value.map((atom): Value => {
      switch (atom.kind) {
        case 'shape':
          return [{ ...atom, serialized: true }];
        case 'instance': {
          const model = engine.models.ofDeclaration({ kind: 'class', unit: atom.unit, cls: atom.cls });
          return [{ kind: 'shape', model, serialized: true, trail: atom.trail }];
        }
        case 'list':
          return listOf(withAllFields(engine, atom.element));
        case 'object':
          return objectOf(atom.fields, withAllFields(engine, atom.base));
        default:
          return [atom];
      }
    }),
  );
}

/** A file, a terminal and a text of unknown origin hold whatever the names say that their parts are put under. */
function readFrom(engine: Engine, unit: Unit, node: CallNode): Value {
  const [first] = node.args;
  const known = first === undefined ? nothing : engine.valueOf(unit, first).filter((atom) => atom.kind !== 'api' && atom.kind !== 'origin');
  const name = terminalName(unit, node.callee);
  return known.length > 0 ? known : [{ kind: 'unknown', name, verdict: undefined, trail: step(unit, node.at, `${name} reads a value`) }];
}

function spreadValue(engine: Engine, unit: Unit, node: CallNode, argument: NodeId): Value {
  const value = engine.valueOf(unit, argument);
  return node.spread?.includes(node.args.indexOf(argument)) ? elementOf(engine, value) : value;
}

/** Anything but what plays the receiver may be the callback; without one, nothing is made of the elements. */
function hasCallback(engine: Engine, unit: Unit, node: CallNode): boolean {
  const isFunction = (argument: NodeId): boolean => engine.valueOf(unit, argument).some((atom) => atom.kind === 'function');
  const receiver = receiverIsArgument(engine, unit, node) ? node.args.find((argument) => !isFunction(argument)) : undefined;
  return node.args.some((argument) => argument !== receiver);
}

/** Key and element of each part: the key carries nothing. */
function pairsOf(engine: Engine, value: Value): Value {
  const element = elementOf(engine, value);
  return element.length === 0 ? nothing : listOf(objectOf(new Map([['0', nothing], ['1', element]]), nothing));
}

function fromPairs(engine: Engine, value: Value): Value {
  return union(
    elementOf(engine, value).map((atom): Value => {
      const second = atom.kind === 'object' ? atom.fields.get('1') : undefined;
      if (!second) return [atom];
      // The parts of a record make the record again.
      const records = second.filter((part) => part.kind === 'shape' || part.kind === 'source' || (part.kind === 'data' && part.whole));
      const others = second.filter((part) => !records.includes(part));
      return others.length === 0 ? records : objectOf(new Map([['*', others]]), records);
    }),
  );
}

/** `row.get('ssn')`, `_.get(patient, 'id')`; a collection has elements under its keys. */
function memberAsked(engine: Engine, unit: Unit, node: CallNode, receiver: Value): Value {
  const key = node.args.map((argument) => underlying(unit, argument)).find((argument) => argument.op === 'const');
  if (key?.op !== 'const' || typeof key.value !== 'string') return receiver;
  const path = key.value.split('.');
  return union(receiver.map((atom) => (atom.kind === 'list' ? atom.element : path.reduce((value: Value, name) => memberOf(engine, value, name, unit, node.at), [atom]))));
}

function callbackResults(engine: Engine, unit: Unit, call: NodeId, node: CallNode, transfer: Transfer, argument: NodeId): Value[] {
  return engine.valueOf(unit, argument).flatMap((atom) => {
    if (atom.kind !== 'function') return [];
    const inner = engine.returnOf(atom.unit, atom.fn);
    if (!transfer.callback) return [withClosure(engine, inner, atom)];
    // Written here, its parameters are already known by the call; a function from elsewhere is told its argument now.
    const receiver = transferReceiver(engine, unit, node);
    const handed = (index: number): Value => {
      const role = transfer.callback?.[index];
      if (role === 'element' || role === 'entries') return elementOf(engine, receiver);
      return role === 'receiver' ? receiver : nothing;
    };
    return [withClosure(engine, substitute(engine, inner, { unit: atom.unit, fn: atom.fn, argument: handed }, { unit, call }), atom)];
  });
}

/** `new Promise((resolve) => resolve(patient))`. */
function resolvedIn(engine: Engine, unit: Unit, argument: NodeId): Value[] {
  const executor = underlying(unit, argument);
  if (executor.op !== 'fn') return [];
  const found: Value[] = [];
  for (const call of callsInside(unit, executor.fn)) {
    const node = callAt(unit, call);
    const callee = underlying(unit, node.callee);
    if (callee.op === 'param' && callee.fn === executor.fn && callee.index === 0 && node.args[0] !== undefined) found.push(engine.valueOf(unit, node.args[0]));
  }
  return found;
}
