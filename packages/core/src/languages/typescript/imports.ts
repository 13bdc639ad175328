import ts from './compiler.js';
import type { ImportFacts, NodeId } from '../../facts/facts.js';
import { lowerExpression } from './expressions.js';
import { read, write } from '../graph/flow.js';
import { bindNode, constNode, freeNode, importNode, type Open, propNode } from '../graph/graph.js';
import { type Lowering, spanOf } from './lowering.js';
import { lookUp } from '../graph/variables.js';
import { literalKey } from './syntax.js';

const K = ts.SyntaxKind;

export function lowerImport(l: Lowering, node: ts.ImportDeclaration): void {
  const module = literalKey(node.moduleSpecifier);
  if (module === null) return;
  const clause = node.importClause;
  if (clause === undefined) {
    // Only run, nothing named.
    l.imports.push({ module, name: '*', local: '', at: spanOf(l, node) });
    return;
  }
  const typeOnly = clause.phaseModifier === K.TypeKeyword;
  if (clause.name !== undefined) bring(l, module, 'default', clause.name, typeOnly);
  const bindings = clause.namedBindings;
  if (bindings?.kind === K.NamespaceImport) bring(l, module, '*', bindings.name, typeOnly);
  else if (bindings !== undefined) {
    for (const { name, propertyName, isTypeOnly } of bindings.elements) bring(l, module, (propertyName ?? name).text, name, typeOnly || isTypeOnly);
  }
}

function bring(l: Lowering, module: string, name: string, local: ts.Identifier, typeOnly: boolean): void {
  const at = spanOf(l, local);
  const facts: Open<ImportFacts> = { module, name, local: local.text, at };
  if (typeOnly) facts.typeOnly = true;
  const id = importNode(l, at, facts);
  const variable = lookUp(l.scope, local.text);
  if (variable !== null) write(l, variable, id);
}

/** `import x = require('module')`, and `import x = Some.Name`. */
export function lowerImportEquals(l: Lowering, node: ts.ImportEqualsDeclaration): void {
  const variable = lookUp(l.scope, node.name.text);
  const { moduleReference } = node;
  const id =
    moduleReference.kind === K.ExternalModuleReference
      ? lowerRequired(l, node, moduleReference.expression)
      : bindNode(l, spanOf(l, node.name), node.name.text, lowerEntity(l, moduleReference), null);
  if (variable !== null) write(l, variable, id);
}

function lowerRequired(l: Lowering, node: ts.ImportEqualsDeclaration, expression: ts.Expression): NodeId {
  const module = literalKey(expression);
  if (module === null) return lowerExpression(l, expression);
  const at = spanOf(l, node.name);
  const facts: Open<ImportFacts> = { module, name: '*', local: node.name.text, at };
  if (node.isTypeOnly) facts.typeOnly = true;
  return importNode(l, at, facts);
}

function lowerEntity(l: Lowering, name: ts.EntityName): NodeId {
  const at = spanOf(l, name);
  if (name.kind === K.QualifiedName) return propNode(l, at, lowerEntity(l, name.left), name.right.text);
  const variable = lookUp(l.scope, name.text);
  if (variable !== null) return read(l, variable, at);
  return name.text === '' ? constNode(l, at, null) : freeNode(l, at, name.text);
}
