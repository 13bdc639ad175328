import type { NodeId, ObjectEntry, Span } from '../../facts/facts.js';
import { mark, maybe, merge, read, takeBranch, takeLink } from '../graph/flow.js';
import { arrayNode, awaitNode, callNode, type Changes, constNode, elementNode, freeNode, importNode, indexNode, objectNode, phiOf, plainNode, propNode, textNode, thisNode } from '../graph/graph.js';
import { lookUp } from '../graph/variables.js';
import { childOf, childrenOf, namedChildren, spanOf, type SyntaxNode } from '../tree-sitter/tree.js';
import { lowerUndeclared } from './builtins.js';
import { lowerCall } from './calls.js';
import { lowerComprehension } from './comprehensions.js';
import { lowerLambda } from './functions.js';
import { isTooDeep, noteRead, textOf, type Lowering } from './lowering.js';
import { dottedName, literalString, unwrap } from './syntax.js';
import { assignName } from './targets.js';
import { isText, lowerPercent, lowerString } from './text.js';

const handlers = new Map<string, (l: Lowering, node: SyntaxNode) => NodeId>([
  ['identifier', lowerName],
  ['string', lowerString],
  ['concatenated_string', lowerString],
  ['integer', lowerNumber],
  ['float', lowerNumber],
  ['true', (l, node) => constNode(l, spanOf(node), true)],
  ['false', (l, node) => constNode(l, spanOf(node), false)],
  ['parenthesized_expression', lowerWrapped],
  ['list_splat', lowerWrapped],
  ['dictionary_splat', lowerWrapped],
  ['keyword_argument', (l, node) => lowerChild(l, node, 'value')],
  ['interpolation', (l, node) => lowerChild(l, node, 'expression')],
  ['type', lowerWrapped],
  ['list', lowerItems],
  ['tuple', lowerItems],
  ['set', lowerItems],
  ['expression_list', lowerItems],
  ['dictionary', lowerDictionary],
  ['list_comprehension', lowerComprehension],
  ['set_comprehension', lowerComprehension],
  ['generator_expression', lowerComprehension],
  ['dictionary_comprehension', lowerComprehension],
  ['call', lowerChain],
  ['attribute', lowerChain],
  ['subscript', lowerChain],
  ['lambda', (l, node) => lowerLambda(l, node, '')],
  ['conditional_expression', lowerConditional],
  ['boolean_operator', lowerBoolean],
  ['binary_operator', lowerBinary],
  ['comparison_operator', (l, node) => plainNode(l, spanOf(node), 'boolean', lowerAll(l, namedChildren(node)))],
  ['not_operator', (l, node) => plainNode(l, spanOf(node), 'boolean', lowerAll(l, namedChildren(node)))],
  ['unary_operator', (l, node) => plainNode(l, spanOf(node), 'number', lowerAll(l, namedChildren(node)))],
  ['await', lowerAwait],
  ['yield', lowerYield],
  ['named_expression', lowerNamedExpression],
  ['as_pattern', (l, node) => lowerAll(l, namedChildren(node).slice(0, 1))[0] ?? constNode(l, spanOf(node), null)],
]);

export function lowerExpression(l: Lowering, node: SyntaxNode): NodeId {
  const handler = handlers.get(node.kind);
  if (handler === undefined || isTooDeep(l, node)) {
    if (node.kind === 'ERROR' && !isTooDeep(l, node)) lowerReadable(l, node);
    return constNode(l, spanOf(node), null);
  }
  l.depth++;
  const id = handler(l, node);
  l.depth--;
  return id;
}

/** Syntax that cannot be parsed may hold expressions that can. */
function lowerReadable(l: Lowering, node: SyntaxNode): void {
  l.depth++;
  for (const child of namedChildren(node)) lowerExpression(l, child);
  l.depth--;
}

function lowerAll(l: Lowering, nodes: readonly SyntaxNode[]): NodeId[] {
  return nodes.map((node) => lowerExpression(l, node));
}

