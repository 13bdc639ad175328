import type { NodeId } from '../../facts/facts.js';
import { jump } from '../graph/flow.js';
import { constNode, type OpenFunction, phiOf, plainNode } from '../graph/graph.js';
import { childOf, childrenOf, namedChildren, spanOf, type SyntaxNode } from '../tree-sitter/tree.js';
import { lowerUndeclared } from './builtins.js';
import { callWith, lowerPrinted } from './calls.js';
import { lowerClass, lowerField, lowerMethod, namedValue } from './classes.js';
import { lowerFor, lowerIf, lowerMatch, lowerTry, lowerWhile, lowerWith } from './control.js';
import { applyDecorators, decoratorsOf } from './decorators.js';
import { joined, lowerExpression } from './expressions.js';
import { declareFunction, lowerBody, openFunction } from './functions.js';
import { lowerFromImport, lowerImport } from './imports.js';
import { isTooDeep, textOf, type Lowering } from './lowering.js';
import { assignTo, valueOfTarget } from './targets.js';
import { isText, lowerPercent } from './text.js';
import { typeOf } from './types.js';

const handlers = new Map<string, (l: Lowering, node: SyntaxNode, later: Later[]) => void>([
  ['expression_statement', lowerExpressionStatement],
  ['assignment', (l, node) => void lowerAssignment(l, node)],
  ['augmented_assignment', lowerAugmented],
  ['function_definition', (l, node, later) => lowerFunction(l, node, [], later)],
  ['class_definition', (l, node) => lowerClass(l, node, [])],
  ['decorated_definition', lowerDecorated],
  ['if_statement', lowerIf],
  ['for_statement', lowerFor],
  ['while_statement', lowerWhile],
  ['try_statement', lowerTry],
  ['with_statement', lowerWith],
  ['match_statement', lowerMatch],
  ['import_statement', lowerImport],
  ['import_from_statement', lowerFromImport],
  ['return_statement', lowerReturn],
  ['raise_statement', lowerRaise],
  ['assert_statement', lowerAssert],
  ['break_statement', (l) => jump(l, 'break', null)],
  ['continue_statement', (l) => jump(l, 'continue', null)],
  ['print_statement', lowerPrint],
  ['exec_statement', (l, node) => void namedChildren(node).map((child) => lowerExpression(l, child))],
  ['type_alias_statement', lowerAlias],
  ['block', lowerBlock],
  ['ERROR', (l, node) => lowerStatements(l, namedChildren(node))],
]);

/** A function whose body is lowered at the end of the block, when the names that it reads have their values. */
interface Later {
  readonly node: SyntaxNode;
  readonly opened: OpenFunction;
  readonly thisClass: number;
}

export function lowerBlock(l: Lowering, node: SyntaxNode): void {
  lowerStatements(l, namedChildren(node));
}

function lowerStatements(l: Lowering, statements: readonly SyntaxNode[]): void {
  const later: Later[] = [];
  for (const statement of statements) lowerStatement(l, statement, later);
  for (const { node, opened, thisClass } of later) lowerBody(l, opened, node, 'parameter', thisClass);
}

function lowerStatement(l: Lowering, node: SyntaxNode, later: Later[]): void {
  const handler = handlers.get(node.kind);
  if (handler === undefined) {
    // What stands among statements that could not be parsed.
    if (node.named && !/_statement$/.test(node.kind)) lowerExpression(l, node);
    return;
  }
  if (isTooDeep(l, node)) return;
  l.depth++;
  handler(l, node, later);
  l.depth--;
}

function lowerExpressionStatement(l: Lowering, node: SyntaxNode, later: Later[]): void {
  for (const child of namedChildren(node)) {
    if (child.kind === 'assignment' || child.kind === 'augmented_assignment') lowerStatement(l, child, later);
    // A text that stands alone documents.
    else if (child.kind !== 'string') lowerExpression(l, child);
  }
}

/** `a = b = value` puts the same into both. Returns it. */
function lowerAssignment(l: Lowering, node: SyntaxNode): NodeId {
  const left = childOf(node, 'left');
  const right = childOf(node, 'right');
  const annotation = childOf(node, 'type');
  const type = annotation === undefined ? null : typeOf(l, annotation);
  const inClass = l.classBody >= 0 && left?.kind === 'identifier';
  if (inClass) lowerField(l, left, type);
  if (right === undefined || left === undefined) {
    if (left !== undefined && type !== null && !inClass) declareType(l, left, type);
    return constNode(l, spanOf(node), null);
  }
  const value = right.kind === 'assignment' ? lowerAssignment(l, right) : namedValue(l, right, left);
  assignTo(l, left, value, type);
  return value;
}

