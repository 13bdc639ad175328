import ts from './compiler.js';
import type { ExportFacts, NodeId, Span } from '../../facts/facts.js';
import { lowerNamed } from './expressions.js';
import { read } from '../graph/flow.js';
import { type Open } from '../graph/graph.js';
import { type Lowering, spanOf } from './lowering.js';
import { lookUp } from '../graph/variables.js';
import { hasModifier, literalKey } from './syntax.js';

const K = ts.SyntaxKind;

const NOWHERE: Span = [0, 0];

function exportNode(l: Lowering, name: string, node: NodeId): void {
  addExport(l, { name, node });
}

function addExport(l: Lowering, facts: ExportFacts): void {
  if (l.exporting) l.exports.push({ facts, local: null, at: NOWHERE });
}

/** What the name stands for is looked up at the end of the module: it may be a value, a type, or both. */
function exportLocal(l: Lowering, name: string, local: ts.ModuleExportName): void {
  if (l.exporting) l.exports.push({ facts: { name }, local: local.text, at: spanOf(l, local) });
}

/** `export` and `export default` in front of a declaration. */
export function exportDeclared(
  l: Lowering,
  node: ts.DeclarationStatement & { readonly modifiers?: ts.NodeArray<ts.ModifierLike> | undefined },
): void {
  const name = node.name;
  if (name?.kind !== K.Identifier || !hasModifier(node, K.ExportKeyword)) return;
  exportLocal(l, hasModifier(node, K.DefaultKeyword) ? 'default' : name.text, name);
}

/** `export default function () {…}` and `export default class {…}` */
export function exportUnnamed(l: Lowering, node: ts.FunctionDeclaration | ts.ClassDeclaration, id: NodeId, shape: string | null): void {
  if (hasModifier(node, K.DefaultKeyword)) addExport(l, shape === null ? { name: 'default', node: id } : { name: 'default', node: id, shape });
}

export function exportPattern(l: Lowering, name: ts.BindingName): void {
  if (name.kind === K.Identifier) exportLocal(l, name.text, name);
  else for (const element of name.elements) if (element.kind !== K.OmittedExpression) exportPattern(l, element.name);
}

export function lowerExportDeclaration(l: Lowering, node: ts.ExportDeclaration): void {
  const from = node.moduleSpecifier === undefined ? null : literalKey(node.moduleSpecifier);
  const clause = node.exportClause;
  if (clause === undefined) {
    if (from !== null) addExport(l, { name: '*', from, imported: '*' });
  } else if (clause.kind === K.NamespaceExport) {
    if (from !== null) addExport(l, { name: clause.name.text, from, imported: '*' });
  } else {
    for (const { name, propertyName } of clause.elements) {
      const imported = propertyName ?? name;
      if (from === null) exportLocal(l, name.text, imported);
      else addExport(l, { name: name.text, from, imported: imported.text });
    }
  }
}

/** `export default value` and `export = value` */
export function lowerExportAssignment(l: Lowering, node: ts.ExportAssignment): void {
  const name = node.isExportEquals === true ? '=' : 'default';
  if (node.expression.kind === K.Identifier) exportLocal(l, name, node.expression as ts.Identifier);
  else exportNode(l, name, lowerNamed(l, node.expression, 'default'));
}

/** `exports.a = v`, `module.exports.a = v`, `module.exports = v`. True if it was one of these. */
export function lowerExportWrite(l: Lowering, target: ts.Expression, value: NodeId): boolean {
  if (isExportsObject(l, target)) {
    // `exports = module.exports = v` names the same object twice.
    if (target.kind === K.PropertyAccessExpression) exportNode(l, '=', value);
    return true;
  }
  if (target.kind === K.PropertyAccessExpression) {
    const { expression, name } = target as ts.PropertyAccessExpression;
    if (!isExportsObject(l, expression)) return false;
    exportNode(l, name.text, value);
    return true;
  }
  if (target.kind === K.ElementAccessExpression) {
    const { expression, argumentExpression } = target as ts.ElementAccessExpression;
    const name = literalKey(argumentExpression);
    if (name === null || !isExportsObject(l, expression)) return false;
    exportNode(l, name, value);
    return true;
  }
  return false;
}

function isExportsObject(l: Lowering, node: ts.Expression): boolean {
  if (node.kind === K.Identifier) return (node as ts.Identifier).text === 'exports' && lookUp(l.scope, 'exports') === null;
  if (node.kind !== K.PropertyAccessExpression) return false;
  const { expression, name } = node as ts.PropertyAccessExpression;
  return (
    name.text === 'exports' &&
    expression.kind === K.Identifier &&
    (expression as ts.Identifier).text === 'module' &&
    lookUp(l.scope, 'module') === null
  );
}

/** At the end of the module: what each exported name stands for. */
export function resolveExports(l: Lowering): ExportFacts[] {
  const shapes = new Set<string>();
  for (const shape of l.shapes) shapes.add(shape.name);
  for (const cls of l.classes) shapes.add(cls.facts.name);
  return l.exports.map(({ facts, local, at }) => {
    if (local === null) return facts;
    const exported: Open<ExportFacts> = facts;
    const variable = lookUp(l.scope, local);
    if (variable !== null) exported.node = read(l, variable, at);
    if (shapes.has(local)) exported.shape = local;
    return exported;
  });
}