function lowerWrapped(l: Lowering, node: SyntaxNode): NodeId {
  const [only] = namedChildren(node);
  return only === undefined ? constNode(l, spanOf(node), null) : lowerExpression(l, only);
}

function lowerChild(l: Lowering, node: SyntaxNode, field: string): NodeId {
  const child = childOf(node, field);
  return child === undefined ? constNode(l, spanOf(node), null) : lowerExpression(l, child);
}

export function lowerNamed(l: Lowering, node: SyntaxNode, name: string): NodeId {
  const inner = unwrap(node);
  if (inner.kind !== 'lambda' || isTooDeep(l, node)) return lowerExpression(l, node);
  l.depth++;
  const id = lowerLambda(l, inner, name);
  l.depth--;
  return id;
}

function lowerName(l: Lowering, node: SyntaxNode): NodeId {
  const name = textOf(l, node);
  const at = spanOf(node);
  const variable = lookUp(l.scope, name);
  if (variable === null) return lowerUndeclared(l, name, at);
  return l.selves.has(variable) ? thisNode(l, at, name) : read(l, variable, at);
}

function lowerNumber(l: Lowering, node: SyntaxNode): NodeId {
  const value = Number(textOf(l, node).replaceAll('_', '').replace(/[lLjJ]$/, ''));
  return constNode(l, spanOf(node), Number.isFinite(value) ? value : 0);
}

function lowerItems(l: Lowering, node: SyntaxNode): NodeId {
  const items: NodeId[] = [];
  let spread: number[] | null = null;
  const written = namedChildren(node);
  for (const item of written) {
    if (item.kind === 'list_splat') (spread ??= []).push(items.length);
    items.push(lowerExpression(l, item));
  }
  const array = arrayNode(l, spanOf(node), items, spread);
  written.forEach((item, index) => noteRead(l, array, index, item));
  return array;
}

function lowerDictionary(l: Lowering, node: SyntaxNode): NodeId {
  const entries: ObjectEntry[] = [];
  const written: (SyntaxNode | null)[] = [];
  for (const entry of namedChildren(node)) {
    if (entry.kind === 'dictionary_splat') entries.push({ key: null, value: lowerExpression(l, entry), spread: true });
    else {
      const key = childOf(entry, 'key');
      const value = childOf(entry, 'value');
      if (key === undefined || value === undefined) continue;
      const name = literalString(l, key);
      if (name === null) lowerExpression(l, key);
      entries.push({ key: name, value: lowerNamed(l, value, name ?? '') });
      written[entries.length - 1] = value;
    }
  }
  const object = objectNode(l, spanOf(node), entries);
  written.forEach((value, index) => {
    if (value !== null) noteRead(l, object, index, value);
  });
  return object;
}

/** Members, subscripts and calls, from the inside out, in a loop: `query.filter(…).filter(…)` may be very long. */
function lowerChain(l: Lowering, node: SyntaxNode): NodeId {
  const links: SyntaxNode[] = [];
  let at: SyntaxNode = node;
  for (;;) {
    const inner = at.kind === 'call' ? childOf(at, 'function') : at.kind === 'attribute' ? childOf(at, 'object') : at.kind === 'subscript' ? childOf(at, 'value') : undefined;
    if (inner === undefined) break;
    links.push(at);
    at = inner;
  }
  const module = moduleAtStart(l, links, at);
  let id = module?.id ?? lowerExpression(l, at);
  if (module !== null) links.length = module.left;
  for (let link = links.pop(); link !== undefined; link = links.pop()) id = lowerLink(l, link, id);
  return id;
}

