import ts from './compiler.js';
import type { NodeId, ObjectEntry, PlainNode, Span } from '../../facts/facts.js';
import { lowerCallOf, lowerImportCall, lowerNew, lowerTagged } from './calls.js';
import { assignPrototype, assignWholePrototype, lowerClassExpression } from './classes.js';
import { type HandlerTable, on } from './dispatch.js';
import { maybe, merge, mark, read, takeBranch, takeLink } from '../graph/flow.js';
import { lowerFunctionExpression, lowerMethodValue } from './functions.js';
import { lowerJsxElement, lowerJsxFragment, lowerJsxSelfClosing } from './jsx.js';
import { arrayNode, awaitNode, type Changes, castNode, constNode, elementNode, freeNode, indexNode, objectNode, phiOf, plainNode, propNode, report, textNode, thisNode } from '../graph/graph.js';
import { type Lowering, noteRead, spanOf, startOf } from './lowering.js';
import { lookUp } from '../graph/variables.js';
import { isAssignment, isFunctionExpression, literalKey, propertyKey, prototypeOwner, unwrap } from './syntax.js';
import { assignName, assignTo, lowerAssigned } from './targets.js';
import { typeOf } from './types.js';

const K = ts.SyntaxKind;

/** Expressions and statements inside each other. Written code stays below 100; the stack has room for about three times this. */
const DEEPEST = 400;

const HANDLERS: HandlerTable<Lowering, NodeId> = [];

export function lowerExpression(l: Lowering, node: ts.Expression): NodeId {
  const handler = HANDLERS[node.kind];
  if (handler === undefined) return constNode(l, spanOf(l, node), null);
  if (l.depth >= DEEPEST) return tooDeep(l, node);
  l.depth++;
  const id = handler(l, node);
  l.depth--;
  return id;
}

/** Whether the next level may still be entered; says so once in the problems if not. */
export function isTooDeep(l: Lowering, node: ts.Node): boolean {
  if (l.depth < DEEPEST) return false;
  if (!l.problems.some((problem) => problem.kind === 'limit')) {
    report(l, { kind: 'limit', message: `nested deeper than ${DEEPEST} levels: what is inside is not read`, at: spanOf(l, node) });
  }
  return true;
}

function tooDeep(l: Lowering, node: ts.Expression): NodeId {
  isTooDeep(l, node);
  return constNode(l, spanOf(l, node), null);
}

/** Lowers an expression that is put somewhere under a name, which functions and classes without one take. */
export function lowerNamed(l: Lowering, node: ts.Expression, name: string): NodeId {
  const inner = unwrap(node);
  const isFunction = isFunctionExpression(inner);
  if (!isFunction && inner.kind !== K.ClassExpression) return lowerExpression(l, node);
  if (l.depth >= DEEPEST) return tooDeep(l, node);
  l.depth++;
  const id = isFunction ? lowerFunctionExpression(l, inner, name) : lowerClassExpression(l, inner as ts.ClassExpression, name);
  l.depth--;
  return id;
}

function lowerIdentifier(l: Lowering, node: ts.Identifier): NodeId {
  const name = node.text;
  const variable = lookUp(l.scope, name);
  if (variable !== null) return read(l, variable, spanOf(l, node));
  return name === 'undefined' ? constNode(l, spanOf(l, node), null) : freeNode(l, spanOf(l, node), name);
}

function lowerString(l: Lowering, node: ts.StringLiteral | ts.NoSubstitutionTemplateLiteral): NodeId {
  return constNode(l, spanOf(l, node), node.text);
}

function lowerNumber(l: Lowering, node: ts.NumericLiteral): NodeId {
  const value = Number(node.text);
  // Infinity (`1e999`) has no JSON form.
  return constNode(l, spanOf(l, node), Number.isFinite(value) ? value : Number.MAX_VALUE);
}

function lowerBigInt(l: Lowering, node: ts.BigIntLiteral): NodeId {
  const value = Number(node.text.replace('n', ''));
  return constNode(l, spanOf(l, node), Number.isFinite(value) ? value : Number.MAX_VALUE);
}

function lowerRegex(l: Lowering, node: ts.RegularExpressionLiteral): NodeId {
  return constNode(l, spanOf(l, node), node.text.slice(1, Math.max(1, node.text.lastIndexOf('/'))));
}

function lowerWrapped(l: Lowering, node: ts.ParenthesizedExpression): NodeId {
  return lowerExpression(l, node.expression);
}

