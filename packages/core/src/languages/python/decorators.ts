import type { DecoratorFacts, NodeId } from '../../facts/facts.js';
import { childOf, namedChildren, spanOf, type SyntaxNode } from '../tree-sitter/tree.js';
import { callWith, lowerArguments } from './calls.js';
import { lowerExpression } from './expressions.js';
import type { Lowering } from './lowering.js';
import { dottedName, literalString, unwrap } from './syntax.js';
import { textOf } from './lowering.js';

export function decoratorsOf(l: Lowering, nodes: readonly SyntaxNode[]): DecoratorFacts[] {
  return nodes.flatMap((node) => namedChildren(node).slice(0, 1)).map((expression) => decoratorOf(l, expression));
}

export function decoratorOf(l: Lowering, expression: SyntaxNode): DecoratorFacts {
  if (expression.kind !== 'call') return { name: dottedName(l, unwrap(expression)) ?? '', args: [] };
  const callee = childOf(expression, 'function');
  const list = childOf(expression, 'arguments');
  const args: string[] = [];
  for (const argument of list === undefined ? [] : namedChildren(list)) addTexts(l, args, argument, '');
  return { name: (callee === undefined ? null : dottedName(l, unwrap(callee))) ?? '', args };
}

function addTexts(l: Lowering, args: string[], argument: SyntaxNode, prefix: string): void {
  const text = literalString(l, argument);
  if (text !== null) args.push(prefix + text);
  else if (argument.kind === 'list' || argument.kind === 'tuple') for (const item of namedChildren(argument)) addTexts(l, args, item, prefix);
  else if (argument.kind === 'keyword_argument') {
    const name = childOf(argument, 'name');
    const value = childOf(argument, 'value');
    if (name !== undefined && value !== undefined) addTexts(l, args, value, `${textOf(l, name)}=`);
  }
}

/** They say what kind of member a function is, and do nothing to it. */
const plain = /^(?:staticmethod|classmethod|(?:\w+\.)*\w*property|(?:\w+\.)*(?:abstractmethod|override|overload|wraps|lru_cache|cache)|\w+\.(?:setter|getter|deleter))$/;

/**
 * `@app.route('/patients')` hands the function over: it is lowered as the call `app.route('/patients', function)`, which is how other
 * languages write the same, and `@receiver` as `receiver(function)`.
 */
export function applyDecorators(l: Lowering, nodes: readonly SyntaxNode[], value: NodeId): void {
  for (const node of nodes) {
    const [expression] = namedChildren(node);
    if (expression === undefined) continue;
    const { name } = decoratorOf(l, expression);
    if (plain.test(name)) continue;
    const at = spanOf(expression);
    const callee = expression.kind === 'call' ? childOf(expression, 'function') : expression;
    if (callee === undefined) continue;
    const called = lowerExpression(l, callee);
    const given = lowerArguments(l, expression.kind === 'call' ? childOf(expression, 'arguments') : undefined);
    const names = given.names === null ? null : [...given.names, null];
    callWith(l, at, called, { ...given, args: [...given.args, value], names });
  }
}
