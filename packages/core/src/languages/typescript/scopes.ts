import ts from './compiler.js';
import { closeScope, declare, enterFunction, openScope, pend, settle, settleRoot, startWalk, type Loop, type Scope, type ScopeWalk } from '../graph/variables.js';
import { type HandlerTable, on } from './dispatch.js';
import { hasModifier, isAssignment, mutationOf, prototypeOwner, rootOf, unwrap } from './syntax.js';

/*
 * Who declares which name, and where it is written: known before lowering starts, because a read must already know whether a closure
 * further down writes the variable, and a loop head must know what its body assigns. This walk looks at names only; the values are
 * made by the lowering.
 */

const K = ts.SyntaxKind;

export interface Scopes {
  readonly root: Scope;
  /** Of functions, blocks, loops, catch clauses, classes, namespaces; those that declare nothing may be missing. */
  readonly byNode: ReadonlyMap<ts.Node, Scope>;
  readonly loops: ReadonlyMap<ts.Node, Loop>;
}

interface Walk extends ScopeWalk<ts.Node> {
  readonly visit: (node: ts.Node) => void;
  level: number;
}

/** Deeper than the lowering ever goes (which counts expressions and statements, not every node in between). */
const DEEPEST = 1600;

export function findScopes(source: ts.SourceFile): Scopes {
  const walk: Walk = { ...startWalk<ts.Node>(), visit: (node) => visit(walk, node), level: 0 };
  const root = walk.scope;
  for (const statement of source.statements) visit(walk, statement);
  settleRoot(root);
  return { root, byNode: walk.byNode, loops: walk.loops };
}

const HANDLERS: HandlerTable<Walk, void> = [];

function visit(walk: Walk, node: ts.Node): void {
  if (walk.level > DEEPEST) return;
  walk.level++;
  const handler = HANDLERS[node.kind];
  if (handler === undefined) ts.forEachChild(node, walk.visit);
  else handler(walk, node);
  walk.level--;
}

function visitAll(walk: Walk, nodes: ts.NodeArray<ts.Node> | undefined): void {
  if (nodes !== undefined) for (const node of nodes) visit(walk, node);
}

function visitOptional(walk: Walk, node: ts.Node | undefined): void {
  if (node !== undefined) visit(walk, node);
}

function skip(): void {}

/** Declares the names of a binding, each with one write if it gets a value here, and walks the defaults inside. */
function bind(walk: Walk, name: ts.BindingName, scope: Scope, written: boolean): void {
  if (name.kind === K.Identifier) {
    const variable = declare(scope, name.text);
    if (written) settle(variable, walk.depth, walk.loop);
    return;
  }
  for (const element of name.elements) {
    if (element.kind === K.OmittedExpression) continue;
    if (element.propertyName?.kind === K.ComputedPropertyName) visit(walk, element.propertyName.expression);
    visitOptional(walk, element.initializer);
    bind(walk, element.name, scope, written);
  }
}

/** The names and parts that `target = …` writes. */
function writeTo(walk: Walk, target: ts.Expression): void {
  const node = unwrap(target);
  switch (node.kind) {
    case K.Identifier:
      pend(walk, (node as ts.Identifier).text, 'assign');
      return;
    case K.PropertyAccessExpression:
    case K.ElementAccessExpression: {
      const owner = prototypeOwner(node);
      const root = rootOf(node);
      if (owner !== null) pend(walk, owner.text, 'prototype');
      else if (root.kind === K.Identifier) pend(walk, (root as ts.Identifier).text, 'part');
      visit(walk, node);
      return;
    }
    case K.ArrayLiteralExpression:
      for (const element of (node as ts.ArrayLiteralExpression).elements) writeToElement(walk, element);
      return;
    case K.ObjectLiteralExpression:
      for (const property of (node as ts.ObjectLiteralExpression).properties) {
        if (property.kind === K.ShorthandPropertyAssignment) {
          pend(walk, property.name.text, 'assign');
          visitOptional(walk, property.objectAssignmentInitializer);
        } else if (property.kind === K.PropertyAssignment) writeToElement(walk, property.initializer);
        else if (property.kind === K.SpreadAssignment) writeToElement(walk, property.expression);
      }
      return;
    case K.BinaryExpression:
      // A default inside a pattern: `[a = 1] = …`.
      writeToElement(walk, node);
      return;
    default:
      visit(walk, node);
  }
}