function lowerCast(l: Lowering, node: ts.AsExpression | ts.TypeAssertion | ts.SatisfiesExpression): NodeId {
  const of = lowerExpression(l, node.expression);
  const { type } = node;
  const isConst = type.kind === K.TypeReference && ((type as ts.TypeReferenceNode).typeName as ts.Identifier).text === 'const';
  return isConst ? of : castNode(l, spanOf(l, node), of, typeOf(l.source, type));
}

export function lowerTemplate(l: Lowering, node: ts.TemplateLiteral): NodeId {
  const parts: NodeId[] = [];
  if (node.kind === K.NoSubstitutionTemplateLiteral) {
    parts.push(constNode(l, spanOf(l, node), node.text));
    return textNode(l, spanOf(l, node), parts);
  }
  if (node.head.text !== '') parts.push(constNode(l, spanOf(l, node.head), node.head.text));
  const values: number[] = [];
  for (const { expression, literal } of node.templateSpans) {
    values.push(parts.push(lowerExpression(l, expression)) - 1);
    if (literal.text !== '') parts.push(constNode(l, spanOf(l, literal), literal.text));
  }
  const text = textNode(l, spanOf(l, node), parts);
  node.templateSpans.forEach(({ expression }, index) => noteRead(l, text, values[index] as number, expression));
  return text;
}

function lowerArray(l: Lowering, node: ts.ArrayLiteralExpression): NodeId {
  const items: NodeId[] = [];
  let spread: number[] | null = null;
  for (const element of node.elements) {
    if (element.kind === K.SpreadElement) {
      (spread ??= []).push(items.length);
      items.push(lowerExpression(l, (element as ts.SpreadElement).expression));
    } else items.push(lowerExpression(l, element));
  }
  const array = arrayNode(l, spanOf(l, node), items, spread);
  node.elements.forEach((element, index) => noteRead(l, array, index, ts.isSpreadElement(element) ? element.expression : element));
  return array;
}

function lowerObject(l: Lowering, node: ts.ObjectLiteralExpression): NodeId {
  const entries: ObjectEntry[] = [];
  for (const property of node.properties) entries.push(lowerEntry(l, property));
  const object = objectNode(l, spanOf(l, node), entries);
  node.properties.forEach((property, index) => {
    if (property.kind === K.ShorthandPropertyAssignment) noteRead(l, object, index, property.name);
    else if (property.kind === K.PropertyAssignment) noteRead(l, object, index, property.initializer);
    else if (property.kind === K.SpreadAssignment) noteRead(l, object, index, property.expression);
  });
  return object;
}

function lowerEntry(l: Lowering, property: ts.ObjectLiteralElementLike): ObjectEntry {
  switch (property.kind) {
    case K.ShorthandPropertyAssignment:
      return { key: property.name.text, value: lowerIdentifier(l, property.name) };
    case K.SpreadAssignment:
      return { key: null, value: lowerExpression(l, property.expression), spread: true };
    case K.PropertyAssignment: {
      const key = entryKey(l, property.name);
      return { key, value: lowerNamed(l, property.initializer, key ?? '') };
    }
    default: {
      const key = entryKey(l, property.name);
      return { key, value: lowerMethodValue(l, property, key ?? '') };
    }
  }
}

function entryKey(l: Lowering, name: ts.PropertyName): string | null {
  const key = propertyKey(name);
  if (key === null && name.kind === K.ComputedPropertyName) lowerExpression(l, name.expression);
  return key;
}

function lowerThis(l: Lowering, node: ts.Node): NodeId {
  return thisNode(l, spanOf(l, node));
}

/** `super` is the base class as a value; `super.method` a property of it. */
function lowerSuper(l: Lowering, node: ts.Node): NodeId {
  return l.base >= 0 ? l.base : freeNode(l, spanOf(l, node), 'super');
}

function lowerMeta(l: Lowering, node: ts.MetaProperty): NodeId {
  const keyword = node.keywordToken === K.ImportKeyword ? 'import' : 'new';
  return freeNode(l, spanOf(l, node), `${keyword}.${node.name.text}`);
}

/**
 * Member accesses and calls, from the inside out, in a loop: `a.then(…).then(…)` may be very long.
 * Everything in the chain starts where its innermost expression starts.
 */
function lowerChain(l: Lowering, node: ts.Expression): NodeId {
  const bottom = l.chain.length;
  let at = node;
  while (isLink(at)) {
    l.chain.push(at);
    at = (at as ts.PropertyAccessExpression).expression;
  }
  const start = startOf(l, node);
  let id = at.kind === K.ImportKeyword ? -1 : lowerExpression(l, at);
  while (l.chain.length > bottom) {
    const link = l.chain.pop() as ts.Expression;
    id = lowerLink(l, link, id, [start, link.end]);
  }
  return id;
}

