import type ts from 'typescript';
import type { FactProblem, FileFacts } from '../../facts/facts.js';
import type { Language, SourceText } from '../language.js';
import { shapesInTexts } from '../texts.js';
import { extensionsOf } from '../outside.js';
import { commentsOf } from './comments.js';
import { resolveExports } from './exports.js';
import { orEmpty } from '../graph/empty.js';
import { fillMerged } from '../graph/flow.js';
import { startGraph } from '../graph/graph.js';
import type { Lowering } from './lowering.js';
import { readManifests } from './manifests.js';
import { parse, problemsOf, type ParsedFile } from './parse.js';
import { amongFiles, createResolver } from './resolve.js';
import { findScopes } from './scopes.js';
import { lowerStatements } from './statements.js';

/**
 * JavaScript and TypeScript. A file is parsed without a type checker, a first walk finds who declares and writes which name
 * (`scopes.ts`), a second one lowers it (`statements.ts`, `expressions.ts` and what they stand on).
 */
export const typescript: Language = {
  id: 'typescript',
  extensions: extensionsOf.typescript,
  lower,
  createResolver: (root, files) => amongFiles(createResolver(readManifests(root, files)), files),
};

function lower({ path, text }: SourceText): FileFacts {
  return lowerParsed(path, text, () => parse(path, text));
}

/** For what has been parsed already. The `source` must be one that `isReadableSource` accepts. */
export function lowerSource(path: string, source: ts.SourceFile): FileFacts {
  return lowerParsed(path, source.text, () => ({ source, problems: problemsOf(source) }));
}

function lowerParsed(path: string, text: string, parsed: () => ParsedFile): FileFacts {
  return orEmpty(typescript.id, { path, text }, () => {
    const { source, problems } = parsed();
    return lowerFile(path, source, problems);
  });
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
    shapes: [...l.shapes, ...shapesInTexts(l.nodes)],
    imports: l.imports,
    exports,
    comments: commentsOf(source),
    problems: l.problems,
  };
}

function startLowering(source: ts.SourceFile, problems: readonly FactProblem[]): Lowering {
  const { root, byNode, loops } = findScopes(source);
  return {
    ...startGraph(root, source.end, problems),
    source,
    text: source.text,
    scopes: byNode,
    loops,
    classes: [],
    shapes: [],
    exports: [],
    chain: [],
    base: -1,
    depth: 0,
    namespace: '',
    exporting: true,
  };
}
