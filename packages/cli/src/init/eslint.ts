/** Adds phi-scan to an ESLint configuration that is a program, where its shape leaves no doubt: the import, and one more entry. */
import { createRequire } from 'node:module';
import type * as TypeScript from 'typescript';
import { readYaml, withItem } from './yaml.js';

const plugin = 'eslint-plugin-phi-scan';
const entry = 'phiScan.configs.recommended';
const legacyName = 'plugin:phi-scan/legacy-recommended';

export const eslintPlugin = plugin;
export const eslintLines = `import phiScan from '${plugin}';\n\nexport default [${entry} /* , … */];`;
export const legacyEslintLines = `{ "extends": ["${legacyName}" /* , … */] }`;

/** What a project without a configuration gets; its TypeScript needs a parser that knows it. */
export function newEslintConfig(dependencies: readonly string[]): string {
  const entries = dependencies.includes('typescript-eslint')
    ? { imports: "import tseslint from 'typescript-eslint';\n", parser: "  { files: ['**/*.{ts,tsx,mts,cts}'], languageOptions: { parser: tseslint.parser } },\n" }
    : dependencies.includes('@typescript-eslint/parser')
      ? { imports: "import parser from '@typescript-eslint/parser';\n", parser: "  { files: ['**/*.{ts,tsx,mts,cts}'], languageOptions: { parser } },\n" }
      : { imports: '', parser: '' };
  return `import phiScan from '${plugin}';\n${entries.imports}\nexport default [\n${entries.parser}  ${entry},\n];\n`;
}

export function isLegacyConfig(file: string): boolean {
  return !file.startsWith('eslint.config.');
}

/** The text with phi-scan in it; undefined where nobody but its author can say where that goes. */
export function withPhiScan(file: string, text: string): string | undefined {
  if (/\.ya?ml$/.test(file)) return withYamlExtends(file, text);
  return isLegacyConfig(file) ? withExtends(file, text) : withEntry(file, text);
}

// ── eslint.config.* ──────────────────────────────────────────────────────────────────────────────────────────────────────

function withEntry(file: string, text: string): string | undefined {
  const ts = compiler();
  const source = ts.createSourceFile(file.replace(/\.[cm]?js$/, '.mjs'), text, ts.ScriptTarget.Latest, true);
  const exported = exportOf(ts, source);
  if (exported === undefined || /\bphiScan\b/.test(text)) return undefined;
  const list = listOf(ts, source, exported.value);
  if (list === undefined) return undefined;
  const bound = exported.isModule ? lastOf(source.statements.filter(ts.isImportDeclaration)) : lastOf(source.statements.filter((statement) => isRequire(ts, statement)));
  const ending = bound === undefined || bound.getText(source).endsWith(';') ? ';' : '';
  const quote = bound?.getText(source).includes('"') ? '"' : "'";
  const name = `${quote}${plugin}${quote}`;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const line = `${exported.isModule ? `import phiScan from ${name}` : `const phiScan = require(${name})`}${ending}${newline}`;
  // A comment at the head of the file says how its checker is to read it.
  const top = bound === undefined ? (source.statements[0]?.getStart(source) ?? 0) : undefined;
  const binding: Edit = bound === undefined ? { at: top!, text: `${line}${newline}` } : { at: bound.getEnd(), text: `${newline}${line.trimEnd()}` };
  return parsable(ts, file, apply(text, [binding, ...added(ts, source, list, entry, newline)]));
}

/** CommonJS or ES module is what the file itself says. */
function exportOf(ts: typeof TypeScript, source: TypeScript.SourceFile): { readonly value: TypeScript.Expression; readonly isModule: boolean } | undefined {
  const found = source.statements.flatMap((statement) => {
    if (ts.isExportAssignment(statement) && statement.isExportEquals !== true) return [{ value: statement.expression, isModule: true }];
    if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return [];
    const { left, operatorToken, right } = statement.expression;
    return operatorToken.kind === ts.SyntaxKind.EqualsToken && left.getText(source) === 'module.exports' ? [{ value: right, isModule: false }] : [];
  });
  return found.length === 1 ? found[0] : undefined;
}

type List = TypeScript.ArrayLiteralExpression | TypeScript.CallExpression;

/** The list of configurations: an array, or the arguments of a function that is known to take any number of them. */
function listOf(ts: typeof TypeScript, source: TypeScript.SourceFile, expression: TypeScript.Expression): List | undefined {
  if (ts.isArrayLiteralExpression(expression)) return expression;
  if (ts.isAsExpression(expression) || ts.isSatisfiesExpression(expression) || ts.isParenthesizedExpression(expression)) return listOf(ts, source, expression.expression);
  if (ts.isIdentifier(expression)) {
    const constants = source.statements.filter(ts.isVariableStatement).flatMap(({ declarationList }) => [...declarationList.declarations]);
    const value = constants.find(({ name }) => ts.isIdentifier(name) && name.text === expression.text)?.initializer;
    return value === undefined || ts.isIdentifier(value) ? undefined : listOf(ts, source, value);
  }
  if (!ts.isCallExpression(expression) || !/^(?:defineConfig|\w+\.config)$/.test(expression.expression.getText(source))) return undefined;
  const [only, ...more] = expression.arguments;
  return only !== undefined && more.length === 0 && ts.isArrayLiteralExpression(only) ? only : expression;
}

