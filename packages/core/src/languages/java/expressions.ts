import type { NodeId, PlainNode, Span } from '../../facts/facts.js';
import { lowerClassLiteral, lowerLink, lowerMethodReference, lowerName, lowerNew, packageChain } from './chains.js';
import { lowerLambda } from './functions.js';
import { mark, maybe, merge, takeBranch, takeLink } from '../graph/flow.js';
import { arrayNode, castNode, type Changes, constNode, phiOf, plainNode, textNode, thisNode } from '../graph/graph.js';
import { childOf, childrenOf, namedChildren, spanOf, type SyntaxNode } from '../tree-sitter/tree.js';
import { isTooDeep, type Lowering, noteRead, textOf } from './lowering.js';
import { numberValue, stringValue } from './literals.js';
import { bindPattern } from './patterns.js';
import { unwrap } from './syntax.js';
import { lowerSwitch } from './switch.js';
import { assignTo, bindLocal } from './targets.js';
import { typeOf } from './types.js';

type Handler = (l: Lowering, node: SyntaxNode) => NodeId;

export function lowerExpression(l: Lowering, node: SyntaxNode): NodeId {
  const handler = HANDLERS[node.kind];
  if (handler === undefined || isTooDeep(l, node)) return constNode(l, spanOf(node), null);
  l.depth++;
  const id = handler(l, node);
  l.depth--;
  return id;
}

function lowerPart(l: Lowering, node: SyntaxNode, field: string): NodeId {
  const part = childOf(node, field);
  return part === undefined ? constNode(l, spanOf(node), null) : lowerExpression(l, part);
}

function lowerInside(l: Lowering, node: SyntaxNode): NodeId {
  const inner = namedChildren(node)[0];
  return inner === undefined ? constNode(l, spanOf(node), null) : lowerExpression(l, inner);
}

/** Member accesses and calls, from the inside out, in a loop: builders and streams make long chains. */
function lowerChain(l: Lowering, node: SyntaxNode): NodeId {
  const links: SyntaxNode[] = [];
  let at: SyntaxNode | undefined = node;
  while (at !== undefined && isLink(at)) {
    links.push(at);
    at = childOf(at, at.kind === 'array_access' ? 'array' : 'object');
  }
  const { start } = node;
  let id = -1;
  if (at !== undefined) {
    const named = at.kind === 'identifier' ? packageChain(l, at, links) : null;
    if (named === null) id = lowerExpression(l, at);
    else {
      id = named.node;
      links.length -= named.taken;
    }
  }
  for (let index = links.length - 1; index >= 0; index--) {
    const link = links[index] as SyntaxNode;
    id = lowerLink(l, link, id, [start, link.end]);
  }
  return id;
}

function isLink(node: SyntaxNode): boolean {
  return node.kind === 'method_invocation' || node.kind === 'field_access' || node.kind === 'array_access';
}

function lowerCast(l: Lowering, node: SyntaxNode): NodeId {
  const of = lowerPart(l, node, 'value');
  const type = typeOf(l, childOf(node, 'type'));
  return type === null ? of : castNode(l, spanOf(node), of, type);
}

function lowerTernary(l: Lowering, node: SyntaxNode): NodeId {
  const at = spanOf(node);
  const from = mark(l);
  const values: NodeId[] = [];
  const branches: Changes[] = [];
  const { dead } = l;
  let rest: SyntaxNode | undefined = node;
  // `a ? 1 : b ? 2 : 3` is one choice, however long.
  while (rest?.kind === 'ternary_expression') {
    lowerPart(l, rest, 'condition');
    const start = mark(l);
    values.push(lowerPart(l, rest, 'consequence'));
    branches.push(takeLink(l, from, start, dead));
    const other = childOf(rest, 'alternative');
    rest = other && unwrap(other);
  }
  if (rest !== undefined) values.push(lowerExpression(l, rest));
  branches.push(takeBranch(l, from, dead));
  merge(l, branches, at);
  return phiOf(l, at, values);
}

