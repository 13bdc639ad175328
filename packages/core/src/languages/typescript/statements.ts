import ts from './compiler.js';
import type { NodeId, ObjectEntry } from '../../facts/facts.js';
import { lowerClassDeclaration, lowerPrototypeClass, openPrototypeClass } from './classes.js';
import { type HandlerTable, on } from './dispatch.js';
import { exportDeclared, exportPattern, exportUnnamed, lowerExportAssignment, lowerExportDeclaration } from './exports.js';
import { isTooDeep, lowerExpression, lowerNamed } from './expressions.js';
import { enterFrame, jump, leaveFrame, mark, merge, read, takeBranch, takeLink, unchanged, write } from '../graph/flow.js';
import { lowerBody, openFunction, role } from './functions.js';
import { lowerImport, lowerImportEquals } from './imports.js';
import { bindNode, type Changes, functionNode, objectNode, type OpenFunction, updateNode } from '../graph/graph.js';
import { type Lowering, spanOf } from './lowering.js';
import { lowerDo, lowerFor, lowerForEach, lowerWhile } from './loops.js';
import { lookUp } from '../graph/variables.js';
import { lowerAlias, lowerEnum, lowerInterface } from './shapes.js';
import { hasModifier, unwrap } from './syntax.js';
import { bindName } from './targets.js';
import { lowerTry } from './try.js';
import { typeOf } from './types.js';

const K = ts.SyntaxKind;

const HANDLERS: HandlerTable<Lowering, void> = [];

export function lowerStatement(l: Lowering, node: ts.Statement): void {
  const handler = HANDLERS[node.kind];
  if (handler === undefined || isTooDeep(l, node)) return;
  l.depth++;
  handler(l, node);
  l.depth--;
}

/**
 * A block. Imports and function declarations are there from its start; the bodies of the functions are lowered at its end, when the
 * constants they read have their values.
 */
export function lowerStatements(l: Lowering, statements: readonly ts.Statement[]): void {
  const hoisted = hoist(l, statements);
  for (const statement of statements) lowerStatement(l, statement);
  lowerHoisted(l, hoisted);
}

interface Hoisted {
  readonly node: ts.FunctionDeclaration;
  readonly opened: OpenFunction;
  readonly thisClass: number;
}

function hoist(l: Lowering, statements: readonly ts.Statement[]): readonly Hoisted[] {
  const hoisted: Hoisted[] = [];
  for (const statement of statements) {
    if (statement.kind === K.FunctionDeclaration) hoistFunction(l, statement as ts.FunctionDeclaration, hoisted);
    else if (statement.kind === K.ImportDeclaration) lowerImport(l, statement as ts.ImportDeclaration);
  }
  return hoisted;
}

function hoistFunction(l: Lowering, node: ts.FunctionDeclaration, hoisted: Hoisted[]): void {
  if (node.body === undefined) return;
  const variable = node.name === undefined ? null : lookUp(l.scope, node.name.text);
  if (variable?.prototype === true && variable.cls < 0) {
    const { id, opened } = openPrototypeClass(l, node, variable);
    write(l, variable, id);
    hoisted.push({ node, opened, thisClass: variable.cls });
  } else {
    const opened = openFunction(l, node, { ...role(l.namespace + (node.name?.text ?? 'default'), 'function'), hoisted: true });
    const id = functionNode(l, opened.facts.at, opened.index);
    if (variable !== null) write(l, variable, id);
    else exportUnnamed(l, node, id, null);
    hoisted.push({ node, opened, thisClass: -1 });
  }
  exportDeclared(l, node);
}

function lowerHoisted(l: Lowering, hoisted: readonly Hoisted[]): void {
  for (const { node, opened, thisClass } of hoisted) lowerBody(l, opened, node, thisClass);
}

function lowerBlock(l: Lowering, node: ts.Block): void {
  const { scope } = l;
  l.scope = l.scopes.get(node) ?? scope;
  lowerStatements(l, node.statements);
  l.scope = scope;
}

function lowerVariables(l: Lowering, node: ts.VariableStatement): void {
  lowerDeclarations(l, node.declarationList);
  if (!l.exporting || !hasModifier(node, K.ExportKeyword)) return;
  for (const { name } of node.declarationList.declarations) exportPattern(l, name);
}

export function lowerDeclarations(l: Lowering, node: ts.VariableDeclarationList): void {
  for (const declaration of node.declarations) lowerDeclaration(l, declaration);
}

