import ts from './compiler.js';
import type { FactProblem } from '../../facts/facts.js';
import { keepScripts } from './script-blocks.js';

export interface ParsedFile {
  readonly source: ts.SourceFile;
  readonly problems: readonly FactProblem[];
}

/** `.js` files may hold JSX; `.ts` files may not, because `<T>x` is a cast there. */
const SCRIPT_KINDS: Readonly<Record<string, ts.ScriptKind>> = {
  '.ts': ts.ScriptKind.TS,
  '.mts': ts.ScriptKind.TS,
  '.cts': ts.ScriptKind.TS,
  '.tsx': ts.ScriptKind.TSX,
  '.js': ts.ScriptKind.JSX,
  '.jsx': ts.ScriptKind.JSX,
  '.mjs': ts.ScriptKind.JSX,
  '.cjs': ts.ScriptKind.JSX,
};

const MOST_PROBLEMS = 20;

export function parse(path: string, text: string): ParsedFile {
  const extension = path.slice(path.lastIndexOf('.')).toLowerCase();
  const isComponent = extension === '.vue' || extension === '.svelte';
  const script = isComponent ? keepScripts(text) : { text, kind: SCRIPT_KINDS[extension] ?? ts.ScriptKind.TSX };
  const source = ts.createSourceFile(path, script.text, options(extension), false, script.kind);
  return { source, problems: problemsOf(source) };
}

function options(extension: string): ts.CreateSourceFileOptions {
  const common = { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone };
  if (extension === '.cjs' || extension === '.cts') return common;
  // Read as a module, `await` at the top is an await also in a file without imports.
  return { ...common, setExternalModuleIndicator: markAsModule };
}

interface ParserInternals {
  externalModuleIndicator?: ts.Node | true;
  readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[];
}

function markAsModule(file: ts.SourceFile): void {
  (file as ts.SourceFile & ParserInternals).externalModuleIndicator = true;
}

/** The parser leaves its errors on a property that the public types do not name. */
export function problemsOf(source: ts.SourceFile): FactProblem[] {
  const { parseDiagnostics = [] } = source as ts.SourceFile & ParserInternals;
  return parseDiagnostics.slice(0, MOST_PROBLEMS).map(({ messageText, start, length }) => ({
    kind: 'syntax',
    message: ts.flattenDiagnosticMessageText(messageText, ' '),
    at: [start, start + length],
  }));
}
