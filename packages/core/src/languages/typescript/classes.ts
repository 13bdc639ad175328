import ts from './compiler.js';
import type { DecoratorFacts, FieldFacts, NodeId, Span } from '../../facts/facts.js';
import { lowerDecorators } from './decorators.js';
import { isTooDeep, lowerExpression, lowerNamed } from './expressions.js';
import { addFieldWrite, fieldOf, type OpenClass } from '../graph/fields.js';
import { write } from '../graph/flow.js';
import { insideFunction, lowerBody, lowerFunctionValue, openFunction, role } from './functions.js';
import { bindNode, classNode, functionNode, type Open, type OpenFunction } from '../graph/graph.js';
import { type Lowering, spanOf } from './lowering.js';
import { lookUp, type Variable } from '../graph/variables.js';
import { lowerStatements } from './statements.js';
import { hasModifier, isFunctionExpression, propertyKey, unwrap } from './syntax.js';
import { heritageOf, typeOf } from './types.js';

/*
 * Initializers of instance fields are lowered in the constructor (one is made up where the class declares none but needs it), those of
 * static fields and static blocks in the function around the class: that is when they run.
 */

const K = ts.SyntaxKind;

export function lowerClassDeclaration(l: Lowering, node: ts.ClassDeclaration): NodeId {
  const name = node.name?.text ?? 'default';
  const variable = node.name === undefined ? null : lookUp(l.scope, node.name.text);
  return lowerClass(l, node, l.namespace + name, (id) => {
    // Before its members are read, so that they can name their own class.
    if (variable !== null) write(l, variable, id);
  });
}

export function lowerClassExpression(l: Lowering, node: ts.ClassExpression, name: string): NodeId {
  return lowerClass(l, node, node.name?.text ?? name, (id) => {
    const own = node.name === undefined ? null : lookUp(l.scope, node.name.text);
    if (own !== null) write(l, own, id);
  });
}

function openClass(l: Lowering, name: string, at: Span): number {
  const facts: OpenClass['facts'] = { name, at, heritage: [], fields: [], methods: [] };
  return l.classes.push({ facts, fields: new Map() }) - 1;
}

function lowerClass(l: Lowering, node: ts.ClassLikeDeclaration, name: string, announce: (id: NodeId) => void): NodeId {
  const { scope, thisClass, base } = l;
  const decorators = lowerDecorators(l, node.modifiers);
  const at = spanOf(l, node);
  const index = openClass(l, name, at);
  const { facts } = l.classes[index] as OpenClass;
  if (decorators !== null) facts.decorators = decorators;
  l.scope = l.scopes.get(node) ?? scope;
  const extended = lowerHeritage(l, node, facts);
  const id = classNode(l, at, index);
  announce(id);
  l.thisClass = index;
  l.base = extended;
  lowerMembers(l, node, index);
  l.scope = scope;
  l.thisClass = thisClass;
  l.base = base;
  return id;
}

function lowerHeritage(l: Lowering, node: ts.ClassLikeDeclaration, facts: OpenClass['facts']): NodeId {
  let base = -1;
  for (const clause of node.heritageClauses ?? []) {
    for (const type of clause.types) {
      facts.heritage.push(heritageOf(l.source, type));
      if (clause.token === K.ExtendsKeyword) base = lowerExpression(l, type.expression);
    }
  }
  if (base >= 0) facts.base = base;
  return base;
}

function lowerMembers(l: Lowering, node: ts.ClassLikeDeclaration, index: number): void {
  if (isTooDeep(l, node)) return;
  const cls = l.classes[index] as OpenClass;
  const initialized: ts.PropertyDeclaration[] = [];
  let constructor: ts.ConstructorDeclaration | null = null;
  for (const member of node.members) {
    if (member.kind === K.Constructor && (member as ts.ConstructorDeclaration).body !== undefined) constructor = member as ts.ConstructorDeclaration;
    else if (member.kind === K.PropertyDeclaration) {
      declareField(l, cls, member as ts.PropertyDeclaration);
      if ((member as ts.PropertyDeclaration).initializer !== undefined && !hasModifier(member as ts.PropertyDeclaration, K.StaticKeyword)) {
        initialized.push(member as ts.PropertyDeclaration);
      }
    }
  }
  if (constructor !== null || initialized.length > 0) lowerConstructor(l, node, index, constructor, initialized);
  for (const member of node.members) lowerMember(l, member, index);
}

