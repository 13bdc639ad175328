/** Functions and calls of one file: which calls a function is handed to as a callback (directly, by its variable's name, or under a key of an object), and which it makes. */
import type { FileFacts, NodeId } from '../facts/facts.js';
import type { Unit } from '../link/program.js';
import { underlying } from './literals.js';

export interface HandedTo {
  readonly call: NodeId;
  readonly arg: number;
  /** The key it stands under, where the argument is an object; the name of an argument that is given by name. */
  readonly key?: string;
}

const byUnit = new WeakMap<FileFacts['nodes'], Map<number, HandedTo[]>>();
const none: readonly HandedTo[] = [];

export function handedTo(unit: Unit, fn: number): readonly HandedTo[] {
  let index = byUnit.get(unit.facts.nodes);
  if (!index) {
    index = indexUnit(unit);
    byUnit.set(unit.facts.nodes, index);
  }
  return index.get(fn) ?? none;
}

function indexUnit(unit: Unit): Map<number, HandedTo[]> {
  const index = new Map<number, HandedTo[]>();
  const put = (fn: number, handed: HandedTo): void => {
    const list = index.get(fn);
    if (list) list.push(handed);
    else index.set(fn, [handed]);
  };
  unit.facts.nodes.forEach((node, call) => {
    if (node.op !== 'call') return;
    node.args.forEach((argument, arg) => {
      const value = underlying(unit, argument);
      const name = node.names?.[arg];
      if (value.op === 'fn') put(value.fn, name == null ? { call, arg } : { call, arg, key: name });
      else if (value.op === 'object') {
        for (const entry of value.entries) {
          const inner = entry.key === null || entry.spread ? undefined : underlying(unit, entry.value);
          if (inner?.op === 'fn') put(inner.fn, { call, arg, key: entry.key! });
        }
      }
    });
  });
  return index;
}

/** The calls of a function and of the functions written inside it. */
export function callsInside(unit: Unit, fn: number): NodeId[] {
  const calls: NodeId[] = [];
  unit.facts.functions.forEach((candidate, index) => {
    let at = index;
    while (at !== fn && at > 0) at = unit.facts.functions[at]!.parent;
    if (at === fn) calls.push(...candidate.calls);
  });
  return calls;
}
