import ts from './compiler.js';
import type { FunctionFacts, NodeId, ParamFacts, TypeFacts } from '../../facts/facts.js';
import { lowerDecorators } from './decorators.js';
import { lowerExpression } from './expressions.js';
import { insideFrame, maybe, write } from '../graph/flow.js';
import { functionNode, type Open, type OpenFunction, paramNode, phiOf } from '../graph/graph.js';
import { type Lowering, spanOf } from './lowering.js';
import { lookUp, newScope } from '../graph/variables.js';
import { isThisParameter } from './scopes.js';
import { lowerStatements } from './statements.js';
import { bindName } from './targets.js';
import { typeOf } from './types.js';

const K = ts.SyntaxKind;

export interface FunctionRole {
  readonly name: string;
  readonly kind: FunctionFacts['kind'];
  /** The class whose method it is; -1 for none. */
  readonly cls: number;
  readonly static: boolean;
  /** A declaration, which can be called from before and after it. */
  readonly hoisted: boolean;
}

export function role(name: string, kind: FunctionFacts['kind'], cls = -1): FunctionRole {
  return { name, kind, cls, static: false, hoisted: false };
}

/** Reserves the function's place. Its body may be lowered later. */
export function openFunction(l: Lowering, node: ts.Node, { name, kind, cls, static: isStatic, hoisted }: FunctionRole): OpenFunction {
  const outer = l.fn;
  const facts: Open<FunctionFacts> = {
    name,
    at: spanOf(l, node),
    kind,
    parent: outer.index,
    cls,
    params: [],
    returns: [],
    throws: [],
    calls: [],
  };
  if (isStatic) facts.static = true;
  const opened: OpenFunction = {
    index: l.functions.length,
    depth: outer.depth + 1,
    hoistedFrom: hoisted ? outer.depth : outer.hoistedFrom,
    facts,
  };
  l.functions.push(opened);
  return opened;
}

/** Runs `inside` in the function, with its scope, and comes back to where we were. */
export function insideFunction(l: Lowering, opened: OpenFunction, node: ts.Node, thisClass: number, inside: () => void): void {
  const { base, namespace } = l;
  l.namespace = '';
  insideFrame(l, opened, l.scopes.get(node) ?? newScope(l.scope, opened.depth, null), thisClass, inside);
  l.base = base;
  l.namespace = namespace;
}

/** `beforeBody` runs between parameters and body, as field initializers do. */
export function lowerBody(l: Lowering, opened: OpenFunction, node: ts.FunctionLikeDeclaration, thisClass: number, beforeBody?: () => void): void {
  if (node.type !== undefined) opened.facts.returnType = typeOf(l.source, node.type);
  insideFunction(l, opened, node, thisClass, () => {
    lowerParameters(l, opened, node);
    beforeBody?.();
    const body = node.body as ts.ConciseBody | undefined;
    if (body === undefined) return;
    if (body.kind === K.Block) lowerStatements(l, (body as ts.Block).statements);
    else opened.facts.returns.push(lowerExpression(l, body as ts.Expression));
  });
}

function lowerParameters(l: Lowering, opened: OpenFunction, node: ts.FunctionLikeDeclaration): void {
  for (const parameter of node.parameters) if (!isThisParameter(parameter)) opened.facts.params.push(lowerParameter(l, opened, parameter));
}

function lowerParameter(l: Lowering, opened: OpenFunction, parameter: ts.ParameterDeclaration): ParamFacts {
  const name = parameter.name.kind === K.Identifier ? parameter.name.text : '';
  const decorators = lowerDecorators(l, parameter.modifiers);
  const at = spanOf(l, parameter.name);
  const node = paramNode(l, at, opened.facts.params.length, name);
  const facts: Open<ParamFacts> = { node, name };
  const type = parameter.type === undefined ? null : typeOf(l.source, parameter.type);
  if (type !== null) facts.type = type;
  if (parameter.dotDotDotToken !== undefined) facts.rest = true;
  if (decorators !== null) facts.decorators = decorators;
  const { initializer } = parameter;
  let value = node;
  if (initializer !== undefined) {
    facts.fallback = maybe(l, at, () => lowerExpression(l, initializer));
    value = phiOf(l, at, [node, facts.fallback]);
  }
  receive(l, parameter.name, value, type);
  return facts;
}

/** A parameter's name is on its own node already; only patterns take it apart. */
function receive(l: Lowering, name: ts.BindingName, value: NodeId, type: TypeFacts | null): void {
  if (name.kind !== K.Identifier) {
    bindName(l, name, value, null);
    return;
  }
  const variable = lookUp(l.scope, name.text);
  if (variable === null) return;
  variable.type = type;
  write(l, variable, value);
}

export function lowerFunctionExpression(l: Lowering, node: ts.FunctionExpression | ts.ArrowFunction, name: string): NodeId {
  const opened = openFunction(l, node, role(node.name?.text ?? name, 'function'));
  const id = functionNode(l, opened.facts.at, opened.index);
  lowerFunctionValue(l, opened, node, id, node.kind === K.ArrowFunction ? l.thisClass : -1);
  return id;
}

/** Lowers the body of a function expression, which can call itself by its own name. */
export function lowerFunctionValue(
  l: Lowering,
  opened: OpenFunction,
  node: ts.FunctionExpression | ts.ArrowFunction,
  id: NodeId,
  thisClass: number,
): void {
  const own = node.name === undefined ? undefined : l.scopes.get(node)?.names?.get(node.name.text);
  if (own !== undefined) {
    own.done++;
    own.first = id;
    own.value = id;
  }
  lowerBody(l, opened, node, thisClass);
}

/** Methods and accessors of an object literal. */
export function lowerMethodValue(l: Lowering, node: ts.MethodDeclaration | ts.AccessorDeclaration, name: string): NodeId {
  const kind = node.kind === K.GetAccessor ? 'getter' : node.kind === K.SetAccessor ? 'setter' : 'method';
  const opened = openFunction(l, node, role(name, kind));
  const id = functionNode(l, opened.facts.at, opened.index);
  lowerBody(l, opened, node, -1);
  return id;
}