/** Left-deep chains in a loop: `a + b + …` may have thousands of operands. */
function lowerBinary(l: Lowering, node: SyntaxNode): NodeId {
  const spine: SyntaxNode[] = [];
  let leftmost: SyntaxNode | undefined = node;
  while (leftmost?.kind === 'binary_expression') {
    spine.push(leftmost);
    leftmost = childOf(leftmost, 'left');
  }
  let value = leftmost === undefined ? constNode(l, spanOf(node), null) : lowerExpression(l, leftmost);
  for (let at = spine.length - 1; at >= 0; ) {
    const operator = operatorOf(spine[at] as SyntaxNode);
    let end = at;
    while (operator === '+' && end > 0 && operatorOf(spine[end - 1] as SyntaxNode) === operator) end--;
    const run = spine.slice(end, at + 1).reverse();
    value = lowerRun(l, operator, value, run, [node.start, (run.at(-1) as SyntaxNode).end]);
    at = end - 1;
  }
  return value;
}

function operatorOf(node: SyntaxNode): string {
  return childOf(node, 'operator')?.kind ?? '';
}

function lowerRun(l: Lowering, operator: string, first: NodeId, run: readonly SyntaxNode[], at: Span): NodeId {
  const [only] = run as [SyntaxNode];
  if (operator === '+') {
    const written = [childOf(only, 'left'), ...run.map((node) => childOf(node, 'right'))];
    return concatenation(l, at, [first, ...run.map((node) => lowerPart(l, node, 'right'))], written);
  }
  if (operator === '&&' || operator === '||') return plainNode(l, at, 'boolean', [first, maybe(l, at, () => lowerPart(l, only, 'right'))]);
  return plainNode(l, at, resultOf(operator), [first, lowerPart(l, only, 'right')]);
}

const COMPARING: ReadonlySet<string> = new Set(['==', '!=', '<', '>', '<=', '>=']);

function resultOf(operator: string): PlainNode['kind'] {
  return COMPARING.has(operator) ? 'boolean' : 'number';
}

/** `+` joins text if a string takes part, and may do so where nothing is evidently a number. */
function concatenation(l: Lowering, at: Span, operands: readonly NodeId[], written: readonly (SyntaxNode | undefined)[]): NodeId {
  if (!operands.some((id) => isText(l, id)) && operands.some((id) => isNumber(l, id))) return plainNode(l, at, 'number', operands);
  const parts: NodeId[] = [];
  const places: number[] = [];
  for (const id of operands) {
    places.push(parts.length);
    for (const part of partsOf(l, id)) parts.push(part);
  }
  const text = textNode(l, at, parts);
  written.forEach((node, index) => node !== undefined && noteRead(l, text, places[index] as number, node));
  return text;
}

function partsOf(l: Lowering, id: NodeId): readonly NodeId[] {
  const node = l.nodes[id];
  return node?.op === 'text' ? node.parts : [id];
}

function isText(l: Lowering, id: NodeId): boolean {
  const node = behindName(l, id);
  return node?.op === 'text' || (node?.op === 'const' && typeof node.value === 'string');
}

function isNumber(l: Lowering, id: NodeId): boolean {
  const node = behindName(l, id);
  return (node?.op === 'plain' && node.kind === 'number') || (node?.op === 'const' && typeof node.value === 'number');
}

function behindName(l: Lowering, id: NodeId): Lowering['nodes'][number] | undefined {
  const node = l.nodes[id];
  return node?.op === 'bind' ? l.nodes[node.of] : node;
}

function lowerAssignment(l: Lowering, node: SyntaxNode): NodeId {
  const left = childOf(node, 'left');
  const right = childOf(node, 'right');
  if (left === undefined || right === undefined) return constNode(l, spanOf(node), null);
  const operator = operatorOf(node);
  if (operator === '=') return assignTo(l, left, lowerExpression(l, right));
  const old = lowerExpression(l, left);
  const added = lowerExpression(l, right);
  const at = spanOf(node);
  if (operator !== '+=' || isNumber(l, added)) return assignTo(l, left, plainNode(l, at, 'number', [old, added]));
  return assignTo(l, left, textNode(l, at, [old, ...partsOf(l, added)]));
}

