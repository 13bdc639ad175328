/**
 * Variables and where they are written: known before lowering starts, because a read must already know whether a closure further down
 * writes the variable, and a loop head must know what its body assigns. Each language walks its own syntax and says here what it met.
 */
import type { NodeId, TypeFacts } from '../../facts/facts.js';

export interface Variable {
  readonly name: string;
  /** How many functions are around its declaration; the module is 0. A read or write from a greater depth is a closure's. */
  readonly depth: number;
  /** The innermost loop around its declaration. */
  readonly loop: Loop | null;
  /** implicit: assigned, but declared nowhere in the file. */
  readonly origin: 'local' | 'import' | 'implicit';
  /** Writes in the text. */
  expected: number;
  /** A function other than the declaring one writes it. */
  shared: boolean;
  /** Written in a loop that its declaration is not in. */
  looped: boolean;
  /** `Name.prototype…` is assigned: an old-style class. */
  prototype: boolean;

  /** What follows is filled in by the lowering. -1 is "not yet". */
  value: NodeId;
  first: NodeId;
  all: NodeId[] | null;
  done: number;
  /** The node for all writes, and its values. */
  phi: NodeId;
  phiValues: NodeId[] | null;
  unset: NodeId;
  cls: number;
  type: TypeFacts | null;
}

export interface Scope {
  readonly parent: Scope | null;
  readonly depth: number;
  readonly loop: Loop | null;
  names: Map<string, Variable> | null;
  /** Writes whose variable is not known until the scope has been read to its end. */
  pending: Write[] | null;
}

export interface Loop {
  readonly parent: Loop | null;
  readonly variables: Set<Variable>;
}

export interface Write {
  readonly name: string;
  readonly depth: number;
  readonly loop: Loop | null;
  readonly kind: 'assign' | 'part' | 'mutate' | 'prototype';
}

/** The state of the walk. `Key` is what the language recognises a piece of its syntax by. */
export interface ScopeWalk<Key> {
  readonly byNode: Map<Key, Scope>;
  readonly loops: Map<Key, Loop>;
  scope: Scope;
  /** Where a declaration goes that belongs to the whole function. */
  functionScope: Scope;
  loop: Loop | null;
  depth: number;
}

export function startWalk<Key>(): ScopeWalk<Key> {
  const root = newScope(null, 0, null);
  return { byNode: new Map(), loops: new Map(), scope: root, functionScope: root, loop: null, depth: 0 };
}

export function newScope(parent: Scope | null, depth: number, loop: Loop | null): Scope {
  return { parent, depth, loop, names: null, pending: null };
}

export function lookUp(scope: Scope, name: string): Variable | null {
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    const found = at.names?.get(name);
    if (found !== undefined) return found;
  }
  return null;
}

export function declare(scope: Scope, name: string, origin: Variable['origin'] = 'local'): Variable {
  const names = (scope.names ??= new Map());
  const known = names.get(name);
  if (known !== undefined) return known;
  const variable: Variable = {
    name,
    depth: scope.depth,
    loop: scope.loop,
    origin,
    expected: 0,
    shared: false,
    looped: false,
    prototype: false,
    value: -1,
    first: -1,
    all: null,
    done: 0,
    phi: -1,
    phiValues: null,
    unset: -1,
    cls: -1,
    type: null,
  };
  names.set(name, variable);
  return variable;
}

export function settle(variable: Variable, depth: number, loop: Loop | null): void {
  variable.expected++;
  if (depth !== variable.depth) {
    variable.shared = true;
    return;
  }
  for (let at = loop; at !== null && at !== variable.loop; at = at.parent) {
    at.variables.add(variable);
    variable.looped = true;
  }
}

function settleWrite(variable: Variable, write: Write): void {
  if (write.kind === 'prototype') variable.prototype = true;
  // `imported.set(…)` is a call of somebody else's object (a client, a store), not of a collection that this file fills.
  else if (write.kind !== 'mutate' || variable.origin !== 'import') settle(variable, write.depth, write.loop);
}

export function closeScope<Key>(walk: ScopeWalk<Key>, scope: Scope): void {
  const parent = scope.parent;
  walk.scope = parent ?? scope;
  const pending = scope.pending;
  if (pending === null || parent === null) return;
  scope.pending = null;
  if (scope.names === null && parent.pending === null) {
    parent.pending = pending;
    return;
  }
  for (const write of pending) {
    const variable = scope.names?.get(write.name);
    if (variable === undefined) (parent.pending ??= []).push(write);
    else settleWrite(variable, write);
  }
}

export function settleRoot(root: Scope): void {
  for (const write of root.pending ?? []) {
    let variable = root.names?.get(write.name);
    if (variable === undefined && write.kind === 'assign' && write.name !== 'exports' && write.name !== 'module') {
      variable = declare(root, write.name, 'implicit');
      variable.expected++;
    }
    if (variable !== undefined) settleWrite(variable, write);
  }
  root.pending = null;
}

export function openScope<Key>(walk: ScopeWalk<Key>, node: Key): Scope {
  const scope = newScope(walk.scope, walk.depth, walk.loop);
  walk.byNode.set(node, scope);
  walk.scope = scope;
  return scope;
}

export function pend<Key>(walk: ScopeWalk<Key>, name: string, kind: Write['kind']): void {
  (walk.scope.pending ??= []).push({ name, depth: walk.depth, loop: walk.loop, kind });
}

export function enterFunction<Key>(walk: ScopeWalk<Key>, node: Key, inside: (scope: Scope) => void): void {
  const { functionScope, loop } = walk;
  walk.depth++;
  walk.loop = null;
  const scope = openScope(walk, node);
  walk.functionScope = scope;
  inside(scope);
  closeScope(walk, scope);
  walk.depth--;
  walk.loop = loop;
  walk.functionScope = functionScope;
}