function lowerDeclaration(l: Lowering, { name, type, initializer }: ts.VariableDeclaration): void {
  const declared = type === undefined ? null : typeOf(l.source, type);
  const variable = name.kind === K.Identifier ? lookUp(l.scope, name.text) : null;
  if (initializer === undefined) {
    if (variable !== null && declared !== null) variable.type = declared;
    return;
  }
  const inner = unwrap(initializer);
  if (variable !== null && variable.prototype && variable.cls < 0 && inner.kind === K.FunctionExpression) {
    write(l, variable, lowerPrototypeClass(l, inner as ts.FunctionExpression, variable, spanOf(l, name)));
    return;
  }
  const value = lowerNamed(l, initializer, variable?.name ?? '');
  const node = l.nodes[value];
  if (variable !== null && node?.op === 'import') {
    const facts = l.imports[node.import];
    if (facts !== undefined && facts.local === '') facts.local = variable.name;
  }
  bindName(l, name, value, declared);
}

function lowerExpressionStatement(l: Lowering, node: ts.ExpressionStatement): void {
  lowerExpression(l, node.expression);
}

/** A chain of `else if` is one choice, however long. */
function lowerIf(l: Lowering, node: ts.IfStatement): void {
  const at = spanOf(l, node);
  const from = mark(l);
  const { dead } = l;
  const branches: Changes[] = [];
  let rest: ts.Statement | undefined = node;
  while (rest?.kind === K.IfStatement) {
    const { expression, thenStatement, elseStatement } = rest as ts.IfStatement;
    lowerExpression(l, expression);
    const start = mark(l);
    lowerStatement(l, thenStatement);
    branches.push(takeLink(l, from, start, dead));
    rest = elseStatement;
  }
  if (rest !== undefined) lowerStatement(l, rest);
  branches.push(takeBranch(l, from, dead));
  merge(l, branches, at);
}

function lowerSwitch(l: Lowering, node: ts.SwitchStatement): void {
  lowerExpression(l, node.expression);
  const at = spanOf(l, node);
  const { scope, dead } = l;
  const { caseBlock } = node;
  l.scope = l.scopes.get(caseBlock) ?? scope;
  const hoisted = caseBlock.clauses.map((clause) => hoist(l, clause.statements));
  const frame = enterFrame(l, 'switch', []);
  let fallen: Changes = null;
  let complete = false;
  for (const clause of caseBlock.clauses) {
    if (clause.kind === K.CaseClause) lowerExpression(l, clause.expression);
    else complete = true;
    merge(l, [unchanged(l), fallen], at);
    for (const statement of clause.statements) lowerStatement(l, statement);
    fallen = takeBranch(l, frame.mark, dead);
  }
  leaveFrame(l);
  const skipped = complete ? null : unchanged(l);
  merge(l, [skipped, fallen, ...frame.breaks], at);
  for (const functions of hoisted) lowerHoisted(l, functions);
  l.scope = scope;
}

function lowerLabeled(l: Lowering, node: ts.LabeledStatement): void {
  const labels: string[] = [];
  let body: ts.Statement = node;
  while (body.kind === K.LabeledStatement) {
    labels.push((body as ts.LabeledStatement).label.text);
    body = (body as ts.LabeledStatement).statement;
  }
  const { dead } = l;
  const frame = enterFrame(l, 'block', labels);
  lowerStatement(l, body);
  leaveFrame(l);
  if (frame.breaks.length === 0 && frame.continues.length === 0) return;
  merge(l, [takeBranch(l, frame.mark, dead), ...frame.breaks, ...frame.continues], spanOf(l, node));
}

function lowerReturn(l: Lowering, node: ts.ReturnStatement): void {
  if (node.expression !== undefined) l.fn.facts.returns.push(lowerExpression(l, node.expression));
  l.dead = true;
}

function lowerThrow(l: Lowering, node: ts.ThrowStatement): void {
  l.fn.facts.throws.push({ value: lowerExpression(l, node.expression), at: spanOf(l, node) });
  l.dead = true;
}

function lowerBreak(l: Lowering, node: ts.BreakStatement): void {
  jump(l, 'break', node.label?.text ?? null);
}

function lowerContinue(l: Lowering, node: ts.ContinueStatement): void {
  jump(l, 'continue', node.label?.text ?? null);
}

function lowerWith(l: Lowering, node: ts.WithStatement): void {
  lowerExpression(l, node.expression);
  lowerStatement(l, node.statement);
}

