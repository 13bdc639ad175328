import ts from './compiler.js';
import type { NodeId } from '../../facts/facts.js';
import { lowerExpression } from './expressions.js';
import { type LoopParts, runLoop, runLoopOnce } from '../graph/flow.js';
import { elementNode, plainNode } from '../graph/graph.js';
import { type Lowering, spanOf } from './lowering.js';
import { lowerDeclarations, lowerStatement } from './statements.js';
import { assignTo, bindName } from './targets.js';

const K = ts.SyntaxKind;

export function lowerFor(l: Lowering, node: ts.ForStatement): void {
  const { scope } = l;
  l.scope = l.scopes.get(node) ?? scope;
  const { initializer, condition, incrementor } = node;
  if (initializer?.kind === K.VariableDeclarationList) lowerDeclarations(l, initializer as ts.VariableDeclarationList);
  else if (initializer !== undefined) lowerExpression(l, initializer as ts.Expression);
  lowerLoop(l, node, {
    before: () => condition !== undefined && lowerExpression(l, condition),
    body: () => lowerStatement(l, node.statement),
    after: () => incrementor !== undefined && lowerExpression(l, incrementor),
    endless: condition === undefined || condition.kind === K.TrueKeyword,
  });
  l.scope = scope;
}

export function lowerForEach(l: Lowering, node: ts.ForInOrOfStatement): void {
  const { scope } = l;
  const collection = lowerExpression(l, node.expression);
  const { initializer } = node;
  const at = spanOf(l, initializer);
  l.scope = l.scopes.get(node) ?? scope;
  lowerLoop(l, node, {
    before: nothing,
    body: () => {
      const value = node.kind === K.ForInStatement ? plainNode(l, at, 'key', [collection]) : elementNode(l, at, collection);
      receive(l, initializer, value);
      lowerStatement(l, node.statement);
    },
    after: nothing,
    endless: false,
  });
  l.scope = scope;
}

function receive(l: Lowering, initializer: ts.ForInitializer, value: NodeId): void {
  if (initializer.kind !== K.VariableDeclarationList) {
    assignTo(l, initializer as ts.Expression, value);
    return;
  }
  for (const { name } of (initializer as ts.VariableDeclarationList).declarations) bindName(l, name, value, null);
}

export function lowerWhile(l: Lowering, node: ts.WhileStatement): void {
  lowerLoop(l, node, {
    before: () => lowerExpression(l, node.expression),
    body: () => lowerStatement(l, node.statement),
    after: nothing,
    endless: node.expression.kind === K.TrueKeyword,
  });
}

function nothing(): void {}

function lowerLoop(l: Lowering, node: ts.IterationStatement, parts: LoopParts): void {
  runLoop(l, l.loops.get(node), spanOf(l, node), parts);
}

export function lowerDo(l: Lowering, node: ts.DoStatement): void {
  runLoopOnce(l, l.loops.get(node), spanOf(l, node), {
    body: () => lowerStatement(l, node.statement),
    after: () => lowerExpression(l, node.expression),
    endless: node.expression.kind === K.TrueKeyword,
  });
}