function writeToElement(walk: Walk, element: ts.Expression): void {
  if (element.kind === K.OmittedExpression) return;
  if (element.kind === K.SpreadElement) writeTo(walk, (element as ts.SpreadElement).expression);
  else if (element.kind === K.BinaryExpression && (element as ts.BinaryExpression).operatorToken.kind === K.EqualsToken) {
    visit(walk, (element as ts.BinaryExpression).right);
    writeTo(walk, (element as ts.BinaryExpression).left);
  } else writeTo(walk, element);
}

function visitFunction(walk: Walk, node: ts.FunctionLikeDeclaration): void {
  visitAll(walk, node.modifiers);
  if (node.name?.kind === K.ComputedPropertyName) visit(walk, node.name.expression);
  if (node.body === undefined) return;
  enterFunction(walk, node, (scope) => {
    if (node.kind === K.FunctionExpression && node.name !== undefined) settle(declare(scope, node.name.text), walk.depth, null);
    for (const parameter of node.parameters) {
      visitAll(walk, parameter.modifiers);
      visitOptional(walk, parameter.initializer);
      if (!isThisParameter(parameter)) bind(walk, parameter.name, scope, true);
    }
    const body = node.body as ts.ConciseBody;
    if (body.kind === K.Block) visitAll(walk, (body as ts.Block).statements);
    else visit(walk, body);
  });
}

export function isThisParameter(parameter: ts.ParameterDeclaration): boolean {
  return parameter.name.kind === K.Identifier && parameter.name.text === 'this';
}

function visitClass(walk: Walk, node: ts.ClassLikeDeclaration): void {
  visitAll(walk, node.modifiers);
  const scope = openScope(walk, node);
  if (node.kind === K.ClassExpression && node.name !== undefined) settle(declare(scope, node.name.text), walk.depth, walk.loop);
  for (const clause of node.heritageClauses ?? []) for (const type of clause.types) visit(walk, type.expression);
  visitAll(walk, node.members);
  closeScope(walk, scope);
}

/** Initializers of instance fields run in the constructor, so what they read is read by a closure. */
function visitField(walk: Walk, node: ts.PropertyDeclaration): void {
  visitAll(walk, node.modifiers);
  if (node.name.kind === K.ComputedPropertyName) visit(walk, node.name.expression);
  if (node.initializer === undefined) return;
  if (hasModifier(node, K.StaticKeyword)) visit(walk, node.initializer);
  else enterFunction(walk, node, () => visitOptional(walk, node.initializer));
}

function visitBlock(walk: Walk, node: ts.Block | ts.ModuleBlock | ts.CaseBlock): void {
  const scope = openScope(walk, node);
  if (node.kind === K.CaseBlock) visitAll(walk, node.clauses);
  else visitAll(walk, node.statements);
  closeScope(walk, scope);
  if (scope.names === null) walk.byNode.delete(node);
}

function visitVariables(walk: Walk, node: ts.VariableDeclarationList): void {
  declareVariables(walk, node, false);
}

function declareVariables(walk: Walk, node: ts.VariableDeclarationList, iterated: boolean): void {
  const scope = (node.flags & ts.NodeFlags.BlockScoped) === 0 ? walk.functionScope : walk.scope;
  for (const declaration of node.declarations) {
    visitOptional(walk, declaration.initializer);
    bind(walk, declaration.name, scope, iterated || declaration.initializer !== undefined);
  }
}

function enterLoop(walk: Walk, node: ts.Node, inside: () => void): void {
  const loop: Loop = { parent: walk.loop, variables: new Set() };
  walk.loops.set(node, loop);
  walk.loop = loop;
  inside();
  walk.loop = loop.parent;
}