function lowerClassStatement(l: Lowering, node: ts.ClassDeclaration): void {
  const id = lowerClassDeclaration(l, node);
  if (node.name === undefined) exportUnnamed(l, node, id, 'default');
  exportDeclared(l, node);
}

/** A namespace is an object with what it exports; its names carry the namespace's. */
function lowerNamespace(l: Lowering, node: ts.ModuleDeclaration): void {
  const { body, name } = node;
  if (body === undefined) return;
  const { namespace, scope, exporting } = l;
  const isNamed = name.kind === K.Identifier && node.name.text !== 'global';
  if (isNamed) l.namespace = `${namespace}${name.text}.`;
  l.exporting = false;
  const entries: ObjectEntry[] = [];
  if (body.kind === K.ModuleBlock) {
    l.scope = l.scopes.get(body) ?? scope;
    lowerStatements(l, body.statements);
    addExported(l, body.statements, entries);
  } else if (body.kind === K.ModuleDeclaration) {
    // `namespace Outer.Inner`
    lowerNamespace(l, body);
    addEntry(l, body.name as ts.Identifier, entries);
  }
  l.scope = scope;
  l.namespace = namespace;
  l.exporting = exporting;
  const variable = isNamed ? lookUp(scope, name.text) : null;
  if (variable !== null && !hasModifier(node, K.DeclareKeyword)) {
    const at = spanOf(l, name);
    const members = objectNode(l, spanOf(l, node), entries);
    // A namespace adds to the class, function, enum or namespace of the same name.
    const known = variable.first >= 0;
    write(l, variable, known ? updateNode(l, at, read(l, variable, at), [], members) : bindNode(l, at, name.text, members, null));
  }
  exportDeclared(l, node);
}

function addExported(l: Lowering, statements: readonly ts.Statement[], entries: ObjectEntry[]): void {
  for (const statement of statements) {
    if (!hasModifier(statement as ts.FunctionDeclaration, K.ExportKeyword)) continue;
    if (statement.kind === K.VariableStatement) {
      for (const { name } of (statement as ts.VariableStatement).declarationList.declarations) {
        if (name.kind === K.Identifier) addEntry(l, name, entries);
      }
    } else {
      const { name } = statement as ts.FunctionDeclaration;
      if (name?.kind === K.Identifier) addEntry(l, name, entries);
    }
  }
}

function addEntry(l: Lowering, name: ts.Identifier, entries: ObjectEntry[]): void {
  const variable = lookUp(l.scope, name.text);
  if (variable === null || variable.first < 0) return;
  const value: NodeId = read(l, variable, spanOf(l, name));
  entries.push({ key: name.text, value });
}

function declared<Node extends ts.DeclarationStatement>(lower: (l: Lowering, node: Node) => void): (l: Lowering, node: Node) => void {
  return (l, node) => {
    lower(l, node);
    exportDeclared(l, node);
  };
}

on(HANDLERS, K.Block, lowerBlock);
on(HANDLERS, K.VariableStatement, lowerVariables);
on(HANDLERS, K.ExpressionStatement, lowerExpressionStatement);
on(HANDLERS, K.IfStatement, lowerIf);
on(HANDLERS, K.SwitchStatement, lowerSwitch);
on(HANDLERS, K.ForStatement, lowerFor);
on(HANDLERS, [K.ForInStatement, K.ForOfStatement], lowerForEach);
on(HANDLERS, K.WhileStatement, lowerWhile);
on(HANDLERS, K.DoStatement, lowerDo);
on(HANDLERS, K.LabeledStatement, lowerLabeled);
on(HANDLERS, K.ReturnStatement, lowerReturn);
on(HANDLERS, K.ThrowStatement, lowerThrow);
on(HANDLERS, K.BreakStatement, lowerBreak);
on(HANDLERS, K.ContinueStatement, lowerContinue);
on(HANDLERS, K.TryStatement, lowerTry);
on(HANDLERS, K.WithStatement, lowerWith);
on(HANDLERS, K.ClassDeclaration, lowerClassStatement);
on(HANDLERS, K.InterfaceDeclaration, declared(lowerInterface));
on(HANDLERS, K.TypeAliasDeclaration, declared(lowerAlias));
on(HANDLERS, K.EnumDeclaration, declared(lowerEnum));
on(HANDLERS, K.ImportEqualsDeclaration, declared(lowerImportEquals));
on(HANDLERS, K.ModuleDeclaration, lowerNamespace);
on(HANDLERS, K.ExportDeclaration, lowerExportDeclaration);
on(HANDLERS, K.ExportAssignment, lowerExportAssignment);