function isLink(node: ts.Expression): boolean {
  switch (node.kind) {
    case K.PropertyAccessExpression:
    case K.ElementAccessExpression:
    case K.CallExpression:
    case K.NonNullExpression:
      return true;
    default:
      return false;
  }
}

function lowerLink(l: Lowering, node: ts.Expression, of: NodeId, at: Span): NodeId {
  switch (node.kind) {
    case K.PropertyAccessExpression: {
      const name = (node as ts.PropertyAccessExpression).name.text;
      return isGlobalObject(l, of) ? freeNode(l, at, name) : propNode(l, at, of, name);
    }
    case K.ElementAccessExpression:
      return lowerElementAccess(l, (node as ts.ElementAccessExpression).argumentExpression, of, at);
    case K.CallExpression:
      return of < 0 ? lowerImportCall(l, node as ts.CallExpression, at) : lowerCallOf(l, node as ts.CallExpression, of, at);
    default:
      return of;
  }
}

/** `window.fetch` is `fetch`, and so is `(window as any).fetch`. */
const globalObjects: ReadonlySet<string> = new Set(['window', 'globalThis', 'global', 'self']);

function isGlobalObject(l: Lowering, id: NodeId): boolean {
  const node = id < 0 ? undefined : l.nodes[id];
  if (node?.op === 'cast') return isGlobalObject(l, node.of);
  return node?.op === 'free' && globalObjects.has(node.name);
}

function lowerElementAccess(l: Lowering, key: ts.Expression, of: NodeId, at: Span): NodeId {
  const name = literalKey(key);
  if (name !== null) return propNode(l, at, of, name);
  if (key.kind === K.NumericLiteral) return elementNode(l, at, of, Number((key as ts.NumericLiteral).text));
  return indexNode(l, at, of, lowerExpression(l, key));
}

function lowerConditional(l: Lowering, node: ts.ConditionalExpression): NodeId {
  const at = spanOf(l, node);
  const from = mark(l);
  const values: NodeId[] = [];
  const branches: Changes[] = [];
  const { dead } = l;
  let rest: ts.Expression = node;
  // `a ? 1 : b ? 2 : 3` is one choice, however long.
  while (rest.kind === K.ConditionalExpression) {
    const { condition, whenTrue, whenFalse } = rest as ts.ConditionalExpression;
    lowerExpression(l, condition);
    const start = mark(l);
    values.push(lowerExpression(l, whenTrue));
    branches.push(takeLink(l, from, start, dead));
    rest = unwrap(whenFalse);
  }
  values.push(lowerExpression(l, rest));
  branches.push(takeBranch(l, from, dead));
  merge(l, branches, at);
  return phiOf(l, at, values);
}

/** Left-deep chains in a loop: `a + b + …` may have thousands of operands. */
function lowerBinary(l: Lowering, node: ts.BinaryExpression): NodeId {
  if (isAssignment(node.operatorToken.kind)) return lowerAssignment(l, node);
  const spine: ts.BinaryExpression[] = [];
  let leftmost: ts.Expression = node;
  while (leftmost.kind === K.BinaryExpression && !isAssignment((leftmost as ts.BinaryExpression).operatorToken.kind)) {
    spine.push(leftmost as ts.BinaryExpression);
    leftmost = (leftmost as ts.BinaryExpression).left;
  }
  const start = startOf(l, node);
  let value = lowerExpression(l, leftmost);
  for (let at = spine.length - 1; at >= 0; ) {
    const operator = operatorOf(spine, at);
    let end = at;
    while (end > 0 && joins(operator) && operatorOf(spine, end - 1) === operator) end--;
    value = lowerRun(l, operator, value, spine.slice(end, at + 1).reverse(), [start, (spine[end] as ts.BinaryExpression).end]);
    at = end - 1;
  }
  return value;
}

function operatorOf(spine: readonly ts.BinaryExpression[], at: number): ts.SyntaxKind {
  return (spine[at] as ts.BinaryExpression).operatorToken.kind;
}

/** Operators whose runs make one node. */
function joins(operator: ts.SyntaxKind): boolean {
  return operator === K.PlusToken || operator === K.BarBarToken || operator === K.QuestionQuestionToken;
}