function visitFor(walk: Walk, node: ts.ForStatement): void {
  const scope = openScope(walk, node);
  visitOptional(walk, node.initializer);
  enterLoop(walk, node, () => {
    visitOptional(walk, node.condition);
    visitOptional(walk, node.incrementor);
    visit(walk, node.statement);
  });
  closeScope(walk, scope);
}

function visitForEach(walk: Walk, node: ts.ForInOrOfStatement): void {
  visit(walk, node.expression);
  enterLoop(walk, node, () => {
    const scope = openScope(walk, node);
    const { initializer } = node;
    if (initializer.kind === K.VariableDeclarationList) declareVariables(walk, initializer as ts.VariableDeclarationList, true);
    else writeTo(walk, initializer as ts.Expression);
    visit(walk, node.statement);
    closeScope(walk, scope);
  });
}

function visitWhile(walk: Walk, node: ts.WhileStatement | ts.DoStatement): void {
  enterLoop(walk, node, () => {
    visit(walk, node.expression);
    visit(walk, node.statement);
  });
}

function visitCatch(walk: Walk, node: ts.CatchClause): void {
  const scope = openScope(walk, node);
  if (node.variableDeclaration !== undefined) bind(walk, node.variableDeclaration.name, scope, true);
  visit(walk, node.block);
  closeScope(walk, scope);
}

function visitNamespace(walk: Walk, node: ts.ModuleDeclaration): void {
  if (node.name.kind === K.Identifier && node.body !== undefined && !hasModifier(node, K.DeclareKeyword)) {
    settle(declare(walk.scope, node.name.text), walk.depth, walk.loop);
  }
  visitOptional(walk, node.body);
}

function visitImport(walk: Walk, node: ts.ImportDeclaration): void {
  const clause = node.importClause;
  if (clause === undefined) return;
  const names: ts.Identifier[] = [];
  if (clause.name !== undefined) names.push(clause.name);
  const bindings = clause.namedBindings;
  if (bindings?.kind === K.NamespaceImport) names.push(bindings.name);
  else if (bindings !== undefined) for (const element of bindings.elements) names.push(element.name);
  for (const name of names) settle(declare(walk.scope, name.text, 'import'), walk.depth, walk.loop);
}

/** Left-deep chains are walked in a loop: they may be thousands of operators long. */
function visitBinary(walk: Walk, node: ts.BinaryExpression): void {
  let at: ts.Expression = node;
  while (at.kind === K.BinaryExpression) {
    const { left, right, operatorToken } = at as ts.BinaryExpression;
    visit(walk, right);
    if (isAssignment(operatorToken.kind)) {
      writeTo(walk, left);
      return;
    }
    at = left;
  }
  visit(walk, at);
}

/** `a ? 1 : b ? 2 : 3` */
function visitConditional(walk: Walk, node: ts.ConditionalExpression): void {
  let at: ts.Expression = node;
  while (at.kind === K.ConditionalExpression) {
    const { condition, whenTrue, whenFalse } = at as ts.ConditionalExpression;
    visit(walk, condition);
    visit(walk, whenTrue);
    at = unwrap(whenFalse);
  }
  visit(walk, at);
}

/** `if … else if … else` */
function visitIf(walk: Walk, node: ts.IfStatement): void {
  let at: ts.Statement | undefined = node;
  while (at?.kind === K.IfStatement) {
    const { expression, thenStatement, elseStatement } = at as ts.IfStatement;
    visit(walk, expression);
    visit(walk, thenStatement);
    at = elseStatement;
  }
  visitOptional(walk, at);
}

function visitUnary(walk: Walk, node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression): void {
  if (node.operator === K.PlusPlusToken || node.operator === K.MinusMinusToken) writeTo(walk, node.operand);
  else visit(walk, node.operand);
}

