import type { NodeId, Span, TypeFacts } from '../../facts/facts.js';
import { read, write } from '../graph/flow.js';
import { bindNode, elementNode, indexNode, propNode, restNode, thisNode, updateNode } from '../graph/graph.js';
import { lookUp, type Variable } from '../graph/variables.js';
import { childOf, childrenOf, namedChildren, spanOf, type SyntaxNode } from '../tree-sitter/tree.js';
import { lowerExpression } from './expressions.js';
import { addFieldWrite } from './fields.js';
import { textOf, type Lowering, type OpenClass } from './lowering.js';
import { literalString, rootOf, unwrap } from './syntax.js';

/** Everything a value can be put into: names, attributes, items, and lists of these. */

export function assignTo(l: Lowering, target: SyntaxNode, value: NodeId, type: TypeFacts | null = null): void {
  const node = unwrap(target);
  switch (node.kind) {
    case 'identifier':
      assignName(l, node, value, type);
      return;
    case 'attribute':
    case 'subscript':
      assignPart(l, node, value, type);
      return;
    case 'as_pattern_target': {
      const [only] = namedChildren(node);
      if (only !== undefined) assignTo(l, only, value, type);
      return;
    }
    case 'pattern_list':
    case 'tuple_pattern':
    case 'list_pattern':
    case 'expression_list':
    case 'tuple':
    case 'list':
      namedChildren(node).forEach((element, index) => {
        const at = spanOf(element);
        const [inner] = namedChildren(element);
        const isRest = element.kind === 'list_splat_pattern' || element.kind === 'list_splat';
        if (isRest) {
          if (inner !== undefined) assignTo(l, inner, restNode(l, at, value, []));
        } else assignTo(l, element, partOf(l, at, value, index));
      });
      return;
    default:
      lowerExpression(l, node);
  }
}

/** `a, b = 1, 2` puts each into its own. */
function partOf(l: Lowering, at: Span, value: NodeId, index: number): NodeId {
  const node = l.nodes[value];
  const item = node?.op === 'array' && node.spread === undefined ? node.items[index] : undefined;
  return item ?? elementNode(l, at, value, index);
}

/** Returns what the name holds now. */
export function assignName(l: Lowering, node: SyntaxNode, value: NodeId, type: TypeFacts | null = null): NodeId {
  const name = textOf(l, node);
  const variable = lookUp(l.scope, name);
  if (l.classBody >= 0 && variable !== null && l.scope.names?.get(name) === variable) {
    addFieldWrite(l.classes[l.classBody] as OpenClass, name, spanOf(node), value);
  }
  if (variable === null) return value;
  if (type !== null) variable.type = type;
  l.selves.delete(variable);
  const bound = bindNode(l, spanOf(node), name, value, variable.type);
  write(l, variable, bound);
  return bound;
}

interface Place {
  readonly root: SyntaxNode;
  /** The names below it; '*' for a key that is not known, and all below it. */
  readonly path: readonly string[];
}

function placeOf(l: Lowering, target: SyntaxNode): Place {
  const names: string[] = [];
  let node = unwrap(target);
  for (;;) {
    const inner = node.kind === 'attribute' ? childOf(node, 'object') : node.kind === 'subscript' ? childOf(node, 'value') : undefined;
    if (inner === undefined) break;
    names.unshift(nameOfPart(l, node));
    node = unwrap(inner);
  }
  const unknown = names.indexOf('*');
  return { root: node, path: unknown < 0 ? names : names.slice(0, unknown + 1) };
}

function nameOfPart(l: Lowering, node: SyntaxNode): string {
  if (node.kind === 'attribute') return textOf(l, childOf(node, 'attribute') ?? node);
  const keys = childrenOf(node, 'subscript');
  return (keys.length === 1 && keys[0] !== undefined ? literalString(l, keys[0]) : null) ?? '*';
}

function assignPart(l: Lowering, target: SyntaxNode, value: NodeId, type: TypeFacts | null): void {
  for (let node: SyntaxNode | undefined = target; node?.kind === 'attribute' || node?.kind === 'subscript'; ) {
    if (node.kind === 'subscript') for (const key of childrenOf(node, 'subscript')) if (literalString(l, key) === null) lowerExpression(l, key);
    node = node.kind === 'attribute' ? childOf(node, 'object') : childOf(node, 'value');
  }
  const { root, path } = placeOf(l, target);
  updatePlace(l, root, path, value, spanOf(target), type);
}

/** What a mutating built-in such as `items.append(value)` does to the object it is called on. */
export function mutate(l: Lowering, target: SyntaxNode, into: readonly string[], value: NodeId): void {
  if (rootOf(target).kind !== 'identifier') return;
  const { root, path } = placeOf(l, target);
  const variable = lookUp(l.scope, textOf(l, root));
  if (variable === null || (variable.origin === 'import' && !l.selves.has(variable))) return;
  updatePlace(l, root, path.includes('*') ? path : [...path, ...into], value, spanOf(target), null);
}

function updatePlace(l: Lowering, root: SyntaxNode, path: readonly string[], value: NodeId, at: Span, type: TypeFacts | null): void {
  const variable = root.kind === 'identifier' ? lookUp(l.scope, textOf(l, root)) : null;
  if (variable !== null && l.selves.has(variable)) {
    const cls = l.classes[l.thisClass];
    if (cls !== undefined) writeField(l, cls, thisNode(l, spanOf(root), variable.name), path, value, at, type);
  } else if (variable !== null) updateVariable(l, variable, read(l, variable, spanOf(root)), path, value, at);
  else updateNode(l, at, lowerExpression(l, root), path, value);
}

function updateVariable(l: Lowering, variable: Variable, of: NodeId, path: readonly string[], value: NodeId, at: Span): void {
  write(l, variable, updateNode(l, at, of, path, value));
}

/** `self.a = v` writes the field; `self.a.b = v` writes it with what it was, changed in a part. */
function writeField(l: Lowering, cls: OpenClass, self: NodeId, path: readonly string[], value: NodeId, at: Span, type: TypeFacts | null): void {
  const [name, ...inner] = path;
  if (name === undefined || name === '*') return;
  const written = inner.length === 0 ? bindNode(l, at, name, value, type) : updateNode(l, at, propNode(l, at, self, name), inner, value);
  addFieldWrite(cls, name, at, written, inner.length === 0 ? type : null);
}

/** The value that `target += value` starts from. */
export function valueOfTarget(l: Lowering, target: SyntaxNode): NodeId {
  const node = unwrap(target);
  if (node.kind !== 'subscript') return lowerExpression(l, node);
  const { root, path } = placeOf(l, node);
  let id = lowerExpression(l, root);
  for (const name of path) id = name === '*' ? indexNode(l, spanOf(node), id, id) : propNode(l, spanOf(node), id, name);
  return id;
}
