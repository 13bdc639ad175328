import { closeScope, declare, enterFunction, openScope, pend, settle, settleRoot, startWalk, type Loop, type Scope, type ScopeWalk } from '../graph/variables.js';
import { childOf, childrenOf, namedChildren, type SyntaxNode } from '../tree-sitter/tree.js';
import { textOf } from './lowering.js';
import { mutationOf, rootOf, unwrap } from './syntax.js';

/*
 * Who declares which name, and where it is written. In Python every write declares, in the function (or class body, or module) around it,
 * unless the function says `global` or `nonlocal`. A class body's names are not seen by its methods; a comprehension has names of its own.
 */

export interface Scopes {
  readonly root: Scope;
  readonly byNode: ReadonlyMap<SyntaxNode, Scope>;
  readonly loops: ReadonlyMap<SyntaxNode, Loop>;
}

interface Walk extends ScopeWalk<SyntaxNode> {
  readonly text: string;
  readonly classScopes: Set<Scope>;
  /** Names that the function takes from outside. */
  outer: Set<string>;
  level: number;
}

/** Deeper than the lowering ever goes (which counts expressions and statements, not every node in between). */
const deepest = 1600;

export function findScopes(module: SyntaxNode, text: string): Scopes {
  const walk: Walk = { ...startWalk<SyntaxNode>(), text, classScopes: new Set(), outer: new Set(), level: 0 };
  const root = walk.scope;
  visitChildren(walk, module);
  settleRoot(root);
  return { root, byNode: walk.byNode, loops: walk.loops };
}

const handlers = new Map<string, (walk: Walk, node: SyntaxNode) => void>([
  ['function_definition', visitFunction],
  ['lambda', visitLambda],
  ['class_definition', visitClass],
  ['assignment', visitAssignment],
  ['augmented_assignment', visitAugmented],
  ['named_expression', visitNamed],
  ['for_statement', visitFor],
  ['while_statement', visitWhile],
  ['as_pattern', visitAs],
  ['except_clause', visitExcept],
  ['case_clause', visitCase],
  ['import_statement', visitImport],
  ['import_from_statement', visitImport],
  ['global_statement', visitOuter],
  ['nonlocal_statement', visitOuter],
  ['list_comprehension', visitComprehension],
  ['set_comprehension', visitComprehension],
  ['dictionary_comprehension', visitComprehension],
  ['generator_expression', visitComprehension],
  ['call', visitChain],
  ['attribute', visitChain],
  ['subscript', visitChain],
  ['binary_operator', visitBinary],
  ['boolean_operator', visitBinary],
  ['type', () => {}],
  ['type_alias_statement', () => {}],
  ['identifier', () => {}],
]);

function visit(walk: Walk, node: SyntaxNode | undefined): void {
  if (node === undefined || walk.level > deepest) return;
  walk.level++;
  const handler = handlers.get(node.kind);
  if (handler === undefined) visitChildren(walk, node);
  else handler(walk, node);
  walk.level--;
}

function visitChildren(walk: Walk, node: SyntaxNode): void {
  for (const child of node.children) if (child.named) visit(walk, child);
}

function writeName(walk: Walk, name: string): void {
  if (walk.outer.has(name)) pend(walk, name, 'assign');
  else settle(declare(walk.functionScope, name), walk.depth, walk.loop);
}

/** The names and parts that a target stands for. */
function writeTo(walk: Walk, target: SyntaxNode | undefined): void {
  if (target === undefined) return;
  const node = unwrap(target);
  switch (node.kind) {
    case 'identifier':
      writeName(walk, textOf(walk, node));
      return;
    case 'attribute':
    case 'subscript': {
      const root = rootOf(node);
      if (root.kind === 'identifier') pend(walk, textOf(walk, root), 'part');
      visit(walk, node);
      return;
    }
    case 'pattern_list':
    case 'tuple_pattern':
    case 'list_pattern':
    case 'list_splat_pattern':
    case 'expression_list':
    case 'tuple':
    case 'list':
    case 'list_splat':
    case 'as_pattern_target':
      for (const child of namedChildren(node)) writeTo(walk, child);
      return;
    default:
      visit(walk, node);
  }
}