function lowerMember(l: Lowering, member: ts.ClassElement, index: number): void {
  switch (member.kind) {
    case K.MethodDeclaration:
    case K.GetAccessor:
    case K.SetAccessor:
      lowerMethod(l, member as ts.MethodDeclaration | ts.AccessorDeclaration, index);
      return;
    case K.PropertyDeclaration:
      if (hasModifier(member as ts.PropertyDeclaration, K.StaticKeyword)) initializeField(l, member as ts.PropertyDeclaration, index);
      return;
    case K.ClassStaticBlockDeclaration: {
      const { scope } = l;
      const { body } = member as ts.ClassStaticBlockDeclaration;
      l.scope = l.scopes.get(body) ?? scope;
      lowerStatements(l, body.statements);
      l.scope = scope;
      return;
    }
    default:
  }
}

function lowerConstructor(
  l: Lowering,
  node: ts.ClassLikeDeclaration,
  index: number,
  constructor: ts.ConstructorDeclaration | null,
  initialized: readonly ts.PropertyDeclaration[],
): void {
  const classScope = l.scope;
  const opened = openFunction(l, constructor ?? node, role('constructor', 'constructor', index));
  (l.classes[index] as OpenClass).facts.methods.push({ name: 'constructor', fn: opened.index });
  const initialize = (): void => {
    const { scope } = l;
    for (const member of initialized) {
      // The constructor's parameters are not visible here.
      l.scope = l.scopes.get(member) ?? classScope;
      initializeField(l, member, index);
    }
    l.scope = scope;
  };
  if (constructor === null) {
    insideFunction(l, opened, node, index, initialize);
    return;
  }
  const before = (): void => {
    lowerParameterProperties(l, constructor, opened, index);
    initialize();
  };
  lowerBody(l, opened, constructor, index, before);
}

/** `constructor(private readonly log: Logger)` */
function lowerParameterProperties(l: Lowering, node: ts.ConstructorDeclaration, opened: OpenFunction, index: number): void {
  node.parameters.forEach((parameter, position) => {
    if (!isParameterProperty(parameter) || parameter.name.kind !== K.Identifier) return;
    const { name } = parameter;
    const param = opened.facts.params[position];
    if (param === undefined) return;
    const field = fieldOf(l.classes[index] as OpenClass, name.text, spanOf(l, name));
    if (param.type !== undefined) field.type = param.type;
    if (parameter.questionToken !== undefined) field.optional = true;
    if (param.decorators !== undefined) field.decorators = [...param.decorators];
    field.writes.push(param.node);
    if (param.fallback !== undefined) field.writes.push(param.fallback);
  });
}

function isParameterProperty(parameter: ts.ParameterDeclaration): boolean {
  const { modifiers } = parameter;
  return modifiers !== undefined && modifiers.some((modifier) => modifier.kind !== K.Decorator);
}

function declareField(l: Lowering, cls: OpenClass, node: ts.PropertyDeclaration): void {
  const name = propertyKey(node.name);
  if (name === null) return;
  const field: Open<FieldFacts> = fieldOf(cls, name, spanOf(l, node.name));
  const decorators: DecoratorFacts[] | null = lowerDecorators(l, node.modifiers);
  if (hasModifier(node, K.StaticKeyword)) field.static = true;
  if (node.questionToken !== undefined) field.optional = true;
  if (node.type !== undefined) field.type = typeOf(l.source, node.type);
  if (decorators !== null) field.decorators = decorators;
}

/** A function in a field is a field write, and can be called like a method. */
function initializeField(l: Lowering, node: ts.PropertyDeclaration, index: number): void {
  const { initializer } = node;
  if (initializer === undefined) return;
  const cls = l.classes[index] as OpenClass;
  const name = propertyKey(node.name);
  if (name === null && node.name.kind === K.ComputedPropertyName) lowerExpression(l, node.name.expression);
  const inner = unwrap(initializer);
  const isStatic = hasModifier(node, K.StaticKeyword);
  const value = isFunctionExpression(inner) ? lowerFieldFunction(l, inner, name ?? '', index, isStatic) : lowerNamed(l, initializer, name ?? '');
  if (name !== null) addFieldWrite(cls, name, spanOf(l, node.name), value);
}