/** Also in a loop: `a.then(…).then(…)`. */
function visitChain(walk: Walk, node: ts.Expression): void {
  let at = node;
  for (;;) {
    switch (at.kind) {
      case K.CallExpression: {
        const call = at as ts.CallExpression;
        const mutation = mutationOf(call);
        if (mutation !== null) {
          const root = rootOf(mutation.target);
          if (root.kind === K.Identifier) pend(walk, (root as ts.Identifier).text, 'mutate');
        }
        visitAll(walk, call.arguments);
        at = call.expression;
        break;
      }
      case K.PropertyAccessExpression:
      case K.NonNullExpression:
        at = (at as ts.PropertyAccessExpression).expression;
        break;
      case K.ElementAccessExpression:
        visit(walk, (at as ts.ElementAccessExpression).argumentExpression);
        at = (at as ts.ElementAccessExpression).expression;
        break;
      default:
        visit(walk, at);
        return;
    }
  }
}

function visitDeclared(walk: Walk, node: ts.FunctionDeclaration | ts.ClassDeclaration | ts.EnumDeclaration | ts.ImportEqualsDeclaration): void {
  const written = node.kind !== K.FunctionDeclaration || node.body !== undefined;
  if (node.name !== undefined) {
    const variable = declare(walk.scope, node.name.text);
    if (written) settle(variable, walk.depth, walk.loop);
  }
  if (node.kind === K.FunctionDeclaration) visitFunction(walk, node);
  else if (node.kind === K.ClassDeclaration) visitClass(walk, node);
  else if (node.kind === K.EnumDeclaration) for (const member of node.members) visitOptional(walk, member.initializer);
}

for (let kind: number = K.FirstTypeNode; kind <= K.LastTypeNode; kind++) on(HANDLERS, kind, skip);
on(HANDLERS, K.ExpressionWithTypeArguments, (walk: Walk, node: ts.ExpressionWithTypeArguments) => visit(walk, node.expression));
on(
  HANDLERS,
  [
    K.Identifier,
    K.PrivateIdentifier,
    K.StringLiteral,
    K.NumericLiteral,
    K.BigIntLiteral,
    K.NoSubstitutionTemplateLiteral,
    K.RegularExpressionLiteral,
    K.ThisKeyword,
    K.TrueKeyword,
    K.FalseKeyword,
    K.NullKeyword,
    K.JsxText,
    K.TypeParameter,
    K.InterfaceDeclaration,
    K.TypeAliasDeclaration,
    K.ExportDeclaration,
  ],
  skip,
);
on(
  HANDLERS,
  [K.FunctionExpression, K.ArrowFunction, K.MethodDeclaration, K.Constructor, K.GetAccessor, K.SetAccessor],
  visitFunction,
);
on(HANDLERS, [K.FunctionDeclaration, K.ClassDeclaration, K.EnumDeclaration, K.ImportEqualsDeclaration], visitDeclared);
on(HANDLERS, K.ClassExpression, visitClass);
on(HANDLERS, K.PropertyDeclaration, visitField);
on(HANDLERS, [K.Block, K.ModuleBlock, K.CaseBlock], visitBlock);
on(HANDLERS, K.VariableDeclarationList, visitVariables);
on(HANDLERS, K.ForStatement, visitFor);
on(HANDLERS, [K.ForInStatement, K.ForOfStatement], visitForEach);
on(HANDLERS, [K.WhileStatement, K.DoStatement], visitWhile);
on(HANDLERS, K.CatchClause, visitCatch);
on(HANDLERS, K.ModuleDeclaration, visitNamespace);
on(HANDLERS, K.ImportDeclaration, visitImport);
on(HANDLERS, K.BinaryExpression, visitBinary);
on(HANDLERS, K.ConditionalExpression, visitConditional);
on(HANDLERS, K.IfStatement, visitIf);
on(HANDLERS, [K.PrefixUnaryExpression, K.PostfixUnaryExpression], visitUnary);
on(HANDLERS, [K.CallExpression, K.PropertyAccessExpression, K.ElementAccessExpression, K.NonNullExpression], visitChain);
