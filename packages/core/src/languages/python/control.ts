import type { CaughtNode, NodeId } from '../../facts/facts.js';
import { assumeAnyWrite, closeLoop, enterFrame, enterLoop, leaveFrame, mark, merge, passOn, takeBranch, takeLink, tryBlock, unchanged, undo, write, type Writes } from '../graph/flow.js';
import { awaitNode, bindNode, caughtNode, type Changes, elementNode, type Open, phiOf, plainNode, propNode } from '../graph/graph.js';
import { childOf, childrenOf, hasToken, namedChildren, spanOf, type SyntaxNode } from '../tree-sitter/tree.js';
import { lowerExpression } from './expressions.js';
import { textOf, type Lowering } from './lowering.js';
import { captured } from './scopes.js';
import { lowerBlock } from './statements.js';
import { unwrap } from './syntax.js';
import { assignTo } from './targets.js';
import { lookUp } from '../graph/variables.js';

function lowerPart(l: Lowering, node: SyntaxNode | undefined, field: string): void {
  const block = node === undefined ? undefined : (childOf(node, field) ?? node.children.find((child) => child.kind === 'block'));
  if (block !== undefined) lowerBlock(l, block);
}

/** `if … elif … else` is one choice, however long. */
export function lowerIf(l: Lowering, node: SyntaxNode): void {
  const from = mark(l);
  const { dead } = l;
  const branches: Changes[] = [];
  let complete = false;
  for (const branch of [node, ...childrenOf(node, 'alternative')]) {
    if (branch.kind === 'else_clause') {
      lowerPart(l, branch, 'body');
      complete = true;
      break;
    }
    const condition = childOf(branch, 'condition');
    if (condition !== undefined) lowerExpression(l, condition);
    const start = mark(l);
    lowerPart(l, branch, 'consequence');
    branches.push(takeLink(l, from, start, dead));
  }
  branches.push(complete || l.changed.length > from ? takeBranch(l, from, dead) : unchanged(l));
  merge(l, branches, spanOf(node));
}

export function lowerFor(l: Lowering, node: SyntaxNode): void {
  const left = childOf(node, 'left');
  const right = childOf(node, 'right');
  const body = childOf(node, 'body');
  if (left === undefined || right === undefined || body === undefined) return;
  let collection = lowerExpression(l, right);
  if (hasToken(node, 'async')) collection = awaitNode(l, spanOf(right), collection);
  const isKeys = left.kind === 'identifier' && readsByKey(l, body, textOf(l, unwrap(right)), textOf(l, left));
  lowerLoop(l, node, () => {
    assignTo(l, left, isKeys ? plainNode(l, spanOf(left), 'key', [collection]) : elementNode(l, spanOf(left), collection));
    lowerBlock(l, body);
  }, null);
}

/** `for key in fields: fields[key]`: only a mapping is asked by what it gives. */
function readsByKey(l: Lowering, body: SyntaxNode, collection: string, key: string): boolean {
  const text = textOf(l, body);
  return text.includes(`${collection}[${key}]`) || text.includes(`${collection}.get(${key}`);
}

export function lowerWhile(l: Lowering, node: SyntaxNode): void {
  const condition = childOf(node, 'condition');
  const body = childOf(node, 'body');
  if (body !== undefined) lowerLoop(l, node, () => lowerBlock(l, body), condition ?? null);
}

function lowerLoop(l: Lowering, node: SyntaxNode, body: () => void, condition: SyntaxNode | null): void {
  const at = spanOf(node);
  const { dead } = l;
  const head = enterLoop(l, l.loops.get(node), at);
  if (condition !== null) lowerExpression(l, condition);
  const frame = enterFrame(l, 'loop', []);
  body();
  leaveFrame(l);
  if (frame.continues.length > 0) merge(l, [takeBranch(l, frame.mark, dead), ...frame.continues], at);
  closeLoop(l, head, at);
  takeBranch(l, frame.mark, dead);
  const endless = condition?.kind === 'true' || (condition?.kind === 'integer' && textOf(l, condition) === '1');
  // `else` runs where the loop was not left by `break`.
  const otherwise = childOf(node, 'alternative');
  let ended: Changes = endless ? null : unchanged(l);
  if (otherwise !== undefined) {
    lowerPart(l, otherwise, 'body');
    ended = takeBranch(l, frame.mark, dead);
  }
  merge(l, [ended, ...frame.breaks], at);
}

export function lowerTry(l: Lowering, node: SyntaxNode): void {
  const at = spanOf(node);
  const { dead } = l;
  const clauses = node.children.filter(({ kind }) => kind === 'except_clause' || kind === 'except_group_clause');
  const otherwise = node.children.find(({ kind }) => kind === 'else_clause');
  const last = node.children.find(({ kind }) => kind === 'finally_clause');
  const first = l.nodes.length;
  const start = mark(l);
  const tried = tryBlock(l, () => lowerPart(l, node, 'body'));
  const end = l.nodes.length;
  lowerPart(l, otherwise, 'body');
  const ends: Changes[] = [takeBranch(l, start, dead)];
  const written: Writes[] = [tried];
  for (const clause of clauses) {
    const inClause = tryBlock(l, () => {
      assumeAnyWrite(l, tried, at);
      lowerExcept(l, clause, first, end);
    });
    ends.push(takeBranch(l, start, dead));
    written.push(inClause);
  }
  // An error that leaves here goes to the next clause, which may see any of these.
  if (l.tried !== null) for (const writes of written) passOn(writes, l.tried);
  if (last === undefined) {
    merge(l, ends, at);
    return;
  }
  // The block sees all that may have happened; what follows it only what happens without an error.
  for (const writes of written) assumeAnyWrite(l, writes, at);
  const own = mark(l);
  lowerPart(l, last, 'body');
  const cleanup = takeBranch(l, own, dead);
  undo(l, start);
  merge(l, ends, at);
  if (!l.dead) merge(l, [cleanup], at);
}

