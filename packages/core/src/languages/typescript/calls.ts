import ts from './compiler.js';
import type { NodeId, Span } from '../../facts/facts.js';
import { lowerExpression, lowerTemplate } from './expressions.js';
import { callNode, constNode, importNode } from '../graph/graph.js';
import { type Lowering, noteRead, spanOf } from './lowering.js';
import { lookUp } from '../graph/variables.js';
import { isFunctionExpression, literalKey, mutationOf, unwrap } from './syntax.js';
import { mutate, mutatingValue } from './targets.js';

const K = ts.SyntaxKind;

/** A call whose callee has been lowered. */
export function lowerCallOf(l: Lowering, node: ts.CallExpression, callee: NodeId, at: Span): NodeId {
  const required = requiredModule(l, node);
  if (required !== null) return importNode(l, at, { module: required, name: '*', local: '', at });
  const { args, spread } = lowerArguments(l, node.arguments);
  const call = callNode(l, at, callee, args, spread, null);
  noteArguments(l, node.arguments, call);
  markCallbacks(l, node.arguments, args, call);
  const mutation = mutationOf(node);
  if (mutation !== null) mutate(l, mutation.target, mutation.path, mutatingValue(l, node, args, mutation.from));
  return call;
}

/** `import('module')` */
export function lowerImportCall(l: Lowering, node: ts.CallExpression, at: Span): NodeId {
  const module = node.arguments[0];
  const name = module === undefined ? null : literalKey(module);
  if (name !== null) return importNode(l, at, { module: name, name: '*', local: '', at });
  lowerArguments(l, node.arguments);
  return constNode(l, at, null);
}

function requiredModule(l: Lowering, node: ts.CallExpression): string | null {
  const { expression, arguments: args } = node;
  if (expression.kind !== K.Identifier || (expression as ts.Identifier).text !== 'require') return null;
  const module = args[0];
  return module === undefined || lookUp(l.scope, 'require') !== null ? null : literalKey(module);
}

export function lowerNew(l: Lowering, node: ts.NewExpression): NodeId {
  const callee = lowerExpression(l, node.expression);
  const given: readonly ts.Expression[] = node.arguments ?? [];
  const { args, spread } = lowerArguments(l, given);
  const call = callNode(l, spanOf(l, node), callee, args, spread, 'new');
  noteArguments(l, given, call);
  markCallbacks(l, given, args, call);
  return call;
}

export function lowerTagged(l: Lowering, node: ts.TaggedTemplateExpression): NodeId {
  const callee = lowerExpression(l, node.tag);
  const text = lowerTemplate(l, node.template);
  return callNode(l, spanOf(l, node), callee, [text], null, 'tagged');
}

function lowerArguments(l: Lowering, given: readonly ts.Expression[]): { readonly args: NodeId[]; readonly spread: number[] | null } {
  const args: NodeId[] = [];
  let spread: number[] | null = null;
  for (const argument of given) {
    if (argument.kind === K.SpreadElement) {
      (spread ??= []).push(args.length);
      args.push(lowerExpression(l, (argument as ts.SpreadElement).expression));
    } else args.push(lowerExpression(l, argument));
  }
  return { args, spread };
}

function noteArguments(l: Lowering, given: readonly ts.Expression[], call: NodeId): void {
  for (let index = 0; index < given.length; index++) noteRead(l, call, index, given[index] as ts.Expression);
}

/** Tells functions that are written as arguments which call they are handed to. */
function markCallbacks(l: Lowering, given: readonly ts.Expression[], args: readonly NodeId[], call: NodeId): void {
  for (let arg = 0; arg < args.length; arg++) {
    const node = l.nodes[args[arg] as NodeId];
    if (node?.op !== 'fn' || !isFunctionExpression(unwrap(given[arg] as ts.Expression))) continue;
    const fn = l.functions[node.fn];
    if (fn !== undefined) fn.facts.passedTo = { call, arg };
  }
}
