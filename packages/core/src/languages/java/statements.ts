import { lowerLocalType } from './classes.js';
import { lowerExpression } from './expressions.js';
import { enterFrame, jump, leaveFrame, mark, merge, takeBranch, takeLink } from '../graph/flow.js';
import { callNode, type Changes } from '../graph/graph.js';
import { lookUp } from '../graph/variables.js';
import { childOf, childrenOf, namedChildren, spanOf, type SyntaxNode } from '../tree-sitter/tree.js';
import { isTooDeep, type Lowering, noteRead, textOf } from './lowering.js';
import { lowerDo, lowerFor, lowerForEach, lowerWhile } from './loops.js';
import { argumentsOf } from './syntax.js';
import { lowerSwitch } from './switch.js';
import { bindLocal } from './targets.js';
import { lowerTry } from './try.js';
import { typeOf } from './types.js';
import { classNode } from '../graph/graph.js';

type Handler = (l: Lowering, node: SyntaxNode) => void;

export function lowerStatement(l: Lowering, node: SyntaxNode): void {
  const handler = HANDLERS[node.kind];
  if (handler === undefined || isTooDeep(l, node)) return;
  l.depth++;
  handler(l, node);
  l.depth--;
}

/** What stands in a block, without a scope of its own. */
export function lowerStatements(l: Lowering, block: SyntaxNode): void {
  for (const statement of block.children) lowerStatement(l, statement);
}

function lowerBlock(l: Lowering, node: SyntaxNode): void {
  const { scope } = l;
  l.scope = l.scopes.get(node) ?? scope;
  lowerStatements(l, node);
  l.scope = scope;
}

export function lowerVariables(l: Lowering, node: SyntaxNode): void {
  const declared = typeOf(l, childOf(node, 'type'));
  for (const declarator of childrenOf(node, 'declarator')) {
    const name = childOf(declarator, 'name');
    if (name === undefined) continue;
    const isArray = childOf(declarator, 'dimensions') !== undefined;
    const type = declared !== null && isArray ? { kind: 'array' as const, of: declared } : declared;
    const value = childOf(declarator, 'value');
    if (value !== undefined) bindLocal(l, name, lowerExpression(l, value), type);
    else if (type !== null) {
      const variable = lookUp(l.scope, textOf(l, name));
      if (variable !== null) variable.type = type;
    }
  }
}

function lowerInside(l: Lowering, node: SyntaxNode): void {
  for (const inner of namedChildren(node)) lowerExpression(l, inner);
}

/** A chain of `else if` is one choice, however long. */
function lowerIf(l: Lowering, node: SyntaxNode): void {
  const from = mark(l);
  const { dead } = l;
  const branches: Changes[] = [];
  let rest: SyntaxNode | undefined = node;
  while (rest?.kind === 'if_statement') {
    const condition = childOf(rest, 'condition');
    if (condition !== undefined) lowerExpression(l, condition);
    const start = mark(l);
    const consequence = childOf(rest, 'consequence');
    if (consequence !== undefined) lowerStatement(l, consequence);
    branches.push(takeLink(l, from, start, dead));
    rest = childOf(rest, 'alternative');
  }
  if (rest !== undefined) lowerStatement(l, rest);
  branches.push(takeBranch(l, from, dead));
  merge(l, branches, spanOf(node));
}

function lowerLabeled(l: Lowering, node: SyntaxNode): void {
  const labels: string[] = [];
  let body: SyntaxNode | undefined = node;
  while (body?.kind === 'labeled_statement') {
    const [label, inner] = namedChildren(body) as [SyntaxNode?, SyntaxNode?];
    if (label !== undefined) labels.push(textOf(l, label));
    body = inner;
  }
  if (body === undefined) return;
  const { dead } = l;
  const frame = enterFrame(l, 'block', labels);
  lowerStatement(l, body);
  leaveFrame(l);
  if (frame.breaks.length === 0 && frame.continues.length === 0) return;
  merge(l, [takeBranch(l, frame.mark, dead), ...frame.breaks, ...frame.continues], spanOf(node));
}

function lowerReturn(l: Lowering, node: SyntaxNode): void {
  const value = namedChildren(node)[0];
  if (value !== undefined) l.fn.facts.returns.push(lowerExpression(l, value));
  l.dead = true;
}

function lowerThrow(l: Lowering, node: SyntaxNode): void {
  const value = namedChildren(node)[0];
  if (value !== undefined) l.fn.facts.throws.push({ value: lowerExpression(l, value), at: spanOf(node) });
  l.dead = true;
}

function lowerYield(l: Lowering, node: SyntaxNode): void {
  const value = namedChildren(node)[0];
  if (value !== undefined) l.yields.push(lowerExpression(l, value));
  jump(l, 'break', null);
}

function labelOf(l: Lowering, node: SyntaxNode): string | null {
  const label = namedChildren(node)[0];
  return label === undefined ? null : textOf(l, label);
}

/** `super(…)` and `this(…)` at the start of a constructor. */
function lowerConstructorCall(l: Lowering, node: SyntaxNode): void {
  const target = childOf(node, 'constructor');
  const given = argumentsOf(node);
  const args = given.map((argument) => lowerExpression(l, argument));
  const callee = target?.kind === 'super' && l.base >= 0 ? l.base : classNode(l, spanOf(target ?? node), l.thisClass);
  if (target?.kind === 'super' && l.base < 0) return;
  const call = callNode(l, spanOf(node), callee, args, null, null);
  given.forEach((argument, index) => noteRead(l, call, index, argument));
}

function lowerGuardedBlock(l: Lowering, node: SyntaxNode): void {
  for (const part of namedChildren(node)) {
    if (part.kind === 'block') lowerStatement(l, part);
    else lowerExpression(l, part);
  }
}

const HANDLERS: Readonly<Record<string, Handler | undefined>> = {
  block: lowerBlock,
  constructor_body: lowerStatements,
  local_variable_declaration: lowerVariables,
  expression_statement: lowerInside,
  if_statement: lowerIf,
  switch_expression: lowerSwitch,
  for_statement: lowerFor,
  enhanced_for_statement: lowerForEach,
  while_statement: lowerWhile,
  do_statement: lowerDo,
  labeled_statement: lowerLabeled,
  return_statement: lowerReturn,
  throw_statement: lowerThrow,
  yield_statement: lowerYield,
  break_statement: (l, node) => jump(l, 'break', labelOf(l, node)),
  continue_statement: (l, node) => jump(l, 'continue', labelOf(l, node)),
  try_statement: lowerTry,
  try_with_resources_statement: lowerTry,
  synchronized_statement: lowerGuardedBlock,
  assert_statement: lowerInside,
  explicit_constructor_invocation: lowerConstructorCall,
  class_declaration: lowerLocalType,
  interface_declaration: lowerLocalType,
  enum_declaration: lowerLocalType,
  record_declaration: lowerLocalType,
  // What could not be parsed: the statements in it that could are read.
  ERROR: lowerStatements,
};
