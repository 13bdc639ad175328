import type { NodeId } from '../../facts/facts.js';
import { assumeAnyWrite, endTry, mark, takeBranch, tryBlock, type Writes } from '../graph/flow.js';
import { caughtNode, type Changes, endHandling } from '../graph/graph.js';
import { childOf, namedChildren, spanOf, type SyntaxNode } from '../tree-sitter/tree.js';
import { lowerExpression } from './expressions.js';
import type { Lowering } from './lowering.js';
import { lowerStatement } from './statements.js';
import { bindLocal } from './targets.js';
import { typeOf } from './types.js';

export function lowerTry(l: Lowering, node: SyntaxNode): void {
  const at = spanOf(node);
  const { dead, scope } = l;
  const body = childOf(node, 'body');
  const finallyClause = node.children.find(({ kind }) => kind === 'finally_clause');
  const first = l.nodes.length;
  const start = mark(l);
  const ends: Changes[] = [];
  l.scope = l.scopes.get(node) ?? scope;
  const tried = tryBlock(l, () => {
    lowerResources(l, childOf(node, 'resources'));
    if (body !== undefined) lowerStatement(l, body);
  });
  const last = l.nodes.length;
  ends.push(takeBranch(l, start, dead));
  const written: Writes[] = [tried];
  for (const clause of node.children) {
    if (clause.kind !== 'catch_clause') continue;
    const inCatch = tryBlock(l, () => {
      assumeAnyWrite(l, tried, at);
      lowerCatch(l, clause, first, last);
    });
    ends.push(takeBranch(l, start, dead));
    written.push(inCatch);
  }
  l.scope = scope;
  const cleaning = finallyClause && namedChildren(finallyClause)[0];
  endTry(l, ends, written, start, dead, at, cleaning && (() => lowerStatement(l, cleaning)));
}

function lowerResources(l: Lowering, resources: SyntaxNode | undefined): void {
  for (const resource of resources === undefined ? [] : namedChildren(resources)) {
    const name = childOf(resource, 'name');
    const value = childOf(resource, 'value');
    if (name === undefined || value === undefined) for (const inner of namedChildren(resource)) lowerExpression(l, inner);
    else bindLocal(l, name, lowerExpression(l, value), typeOf(l, childOf(resource, 'type')));
  }
}

function lowerCatch(l: Lowering, clause: SyntaxNode, from: NodeId, to: NodeId): void {
  const { scope } = l;
  l.scope = l.scopes.get(clause) ?? scope;
  const parameter = clause.children.find(({ kind }) => kind === 'catch_formal_parameter');
  const name = parameter && childOf(parameter, 'name');
  const caught = caughtNode(l, spanOf(name ?? clause), from, to);
  if (parameter !== undefined && name !== undefined) bindLocal(l, name, caught, typeOf(l, parameter.children.find(({ kind }) => kind === 'catch_type')));
  const body = childOf(clause, 'body');
  if (body !== undefined) lowerStatement(l, body);
  endHandling(l, caught);
  l.scope = scope;
}
