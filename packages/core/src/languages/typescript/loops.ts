import ts from './compiler.js';
import type { NodeId, Span } from '../../facts/facts.js';
import { lowerExpression } from './expressions.js';
import { closeLoop, enterFrame, enterLoop, leaveFrame, merge, takeBranch, unchanged } from '../graph/flow.js';
import { elementNode, type Frame, plainNode } from '../graph/graph.js';
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

interface LoopParts {
  readonly before: () => unknown;
  readonly body: () => void;
  readonly after: () => unknown;
  /** Only `break` leaves it. */
  readonly endless: boolean;
}

function lowerLoop(l: Lowering, node: ts.IterationStatement, { before, body, after, endless }: LoopParts): void {
  const at = spanOf(l, node);
  const { dead } = l;
  const head = enterLoop(l, l.loops.get(node), at);
  before();
  const frame = enterFrame(l, 'loop', []);
  body();
  leaveFrame(l);
  goAround(l, frame, at, dead);
  after();
  closeLoop(l, head, at);
  takeBranch(l, frame.mark, dead);
  merge(l, [endless ? null : unchanged(l), ...frame.breaks], at);
}

/** The condition comes last, so the loop is left with what the body did. */
export function lowerDo(l: Lowering, node: ts.DoStatement): void {
  const at = spanOf(l, node);
  const { dead } = l;
  const head = enterLoop(l, l.loops.get(node), at);
  const frame = enterFrame(l, 'loop', []);
  lowerStatement(l, node.statement);
  leaveFrame(l);
  goAround(l, frame, at, dead);
  lowerExpression(l, node.expression);
  closeLoop(l, head, at);
  const end = takeBranch(l, frame.mark, dead);
  merge(l, [node.expression.kind === K.TrueKeyword ? null : end, ...frame.breaks], at);
}

/** The end of the body and every `continue` come together. */
function goAround(l: Lowering, frame: Frame, at: Span, dead: boolean): void {
  if (frame.continues.length > 0) merge(l, [takeBranch(l, frame.mark, dead), ...frame.continues], at);
}
