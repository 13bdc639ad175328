/**
 * Who declares which variable, and where it is written: known before lowering starts, because a read must already know whether a lambda
 * further down writes the variable, and a loop head must know what its body assigns. Fields are no variables: they are members of `this`.
 */
import { closeScope, declare, enterFunction, openScope, pend, settle, settleRoot, startWalk, type Loop, type Scope, type ScopeWalk } from '../graph/variables.js';
import { childOf, childrenOf, namedChildren, type SyntaxNode } from '../tree-sitter/tree.js';
import { anonymousBody, argumentsOf, hasModifier, membersOf, mutationOf, rootOf } from './syntax.js';

export interface Scopes {
  readonly root: Scope;
  /** Of methods, lambdas, blocks, loops, catch clauses, initializers; those that declare nothing may be missing. */
  readonly byNode: ReadonlyMap<SyntaxNode, Scope>;
  readonly loops: ReadonlyMap<SyntaxNode, Loop>;
  /** Every declared type, outer ones first. */
  readonly types: readonly SyntaxNode[];
}

interface Walk extends ScopeWalk<SyntaxNode> {
  readonly text: string;
  readonly types: SyntaxNode[];
  level: number;
}

/** Deeper than the lowering ever goes. */
const DEEPEST = 1600;

export function findScopes(text: string, tree: SyntaxNode): Scopes {
  const walk: Walk = { ...startWalk<SyntaxNode>(), text, types: [], level: 0 };
  const root = walk.scope;
  visitAll(walk, tree.children);
  settleRoot(root);
  return { root, byNode: walk.byNode, loops: walk.loops, types: walk.types };
}

type Handler = (walk: Walk, node: SyntaxNode) => void;

function visit(walk: Walk, node: SyntaxNode | undefined): void {
  if (node === undefined || walk.level > DEEPEST) return;
  walk.level++;
  const handler = HANDLERS[node.kind];
  if (handler === undefined) visitAll(walk, node.children);
  else handler(walk, node);
  walk.level--;
}

function visitAll(walk: Walk, nodes: readonly SyntaxNode[]): void {
  for (const node of nodes) if (node.children.length > 0) visit(walk, node);
}

function skip(): void {}

function nameOf(walk: Walk, node: SyntaxNode): string {
  return walk.text.slice(node.start, node.end);
}

function bind(walk: Walk, name: SyntaxNode | undefined, scope: Scope, written: boolean): void {
  if (name === undefined) return;
  const variable = declare(scope, nameOf(walk, name));
  if (written) settle(variable, walk.depth, walk.loop);
}

function visitType(walk: Walk, node: SyntaxNode): void {
  walk.types.push(node);
  visitMembers(walk, node);
}

function visitMembers(walk: Walk, node: SyntaxNode): void {
  const scope = openScope(walk, node);
  for (const member of membersOf(node)) {
    switch (member.kind) {
      case 'field_declaration':
      case 'constant_declaration':
        for (const declarator of childrenOf(member, 'declarator')) visitField(walk, declarator, node.kind === 'interface_declaration' || hasModifier(member, 'static'));
        break;
      case 'block':
        enterFunction(walk, member, () => visitAll(walk, member.children));
        break;
      case 'static_initializer':
      case 'enum_constant':
        visitAll(walk, member.children);
        break;
      case 'compact_constructor_declaration':
        visitCompact(walk, member, node);
        break;
      default:
        visit(walk, member);
    }
  }
  closeScope(walk, scope);
}

/** Initializers of instance fields run in the constructor, so what they read is read by a closure. */
function visitField(walk: Walk, declarator: SyntaxNode, isStatic: boolean): void {
  const value = childOf(declarator, 'value');
  if (value === undefined) return;
  if (isStatic) visit(walk, value);
  else enterFunction(walk, declarator, () => visit(walk, value));
}

function visitMethod(walk: Walk, node: SyntaxNode): void {
  const body = childOf(node, 'body');
  if (body === undefined) return;
  enterFunction(walk, node, (scope) => {
    for (const parameter of parametersOf(node)) bind(walk, parameterName(parameter), scope, true);
    visitAll(walk, body.children);
  });
}

/** `record Visit(String note) { Visit { … } }`: the record's own parameters are this constructor's. */
function visitCompact(walk: Walk, node: SyntaxNode, record: SyntaxNode): void {
  enterFunction(walk, node, (scope) => {
    for (const parameter of parametersOf(record)) bind(walk, parameterName(parameter), scope, true);
    visitAll(walk, childOf(node, 'body')?.children ?? []);
  });
}

