import ts from './compiler.js';
import type { NodeId, Span, TypeFacts } from '../../facts/facts.js';
import { lowerExpression, lowerNamed } from './expressions.js';
import { addFieldWrite, type OpenClass } from '../graph/fields.js';
import { maybe, read, write } from '../graph/flow.js';
import { arrayNode, bindNode, elementNode, indexNode, phiOf, propNode, restNode, updateNode } from '../graph/graph.js';
import { type Lowering, spanOf } from './lowering.js';
import { lowerExportWrite } from './exports.js';
import { lookUp, type Variable } from '../graph/variables.js';
import { literalKey, propertyKey, prototypeOwner, unwrap } from './syntax.js';

/** Everything a value can be put into: names, parts of objects, patterns. */

const K = ts.SyntaxKind;

/** Puts a value into the names of a declaration, a parameter or a catch clause. */
export function bindName(l: Lowering, name: ts.BindingName, value: NodeId, type: TypeFacts | null): void {
  if (name.kind === K.Identifier) {
    const variable = lookUp(l.scope, name.text);
    if (variable === null) return;
    if (type !== null) variable.type = type;
    write(l, variable, bindNode(l, spanOf(l, name), name.text, value, variable.type));
  } else if (name.kind === K.ObjectBindingPattern) bindObject(l, name, value);
  else bindArray(l, name, value);
}

function bindObject(l: Lowering, pattern: ts.ObjectBindingPattern, of: NodeId): void {
  const taken: string[] = [];
  for (const element of pattern.elements) {
    if (element.dotDotDotToken !== undefined) {
      bindName(l, element.name, restNode(l, spanOf(l, element), of, taken), null);
      continue;
    }
    const part = takeOut(l, element.propertyName ?? (element.name as ts.Identifier), of, taken);
    bindName(l, element.name, withDefault(l, part, element.initializer), null);
  }
}

function bindArray(l: Lowering, pattern: ts.ArrayBindingPattern, of: NodeId): void {
  for (const [index, element] of pattern.elements.entries()) {
    if (element.kind === K.OmittedExpression) continue;
    const at = spanOf(l, element);
    const rest = element.dotDotDotToken !== undefined;
    const part = rest ? restNode(l, at, of, []) : elementNode(l, at, of, index);
    bindName(l, element.name, withDefault(l, part, element.initializer), null);
  }
}

function takeOut(l: Lowering, name: ts.PropertyName, of: NodeId, taken: string[]): NodeId {
  const key = propertyKey(name);
  const at = spanOf(l, name);
  if (key !== null) {
    taken.push(key);
    return propNode(l, at, of, key);
  }
  return indexNode(l, at, of, lowerExpression(l, (name as ts.ComputedPropertyName).expression));
}

function withDefault(l: Lowering, value: NodeId, fallback: ts.Expression | undefined): NodeId {
  if (fallback === undefined) return value;
  const at = spanOf(l, fallback);
  return phiOf(l, at, [value, maybe(l, at, () => lowerExpression(l, fallback))]);
}

/** Puts a value into the left side of an assignment. Returns what the assignment is worth. */
export function assignTo(l: Lowering, target: ts.Expression, value: NodeId): NodeId {
  const node = unwrap(target);
  switch (node.kind) {
    case K.Identifier:
      return assignName(l, node as ts.Identifier, value);
    case K.PropertyAccessExpression:
    case K.ElementAccessExpression:
      assignPart(l, node as ts.PropertyAccessExpression | ts.ElementAccessExpression, value);
      return value;
    case K.ObjectLiteralExpression:
      assignObject(l, node as ts.ObjectLiteralExpression, value);
      return value;
    case K.ArrayLiteralExpression:
      for (const [index, element] of (node as ts.ArrayLiteralExpression).elements.entries()) {
        if (element.kind === K.OmittedExpression) continue;
        if (element.kind === K.SpreadElement) assignTo(l, (element as ts.SpreadElement).expression, restNode(l, spanOf(l, element), value, []));
        else assignElement(l, element, elementNode(l, spanOf(l, element), value, index));
      }
      return value;
    default:
      lowerExpression(l, node);
      return value;
  }
}

export function assignName(l: Lowering, name: ts.Identifier, value: NodeId): NodeId {
  const variable = lookUp(l.scope, name.text);
  if (variable === null) {
    if (name.text === 'exports') lowerExportWrite(l, name, value);
    return value;
  }
  const bound = bindNode(l, spanOf(l, name), name.text, value, variable.type);
  write(l, variable, bound);
  return bound;
}

/** A target inside a pattern, which may bring its own default: `[a = 1] = …`. */
function assignElement(l: Lowering, element: ts.Expression, value: NodeId): void {
  if (element.kind === K.BinaryExpression && (element as ts.BinaryExpression).operatorToken.kind === K.EqualsToken) {
    const { left, right } = element as ts.BinaryExpression;
    assignTo(l, left, withDefault(l, value, right));
  } else assignTo(l, element, value);
}

function assignObject(l: Lowering, pattern: ts.ObjectLiteralExpression, of: NodeId): void {
  const taken: string[] = [];
  for (const property of pattern.properties) {
    if (property.kind === K.ShorthandPropertyAssignment) {
      const part = takeOut(l, property.name, of, taken);
      assignTo(l, property.name, withDefault(l, part, property.objectAssignmentInitializer));
    } else if (property.kind === K.PropertyAssignment) assignElement(l, property.initializer, takeOut(l, property.name, of, taken));
    else if (property.kind === K.SpreadAssignment) assignTo(l, property.expression, restNode(l, spanOf(l, property), of, taken));
  }
}

