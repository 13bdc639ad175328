import { lowerExpression } from './expressions.js';
import { closeLoop, enterFrame, enterLoop, leaveFrame, merge, takeBranch, unchanged } from '../graph/flow.js';
import { elementNode, type Frame } from '../graph/graph.js';
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

/** The condition comes last, so the loop is left with what the body did. */
export function lowerDo(l: Lowering, node: SyntaxNode): void {
  const at = spanOf(node);
  const { dead } = l;
  const head = enterLoop(l, l.loops.get(node), at);
  const frame = enterFrame(l, 'loop', []);
  lowerBody(l, node);
  leaveFrame(l);
  goAround(l, frame, at, dead);
  const condition = childOf(node, 'condition');
  if (condition !== undefined) lowerExpression(l, condition);
  closeLoop(l, head, at);
  const end = takeBranch(l, frame.mark, dead);
  merge(l, [isTrue(condition) ? null : end, ...frame.breaks], at);
}

function lowerBody(l: Lowering, node: SyntaxNode): void {
  const body = childOf(node, 'body');
  if (body !== undefined) lowerStatement(l, body);
}

function isTrue(condition: SyntaxNode | undefined): boolean {
  return condition !== undefined && namedChildren(condition)[0]?.kind === 'true';
}

function nothing(): void {}

interface LoopParts {
  readonly before: () => unknown;
  readonly body: () => void;
  readonly after: () => unknown;
  /** Only `break` leaves it. */
  readonly endless: boolean;
}

function lowerLoop(l: Lowering, node: SyntaxNode, { before, body, after, endless }: LoopParts): void {
  const at = spanOf(node);
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

/** The end of the body and every `continue` come together. */
function goAround(l: Lowering, frame: Frame, at: readonly [number, number], dead: boolean): void {
  if (frame.continues.length > 0) merge(l, [takeBranch(l, frame.mark, dead), ...frame.continues], at);
}