function isRequire(ts: typeof TypeScript, statement: TypeScript.Statement): boolean {
  return ts.isVariableStatement(statement) && /=\s*require\(/.test(statement.getText());
}

// ── .eslintrc ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Of JSON (with the comments that ESLint allows there), and of `module.exports = { … }`. */
function withExtends(file: string, text: string): string | undefined {
  const ts = compiler();
  const isProgram = /\.c?js$/.test(file);
  const source = isProgram ? ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true) : ts.parseJsonText(file, text);
  const [statement] = source.statements;
  const whole = isProgram ? exportOf(ts, source)?.value : statement && ts.isExpressionStatement(statement) ? statement.expression : undefined;
  const config = file === 'package.json' ? propertyOf(ts, whole, 'eslintConfig') : whole;
  if (config === undefined || !ts.isObjectLiteralExpression(config)) return undefined;
  const current = propertyOf(ts, config, 'extends');
  const quote = isProgram && !text.includes('"') ? "'" : '"';
  const name = `${quote}${legacyName}${quote}`;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  if (current !== undefined && ts.isArrayLiteralExpression(current)) return parsable(ts, file, apply(text, added(ts, source, current, name, newline)));
  if (current !== undefined && ts.isStringLiteralLike(current)) return parsable(ts, file, apply(text, [{ at: current.getStart(source), text: '[' }, { at: current.getEnd(), text: `, ${name}]` }]));
  const [first] = config.properties;
  if (current !== undefined || first === undefined) return undefined;
  const start = first.getStart(source);
  const key = isProgram ? 'extends' : '"extends"';
  const isOnOwnLine = /\n[ \t]*$/.test(text.slice(0, start));
  return parsable(ts, file, apply(text, [{ at: start, text: `${key}: [${name}],${isOnOwnLine ? newline + indentOf(text, start) : ' '}` }]));
}

function propertyOf(ts: typeof TypeScript, object: TypeScript.Expression | undefined, name: string): TypeScript.Expression | undefined {
  if (object === undefined || !ts.isObjectLiteralExpression(object)) return undefined;
  const found = object.properties.find((each) => each.name !== undefined && 'text' in each.name && each.name.text === name);
  return found && ts.isPropertyAssignment(found) ? found.initializer : undefined;
}

function withYamlExtends(file: string, text: string): string | undefined {
  const content = readYaml(file, text);
  return typeof content === 'object' && content !== null && 'extends' in content && Array.isArray(content.extends) ? withItem(text, ['extends'], legacyName) : undefined;
}

// ── edits ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Edit {
  readonly at: number;
  readonly text: string;
}

function apply(text: string, edits: readonly Edit[]): string {
  return [...edits].sort((a, b) => b.at - a.at).reduce((done, { at, text: more }) => done.slice(0, at) + more + done.slice(at), text);
}

/** One more item, on a line of its own where the others have theirs. */
function added(ts: typeof TypeScript, source: TypeScript.SourceFile, list: List, item: string, newline: string): Edit[] {
  const { text } = source;
  const items = ts.isCallExpression(list) ? list.arguments : list.elements;
  const [first] = items;
  const last = lastOf(items);
  const close = list.getEnd() - 1;
  if (first === undefined || last === undefined) return [{ at: close, text: item }];
  const lineStart = text.lastIndexOf('\n', close) + 1;
  const isOnOwnLine = text.slice(lineStart, close).trim() === '' && lineStart > last.getEnd();
  if (!isOnOwnLine) return [{ at: last.getEnd(), text: `, ${item}` }];
  // JSON and its readers want no comma after the last.
  const comma = items.hasTrailingComma ? ',' : '';
  const before: Edit[] = items.hasTrailingComma ? [] : [{ at: last.getEnd(), text: ',' }];
  const start = first.getStart(source);
  const indent = text.slice(text.lastIndexOf('\n', start) + 1, start).trim() === '' ? indentOf(text, start) : `${indentOf(text, close)}  `;
  return [...before, { at: lineStart, text: `${indent}${item}${comma}${newline}` }];
}

function indentOf(text: string, at: number): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', at - 1) + 1))![0];
}

function parsable(ts: typeof TypeScript, file: string, text: string): string | undefined {
  if (!/\.[cm]?[jt]s$/.test(file)) return ts.parseConfigFileTextToJson(file, text).error === undefined ? text : undefined;
  const { diagnostics = [] } = ts.transpileModule(text, { fileName: file, reportDiagnostics: true, compilerOptions: { allowJs: true, module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.Latest } });
  return diagnostics.length === 0 ? text : undefined;
}

function lastOf<Item>(items: readonly Item[]): Item | undefined {
  return items.at(-1);
}

/** Loading the compiler waits until a file has to be read. */
function compiler(): typeof TypeScript {
  return createRequire(import.meta.url)('typescript') as typeof TypeScript;
}
