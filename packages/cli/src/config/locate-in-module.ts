/** Finds the line of a key in a configuration that is written in JavaScript or TypeScript. */
import { createRequire } from 'node:module';
import type * as TypeScript from 'typescript';
import type { KeyPath } from './validate.js';

/** Only a mistake has to be located: loading the compiler waits for one. */
export function locateInModule(file: string, text: string, path: KeyPath): number | undefined {
  const ts = createRequire(import.meta.url)('typescript') as typeof TypeScript;
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  let node: TypeScript.Node | undefined = objectOf(defaultExport());
  let found: TypeScript.Node | undefined;
  for (const part of path) {
    const next: TypeScript.Node | undefined = childOf(node, part);
    if (next === undefined) break;
    found = next;
    node = objectOf(ts.isPropertyAssignment(next) ? next.initializer : ts.isExpression(next) ? next : undefined);
  }
  return found === undefined ? undefined : source.getLineAndCharacterOfPosition(found.getStart(source)).line + 1;

  function defaultExport(): TypeScript.Expression | undefined {
    return source.statements.find(ts.isExportAssignment)?.expression;
  }

  /** What is behind `defineConfig(…)`, `… satisfies PhiScanConfig`, and a constant's name. */
  function objectOf(expression: TypeScript.Expression | undefined): TypeScript.Expression | undefined {
    if (expression === undefined) return undefined;
    if (ts.isCallExpression(expression)) return objectOf(expression.arguments[0]);
    if (ts.isAsExpression(expression) || ts.isSatisfiesExpression(expression) || ts.isParenthesizedExpression(expression)) return objectOf(expression.expression);
    if (ts.isIdentifier(expression)) return objectOf(constant(expression.text));
    return expression;
  }

  function constant(name: string): TypeScript.Expression | undefined {
    const declarations = source.statements.filter(ts.isVariableStatement).flatMap((statement) => [...statement.declarationList.declarations]);
    return declarations.find((each) => ts.isIdentifier(each.name) && each.name.text === name && each.initializer?.kind !== ts.SyntaxKind.Identifier)?.initializer;
  }

  function childOf(node: TypeScript.Node | undefined, part: string | number): TypeScript.Node | undefined {
    if (node === undefined) return undefined;
    if (ts.isArrayLiteralExpression(node) && typeof part === 'number') return node.elements[part];
    if (!ts.isObjectLiteralExpression(node)) return undefined;
    return node.properties.find((property) => property.name !== undefined && 'text' in property.name && property.name.text === String(part));
  }
}