/** `patient: Patient` without a value. */
function declareType(l: Lowering, target: SyntaxNode, type: ReturnType<typeof typeOf>): void {
  if (target.kind === 'identifier') {
    const variable = l.scope.names?.get(textOf(l, target));
    if (variable !== undefined) variable.type = type;
  } else if (target.kind === 'attribute') assignTo(l, target, constNode(l, spanOf(target), null), type);
}

function lowerAugmented(l: Lowering, node: SyntaxNode): void {
  const left = childOf(node, 'left');
  const right = childOf(node, 'right');
  const operator = childOf(node, 'operator');
  if (left === undefined || right === undefined || operator === undefined) return;
  const at = spanOf(node);
  const before = valueOfTarget(l, left);
  const sign = textOf(l, operator);
  if (sign === '%=' && isText(l, before)) assignTo(l, left, lowerPercent(l, at, before, right));
  else {
    const value = lowerExpression(l, right);
    if (sign === '+=') assignTo(l, left, joined(l, at, [before, value], [left, right]));
    else if (sign === '|=') assignTo(l, left, phiOf(l, at, [before, value]));
    else assignTo(l, left, plainNode(l, at, 'number', [before, value]));
  }
}

function lowerFunction(l: Lowering, node: SyntaxNode, decorators: readonly SyntaxNode[], later: Later[]): void {
  if (l.classBody >= 0) {
    lowerMethod(l, node, decorators);
    return;
  }
  const name = textOf(l, childOf(node, 'name') ?? node);
  const opened = openFunction(l, node, { name, kind: 'function', cls: -1, first: 'parameter' }, true);
  if (decorators.length > 0) opened.facts.decorators = decoratorsOf(l, decorators);
  const value = declareFunction(l, node, opened);
  applyDecorators(l, decorators, value);
  later.push({ node, opened, thisClass: l.thisClass });
}

function lowerDecorated(l: Lowering, node: SyntaxNode, later: Later[]): void {
  const decorators = node.children.filter(({ kind }) => kind === 'decorator');
  const definition = childOf(node, 'definition');
  if (definition?.kind === 'class_definition') lowerClass(l, definition, decorators);
  else if (definition !== undefined) lowerFunction(l, definition, decorators, later);
}

function lowerReturn(l: Lowering, node: SyntaxNode): void {
  const [value] = namedChildren(node);
  if (value !== undefined) l.fn.facts.returns.push(lowerExpression(l, value));
  l.dead = true;
}

/** `raise` alone hands on the error that is being handled. */
function lowerRaise(l: Lowering, node: SyntaxNode): void {
  const cause = childOf(node, 'cause');
  const raised = namedChildren(node).find((child) => child !== cause);
  if (raised !== undefined) l.fn.facts.throws.push({ value: lowerExpression(l, raised), at: spanOf(node) });
  if (cause !== undefined) lowerExpression(l, cause);
  l.dead = true;
}

/** `assert condition, message`: the message is raised. */
function lowerAssert(l: Lowering, node: SyntaxNode): void {
  const [condition, message] = namedChildren(node);
  if (condition !== undefined) lowerExpression(l, condition);
  if (message !== undefined) l.fn.facts.throws.push({ value: lowerExpression(l, message), at: spanOf(node) });
}

/** Python 2. `print >>file, text` writes to a file, which is a log only where it is one of the standard streams. */
function lowerPrint(l: Lowering, node: SyntaxNode): void {
  const at = spanOf(node);
  const into = node.children.find(({ kind }) => kind === 'chevron');
  const printed = lowerPrinted(l, childrenOf(node, 'argument'));
  const callee = lowerUndeclared(l, 'print', [at[0], at[0] + 'print'.length]);
  if (into === undefined) callWith(l, at, callee, printed);
  else {
    const file = namedChildren(into).map((child) => lowerExpression(l, child));
    const names = [...printed.args.map(() => null), ...file.map(() => 'file')];
    callWith(l, at, callee, { ...printed, args: [...printed.args, ...file], names });
  }
}

/** `type Chart = dict[str, Patient]` */
function lowerAlias(l: Lowering, node: SyntaxNode): void {
  const left = childOf(node, 'left');
  const right = childOf(node, 'right');
  if (left !== undefined && right !== undefined) l.shapes.push({ name: textOf(l, left), kind: 'alias', at: spanOf(node), type: typeOf(l, right) });
}