function visitFunction(walk: Walk, node: SyntaxNode): void {
  const name = childOf(node, 'name');
  if (name !== undefined) writeName(walk, textOf(walk, name));
  insideFunction(walk, node, childOf(node, 'parameters'), childOf(node, 'body'));
}

function visitLambda(walk: Walk, node: SyntaxNode): void {
  insideFunction(walk, node, childOf(node, 'parameters'), childOf(node, 'body'));
}

function insideFunction(walk: Walk, node: SyntaxNode, parameters: SyntaxNode | undefined, body: SyntaxNode | undefined): void {
  const given = parameters === undefined ? [] : namedChildren(parameters);
  for (const parameter of given) visit(walk, childOf(parameter, 'value'));
  const { scope, outer } = walk;
  walk.scope = outsideClasses(walk, scope);
  walk.outer = new Set();
  // It takes more of the stack than any other syntax.
  walk.level += 2;
  enterFunction(walk, node, (own) => {
    for (const parameter of given) for (const name of parameterNames(walk, parameter)) settle(declare(own, name), walk.depth, null);
    visit(walk, body);
  });
  walk.level -= 2;
  walk.outer = outer;
  walk.scope = scope;
}

/** A class body's names are its class's attributes: the functions in it do not see them. */
function outsideClasses(walk: Walk, scope: Scope): Scope {
  let at = scope;
  while (walk.classScopes.has(at) && at.parent !== null) at = at.parent;
  return at;
}

/** One name, or several where Python 2 takes a tuple apart. */
export function parameterNames(walk: { readonly text: string }, parameter: SyntaxNode): string[] {
  if (parameter.kind === 'identifier') return [textOf(walk, parameter)];
  const name = childOf(parameter, 'name');
  if (name !== undefined) return parameterNames(walk, name);
  return namedChildren(parameter).filter((child) => child.kind !== 'type').flatMap((child) => parameterNames(walk, child));
}

function visitClass(walk: Walk, node: SyntaxNode): void {
  const name = childOf(node, 'name');
  if (name !== undefined) writeName(walk, textOf(walk, name));
  visit(walk, childOf(node, 'superclasses'));
  const { functionScope, outer } = walk;
  const scope = openScope(walk, node);
  walk.classScopes.add(scope);
  walk.functionScope = scope;
  walk.outer = new Set();
  visit(walk, childOf(node, 'body'));
  closeScope(walk, scope);
  walk.functionScope = functionScope;
  walk.outer = outer;
}

function visitAssignment(walk: Walk, node: SyntaxNode): void {
  const right = childOf(node, 'right');
  const left = childOf(node, 'left');
  visit(walk, right);
  if (right !== undefined) writeTo(walk, left);
  else if (left?.kind === 'identifier' && !walk.outer.has(textOf(walk, left))) declare(walk.functionScope, textOf(walk, left));
}

function visitAugmented(walk: Walk, node: SyntaxNode): void {
  visit(walk, childOf(node, 'right'));
  writeTo(walk, childOf(node, 'left'));
}

function visitNamed(walk: Walk, node: SyntaxNode): void {
  visit(walk, childOf(node, 'value'));
  writeTo(walk, childOf(node, 'name'));
}

function enterLoop(walk: Walk, node: SyntaxNode, inside: () => void): void {
  const loop: Loop = { parent: walk.loop, variables: new Set() };
  walk.loops.set(node, loop);
  walk.loop = loop;
  inside();
  walk.loop = loop.parent;
}

function visitFor(walk: Walk, node: SyntaxNode): void {
  visit(walk, childOf(node, 'right'));
  enterLoop(walk, node, () => {
    writeTo(walk, childOf(node, 'left'));
    visit(walk, childOf(node, 'body'));
  });
  visit(walk, childOf(node, 'alternative'));
}

function visitWhile(walk: Walk, node: SyntaxNode): void {
  enterLoop(walk, node, () => {
    visit(walk, childOf(node, 'condition'));
    visit(walk, childOf(node, 'body'));
  });
  visit(walk, childOf(node, 'alternative'));
}

/** `with open(path) as file`, `except Error as error` */
function visitAs(walk: Walk, node: SyntaxNode): void {
  const [value] = namedChildren(node);
  visit(walk, value);
  writeTo(walk, childOf(node, 'alias'));
}