/** Also without a name the error is there: `logger.exception` finds it. */
function lowerExcept(l: Lowering, clause: SyntaxNode, from: NodeId, to: NodeId): void {
  const [type, second] = childrenOf(clause, 'value');
  const alias = type?.kind === 'as_pattern' ? childOf(type, 'alias') : second;
  if (type !== undefined) lowerExpression(l, type);
  const id = caughtNode(l, spanOf(alias ?? clause), from, to);
  const [name] = alias?.kind === 'as_pattern_target' ? namedChildren(alias) : [alias];
  const variable = name?.kind === 'identifier' ? lookUp(l.scope, textOf(l, name)) : null;
  if (variable !== null) write(l, variable, id);
  lowerPart(l, clause, 'body');
  (l.nodes[id] as Open<CaughtNode>).until = l.nodes.length;
}

/** A context manager's value is what it is opened as. */
export function lowerWith(l: Lowering, node: SyntaxNode): void {
  const clause = node.children.find(({ kind }) => kind === 'with_clause');
  for (const item of clause === undefined ? [] : namedChildren(clause)) {
    const value = childOf(item, 'value');
    if (value === undefined) continue;
    const alias = value.kind === 'as_pattern' ? childOf(value, 'alias') : undefined;
    const opened = lowerExpression(l, value);
    if (alias !== undefined) assignTo(l, alias, hasToken(node, 'async') ? awaitNode(l, spanOf(alias), opened) : opened);
  }
  lowerPart(l, node, 'body');
}

export function lowerMatch(l: Lowering, node: SyntaxNode): void {
  const at = spanOf(node);
  const subjects = childrenOf(node, 'subject').map((subject) => lowerExpression(l, subject));
  const body = childOf(node, 'body');
  if (subjects.length === 0 || body === undefined) return;
  const subject = phiOf(l, at, subjects);
  const from = mark(l);
  const { dead } = l;
  const branches: Changes[] = [];
  let complete = false;
  for (const clause of namedChildren(body)) {
    if (clause.kind !== 'case_clause') continue;
    for (const pattern of namedChildren(clause).filter(({ kind }) => kind === 'case_pattern')) {
      if (pattern.children.some(({ kind }) => kind === '_')) complete = true;
      capture(l, pattern, subject);
    }
    const guard = childOf(clause, 'guard');
    for (const condition of guard === undefined ? [] : namedChildren(guard)) lowerExpression(l, condition);
    lowerPart(l, clause, 'consequence');
    branches.push(takeBranch(l, from, dead));
  }
  merge(l, complete ? branches : [...branches, unchanged(l)], at);
}

/** `case Patient(name=name)` and `case {'name': name}` take parts out; where the part is not written, it is some element. */
function capture(l: Lowering, pattern: SyntaxNode, subject: NodeId): void {
  for (const child of namedChildren(pattern)) {
    const at = spanOf(child);
    switch (child.kind) {
      case 'dotted_name':
      case 'identifier':
        for (const name of pattern.kind === 'class_pattern' ? [] : namesIn(l, child)) bindCaptured(l, child, name, subject);
        break;
      case 'keyword_pattern': {
        const [key] = namedChildren(child);
        if (key !== undefined) for (const value of namedChildren(child).slice(1)) for (const name of namesIn(l, value)) bindCaptured(l, value, name, propNode(l, at, subject, textOf(l, key)));
        break;
      }
      case 'dict_pattern': {
        let key = '';
        for (const part of namedChildren(child)) {
          if (part.field === 'key') key = textOf(l, part).replaceAll(/^\w*["']|["']$/g, '');
          else capture(l, part, part.kind === 'splat_pattern' ? subject : propNode(l, spanOf(part), subject, key));
        }
        break;
      }
      case 'list_pattern':
      case 'tuple_pattern':
        for (const part of namedChildren(child)) capture(l, part, elementNode(l, spanOf(part), subject));
        break;
      case 'as_pattern':
        for (const part of namedChildren(child)) {
          if (part.kind === 'identifier') bindCaptured(l, part, textOf(l, part), subject);
          else capture(l, part, subject);
        }
        break;
      default:
        capture(l, child, subject);
    }
  }
}

function namesIn(l: Lowering, node: SyntaxNode): readonly string[] {
  if (node.kind === 'identifier' || (node.kind === 'dotted_name' && node.children.length === 1)) return [textOf(l, node)];
  return node.kind === 'dotted_name' ? [] : captured(l, node);
}

function bindCaptured(l: Lowering, at: SyntaxNode, name: string, value: NodeId): void {
  const variable = lookUp(l.scope, name);
  if (variable !== null) write(l, variable, bindNode(l, spanOf(at), name, value, null));
}