/** `a.b.c.name` where `import a.b.c` makes a module of the first part: the module, and how many links are left. */
function moduleAtStart(l: Lowering, links: readonly SyntaxNode[], root: SyntaxNode): { readonly id: NodeId; readonly left: number } | null {
  if (root.kind !== 'identifier' || links.length === 0) return null;
  const variable = lookUp(l.scope, textOf(l, root));
  const modules = variable === null ? undefined : l.dotted.get(variable);
  if (modules === undefined) return null;
  for (let left = 0; left < links.length; left++) {
    const link = links[left] as SyntaxNode;
    const name = link.kind === 'attribute' ? dottedName(l, link) : null;
    if (name !== null && modules.includes(name)) {
      const at = spanOf(link);
      return { id: importNode(l, at, { module: name, name: '*', local: name.slice(name.lastIndexOf('.') + 1), at }), left };
    }
  }
  return null;
}

function lowerLink(l: Lowering, node: SyntaxNode, of: NodeId): NodeId {
  const at = spanOf(node);
  switch (node.kind) {
    case 'attribute': {
      const attribute = childOf(node, 'attribute');
      const name = attribute === undefined ? '' : textOf(l, attribute);
      // `super().__init__` is the base itself, as a constructor.
      return name === '__init__' && of === l.base && of >= 0 ? of : propNode(l, at, of, name);
    }
    case 'subscript':
      return lowerSubscript(l, node, of, at);
    default:
      return lowerCall(l, node, of, at);
  }
}

function lowerSubscript(l: Lowering, node: SyntaxNode, of: NodeId, at: Span): NodeId {
  const keys = childrenOf(node, 'subscript');
  const [key] = keys;
  if (key === undefined) return of;
  if (keys.length > 1) return indexNode(l, at, of, arrayNode(l, at, lowerAll(l, keys), null));
  const name = literalString(l, key);
  if (name !== null) return propNode(l, at, of, name);
  if (key.kind === 'integer') return elementNode(l, at, of, Number(textOf(l, key)));
  if (key.kind === 'unary_operator') return elementNode(l, at, of);
  // `ssn[-4:]` does what other languages write as a call.
  if (key.kind === 'slice') return callNode(l, at, propNode(l, at, of, 'slice'), lowerAll(l, namedChildren(key)), null, null);
  return indexNode(l, at, of, lowerExpression(l, key));
}

/** `a if condition else b`, one choice however long. */
function lowerConditional(l: Lowering, node: SyntaxNode): NodeId {
  const at = spanOf(node);
  const from = mark(l);
  const values: NodeId[] = [];
  const branches: Changes[] = [];
  const { dead } = l;
  let rest: SyntaxNode | undefined = node;
  while (rest?.kind === 'conditional_expression') {
    const [whenTrue, condition, whenFalse]: SyntaxNode[] = namedChildren(rest);
    if (condition !== undefined) lowerExpression(l, condition);
    const start = mark(l);
    if (whenTrue !== undefined) values.push(lowerExpression(l, whenTrue));
    branches.push(takeLink(l, from, start, dead));
    rest = whenFalse === undefined ? undefined : unwrap(whenFalse);
  }
  if (rest !== undefined) values.push(lowerExpression(l, rest));
  branches.push(takeBranch(l, from, dead));
  merge(l, branches, at);
  return values.length === 0 ? constNode(l, at, null) : phiOf(l, at, values);
}

/** The operands and operators of a left-deep chain, first to last: `a + b + …` may have thousands. */
function spineOf(l: Lowering, node: SyntaxNode): { readonly first: SyntaxNode; readonly rest: readonly { readonly operator: string; readonly right: SyntaxNode; readonly at: Span }[] } {
  const rest: { operator: string; right: SyntaxNode; at: Span }[] = [];
  let at = node;
  while (at.kind === node.kind) {
    const left = childOf(at, 'left');
    const right = childOf(at, 'right');
    const operator = childOf(at, 'operator');
    if (left === undefined || right === undefined || operator === undefined) break;
    rest.push({ operator: textOf(l, operator), right, at: spanOf(at) });
    at = left;
  }
  return { first: at, rest: rest.reverse() };
}

