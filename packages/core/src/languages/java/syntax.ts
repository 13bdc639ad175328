/** Small questions about pieces of syntax. */
import { childOf, hasToken, namedChildren, type SyntaxNode } from '../tree-sitter/tree.js';

export function modifiersOf(node: SyntaxNode): SyntaxNode | undefined {
  return node.children.find((child) => child.kind === 'modifiers');
}

export function hasModifier(node: SyntaxNode, word: string): boolean {
  const modifiers = modifiersOf(node);
  return modifiers !== undefined && hasToken(modifiers, word);
}

/** Takes away what wraps an expression without changing its value. */
export function unwrap(node: SyntaxNode): SyntaxNode {
  let inner = node;
  while (inner.kind === 'parenthesized_expression' || inner.kind === 'cast_expression') {
    const next = inner.kind === 'cast_expression' ? childOf(inner, 'value') : namedChildren(inner)[0];
    if (next === undefined) return inner;
    inner = next;
  }
  return inner;
}

export function argumentsOf(node: SyntaxNode): SyntaxNode[] {
  const list = childOf(node, 'arguments');
  return list === undefined ? [] : namedChildren(list);
}

/** The body that makes `new Base() { … }` a class of its own. */
export function anonymousBody(node: SyntaxNode): SyntaxNode | undefined {
  return node.children.find((child) => child.kind === 'class_body');
}

const TYPE_DECLARATIONS: ReadonlySet<string> = new Set([
  'class_declaration',
  'interface_declaration',
  'enum_declaration',
  'record_declaration',
  'annotation_type_declaration',
]);

export function isTypeDeclaration(node: SyntaxNode): boolean {
  return TYPE_DECLARATIONS.has(node.kind);
}

/** The members of a type. Those of an enum stand behind its constants. */
export function membersOf(node: SyntaxNode): SyntaxNode[] {
  const body = node.kind === 'class_body' ? node : childOf(node, 'body');
  if (body === undefined) return [];
  return namedChildren(body).flatMap((member) => (member.kind === 'enum_body_declarations' ? namedChildren(member) : [member]));
}

/** What `root.a.b`, `this.a` and `root[k].a` stand on. */
export function rootOf(target: SyntaxNode): SyntaxNode {
  let node = unwrap(target);
  for (;;) {
    const inner = node.kind === 'field_access' ? childOf(node, 'object') : node.kind === 'array_access' ? childOf(node, 'array') : undefined;
    if (inner === undefined) return node;
    node = unwrap(inner);
  }
}

/** A call that writes into the object it is called on: `list.add(x)`, `patient.setName(x)`, `text.append(x)`. */
export interface Mutation {
  readonly target: SyntaxNode;
  readonly path: readonly string[];
  readonly values: readonly SyntaxNode[];
}

const COLLECTING: ReadonlySet<string> = new Set(['add', 'addAll', 'addFirst', 'addLast', 'push', 'offer', 'append', 'insert', 'put', 'putIfAbsent', 'putAll', 'addElement']);
const KEYED: ReadonlySet<string> = new Set(['put', 'putIfAbsent', 'set', 'setProperty', 'addProperty', 'insert']);

export function mutationOf(text: string, call: SyntaxNode): Mutation | null {
  const object = childOf(call, 'object');
  const nameNode = childOf(call, 'name');
  if (object === undefined || nameNode === undefined) return null;
  const name = text.slice(nameNode.start, nameNode.end);
  const isSetter = name.length > 3 && name.startsWith('set') && isUpper(name.charCodeAt(3));
  if (!isSetter && !COLLECTING.has(name) && !KEYED.has(name)) return null;
  const given = argumentsOf(call);
  const first = given[0];
  if (first === undefined) return null;
  if (given.length === 2 && KEYED.has(name)) {
    const key = first.kind === 'string_literal' ? text.slice(first.start + 1, first.end - 1) : '*';
    return { target: chainStart(text, object), path: [key], values: given.slice(1) };
  }
  if (isSetter && given.length === 1) return { target: object, path: [name.charAt(3).toLowerCase() + name.slice(4)], values: given };
  return COLLECTING.has(name) ? { target: chainStart(text, object), path: ['*'], values: given } : null;
}

/** `text.append(a).append(b)`: both go into `text`. */
function chainStart(text: string, node: SyntaxNode): SyntaxNode {
  let at = node;
  while (at.kind === 'method_invocation') {
    const object = childOf(at, 'object');
    const name = childOf(at, 'name');
    if (object === undefined || name === undefined || !COLLECTING.has(text.slice(name.start, name.end))) return at;
    at = object;
  }
  return at;
}

function isUpper(code: number): boolean {
  return code >= 65 && code <= 90;
}

/** Types begin with a capital and are no CONSTANT. */
export function looksLikeType(name: string): boolean {
  if (!isUpper(name.charCodeAt(0))) return false;
  return name.length === 1 || /[a-z]/.test(name);
}