type Access = ts.PropertyAccessExpression | ts.ElementAccessExpression;

/** What `root.a[k]` stands on, and the way from there. */
interface Place {
  readonly root: ts.Expression;
  readonly path: readonly string[];
}

function placeOf(target: ts.Expression): Place {
  const path: string[] = [];
  let node = unwrap(target);
  while (node.kind === K.PropertyAccessExpression || node.kind === K.ElementAccessExpression) {
    const name =
      node.kind === K.PropertyAccessExpression
        ? (node as ts.PropertyAccessExpression).name.text
        : literalKey((node as ts.ElementAccessExpression).argumentExpression);
    path.push(name ?? '*');
    node = unwrap((node as Access).expression);
  }
  return { root: node, path: path.reverse() };
}

/** Computed keys on the way to the target are values of their own: `x[read(y)] = v`. */
function lowerKeys(l: Lowering, target: Access): void {
  let node: ts.Expression = target;
  while (node.kind === K.PropertyAccessExpression || node.kind === K.ElementAccessExpression) {
    if (node.kind === K.ElementAccessExpression) {
      const key = (node as ts.ElementAccessExpression).argumentExpression;
      if (key.kind !== K.StringLiteral && key.kind !== K.NumericLiteral) lowerExpression(l, key);
    }
    node = unwrap((node as Access).expression);
  }
}

function assignPart(l: Lowering, target: Access, value: NodeId): void {
  if (lowerExportWrite(l, target, value)) return;
  lowerKeys(l, target);
  const { root, path } = placeOf(target);
  // A prototype of somebody else's class: nobody reads it as a value.
  if (prototypeOwner(target) !== null) updateNode(l, spanOf(l, target), lowerExpression(l, root), path, value);
  else updatePlace(l, root, path, value, spanOf(l, target));
}

/** What a mutating built-in such as `list.push(value)` does to the object it is called on. */
export function mutate(l: Lowering, target: ts.Expression, into: readonly string[], value: NodeId): void {
  const { root, path } = placeOf(target);
  if (root.kind !== K.Identifier && root.kind !== K.ThisKeyword) return;
  const variable = root.kind === K.Identifier ? lookUp(l.scope, (root as ts.Identifier).text) : null;
  if (root.kind === K.Identifier && (variable === null || variable.origin === 'import')) return;
  updatePlace(l, root, [...path, ...into], value, spanOf(l, target));
}

function updatePlace(l: Lowering, root: ts.Expression, path: readonly string[], value: NodeId, at: Span): void {
  if (root.kind === K.Identifier) {
    const variable = lookUp(l.scope, (root as ts.Identifier).text);
    if (variable !== null) {
      updateVariable(l, variable, read(l, variable, spanOf(l, root)), path, value, at);
      return;
    }
  }
  const of = lowerExpression(l, root);
  const cls = classOfThis(l, of);
  if (cls === null) updateNode(l, at, of, path, value);
  else writeField(l, cls, of, path, value, at);
}

function updateVariable(l: Lowering, variable: Variable, of: NodeId, path: readonly string[], value: NodeId, at: Span): void {
  // Shared with closures, `self` is a choice of all its writes; the first tells what it is.
  const cls = classOfThis(l, of) ?? classOfThis(l, variable.first);
  if (cls !== null) writeField(l, cls, of, path, value, at);
  write(l, variable, updateNode(l, at, of, path, value));
}

/** The class if the value is `this`, or a variable that holds it (`var self = this`). */
function classOfThis(l: Lowering, value: NodeId): OpenClass | null {
  let node = l.nodes[value];
  for (let step = 0; step < 4 && (node?.op === 'bind' || node?.op === 'cast' || node?.op === 'update'); step++) node = l.nodes[node.of];
  return node?.op === 'this' && node.cls >= 0 ? (l.classes[node.cls] ?? null) : null;
}

/** `this.a = v` writes the field; `this.a.b = v` writes it with what it was, changed in a part. */
function writeField(l: Lowering, cls: OpenClass, self: NodeId, path: readonly string[], value: NodeId, at: Span): void {
  const [name, ...inner] = path;
  if (name === undefined || name === '*') return;
  const written = inner.length === 0 ? value : updateNode(l, at, propNode(l, at, self, name), inner, value);
  addFieldWrite(cls, name, at, written);
}

/** The values of `list.push(a, ...b)` as one. */
export function mutatingValue(l: Lowering, call: ts.CallExpression, args: readonly NodeId[], from: number): NodeId {
  const at = spanOf(l, call);
  const values: NodeId[] = [];
  for (let index = from; index < args.length; index++) {
    const value = args[index] as NodeId;
    const spread = (call.arguments[index] as ts.Expression).kind === K.SpreadElement;
    values.push(spread ? elementNode(l, at, value) : value);
  }
  return values.length === 0 ? arrayNode(l, at, [], null) : phiOf(l, at, values);
}

/** Lowers the right side of `target = value`, which gets its name from the target if it is a function or class. */
export function lowerAssigned(l: Lowering, target: ts.Expression, value: ts.Expression): NodeId {
  return lowerNamed(l, value, targetName(target));
}

function targetName(target: ts.Expression): string {
  const node = unwrap(target);
  switch (node.kind) {
    case K.Identifier:
      return (node as ts.Identifier).text;
    case K.PropertyAccessExpression:
      return (node as ts.PropertyAccessExpression).name.text;
    case K.ElementAccessExpression:
      return literalKey((node as ts.ElementAccessExpression).argumentExpression) ?? '';
    default:
      return '';
  }
}
