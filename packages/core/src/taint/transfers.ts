/** What well-known functions and methods give back: map, trim, JSON.stringify, useState. */
import type { CallNode, NodeId } from '../facts/facts.js';
import type { Transfer } from '../knowledge/knowledge.js';
import type { Unit } from '../link/program.js';
import { callAt, nodeAt, type Engine } from './engine.js';
import { underlying } from './literals.js';
import { elementOf } from './members.js';
import { callsInside } from './params.js';
import { substitute } from './substitute.js';
import { failureOf, nothing, union, type Value } from './value.js';

export function receiverOf(engine: Engine, unit: Unit, node: CallNode): Value {
  const callee = nodeAt(unit, node.callee);
  return callee.op === 'prop' ? engine.valueOf(unit, callee.of) : nothing;
}

/** What a method that every value of its kind has does: map, trim, toString. undefined: no such method is known. */
export function callMethod(engine: Engine, unit: Unit, call: NodeId, node: CallNode): Value | undefined {
  const callee = nodeAt(unit, node.callee);
  if (callee.op !== 'prop') return undefined;
  const transfer = engine.transfers.method(callee.name);
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
  return callee.op === 'prop' ? engine.transfers.method(callee.name) : undefined;
}

/** What a transfer works on: the receiver of a method; for a function its first argument that is none itself. */
export function transferReceiver(engine: Engine, unit: Unit, node: CallNode): Value {
  const callee = nodeAt(unit, node.callee);
  const receiver = callee.op === 'prop' ? engine.valueOf(unit, callee.of) : nothing;
  if (callee.op === 'prop' && !receiver.every((atom) => atom.kind === 'origin')) return receiver;
  const first = node.args.find((argument) => underlying(unit, argument).op !== 'fn');
  return first === undefined ? nothing : engine.valueOf(unit, first);
}

export function transferred(engine: Engine, unit: Unit, call: NodeId, node: CallNode, transfer: Transfer, receiver: Value | undefined): Value {
  return union(transfer.gives.map((role) => givenAs(engine, unit, call, node, role, receiver)));
}

function givenAs(engine: Engine, unit: Unit, call: NodeId, node: CallNode, role: Transfer['gives'][number], receiver: Value | undefined): Value {
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
      return union(node.args.flatMap((argument) => callbackResults(engine, unit, call, node, argument)));
    case 'state':
      return union([node.args[0] === undefined ? nothing : engine.valueOf(unit, node.args[0]), handedToSetter(engine, unit, call)]);
    case 'resolved':
      return union(node.args.flatMap((argument) => resolvedIn(engine, unit, argument)));
    case 'error':
      return failureOf(givenAs(engine, unit, call, node, 'args', receiver));
    case 'keys':
    case 'safe':
      return nothing;
  }
}

function spreadValue(engine: Engine, unit: Unit, node: CallNode, argument: NodeId): Value {
  const value = engine.valueOf(unit, argument);
  return node.spread?.includes(node.args.indexOf(argument)) ? elementOf(engine, value) : value;
}

function callbackResults(engine: Engine, unit: Unit, call: NodeId, node: CallNode, argument: NodeId): Value[] {
  return engine.valueOf(unit, argument).flatMap((atom) => {
    if (atom.kind !== 'function') return [];
    const inner = engine.returnOf(atom.unit, atom.fn);
    // Written here, its parameters are already known by the call; a function from elsewhere is told its argument now.
    const element = elementOf(engine, transferReceiver(engine, unit, node));
    return [substitute(engine, inner, { unit: atom.unit, fn: atom.fn, argument: (index) => (index === 0 ? element : nothing) }, { unit, call })];
  });
}

/** `const [patient, setPatient] = useState(null)`: all that setPatient is ever called with. */
function handedToSetter(engine: Engine, unit: Unit, call: NodeId): Value {
  const { nodes } = unit.facts;
  const pair = new Set<NodeId>();
  nodes.forEach((node, id) => {
    if (node.op === 'element' && node.of === call) pair.add(id);
  });
  const setters = new Set<NodeId>();
  nodes.forEach((node, id) => {
    if (node.op === 'bind' && pair.has(node.of) && /^(set|dispatch|update|on|toggle|change)/.test(node.name)) setters.add(id);
  });
  if (setters.size === 0) return nothing;
  const found: Value[] = [];
  for (const node of nodes) {
    if (node.op !== 'call' || !setters.has(node.callee)) continue;
    const given = node.args[0];
    if (given === undefined) continue;
    const value = engine.valueOf(unit, given);
    found.push(value);
    for (const atom of value) if (atom.kind === 'function') found.push(engine.returnOf(atom.unit, atom.fn));
  }
  return union(found).filter((atom) => atom.kind !== 'function');
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
