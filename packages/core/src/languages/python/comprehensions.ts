import type { NodeId } from '../../facts/facts.js';
import { arrayNode, constNode, elementNode, objectNode } from '../graph/graph.js';
import { childOf, namedChildren, spanOf, type SyntaxNode } from '../tree-sitter/tree.js';
import { lowerExpression } from './expressions.js';
import type { Lowering } from './lowering.js';
import { literalString } from './syntax.js';
import { assignTo } from './targets.js';

/** A list (set, generator) of what the body is for any element; for a dictionary an object of any key. */
export function lowerComprehension(l: Lowering, node: SyntaxNode): NodeId {
  const { scope } = l;
  const at = spanOf(node);
  const clauses = namedChildren(node);
  for (const clause of clauses) {
    if (clause.kind === 'for_in_clause') {
      const right = childOf(clause, 'right');
      const left = childOf(clause, 'left');
      const collection = right === undefined ? constNode(l, at, null) : lowerExpression(l, right);
      // The first collection is read outside of the comprehension's own names.
      l.scope = l.scopes.get(node) ?? scope;
      if (left !== undefined) assignTo(l, left, elementNode(l, spanOf(left), collection));
    } else if (clause.kind === 'if_clause') for (const condition of namedChildren(clause)) lowerExpression(l, condition);
  }
  const body = childOf(node, 'body');
  const value = body === undefined ? constNode(l, at, null) : body.kind === 'pair' ? lowerPair(l, body) : arrayNode(l, at, [lowerExpression(l, body)], null);
  l.scope = scope;
  return value;
}

function lowerPair(l: Lowering, pair: SyntaxNode): NodeId {
  const key = childOf(pair, 'key');
  const value = childOf(pair, 'value');
  const name = key === undefined ? null : literalString(l, key);
  if (key !== undefined && name === null) lowerExpression(l, key);
  return objectNode(l, spanOf(pair), value === undefined ? [] : [{ key: name, value: lowerExpression(l, value) }]);
}
