import type { NodeId, Span } from '../../facts/facts.js';
import { enterFrame, leaveFrame, merge, takeBranch, unchanged } from '../graph/flow.js';
import { type Changes, constNode, phiOf } from '../graph/graph.js';
import { childOf, namedChildren, spanOf, type SyntaxNode } from '../tree-sitter/tree.js';
import { lowerExpression } from './expressions.js';
import { type Lowering, textOf } from './lowering.js';
import { bindPattern } from './patterns.js';
import { lowerStatement } from './statements.js';

/** A switch as a statement or as a value: the value is one of those that its rules and `yield`s give. */
export function lowerSwitch(l: Lowering, node: SyntaxNode): NodeId {
  const at = spanOf(node);
  const condition = childOf(node, 'condition');
  const of = condition === undefined ? constNode(l, at, null) : lowerExpression(l, condition);
  const { scope, dead, yields } = l;
  const body = childOf(node, 'body');
  const values: NodeId[] = [];
  l.yields = values;
  if (body !== undefined) {
    l.scope = l.scopes.get(body) ?? scope;
    lowerGroups(l, namedChildren(body), of, at, dead, values);
  }
  l.scope = scope;
  l.yields = yields;
  return values.length === 0 ? constNode(l, at, null) : phiOf(l, at, values);
}

function lowerGroups(l: Lowering, groups: readonly SyntaxNode[], of: NodeId, at: Span, dead: boolean, values: NodeId[]): void {
  const frame = enterFrame(l, 'switch', []);
  const ends: Changes[] = [];
  let fallen: Changes = null;
  let complete = false;
  for (const group of groups) {
    for (const label of namedChildren(group)) if (label.kind === 'switch_label') complete = lowerLabel(l, label, of) || complete;
    const isRule = group.kind === 'switch_rule';
    if (!isRule) merge(l, [unchanged(l), fallen], at);
    for (const statement of group.children) {
      if (statement.kind === 'switch_label' || !statement.named) continue;
      const result = isRule && statement.kind === 'expression_statement' ? namedChildren(statement)[0] : undefined;
      if (result === undefined) lowerStatement(l, statement);
      else values.push(lowerExpression(l, result));
    }
    const end = takeBranch(l, frame.mark, dead);
    // A rule ends where it stands, a group of statements falls into the next.
    if (isRule) ends.push(end);
    else fallen = end;
  }
  leaveFrame(l);
  merge(l, [complete ? null : unchanged(l), fallen, ...ends, ...frame.breaks], at);
}

/** True for the label of all other values. */
function lowerLabel(l: Lowering, label: SyntaxNode, of: NodeId): boolean {
  let isDefault = label.children.length === 0 || label.children.some(({ kind }) => kind === 'default');
  for (const part of namedChildren(label)) {
    if (part.kind === 'pattern') bindPattern(l, part, of);
    else if (part.kind === 'guard') for (const inner of namedChildren(part)) lowerExpression(l, inner);
    else if (part.kind === 'identifier') isDefault ||= textOf(l, part) === 'default';
    else lowerExpression(l, part);
  }
  return isDefault;
}
