import ts from './compiler.js';
import type { ObjectEntry, ShapeFacts, TypeFacts } from '../../facts/facts.js';
import { write } from '../graph/flow.js';
import { lowerExpression } from './expressions.js';
import { bindNode, constNode, objectNode } from '../graph/graph.js';
import { type Lowering, spanOf } from './lowering.js';
import { lookUp } from '../graph/variables.js';
import { hasModifier, propertyKey } from './syntax.js';
import { fieldsOf, heritageOf, typeOf } from './types.js';

const K = ts.SyntaxKind;

export function lowerInterface(l: Lowering, node: ts.InterfaceDeclaration): void {
  const shape: ShapeFacts = {
    name: l.namespace + node.name.text,
    kind: 'interface',
    at: spanOf(l, node),
    type: { kind: 'object', fields: fieldsOf(l.source, node.members) },
    ...paramsOf(node),
  };
  const bases = (node.heritageClauses ?? []).flatMap((clause) => clause.types.map((type) => heritageOf(l.source, type)));
  l.shapes.push(bases.length === 0 ? shape : { ...shape, extends: bases });
}

export function lowerAlias(l: Lowering, node: ts.TypeAliasDeclaration): void {
  l.shapes.push({ name: l.namespace + node.name.text, kind: 'alias', at: spanOf(l, node), type: typeOf(l.source, node.type), ...paramsOf(node) });
}

function paramsOf(node: ts.InterfaceDeclaration | ts.TypeAliasDeclaration): Pick<ShapeFacts, 'params'> {
  const params = node.typeParameters?.map((param) => param.name.text) ?? [];
  return params.length === 0 ? {} : { params };
}

/** An enum is a type (the union of its values) and an object with its members. */
export function lowerEnum(l: Lowering, node: ts.EnumDeclaration): void {
  const values: TypeFacts[] = [];
  const entries: ObjectEntry[] = [];
  let next = 0;
  for (const member of node.members) {
    const at = spanOf(l, member);
    const value = member.initializer === undefined ? constNode(l, at, next) : lowerExpression(l, member.initializer);
    const made = l.nodes[value];
    if (made?.op === 'const' && made.value !== null) {
      values.push({ kind: 'literal', value: made.value });
      if (typeof made.value === 'number') next = made.value;
    }
    next++;
    entries.push({ key: propertyKey(member.name), value });
  }
  const at = spanOf(l, node);
  l.shapes.push({ name: l.namespace + node.name.text, kind: 'enum', at, type: { kind: 'union', of: values } });
  if (hasModifier(node, K.DeclareKeyword) && entries.length === 0) return;
  const variable = lookUp(l.scope, node.name.text);
  if (variable !== null) write(l, variable, bindNode(l, spanOf(l, node.name), node.name.text, objectNode(l, at, entries), null));
}
