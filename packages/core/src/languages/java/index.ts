import type { FactProblem, FileFacts } from '../../facts/facts.js';
import { lineStartsOf } from '../graph/empty.js';
import { fillMerged } from '../graph/flow.js';
import { classNode, startGraph } from '../graph/graph.js';
import type { SourceText } from '../language.js';
import { shapesInTexts } from '../texts.js';
import { commentsOf } from '../tree-sitter/comments.js';
import { treeSitterLanguage } from '../tree-sitter/language.js';
import type { SyntaxNode } from '../tree-sitter/tree.js';
import { lowerType, openTypes } from './classes.js';
import type { Lowering } from './lowering.js';
import { bringAll, readNames } from './names.js';
import { extensionsOf } from '../outside.js';
import { createResolver } from './resolve.js';
import { findScopes } from './scopes.js';
import { lowerStatement } from './statements.js';
import { hasModifier, isTypeDeclaration } from './syntax.js';

/** Java. A first walk finds types and variables (`scopes.ts`), a second one lowers them (`classes.ts` and what it stands on). */
export const java = treeSitterLanguage({
  id: 'java',
  extensions: extensionsOf.java,
  createResolver: (_root, files) => createResolver(files),
  lowerTree,
});

function lowerTree({ path, text }: SourceText, root: SyntaxNode, problems: readonly FactProblem[]): FileFacts {
  const scopes = findScopes(text, root);
  const l: Lowering = {
    ...startGraph(scopes.root, text.length, problems),
    text,
    scopes: scopes.byNode,
    loops: scopes.loops,
    names: readNames(text, root),
    types: new Map(),
    classes: [],
    shapes: [],
    exports: [],
    around: [],
    base: -1,
    typeParameters: new Set(),
    yields: [],
    depth: 0,
  };
  openTypes(l, scopes.types);
  bringAll(l);
  lowerTypes(l, root);
  exportTypes(l, root, path);
  fillMerged(l);
  return {
    path,
    language: java.id,
    lineStarts: lineStartsOf(text),
    nodes: l.nodes,
    variableReads: l.variableReads,
    functions: l.functions.map(({ facts }) => facts),
    classes: l.classes.map(({ facts }) => facts),
    shapes: [...l.shapes, ...shapesInTexts(l.nodes)],
    imports: l.imports,
    exports: l.exports,
    comments: commentsOf(text, root),
    problems: l.problems,
  };
}

/** Where a file does not parse, types and statements may stand in an ERROR, also at its top. */
function lowerTypes(l: Lowering, node: SyntaxNode): void {
  for (const child of node.children) {
    if (isTypeDeclaration(child)) lowerType(l, child);
    else if (child.kind === 'ERROR') lowerTypes(l, child);
    else lowerStatement(l, child);
  }
}

/** The file is the module of its public type; its other types, also inner ones, can be named through it. */
function exportTypes(l: Lowering, root: SyntaxNode, path: string): void {
  const ofFile = path.slice(path.lastIndexOf('/') + 1, -'.java'.length);
  const top = root.children.filter(isTypeDeclaration);
  const isMain = (node: SyntaxNode, name: string): boolean => name === ofFile || (top.length === 1 && node === top[0]) || (top.includes(node) && hasModifier(node, 'public'));
  for (const { node, name, cls } of l.types.values()) {
    const value = classNode(l, [node.start, node.end], cls);
    const shape = node.kind === 'enum_declaration' ? { shape: name } : {};
    l.exports.push({ name, node: value, ...shape });
    if (isMain(node, name)) l.exports.push({ name: 'default', node: value, ...shape });
  }
}