function lowerFieldFunction(
  l: Lowering,
  node: ts.FunctionExpression | ts.ArrowFunction,
  name: string,
  index: number,
  isStatic: boolean,
): NodeId {
  const opened = openFunction(l, node, { ...role(name, 'method', index), static: isStatic });
  addMethod(l, index, name, opened.index, isStatic);
  const id = functionNode(l, opened.facts.at, opened.index);
  lowerFunctionValue(l, opened, node, id, index);
  return id;
}

function addMethod(l: Lowering, index: number, name: string, fn: number, isStatic: boolean): void {
  const { methods } = (l.classes[index] as OpenClass).facts;
  methods.push(isStatic ? { name, fn, static: true } : { name, fn });
}

function lowerMethod(l: Lowering, node: ts.MethodDeclaration | ts.AccessorDeclaration, index: number): void {
  if (node.body === undefined) return;
  const decorators = lowerDecorators(l, node.modifiers);
  const key = propertyKey(node.name);
  if (key === null && node.name.kind === K.ComputedPropertyName) lowerExpression(l, node.name.expression);
  const name = key ?? '';
  const kind = node.kind === K.GetAccessor ? 'getter' : node.kind === K.SetAccessor ? 'setter' : 'method';
  const isStatic = hasModifier(node, K.StaticKeyword);
  const opened = openFunction(l, node, { ...role(name, kind, index), static: isStatic });
  if (decorators !== null) opened.facts.decorators = decorators;
  addMethod(l, index, name, opened.index, isStatic);
  lowerBody(l, opened, node, index);
}

/*
 * Classes from before `class`: a function with assignments to its prototype.
 */

/** Makes a class of a function whose prototype the file assigns. Returns the class as a value and the constructor to be lowered. */
export function openPrototypeClass(
  l: Lowering,
  node: ts.FunctionLikeDeclaration,
  variable: Variable,
): { readonly id: NodeId; readonly opened: OpenFunction } {
  const at = spanOf(l, node);
  const index = openClass(l, variable.name, at);
  const opened = openFunction(l, node, { ...role('constructor', 'constructor', index), hoisted: node.kind === K.FunctionDeclaration });
  addMethod(l, index, 'constructor', opened.index, false);
  variable.cls = index;
  return { id: classNode(l, at, index), opened };
}

/** `var Foo = function () {…}` with assignments to `Foo.prototype`. */
export function lowerPrototypeClass(l: Lowering, node: ts.FunctionExpression, variable: Variable, at: Span): NodeId {
  const { id, opened } = openPrototypeClass(l, node, variable);
  lowerFunctionValue(l, opened, node, id, variable.cls);
  return bindNode(l, at, variable.name, id, null);
}

/** `Foo.prototype.bar = value`, of a class that the file declares in this way. */
export function assignPrototype(l: Lowering, cls: number, name: string, at: Span, value: ts.Expression): NodeId {
  const inner = unwrap(value);
  if (inner.kind === K.FunctionExpression) return lowerFieldFunction(l, inner as ts.FunctionExpression, name, cls, false);
  const id = lowerNamed(l, value, name);
  addFieldWrite(l.classes[cls] as OpenClass, name, at, id);
  return id;
}

/** `Foo.prototype = { bar: function () {…}, … }` */
export function assignWholePrototype(l: Lowering, cls: number, node: ts.ObjectLiteralExpression): void {
  for (const property of node.properties) {
    const key = property.name === undefined ? null : propertyKey(property.name);
    if (key === null) continue;
    if (property.kind === K.PropertyAssignment) assignPrototype(l, cls, key, spanOf(l, property.name), property.initializer);
    else if (property.kind !== K.ShorthandPropertyAssignment && property.kind !== K.SpreadAssignment) lowerMethod(l, property, cls);
  }
}