function lowerUnary(l: Lowering, node: SyntaxNode): NodeId {
  const at = spanOf(node);
  const operator = operatorOf(node);
  const operand = childOf(node, 'operand');
  if (operator === '-' && operand?.kind.endsWith('_literal')) return constNode(l, at, -numberValue(textOf(l, operand)));
  return plainNode(l, at, operator === '!' ? 'boolean' : 'number', [operand === undefined ? constNode(l, at, null) : lowerExpression(l, operand)]);
}

/** `i++` */
function lowerUpdate(l: Lowering, node: SyntaxNode): NodeId {
  const operand = namedChildren(node)[0];
  if (operand === undefined) return constNode(l, spanOf(node), null);
  return assignTo(l, operand, plainNode(l, spanOf(node), 'number', [lowerExpression(l, operand)]));
}

function lowerInstanceOf(l: Lowering, node: SyntaxNode): NodeId {
  const of = lowerPart(l, node, 'left');
  const name = childOf(node, 'name');
  const pattern = childOf(node, 'pattern');
  const at = spanOf(node);
  if (name !== undefined) {
    const type = typeOf(l, childOf(node, 'right'));
    bindLocal(l, name, type === null ? of : castNode(l, at, of, type), type);
  }
  if (pattern !== undefined) bindPattern(l, pattern, of);
  return plainNode(l, at, 'boolean', [of]);
}

function lowerNewArray(l: Lowering, node: SyntaxNode): NodeId {
  for (const size of childrenOf(node, 'dimensions')) for (const inner of namedChildren(size)) lowerExpression(l, inner);
  const value = childOf(node, 'value');
  return value === undefined ? arrayNode(l, spanOf(node), [], null) : lowerExpression(l, value);
}

function lowerArrayValue(l: Lowering, node: SyntaxNode): NodeId {
  const written = namedChildren(node);
  const array = arrayNode(l, spanOf(node), written.map((item) => lowerExpression(l, item)), null);
  written.forEach((item, index) => noteRead(l, array, index, item));
  return array;
}

/** `super` is the base class as a value; `super.method` a member of it. */
function lowerSuper(l: Lowering, node: SyntaxNode): NodeId {
  return l.base >= 0 ? l.base : thisNode(l, spanOf(node));
}

/** `"…\{patient.name}"` of the preview of string templates. */
function lowerTemplate(l: Lowering, node: SyntaxNode): NodeId {
  const literal = node.children.find(({ kind }) => kind === 'string_literal');
  const parts = literal?.children.filter(({ kind }) => kind === 'string_interpolation').map((part) => lowerInside(l, part)) ?? [];
  return textNode(l, spanOf(node), parts);
}

function lowerString(l: Lowering, node: SyntaxNode): NodeId {
  return constNode(l, spanOf(node), stringValue(l.text, node));
}

function lowerNumber(l: Lowering, node: SyntaxNode): NodeId {
  return constNode(l, spanOf(node), numberValue(textOf(l, node)));
}

function literal(value: boolean | null): Handler {
  return (l, node) => constNode(l, spanOf(node), value);
}

const HANDLERS: Readonly<Record<string, Handler | undefined>> = {
  identifier: lowerName,
  this: (l, node) => thisNode(l, spanOf(node)),
  super: lowerSuper,
  string_literal: lowerString,
  character_literal: lowerString,
  decimal_integer_literal: lowerNumber,
  hex_integer_literal: lowerNumber,
  octal_integer_literal: lowerNumber,
  binary_integer_literal: lowerNumber,
  decimal_floating_point_literal: lowerNumber,
  hex_floating_point_literal: lowerNumber,
  true: literal(true),
  false: literal(false),
  null_literal: literal(null),
  class_literal: lowerClassLiteral,
  parenthesized_expression: lowerInside,
  cast_expression: lowerCast,
  ternary_expression: lowerTernary,
  binary_expression: lowerBinary,
  assignment_expression: lowerAssignment,
  unary_expression: lowerUnary,
  update_expression: lowerUpdate,
  instanceof_expression: lowerInstanceOf,
  method_invocation: lowerChain,
  field_access: lowerChain,
  array_access: lowerChain,
  object_creation_expression: lowerNew,
  array_creation_expression: lowerNewArray,
  array_initializer: lowerArrayValue,
  lambda_expression: lowerLambda,
  method_reference: lowerMethodReference,
  switch_expression: lowerSwitch,
  template_expression: lowerTemplate,
};
