import { lowerExpression } from './expressions.js';
import { type LoopParts, runLoop, runLoopOnce } from '../graph/flow.js';
import { elementNode } from '../graph/graph.js';
import { childOf, childrenOf, namedChildren, spanOf, type SyntaxNode } from '../tree-sitter/tree.js';
import type { Lowering } from './lowering.js';
import { lowerStatement, lowerVariables } from './statements.js';
import { bindLocal } from './targets.js';
import { typeOf } from './types.js';

export function lowerFor(l: Lowering, node: SyntaxNode): void {
  const { scope } = l;
  l.scope = l.scopes.get(node) ?? scope;
  for (const init of childrenOf(node, 'init')) {
    if (init.kind === 'local_variable_declaration') lowerVariables(l, init);
    else lowerExpression(l, init);
  }
  const condition = childOf(node, 'condition');
  lowerLoop(l, node, {
    before: () => condition !== undefined && lowerExpression(l, condition),
    body: () => lowerBody(l, node),
    after: () => childrenOf(node, 'update').forEach((update) => lowerExpression(l, update)),
    endless: condition === undefined || condition.kind === 'true',
  });
  l.scope = scope;
}

export function lowerForEach(l: Lowering, node: SyntaxNode): void {
  const { scope } = l;
  const written = childOf(node, 'value');
  const name = childOf(node, 'name');
  if (written === undefined || name === undefined) return;
  const collection = lowerExpression(l, written);
  l.scope = l.scopes.get(node) ?? scope;
  lowerLoop(l, node, {
    before: nothing,
    body: () => {
      bindLocal(l, name, elementNode(l, spanOf(name), collection), typeOf(l, childOf(node, 'type')));
      lowerBody(l, node);
    },
    after: nothing,
    endless: false,
  });
  l.scope = scope;
}

export function lowerWhile(l: Lowering, node: SyntaxNode): void {
  const condition = childOf(node, 'condition');
  lowerLoop(l, node, {
    before: () => condition !== undefined && lowerExpression(l, condition),
    body: () => lowerBody(l, node),
    after: nothing,
    endless: isTrue(condition),
  });
}

export function lowerDo(l: Lowering, node: SyntaxNode): void {
  const condition = childOf(node, 'condition');
  runLoopOnce(l, l.loops.get(node), spanOf(node), {
    body: () => lowerBody(l, node),
    after: () => condition !== undefined && lowerExpression(l, condition),
    endless: isTrue(condition),
  });
}

function lowerBody(l: Lowering, node: SyntaxNode): void {
  const body = childOf(node, 'body');
  if (body !== undefined) lowerStatement(l, body);
}

function isTrue(condition: SyntaxNode | undefined): boolean {
  return condition !== undefined && namedChildren(condition)[0]?.kind === 'true';
}

function nothing(): void {}

function lowerLoop(l: Lowering, node: SyntaxNode, parts: LoopParts): void {
  runLoop(l, l.loops.get(node), spanOf(node), parts);
}
