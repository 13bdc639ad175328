import type { NodeId, Span } from '../../facts/facts.js';
import { arrayNode, callNode, elementNode, objectNode, phiOf } from '../graph/graph.js';
import { lookUp } from '../graph/variables.js';
import { childOf, namedChildren, type SyntaxNode } from '../tree-sitter/tree.js';
import { lowerExpression, lowerNamed, superNode } from './expressions.js';
import { noteRead, textOf, type Lowering } from './lowering.js';
import { mutationOf, unwrap } from './syntax.js';
import { mutate } from './targets.js';
import { lowerFormat } from './text.js';

export interface Arguments {
  readonly args: readonly NodeId[];
  readonly spread: readonly number[] | null;
  readonly names: readonly (string | null)[] | null;
  readonly written: readonly SyntaxNode[];
}

const noArguments: Arguments = { args: [], spread: null, names: null, written: [] };

/** A call whose callee has been lowered. */
export function lowerCall(l: Lowering, node: SyntaxNode, callee: NodeId, at: Span): NodeId {
  const called = childOf(node, 'function');
  const given = lowerArguments(l, childOf(node, 'arguments'));
  if (called !== undefined && isSuper(l, called)) return superNode(l, at);
  const callable = l.nodes[callee];
  if (callable?.op === 'prop' && callable.name === 'format') {
    const text = lowerFormat(l, at, callable.of, given.args, given.names, given.written);
    if (text !== null) return text;
  }
  const call = callWith(l, at, callee, given);
  const mutation = mutationOf(l, node);
  if (mutation !== null) mutate(l, mutation.target, mutation.path, mutatingValue(l, at, given, mutation.from, mutation.spread));
  return call;
}

function isSuper(l: Lowering, called: SyntaxNode): boolean {
  return called.kind === 'identifier' && textOf(l, called) === 'super' && lookUp(l.scope, 'super') === null;
}

export function callWith(l: Lowering, at: Span, callee: NodeId, { args, spread, names, written }: Arguments): NodeId {
  const call = callNode(l, at, callee, args, spread, null, names);
  written.forEach((argument, index) => noteRead(l, call, index, argument));
  markCallbacks(l, args, written, call);
  return call;
}

export function lowerArguments(l: Lowering, list: SyntaxNode | undefined): Arguments {
  if (list === undefined) return noArguments;
  const given = list.kind === 'argument_list' ? namedChildren(list) : [list];
  const args: NodeId[] = [];
  const written: SyntaxNode[] = [];
  let spread: number[] | null = null;
  let names: (string | null)[] | null = null;
  for (const argument of given) {
    let value = argument;
    let name: string | null = null;
    if (argument.kind === 'keyword_argument') {
      const key = childOf(argument, 'name');
      value = childOf(argument, 'value') ?? argument;
      name = key === undefined ? null : textOf(l, key);
    } else if (argument.kind === 'dictionary_splat') name = '**';
    else if (argument.kind === 'list_splat') (spread ??= []).push(args.length);
    if (name !== null || names !== null) (names ??= args.map(() => null)).push(name);
    written.push(value);
    args.push(lowerNamed(l, value, name ?? ''));
  }
  return { args, spread, names, written };
}

/** Tells functions that are written as arguments which call they are handed to. */
function markCallbacks(l: Lowering, args: readonly NodeId[], written: readonly SyntaxNode[], call: NodeId): void {
  for (let arg = 0; arg < args.length; arg++) {
    const node = l.nodes[args[arg] as NodeId];
    const argument = written[arg];
    if (node?.op !== 'fn' || argument === undefined || unwrap(argument).kind !== 'lambda') continue;
    const fn = l.functions[node.fn];
    if (fn !== undefined) fn.facts.passedTo = { call, arg };
  }
}

/** The values of `items.append(value)` or `fields.update(other, name=value)` as one. */
function mutatingValue(l: Lowering, at: Span, { args, spread, names }: Arguments, from: number, isCollection: boolean): NodeId {
  const values: NodeId[] = [];
  for (let index = from; index < args.length; index++) {
    const value = args[index] as NodeId;
    const name = names?.[index] ?? null;
    if (name !== null && name !== '**') values.push(objectNode(l, at, [{ key: name, value }]));
    else values.push(isCollection || spread?.includes(index) === true ? elementNode(l, at, value) : value);
  }
  return values.length === 0 ? arrayNode(l, at, [], null) : phiOf(l, at, values);
}

/** What a `print` statement of Python 2 writes. */
export function lowerPrinted(l: Lowering, nodes: readonly SyntaxNode[]): Arguments {
  return { args: nodes.map((node) => lowerExpression(l, node)), spread: null, names: null, written: nodes };
}