/** Of a method, constructor, record or lambda. */
export function parametersOf(node: SyntaxNode): SyntaxNode[] {
  const list = childOf(node, 'parameters');
  if (list === undefined) return [];
  return list.kind === 'identifier' ? [list] : namedChildren(list).filter(({ kind }) => kind === 'formal_parameter' || kind === 'spread_parameter' || kind === 'identifier');
}

export function parameterName(parameter: SyntaxNode): SyntaxNode | undefined {
  if (parameter.kind === 'identifier') return parameter;
  const declarator = parameter.kind === 'spread_parameter' ? parameter.children.find(({ kind }) => kind === 'variable_declarator') : parameter;
  return declarator && childOf(declarator, 'name');
}

function visitLambda(walk: Walk, node: SyntaxNode): void {
  const body = childOf(node, 'body');
  enterFunction(walk, node, (scope) => {
    for (const parameter of parametersOf(node)) bind(walk, parameterName(parameter), scope, true);
    if (body?.kind === 'block') visitAll(walk, body.children);
    else if (body !== undefined) visit(walk, body);
  });
}

function visitBlock(walk: Walk, node: SyntaxNode): void {
  const scope = openScope(walk, node);
  visitAll(walk, node.children);
  closeScope(walk, scope);
  if (scope.names === null) walk.byNode.delete(node);
}

function visitVariables(walk: Walk, node: SyntaxNode): void {
  for (const declarator of childrenOf(node, 'declarator')) {
    const value = childOf(declarator, 'value');
    visit(walk, value);
    bind(walk, childOf(declarator, 'name'), walk.scope, value !== undefined);
  }
}

function enterLoop(walk: Walk, node: SyntaxNode, inside: () => void): void {
  const loop: Loop = { parent: walk.loop, variables: new Set() };
  walk.loops.set(node, loop);
  walk.loop = loop;
  inside();
  walk.loop = loop.parent;
}

function visitFor(walk: Walk, node: SyntaxNode): void {
  const scope = openScope(walk, node);
  for (const init of childrenOf(node, 'init')) visit(walk, init);
  enterLoop(walk, node, () => {
    visitAll(walk, node.children.filter(({ field }) => field !== 'init'));
  });
  closeScope(walk, scope);
}

function visitForEach(walk: Walk, node: SyntaxNode): void {
  visit(walk, childOf(node, 'value'));
  enterLoop(walk, node, () => {
    const scope = openScope(walk, node);
    bind(walk, childOf(node, 'name'), scope, true);
    visit(walk, childOf(node, 'body'));
    closeScope(walk, scope);
  });
}

function visitWhile(walk: Walk, node: SyntaxNode): void {
  enterLoop(walk, node, () => visitAll(walk, node.children));
}

function visitCatch(walk: Walk, node: SyntaxNode): void {
  const scope = openScope(walk, node);
  const parameter = node.children.find(({ kind }) => kind === 'catch_formal_parameter');
  bind(walk, parameter && childOf(parameter, 'name'), scope, true);
  visit(walk, childOf(node, 'body'));
  closeScope(walk, scope);
}

function visitResources(walk: Walk, node: SyntaxNode): void {
  const scope = openScope(walk, node);
  visitAll(walk, node.children);
  closeScope(walk, scope);
}

function visitResource(walk: Walk, node: SyntaxNode): void {
  const value = childOf(node, 'value');
  visit(walk, value);
  const name = childOf(node, 'name');
  if (name === undefined) visitAll(walk, node.children);
  else bind(walk, name, walk.scope, true);
}

/** `o instanceof Patient p`: the name may be used where the test holds, which is also behind the statement. */
function visitInstanceOf(walk: Walk, node: SyntaxNode): void {
  visit(walk, childOf(node, 'left'));
  bind(walk, childOf(node, 'name'), walk.functionScope, true);
  visit(walk, childOf(node, 'pattern'));
}

function visitPattern(walk: Walk, node: SyntaxNode): void {
  const name = namedChildren(node).at(-1);
  if (name?.kind === 'identifier') bind(walk, name, walk.functionScope, true);
  else visitAll(walk, node.children);
}

function visitAssignment(walk: Walk, node: SyntaxNode): void {
  visit(walk, childOf(node, 'right'));
  writeTo(walk, childOf(node, 'left'));
}