function lowerRun(l: Lowering, operator: ts.SyntaxKind, first: NodeId, run: readonly ts.BinaryExpression[], at: Span): NodeId {
  switch (operator) {
    case K.PlusToken:
      return concatenation(l, at, [first, ...run.map(({ right }) => lowerExpression(l, right))], [(run[0] as ts.BinaryExpression).left, ...run.map(({ right }) => right)]);
    case K.BarBarToken:
    case K.QuestionQuestionToken:
      return phiOf(l, at, [first, ...run.map(({ right }) => maybe(l, at, () => lowerExpression(l, right)))]);
    case K.AmpersandAmpersandToken: {
      const { right } = run[0] as ts.BinaryExpression;
      // What is falsy on the left carries nothing.
      return maybe(l, at, () => lowerExpression(l, right));
    }
    case K.CommaToken:
      return lowerExpression(l, (run[0] as ts.BinaryExpression).right);
    default:
      return plainNode(l, at, resultOf(operator), [first, lowerExpression(l, (run[0] as ts.BinaryExpression).right)]);
  }
}

function resultOf(operator: ts.SyntaxKind): PlainNode['kind'] {
  switch (operator) {
    case K.MinusToken:
    case K.AsteriskToken:
    case K.SlashToken:
    case K.PercentToken:
    case K.AsteriskAsteriskToken:
    case K.AmpersandToken:
    case K.BarToken:
    case K.CaretToken:
    case K.LessThanLessThanToken:
    case K.GreaterThanGreaterThanToken:
    case K.GreaterThanGreaterThanGreaterThanToken:
      return 'number';
    default:
      return 'boolean';
  }
}

