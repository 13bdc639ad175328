import type ts from 'typescript';
import type { FactProblem, FileFacts } from '../../facts/facts.js';
import type { Language, SourceText } from '../language.js';
import { commentsOf } from './comments.js';
import { resolveExports } from './exports.js';
import { fillMerged } from './flow.js';
import type { Lowering, OpenFunction } from './lowering.js';
import { parse } from './parse.js';
import { findScopes } from './scopes.js';
import { lowerStatements } from './statements.js';

/**
 * JavaScript and TypeScript. A file is parsed without a type checker, a first walk finds who declares and writes which name
 * (`scopes.ts`), a second one lowers it (`statements.ts`, `expressions.ts` and what they stand on).
 */
export const typescript: Language = {
  id: 'typescript',
  extensions: ['.ts', '.tsx', '.js', '.jsx', '.mjs', '.cjs', '.mts', '.cts', '.vue', '.svelte'],
  lower,
};

function lower({ path, text }: SourceText): FileFacts {
  try {
    const { source, problems } = parse(path, text);
    return lowerFile(path, source, problems);
  } catch (error) {
    // Nesting that only a machine writes exhausts the stack of the parser itself.
    const message = error instanceof RangeError ? 'nested too deeply to be read' : `could not be read: ${String(error)}`;
    return emptyFacts(path, text, { kind: 'limit', message, at: [0, 0] });
  }
}

function lowerFile(path: string, source: ts.SourceFile, problems: readonly FactProblem[]): FileFacts {
  const l = startLowering(source, problems);
  lowerStatements(l, source.statements);
  const exports = resolveExports(l);
  fillMerged(l);
  return {
    path,
    language: typescript.id,
    lineStarts: source.getLineStarts(),
    nodes: l.nodes,
    variableReads: l.variableReads,
    functions: l.functions.map(({ facts }) => facts),
    classes: l.classes.map(({ facts }) => facts),
    shapes: l.shapes,
    imports: l.imports,
    exports,
    comments: commentsOf(source),
    problems: l.problems,
  };
}

function startLowering(source: ts.SourceFile, problems: readonly FactProblem[]): Lowering {
  const { root, byNode, loops } = findScopes(source);
  const module = moduleBody(source.end);
  return {
    source,
    text: source.text,
    scopes: byNode,
    loops,
    nodes: [],
    variableReads: [],
    functions: [module],
    classes: [],
    shapes: [],
    imports: [],
    exports: [],
    problems: [...problems],
    merged: [],
    changed: [],
    before: [],
    chain: [],
    fn: module,
    scope: root,
    thisClass: -1,
    base: -1,
    dead: false,
    frames: [],
    tried: null,
    depth: 0,
    namespace: '',
    exporting: true,
  };
}

function moduleBody(end: number): OpenFunction {
  return {
    index: 0,
    depth: 0,
    hoistedFrom: -1,
    facts: { name: '', at: [0, end], kind: 'module', parent: -1, cls: -1, params: [], returns: [], throws: [], calls: [] },
  };
}

function emptyFacts(path: string, text: string, problem: FactProblem): FileFacts {
  return {
    path,
    language: typescript.id,
    lineStarts: lineStartsOf(text),
    nodes: [],
    variableReads: [],
    functions: [moduleBody(text.length).facts],
    classes: [],
    shapes: [],
    imports: [],
    exports: [],
    comments: [],
    problems: [problem],
  };
}

function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
