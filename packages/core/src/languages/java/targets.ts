/** Everything a value can be put into: names, fields, elements. */
import type { NodeId, Span, TypeFacts } from '../../facts/facts.js';
import { addFieldWrite } from '../graph/fields.js';
import { read, write } from '../graph/flow.js';
import { bindNode, propNode, thisNode, updateNode } from '../graph/graph.js';
import { lookUp, type Variable } from '../graph/variables.js';
import { childOf, spanOf, type SyntaxNode } from '../tree-sitter/tree.js';
import { lowerExpression } from './expressions.js';
import { type Lowering, textOf } from './lowering.js';
import { unwrap } from './syntax.js';

/** A declared local variable gets its value. */
export function bindLocal(l: Lowering, name: SyntaxNode, value: NodeId, type: TypeFacts | null): void {
  const variable = lookUp(l.scope, textOf(l, name));
  if (variable === null) return;
  if (type !== null) variable.type = type;
  write(l, variable, bindNode(l, spanOf(name), variable.name, value, variable.type));
}

/** Puts a value into the left side of an assignment. Returns what the assignment is worth. */
export function assignTo(l: Lowering, target: SyntaxNode, value: NodeId): NodeId {
  const node = unwrap(target);
  const { root, path } = placeOf(l, node);
  const at = spanOf(node);
  lowerIndexes(l, node);
  if (root.kind === 'identifier' && path.length === 0) {
    const variable = lookUp(l.scope, textOf(l, root));
    if (variable !== null) {
      const bound = bindNode(l, at, variable.name, value, variable.type);
      write(l, variable, bound);
      return bound;
    }
  }
  put(l, root, path, value, at);
  return value;
}

/** What `list.add(value)` and `patient.setName(value)` do to the object they are called on. */
export function mutate(l: Lowering, target: SyntaxNode, into: readonly string[], value: NodeId): void {
  const { root, path } = placeOf(l, unwrap(target));
  if (root.kind !== 'identifier' && root.kind !== 'this') return;
  const isLocal = root.kind === 'identifier' && lookUp(l.scope, textOf(l, root)) !== null;
  if (!isLocal && path.length === 0 && root.kind === 'identifier' && fieldOwner(l, textOf(l, root)) === undefined) return;
  put(l, root, [...path, ...into], value, spanOf(target));
}

interface Place {
  readonly root: SyntaxNode;
  readonly path: readonly string[];
}

function placeOf(l: Lowering, target: SyntaxNode): Place {
  const path: string[] = [];
  let node = target;
  for (;;) {
    const inner = node.kind === 'field_access' ? childOf(node, 'object') : node.kind === 'array_access' ? childOf(node, 'array') : undefined;
    if (inner === undefined) return { root: node, path: path.reverse() };
    const field = childOf(node, 'field');
    // `Outer.this` stands for an object, not for a member of one.
    if (field?.kind === 'this') return { root: node, path: path.reverse() };
    path.push(field === undefined ? '*' : textOf(l, field));
    node = unwrap(inner);
  }
}

/** `a[read(b)] = v` runs what is between the brackets. */
function lowerIndexes(l: Lowering, target: SyntaxNode): void {
  let node: SyntaxNode | undefined = target;
  while (node !== undefined && (node.kind === 'field_access' || node.kind === 'array_access')) {
    const index = childOf(node, 'index');
    if (index !== undefined && !index.kind.endsWith('_literal')) lowerExpression(l, index);
    node = childOf(node, node.kind === 'array_access' ? 'array' : 'object');
  }
}

function fieldOwner(l: Lowering, name: string): number | undefined {
  return l.around.findLast((type) => type.fields.has(name))?.cls;
}

function put(l: Lowering, root: SyntaxNode, path: readonly string[], value: NodeId, at: Span): void {
  if (root.kind === 'identifier') {
    const name = textOf(l, root);
    const variable = lookUp(l.scope, name);
    if (variable !== null) {
      putIntoVariable(l, variable, path, value, at);
      return;
    }
    const owner = fieldOwner(l, name) ?? l.around.at(-1)?.cls;
    if (owner !== undefined) writeField(l, owner, [name, ...path], value, at);
    return;
  }
  const of = lowerExpression(l, root);
  const node = l.nodes[of];
  if (node?.op === 'this') writeField(l, node.cls, path, value, at);
  // `Config.instance = value`: a static field.
  else if (node?.op === 'class') writeField(l, node.cls, path, value, at);
  else updateNode(l, at, of, path, value);
}

function putIntoVariable(l: Lowering, variable: Variable, path: readonly string[], value: NodeId, at: Span): void {
  write(l, variable, updateNode(l, at, read(l, variable, at), path, value));
}

/**
 * `void setName(String name) { this.name = name; }`, and a builder's `name(name)`. Each call of one is a write to the object it is called on
 * (`mutate`), and says nothing of all other objects of the class.
 */
function isSetting(l: Lowering, value: NodeId): boolean {
  const { kind, params, static: isStatic } = l.fn.facts;
  return kind === 'method' && isStatic !== true && params.length === 1 && params[0]?.node === value;
}

/** `this.a = v` writes the field; `this.a.b = v` writes it with what it was, changed in a part. */
function writeField(l: Lowering, cls: number, path: readonly string[], value: NodeId, at: Span): void {
  const [name, ...inner] = path;
  const opened = l.classes[cls];
  if (name === undefined || name === '*' || opened === undefined || (inner.length === 0 && isSetting(l, value))) return;
  const written = inner.length === 0 ? value : updateNode(l, at, propNode(l, at, thisNode(l, at, null, cls), name), inner, value);
  addFieldWrite(opened, name, at, written);
}