/** `+` joins text if a string takes part, and may do so where nothing is evidently a number. */
function concatenation(l: Lowering, at: Span, operands: readonly NodeId[], written: readonly ts.Expression[]): NodeId {
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

function lowerAssignment(l: Lowering, node: ts.BinaryExpression): NodeId {
  const { left, right, operatorToken } = node;
  const at = spanOf(l, node);
  switch (operatorToken.kind) {
    case K.EqualsToken:
      return lowerPrototypeWrite(l, left, right) ?? assignTo(l, left, lowerAssigned(l, left, right));
    case K.BarBarEqualsToken:
    case K.QuestionQuestionEqualsToken:
    case K.AmpersandAmpersandEqualsToken: {
      const old = lowerExpression(l, left);
      return assignTo(l, left, phiOf(l, at, [old, maybe(l, at, () => lowerAssigned(l, left, right))]));
    }
    case K.PlusEqualsToken: {
      const old = lowerExpression(l, left);
      const added = lowerExpression(l, right);
      const node = isNumber(l, added) ? plainNode(l, at, 'number', [old, added]) : textNode(l, at, [old, ...partsOf(l, added)]);
      return assignTo(l, left, node);
    }
    default: {
      const old = lowerExpression(l, left);
      return assignTo(l, left, plainNode(l, at, 'number', [old, lowerExpression(l, right)]));
    }
  }
}

/** `Foo.prototype.bar = …` and `Foo.prototype = {…}` of a class that the file declares in the old way; null for any other. */
function lowerPrototypeWrite(l: Lowering, left: ts.Expression, right: ts.Expression): NodeId | null {
  const owner = prototypeOwner(left);
  const variable = owner === null ? null : lookUp(l.scope, owner.text);
  if (owner === null || variable === null || variable.cls < 0) return null;
  const { name, expression } = left as ts.PropertyAccessExpression;
  if (expression !== owner) return assignPrototype(l, variable.cls, name.text, spanOf(l, name), right);
  const members = unwrap(right);
  if (members.kind !== K.ObjectLiteralExpression) return null;
  assignWholePrototype(l, variable.cls, members as ts.ObjectLiteralExpression);
  return constNode(l, spanOf(l, right), null);
}

function partsOf(l: Lowering, id: NodeId): readonly NodeId[] {
  const node = l.nodes[id];
  return node?.op === 'text' ? node.parts : [id];
}

function lowerPrefix(l: Lowering, node: ts.PrefixUnaryExpression): NodeId {
  const at = spanOf(l, node);
  switch (node.operator) {
    case K.PlusPlusToken:
    case K.MinusMinusToken:
      return lowerStep(l, node.operand, at);
    case K.ExclamationToken:
      return plainNode(l, at, 'boolean', [lowerExpression(l, node.operand)]);
    case K.MinusToken:
      if (node.operand.kind === K.NumericLiteral) {
        const value = Number((node.operand as ts.NumericLiteral).text);
        if (value !== 0 && Number.isFinite(value)) return constNode(l, at, -value);
      }
      return plainNode(l, at, 'number', [lowerExpression(l, node.operand)]);
    default:
      return plainNode(l, at, 'number', [lowerExpression(l, node.operand)]);
  }
}

function lowerPostfix(l: Lowering, node: ts.PostfixUnaryExpression): NodeId {
  return lowerStep(l, node.operand, spanOf(l, node));
}

/** `i++` */
function lowerStep(l: Lowering, operand: ts.Expression, at: Span): NodeId {
  const stepped = plainNode(l, at, 'number', [lowerExpression(l, operand)]);
  if (operand.kind === K.Identifier) return assignName(l, operand as ts.Identifier, stepped);
  return assignTo(l, operand, stepped);
}

function lowerTypeOf(l: Lowering, node: ts.TypeOfExpression): NodeId {
  return plainNode(l, spanOf(l, node), 'type', [lowerExpression(l, node.expression)]);
}

function lowerVoid(l: Lowering, node: ts.VoidExpression): NodeId {
  lowerExpression(l, node.expression);
  return constNode(l, spanOf(l, node), null);
}

function lowerDelete(l: Lowering, node: ts.DeleteExpression): NodeId {
  return plainNode(l, spanOf(l, node), 'boolean', [lowerExpression(l, node.expression)]);
}

function lowerAwait(l: Lowering, node: ts.AwaitExpression): NodeId {
  return awaitNode(l, spanOf(l, node), lowerExpression(l, node.expression));
}

/** A generator's caller receives what it yields; what the caller sends back is not known. */
function lowerYield(l: Lowering, node: ts.YieldExpression): NodeId {
  if (node.expression !== undefined) l.fn.facts.returns.push(lowerExpression(l, node.expression));
  return constNode(l, spanOf(l, node), null);
}

function lowerConst(value: boolean | null): (l: Lowering, node: ts.Node) => NodeId {
  return (l, node) => constNode(l, spanOf(l, node), value);
}

on(HANDLERS, K.Identifier, lowerIdentifier);
on(HANDLERS, [K.StringLiteral, K.NoSubstitutionTemplateLiteral], lowerString);
on(HANDLERS, K.NumericLiteral, lowerNumber);
on(HANDLERS, K.BigIntLiteral, lowerBigInt);
on(HANDLERS, K.RegularExpressionLiteral, lowerRegex);
on(HANDLERS, K.TrueKeyword, lowerConst(true));
on(HANDLERS, K.FalseKeyword, lowerConst(false));
on(HANDLERS, [K.NullKeyword, K.OmittedExpression], lowerConst(null));
on(HANDLERS, [K.ParenthesizedExpression, K.PartiallyEmittedExpression, K.ExpressionWithTypeArguments, K.SpreadElement], lowerWrapped);
on(HANDLERS, [K.AsExpression, K.TypeAssertionExpression, K.SatisfiesExpression], lowerCast);
on(HANDLERS, K.TemplateExpression, lowerTemplate);
on(HANDLERS, K.TaggedTemplateExpression, lowerTagged);
on(HANDLERS, K.ArrayLiteralExpression, lowerArray);
on(HANDLERS, K.ObjectLiteralExpression, lowerObject);
on(HANDLERS, K.ThisKeyword, lowerThis);
on(HANDLERS, K.SuperKeyword, lowerSuper);
on(HANDLERS, K.MetaProperty, lowerMeta);
on(HANDLERS, [K.PropertyAccessExpression, K.ElementAccessExpression, K.CallExpression, K.NonNullExpression], lowerChain);
on(HANDLERS, K.NewExpression, lowerNew);
on(HANDLERS, [K.FunctionExpression, K.ArrowFunction], (l: Lowering, node: ts.FunctionExpression) => lowerFunctionExpression(l, node, ''));
on(HANDLERS, K.ClassExpression, (l: Lowering, node: ts.ClassExpression) => lowerClassExpression(l, node, ''));
on(HANDLERS, K.ConditionalExpression, lowerConditional);
on(HANDLERS, K.BinaryExpression, lowerBinary);
on(HANDLERS, K.PrefixUnaryExpression, lowerPrefix);
on(HANDLERS, K.PostfixUnaryExpression, lowerPostfix);
on(HANDLERS, K.TypeOfExpression, lowerTypeOf);
on(HANDLERS, K.VoidExpression, lowerVoid);
on(HANDLERS, K.DeleteExpression, lowerDelete);
on(HANDLERS, K.AwaitExpression, lowerAwait);
on(HANDLERS, K.YieldExpression, lowerYield);
on(HANDLERS, K.JsxElement, lowerJsxElement);
on(HANDLERS, K.JsxSelfClosingElement, lowerJsxSelfClosing);
on(HANDLERS, K.JsxFragment, lowerJsxFragment);
