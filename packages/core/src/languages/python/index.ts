import type { FactProblem, FileFacts } from '../../facts/facts.js';
import { lineStartsOf } from '../graph/empty.js';
import { fillMerged } from '../graph/flow.js';
import { startGraph } from '../graph/graph.js';
import type { SourceText } from '../language.js';
import { shapesInTexts } from '../texts.js';
import { treeSitterLanguage } from '../tree-sitter/language.js';
import type { SyntaxNode } from '../tree-sitter/tree.js';
import { commentsOf } from '../tree-sitter/comments.js';
import { exportsOf } from './exports.js';
import type { Lowering } from './lowering.js';
import { extensionsOf } from '../outside.js';
import { createResolver } from './resolve.js';
import { findScopes } from './scopes.js';
import { lowerBlock } from './statements.js';

/**
 * Python 3, and Python 2 as far as one grammar reads both. A first walk over the tree finds who declares and writes which name
 * (`scopes.ts`), a second one lowers it (`statements.ts`, `expressions.ts` and what they stand on).
 */
export const python = treeSitterLanguage({
  id: 'python',
  extensions: extensionsOf.python,
  createResolver: (_root, files) => createResolver(files),
  lowerTree,
});

function lowerTree({ path, text }: SourceText, module: SyntaxNode, problems: readonly FactProblem[]): FileFacts {
  const { root, byNode, loops } = findScopes(module, text);
  const l: Lowering = {
    ...startGraph(root, text.length, problems),
    text,
    scopes: byNode,
    loops,
    classes: [],
    shapes: [],
    root,
    selves: new Set(),
    importOf: new Map(),
    dotted: new Map(),
    stars: [],
    undeclared: new Map(),
    classBody: -1,
    base: -1,
    depth: 0,
  };
  lowerBlock(l, module);
  const exports = exportsOf(l);
  fillMerged(l);
  return {
    path,
    language: python.id,
    lineStarts: lineStartsOf(text),
    nodes: l.nodes,
    variableReads: l.variableReads,
    functions: l.functions.map(({ facts }) => facts),
    classes: l.classes.map(({ facts }) => facts),
    shapes: [...l.shapes, ...shapesInTexts(l.nodes)],
    imports: l.imports,
    exports,
    comments: commentsOf(text, module),
    problems: l.problems,
  };
}