function lowerBoolean(l: Lowering, node: SyntaxNode): NodeId {
  const { first, rest } = spineOf(l, node);
  if (rest.length === 0) return constNode(l, spanOf(node), null);
  let values = [lowerExpression(l, first)];
  for (const { operator, right, at } of rest) {
    const value = maybe(l, at, () => lowerExpression(l, right));
    // What is false on the left of `and` carries nothing.
    if (operator === 'and') values = [value];
    else values.push(value);
  }
  return phiOf(l, spanOf(node), values);
}

function lowerBinary(l: Lowering, node: SyntaxNode): NodeId {
  const { first, rest } = spineOf(l, node);
  if (rest.length === 0) return constNode(l, spanOf(node), null);
  let value = lowerExpression(l, first);
  let written: SyntaxNode[] = [first];
  let sum: NodeId[] = [value];
  rest.forEach(({ operator, right, at }, index) => {
    if (operator === '+') {
      sum.push(lowerExpression(l, right));
      written.push(right);
      if (rest[index + 1]?.operator === '+') return;
      value = joined(l, at, sum, written);
    } else if (operator === '%' && (isText(l, value) || unwrap(right).kind === 'tuple' || unwrap(right).kind === 'dictionary')) value = lowerPercent(l, at, value, right);
    else if (operator === '|') value = phiOf(l, at, [value, lowerExpression(l, right)]);
    else if (operator === '/') value = path(l, at, [value, lowerExpression(l, right)]);
    else value = plainNode(l, at, 'number', [value, lowerExpression(l, right)]);
    sum = [value];
    written = [right];
  });
  return value;
}

/** `+` joins texts and lists; where nothing is either, and something is a number, it adds. */
export function joined(l: Lowering, at: Span, operands: readonly NodeId[], written: readonly SyntaxNode[]): NodeId {
  if (!operands.some((id) => isText(l, id)) && operands.some((id) => isNumber(l, id))) return plainNode(l, at, 'number', operands);
  const parts: NodeId[] = [];
  const places: number[] = [];
  for (const id of operands) {
    const node = l.nodes[id];
    places.push(parts.length);
    if (node?.op === 'text') for (const part of node.parts) parts.push(part);
    else parts.push(id);
  }
  const text = textNode(l, at, parts);
  written.forEach((expression, index) => noteRead(l, text, places[index] as number, expression));
  return text;
}

/** `folder / name` is a path where one of them is text. */
function path(l: Lowering, at: Span, operands: readonly NodeId[]): NodeId {
  return operands.some((id) => isText(l, id)) ? textNode(l, at, operands) : plainNode(l, at, 'number', operands);
}

function isNumber(l: Lowering, id: NodeId): boolean {
  const node = l.nodes[id];
  const behind = node?.op === 'bind' ? l.nodes[node.of] : node;
  return (behind?.op === 'plain' && behind.kind === 'number') || (behind?.op === 'const' && typeof behind.value === 'number');
}

function lowerAwait(l: Lowering, node: SyntaxNode): NodeId {
  const [awaited] = namedChildren(node);
  return awaited === undefined ? constNode(l, spanOf(node), null) : awaitNode(l, spanOf(node), lowerExpression(l, awaited));
}

/** A generator's caller receives a collection of what it yields; what the caller sends back is not known. */
function lowerYield(l: Lowering, node: SyntaxNode): NodeId {
  const at = spanOf(node);
  const [given] = namedChildren(node);
  if (given !== undefined) {
    const value = lowerExpression(l, given);
    const fromOther = node.children.some((child) => child.kind === 'from');
    l.fn.facts.returns.push(fromOther ? value : arrayNode(l, at, [value], null));
  }
  return constNode(l, at, null);
}

function lowerNamedExpression(l: Lowering, node: SyntaxNode): NodeId {
  const name = childOf(node, 'name');
  const value = childOf(node, 'value');
  if (name === undefined || value === undefined) return constNode(l, spanOf(node), null);
  return assignName(l, name, lowerNamed(l, value, textOf(l, name)));
}

/** The base class as a value, where there is one: `super()`. */
export function superNode(l: Lowering, at: Span): NodeId {
  return l.base >= 0 ? l.base : freeNode(l, at, 'super');
}
