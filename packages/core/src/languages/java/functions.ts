import type { FunctionFacts, NodeId, ParamFacts, Span } from '../../facts/facts.js';
import { insideFrame, write } from '../graph/flow.js';
import { functionNode, type Open, type OpenFunction, paramNode } from '../graph/graph.js';
import { lookUp, newScope } from '../graph/variables.js';
import { childOf, namedChildren, spanOf, type SyntaxNode } from '../tree-sitter/tree.js';
import { annotationsOf } from './annotations.js';
import { lowerExpression } from './expressions.js';
import { type Lowering, textOf } from './lowering.js';
import { parameterName, parametersOf } from './scopes.js';
import { lowerStatements } from './statements.js';
import { typeOf, typeParametersOf } from './types.js';

export interface FunctionRole {
  readonly name: string;
  readonly kind: FunctionFacts['kind'];
  /** The class whose method it is; -1 for none. */
  readonly cls: number;
  readonly static: boolean;
}

/** Reserves the function's place. Its body may be lowered later. */
export function openFunction(l: Lowering, node: SyntaxNode, { name, kind, cls, static: isStatic }: FunctionRole): OpenFunction {
  const outer = l.fn;
  const facts: Open<FunctionFacts> = { name, at: spanOf(node), kind, parent: outer.index, cls, params: [], returns: [], throws: [], calls: [] };
  if (isStatic) facts.static = true;
  const opened: OpenFunction = { index: l.functions.length, depth: outer.depth + 1, hoistedFrom: outer.hoistedFrom, facts };
  l.functions.push(opened);
  return opened;
}

/** Runs `inside` in the function, with its scope, and comes back to where we were. */
export function insideFunction(l: Lowering, opened: OpenFunction, node: SyntaxNode, thisClass: number, inside: () => void): void {
  const { yields, typeParameters } = l;
  l.yields = [];
  l.typeParameters = typeParametersOf(l, node);
  insideFrame(l, opened, l.scopes.get(node) ?? newScope(l.scope, opened.depth, null), thisClass, inside);
  l.yields = yields;
  l.typeParameters = typeParameters;
}

export function lowerParameters(l: Lowering, opened: OpenFunction, node: SyntaxNode): void {
  for (const parameter of parametersOf(node)) lowerParameter(l, opened, parameter);
}

function lowerParameter(l: Lowering, opened: OpenFunction, parameter: SyntaxNode): void {
  const nameNode = parameterName(parameter);
  const name = nameNode === undefined ? '' : textOf(l, nameNode);
  const node = paramNode(l, spanOf(nameNode ?? parameter), opened.facts.params.length, name);
  const facts: Open<ParamFacts> = { node, name };
  const isSpread = parameter.kind === 'spread_parameter';
  const typeNode = isSpread ? namedChildren(parameter).find(({ kind }) => kind !== 'modifiers' && kind !== 'variable_declarator') : childOf(parameter, 'type');
  const written = parameter.kind === 'identifier' ? null : typeOf(l, typeNode);
  const type = isSpread && written !== null ? { kind: 'array' as const, of: written } : written;
  const decorators = annotationsOf(l, parameter);
  if (type !== null) facts.type = type;
  if (isSpread) facts.rest = true;
  if (decorators !== null) facts.decorators = decorators;
  opened.facts.params.push(facts);
  const variable = lookUp(l.scope, name);
  if (variable === null) return;
  variable.type = type;
  write(l, variable, node);
}

/** A parameter that nobody wrote: a method reference has one. */
export function receiveParameter(l: Lowering, opened: OpenFunction, at: Span, name: string): NodeId {
  const node = paramNode(l, at, opened.facts.params.length, name);
  opened.facts.params.push({ node, name });
  return node;
}

export function lowerLambda(l: Lowering, node: SyntaxNode): NodeId {
  const opened = openFunction(l, node, { name: '', kind: 'function', cls: -1, static: false });
  const id = functionNode(l, opened.facts.at, opened.index);
  insideFunction(l, opened, node, l.thisClass, () => {
    lowerParameters(l, opened, node);
    const body = childOf(node, 'body');
    if (body?.kind === 'block') lowerStatements(l, body);
    else if (body !== undefined) opened.facts.returns.push(lowerExpression(l, body));
  });
  return id;
}
