import ts from './compiler.js';
import { assumeAnyWrite, endTry, mark, takeBranch, tryBlock, write } from '../graph/flow.js';
import type { NodeId } from '../../facts/facts.js';
import { caughtNode, type Changes } from '../graph/graph.js';
import { type Lowering, spanOf } from './lowering.js';
import { lookUp } from '../graph/variables.js';
import { lowerStatement } from './statements.js';
import { bindName } from './targets.js';

const K = ts.SyntaxKind;

export function lowerTry(l: Lowering, node: ts.TryStatement): void {
  const at = spanOf(l, node);
  const { dead } = l;
  const { tryBlock: guarded, catchClause, finallyBlock } = node;
  const first = l.nodes.length;
  const start = mark(l);
  const ends: Changes[] = [];
  const tried = tryBlock(l, () => lowerStatement(l, guarded));
  const last = l.nodes.length;
  ends.push(takeBranch(l, start, dead));
  const written = [tried];
  if (catchClause !== undefined) {
    const inCatch = tryBlock(l, () => {
      assumeAnyWrite(l, tried, at);
      lowerCatch(l, catchClause, first, last);
    });
    ends.push(takeBranch(l, start, dead));
    written.push(inCatch);
  }
  endTry(l, ends, written, start, dead, at, finallyBlock && (() => lowerStatement(l, finallyBlock)));
}

function lowerCatch(l: Lowering, node: ts.CatchClause, from: NodeId, to: NodeId): void {
  const { scope } = l;
  l.scope = l.scopes.get(node) ?? scope;
  const { variableDeclaration: declared, block } = node;
  if (declared !== undefined) {
    const caught = caughtNode(l, spanOf(l, declared), from, to);
    const variable = declared.name.kind === K.Identifier ? lookUp(l.scope, declared.name.text) : null;
    if (variable === null) bindName(l, declared.name, caught, null);
    else write(l, variable, caught);
  }
  lowerStatement(l, block);
  l.scope = scope;
}
