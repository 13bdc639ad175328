import ts from './compiler.js';
import type { DecoratorFacts } from '../../facts/facts.js';
import { lowerExpression } from './expressions.js';
import type { Lowering } from './lowering.js';
import { propertyKey, unwrap } from './syntax.js';
import { dottedName } from './types.js';

const K = ts.SyntaxKind;

/** The decorators of a declaration; null where it has none. Their expressions run where the class is made, and are lowered there. */
export function lowerDecorators(l: Lowering, modifiers: ts.NodeArray<ts.ModifierLike> | undefined): DecoratorFacts[] | null {
  if (modifiers === undefined) return null;
  let decorators: DecoratorFacts[] | null = null;
  for (const modifier of modifiers) {
    if (modifier.kind !== K.Decorator) continue;
    lowerExpression(l, modifier.expression);
    (decorators ??= []).push(decoratorOf(modifier.expression));
  }
  return decorators;
}

function decoratorOf(expression: ts.Expression): DecoratorFacts {
  if (expression.kind !== K.CallExpression) return { name: dottedName(unwrap(expression)) ?? '', args: [] };
  const { expression: callee, arguments: given } = expression as ts.CallExpression;
  const args: string[] = [];
  for (const argument of given) addTexts(args, argument);
  return { name: dottedName(unwrap(callee)) ?? '', args };
}

function addTexts(args: string[], argument: ts.Expression): void {
  const node = unwrap(argument);
  const text = textOf(node);
  if (text !== null) args.push(text);
  else if (node.kind === K.ArrayLiteralExpression) for (const item of (node as ts.ArrayLiteralExpression).elements) addTexts(args, item);
  else if (node.kind === K.ObjectLiteralExpression) {
    for (const property of (node as ts.ObjectLiteralExpression).properties) {
      if (property.kind !== K.PropertyAssignment) continue;
      const key = propertyKey(property.name);
      const value = textOf(unwrap(property.initializer));
      if (key !== null && value !== null) args.push(`${key}=${value}`);
    }
  }
}

function textOf(node: ts.Expression): string | null {
  return node.kind === K.StringLiteral || node.kind === K.NoSubstitutionTemplateLiteral ? (node as ts.StringLiteral).text : null;
}