/** Python 2 names the error behind a comma. */
function visitExcept(walk: Walk, node: SyntaxNode): void {
  const [, name] = childrenOf(node, 'value');
  if (name !== undefined) writeTo(walk, name);
  for (const child of namedChildren(node)) if (child !== name) visit(walk, child);
}

function visitCase(walk: Walk, node: SyntaxNode): void {
  for (const child of namedChildren(node)) {
    if (child.kind === 'case_pattern') for (const name of captured(walk, child)) writeName(walk, name);
    else visit(walk, child);
  }
}

/** The names that a pattern of `match` gives: single names that stand for no class and no constant. */
export function captured(walk: { readonly text: string }, pattern: SyntaxNode): string[] {
  const names: string[] = [];
  for (const child of namedChildren(pattern)) {
    if (pattern.kind === 'class_pattern' && child.kind === 'dotted_name') continue;
    if (child.kind === 'identifier') {
      if (pattern.kind !== 'keyword_pattern') names.push(textOf(walk, child));
    } else if (child.kind === 'dotted_name') {
      if (child.children.length === 1) names.push(textOf(walk, child));
    } else names.push(...captured(walk, child));
  }
  return names;
}

function visitImport(walk: Walk, node: SyntaxNode): void {
  for (const name of childrenOf(node, 'name')) {
    const alias = name.kind === 'aliased_import' ? childOf(name, 'alias') : undefined;
    const local = textOf(walk, alias ?? name);
    // `import a.b` brings in `a`; a second `import a.c` adds to it.
    const bound = alias === undefined && node.kind === 'import_statement' ? (local.split('.', 1)[0] as string) : local;
    if (walk.outer.has(bound)) pend(walk, bound, 'assign');
    else settle(declare(walk.functionScope, bound, 'import'), walk.depth, walk.loop);
  }
}

function visitOuter(walk: Walk, node: SyntaxNode): void {
  for (const name of namedChildren(node)) walk.outer.add(textOf(walk, name));
}

/** The first collection is read outside; names are the comprehension's own, but what `:=` writes is the function's. */
function visitComprehension(walk: Walk, node: SyntaxNode): void {
  const clauses = namedChildren(node);
  const first = clauses.find((clause) => clause.kind === 'for_in_clause');
  if (first !== undefined) visit(walk, childOf(first, 'right'));
  const scope = openScope(walk, node);
  const { functionScope } = walk;
  for (const clause of clauses) {
    if (clause.kind !== 'for_in_clause') continue;
    if (clause !== first) visit(walk, childOf(clause, 'right'));
    walk.functionScope = scope;
    writeTo(walk, childOf(clause, 'left'));
    walk.functionScope = functionScope;
  }
  for (const clause of clauses) if (clause.kind !== 'for_in_clause') visit(walk, clause);
  closeScope(walk, scope);
}

/** In a loop: `query.filter(…).filter(…)` may be very long. */
function visitChain(walk: Walk, node: SyntaxNode): void {
  let at: SyntaxNode | undefined = node;
  while (at !== undefined) {
    switch (at.kind) {
      case 'call': {
        const mutation = mutationOf(walk, at);
        if (mutation !== null) {
          const root = rootOf(mutation.target);
          if (root.kind === 'identifier') pend(walk, textOf(walk, root), 'mutate');
        }
        visit(walk, childOf(at, 'arguments'));
        at = childOf(at, 'function');
        break;
      }
      case 'attribute':
        at = childOf(at, 'object');
        break;
      case 'subscript':
        for (const key of childrenOf(at, 'subscript')) visit(walk, key);
        at = childOf(at, 'value');
        break;
      default:
        visit(walk, at);
        return;
    }
  }
}

/** Also in a loop: `a + b + …` may have thousands of operands. */
function visitBinary(walk: Walk, node: SyntaxNode): void {
  let at: SyntaxNode | undefined = node;
  while (at !== undefined && (at.kind === 'binary_operator' || at.kind === 'boolean_operator')) {
    visit(walk, childOf(at, 'right'));
    at = childOf(at, 'left');
  }
  visit(walk, at);
}
