import ts from './compiler.js';

const K = ts.SyntaxKind;

/** Takes away what wraps an expression without changing its value: parentheses, `!`, casts. */
export function unwrap(node: ts.Expression): ts.Expression {
  let inner = node;
  while (
    inner.kind === K.ParenthesizedExpression ||
    inner.kind === K.NonNullExpression ||
    inner.kind === K.AsExpression ||
    inner.kind === K.SatisfiesExpression ||
    inner.kind === K.TypeAssertionExpression
  ) {
    inner = (inner as ts.ParenthesizedExpression).expression;
  }
  return inner;
}

export function hasModifier(node: { readonly modifiers?: ts.NodeArray<ts.ModifierLike> | undefined }, kind: ts.SyntaxKind): boolean {
  const modifiers = node.modifiers;
  if (modifiers === undefined) return false;
  for (const modifier of modifiers) if (modifier.kind === kind) return true;
  return false;
}

export function isAssignment(operator: ts.SyntaxKind): boolean {
  return operator >= K.FirstAssignment && operator <= K.LastAssignment;
}

/** The name of a property where the text fixes it; null for a computed one. */
export function propertyKey(name: ts.PropertyName | ts.BindingName): string | null {
  switch (name.kind) {
    case K.Identifier:
    case K.PrivateIdentifier:
    case K.StringLiteral:
    case K.NoSubstitutionTemplateLiteral:
    case K.NumericLiteral:
      return (name as ts.Identifier).text;
    case K.ComputedPropertyName:
      return literalKey((name as ts.ComputedPropertyName).expression);
    default:
      return null;
  }
}

/** The name behind `x['name']`; null where it is not a literal text. */
export function literalKey(node: ts.Expression): string | null {
  return node.kind === K.StringLiteral || node.kind === K.NoSubstitutionTemplateLiteral ? (node as ts.StringLiteral).text : null;
}

/** What `root.a.b`, `this.a` and `root[k].a` stand on. */
export function rootOf(target: ts.Expression): ts.Expression {
  let node = unwrap(target);
  while (node.kind === K.PropertyAccessExpression || node.kind === K.ElementAccessExpression) {
    node = unwrap((node as ts.PropertyAccessExpression).expression);
  }
  return node;
}

/** `Foo.prototype` and `Foo.prototype.bar`: the name of Foo. */
export function prototypeOwner(target: ts.Expression): ts.Identifier | null {
  if (target.kind !== K.PropertyAccessExpression) return null;
  const access = target as ts.PropertyAccessExpression;
  const prototype = access.name.text === 'prototype' ? access : access.expression;
  if (prototype.kind !== K.PropertyAccessExpression) return null;
  const { name, expression } = prototype as ts.PropertyAccessExpression;
  return name.text === 'prototype' && expression.kind === K.Identifier ? (expression as ts.Identifier) : null;
}

/** A call of a built-in that writes into the object it is called on (or, for Object.assign, into its first argument). */
export interface Mutation {
  readonly target: ts.Expression;
  readonly path: readonly string[];
  /** The first argument that goes into the target. */
  readonly from: number;
}

const INTO_COLLECTION: readonly string[] = ['*'];
/** Object.assign: the whole value is merged in, so what lies under a name of it lies under the same name of the target. */
const MERGED_IN: readonly string[] = [];

export function mutationOf(call: ts.CallExpression): Mutation | null {
  const callee = call.expression;
  if (callee.kind !== K.PropertyAccessExpression || call.arguments.length === 0) return null;
  const { expression, name } = callee as ts.PropertyAccessExpression;
  const count = call.arguments.length;
  switch (name.text) {
    case 'push':
    case 'unshift':
    case 'add':
      return { target: expression, path: INTO_COLLECTION, from: 0 };
    case 'set':
    case 'append':
      return { target: expression, path: INTO_COLLECTION, from: count > 1 ? 1 : 0 };
    case 'fill':
      return { target: expression, path: INTO_COLLECTION, from: 0 };
    case 'splice':
      return count > 2 ? { target: expression, path: INTO_COLLECTION, from: 2 } : null;
    case 'assign':
      return count > 1 && expression.kind === K.Identifier && (expression as ts.Identifier).text === 'Object'
        ? { target: call.arguments[0] as ts.Expression, path: MERGED_IN, from: 1 }
        : null;
    default:
      return null;
  }
}

export function isFunctionExpression(node: ts.Node): node is ts.FunctionExpression | ts.ArrowFunction {
  return node.kind === K.ArrowFunction || node.kind === K.FunctionExpression;
}
