import type { DecoratorFacts, FunctionFacts, NodeId, ParamFacts, TypeFacts } from '../../facts/facts.js';
import { insideFrame, maybe, write } from '../graph/flow.js';
import { bindNode, classNode, functionNode, type Open, type OpenFunction, paramNode, phiOf } from '../graph/graph.js';
import { lookUp, newScope } from '../graph/variables.js';
import { childOf, namedChildren, spanOf, type SyntaxNode } from '../tree-sitter/tree.js';
import { decoratorOf } from './decorators.js';
import { lowerExpression } from './expressions.js';
import { textOf, type Lowering } from './lowering.js';
import { parameterNames } from './scopes.js';
import { lowerBlock } from './statements.js';
import { assignTo } from './targets.js';
import { metadataOf, typeOf } from './types.js';

export interface FunctionRole {
  readonly name: string;
  readonly kind: FunctionFacts['kind'];
  /** The class whose method it is; -1 for none. */
  readonly cls: number;
  /** What its first parameter stands for. */
  readonly first: 'self' | 'class' | 'parameter';
}

/** Reserves the function's place. Its body may be lowered later. */
export function openFunction(l: Lowering, node: SyntaxNode, { name, kind, cls, first }: FunctionRole, hoisted: boolean): OpenFunction {
  const outer = l.fn;
  const facts: Open<FunctionFacts> = { name, at: spanOf(node), kind, parent: outer.index, cls, params: [], returns: [], throws: [], calls: [] };
  if (cls >= 0 && first !== 'self') facts.static = true;
  const type = childOf(node, 'return_type');
  if (type !== undefined) facts.returnType = typeOf(l, type);
  const opened: OpenFunction = { index: l.functions.length, depth: outer.depth + 1, hoistedFrom: hoisted ? outer.depth : outer.hoistedFrom, facts };
  l.functions.push(opened);
  return opened;
}

/** Parameters and body. `self` stays the one of the class around, also in functions inside a method. */
export function lowerBody(l: Lowering, opened: OpenFunction, node: SyntaxNode, first: FunctionRole['first'], thisClass: number): void {
  const { classBody } = l;
  l.classBody = -1;
  insideFrame(l, opened, l.scopes.get(node) ?? newScope(l.scope, opened.depth, null), thisClass, () => {
    lowerParameters(l, opened, node, first);
    const body = childOf(node, 'body');
    if (body?.kind === 'block') lowerBlock(l, body);
    else if (body !== undefined) opened.facts.returns.push(lowerExpression(l, body));
  });
  l.classBody = classBody;
}

function lowerParameters(l: Lowering, opened: OpenFunction, node: SyntaxNode, first: FunctionRole['first']): void {
  const parameters = childOf(node, 'parameters');
  const given = parameters === undefined ? [] : namedChildren(parameters).filter(({ kind }) => kind !== 'keyword_separator' && kind !== 'positional_separator');
  given.forEach((parameter, index) => {
    if (index === 0 && first !== 'parameter' && (parameter.kind === 'identifier' || parameter.kind === 'typed_parameter')) receiveSelf(l, parameter, first);
    else opened.facts.params.push(lowerParameter(l, opened, parameter));
  });
}

function receiveSelf(l: Lowering, parameter: SyntaxNode, first: 'self' | 'class'): void {
  const [name = ''] = parameterNames(l, parameter);
  const variable = lookUp(l.scope, name);
  if (variable === null) return;
  if (first === 'self') l.selves.add(variable);
  else write(l, variable, classNode(l, spanOf(parameter), l.thisClass));
}

function lowerParameter(l: Lowering, opened: OpenFunction, parameter: SyntaxNode): ParamFacts {
  const at = spanOf(parameter);
  const pattern = parameter.kind === 'typed_parameter' ? (namedChildren(parameter)[0] ?? parameter) : parameter;
  const names = parameterNames(l, parameter);
  const name = names.length === 1 ? (names[0] as string) : '';
  const node = paramNode(l, spanOf(childOf(parameter, 'name') ?? pattern), opened.facts.params.length, name);
  const facts: Open<ParamFacts> = { node, name };
  const annotation = childOf(parameter, 'type');
  const type = annotation === undefined ? null : typeOf(l, annotation);
  const isRest = pattern.kind === 'list_splat_pattern' || pattern.kind === 'dictionary_splat_pattern';
  if (pattern.kind === 'list_splat_pattern') facts.rest = true;
  if (pattern.kind === 'dictionary_splat_pattern') facts.restByName = true;
  if (type !== null && !isRest) facts.type = type;
  let value = node;
  const fallback = [childOf(parameter, 'value'), ...(annotation === undefined ? [] : metadataOf(l, annotation))].filter((written) => written !== undefined);
  const decorators: DecoratorFacts[] = [];
  const values: NodeId[] = [];
  for (const written of fallback) {
    values.push(maybe(l, at, () => lowerExpression(l, written)));
    // `patient: PatientIn = Body(...)`: the framework reads it like a decorator of the parameter.
    if (written.kind === 'call') decorators.push(decoratorOf(l, written));
  }
  if (values.length > 0) {
    facts.fallback = phiOf(l, at, values);
    value = phiOf(l, at, [node, ...values]);
  }
  if (decorators.length > 0) facts.decorators = decorators;
  receive(l, name, pattern, value, facts.type ?? null);
  return facts;
}

/** A parameter's name is on its own node already; only Python 2 takes tuples apart. */
function receive(l: Lowering, name: string, pattern: SyntaxNode, value: NodeId, type: TypeFacts | null): void {
  if (name === '') {
    assignTo(l, pattern, value);
    return;
  }
  const variable = lookUp(l.scope, name);
  if (variable === null) return;
  variable.type = type;
  write(l, variable, value);
}

export function lowerLambda(l: Lowering, node: SyntaxNode, name: string): NodeId {
  const opened = openFunction(l, node, { name, kind: 'function', cls: -1, first: 'parameter' }, false);
  const id = functionNode(l, opened.facts.at, opened.index);
  lowerBody(l, opened, node, 'parameter', l.thisClass);
  return id;
}

/** The function as a value under its name. */
export function declareFunction(l: Lowering, node: SyntaxNode, opened: OpenFunction): NodeId {
  const name = childOf(node, 'name');
  const id = functionNode(l, opened.facts.at, opened.index);
  if (name === undefined) return id;
  const variable = lookUp(l.scope, textOf(l, name));
  const bound = bindNode(l, spanOf(name), opened.facts.name, id, null);
  if (variable !== null) write(l, variable, bound);
  return bound;
}