function writeTo(walk: Walk, target: SyntaxNode | undefined): void {
  if (target === undefined) return;
  if (target.kind === 'identifier') {
    // Not `assign`: what no local variable has is a field.
    pend(walk, nameOf(walk, target), 'part');
    return;
  }
  const root = rootOf(target);
  if (root.kind === 'identifier') pend(walk, nameOf(walk, root), 'part');
  visit(walk, target);
}

function visitUpdate(walk: Walk, node: SyntaxNode): void {
  writeTo(walk, namedChildren(node)[0]);
}

/** Left-deep chains are walked in a loop: they may be thousands of operators long. */
function visitBinary(walk: Walk, node: SyntaxNode): void {
  let at: SyntaxNode | undefined = node;
  while (at?.kind === 'binary_expression') {
    visit(walk, childOf(at, 'right'));
    at = childOf(at, 'left');
  }
  visit(walk, at);
}

function visitIf(walk: Walk, node: SyntaxNode): void {
  let at: SyntaxNode | undefined = node;
  while (at?.kind === 'if_statement') {
    visit(walk, childOf(at, 'condition'));
    visit(walk, childOf(at, 'consequence'));
    at = childOf(at, 'alternative');
  }
  visit(walk, at);
}

function visitTernary(walk: Walk, node: SyntaxNode): void {
  let at: SyntaxNode | undefined = node;
  while (at?.kind === 'ternary_expression') {
    visit(walk, childOf(at, 'condition'));
    visit(walk, childOf(at, 'consequence'));
    at = childOf(at, 'alternative');
  }
  visit(walk, at);
}

/** Also in a loop: builders and streams make long chains. */
function visitChain(walk: Walk, node: SyntaxNode): void {
  let at: SyntaxNode | undefined = node;
  for (;;) {
    if (at === undefined) return;
    if (at.kind === 'method_invocation') {
      const mutation = mutationOf(walk.text, at);
      if (mutation !== null) {
        const root = rootOf(mutation.target);
        if (root.kind === 'identifier') pend(walk, nameOf(walk, root), 'mutate');
      }
      visitAll(walk, argumentsOf(at));
      at = childOf(at, 'object');
    } else if (at.kind === 'field_access') at = childOf(at, 'object');
    else if (at.kind === 'array_access') {
      visit(walk, childOf(at, 'index'));
      at = childOf(at, 'array');
    } else {
      visit(walk, at);
      return;
    }
  }
}

function visitNew(walk: Walk, node: SyntaxNode): void {
  visitAll(walk, argumentsOf(node));
  const body = anonymousBody(node);
  if (body !== undefined) visitMembers(walk, body);
  const [outer] = node.children;
  if (outer !== undefined && outer.field === '' && outer !== body) visit(walk, outer);
}

function visitSwitch(walk: Walk, node: SyntaxNode): void {
  visit(walk, childOf(node, 'condition'));
  const body = childOf(node, 'body');
  if (body !== undefined) visitBlock(walk, body);
}

const HANDLERS: Readonly<Record<string, Handler | undefined>> = {
  class_declaration: visitType,
  interface_declaration: visitType,
  enum_declaration: visitType,
  record_declaration: visitType,
  annotation_type_declaration: visitType,
  method_declaration: visitMethod,
  constructor_declaration: visitMethod,
  lambda_expression: visitLambda,
  block: visitBlock,
  local_variable_declaration: visitVariables,
  for_statement: visitFor,
  enhanced_for_statement: visitForEach,
  while_statement: visitWhile,
  do_statement: visitWhile,
  catch_clause: visitCatch,
  try_with_resources_statement: visitResources,
  resource: visitResource,
  instanceof_expression: visitInstanceOf,
  type_pattern: visitPattern,
  record_pattern_component: visitPattern,
  assignment_expression: visitAssignment,
  update_expression: visitUpdate,
  binary_expression: visitBinary,
  if_statement: visitIf,
  ternary_expression: visitTernary,
  method_invocation: visitChain,
  field_access: visitChain,
  array_access: visitChain,
  object_creation_expression: visitNew,
  switch_expression: visitSwitch,
  modifiers: skip,
  annotation: skip,
  import_declaration: skip,
  package_declaration: skip,
  line_comment: skip,
  block_comment: skip,
  generic_type: skip,
  array_type: skip,
  type_parameters: skip,
};
