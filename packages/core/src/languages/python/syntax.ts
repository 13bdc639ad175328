/** Small questions about Python's syntax. */
import { childOf, namedChildren, type SyntaxNode } from '../tree-sitter/tree.js';
import { textOf } from './lowering.js';

type Text = { readonly text: string };

export function unwrap(node: SyntaxNode): SyntaxNode {
  let inner = node;
  while (inner.kind === 'parenthesized_expression') {
    const [only] = namedChildren(inner);
    if (only === undefined) return inner;
    inner = only;
  }
  return inner;
}

/** What `root.a.b`, `root['a']` and `root[k].a` stand on. */
export function rootOf(target: SyntaxNode): SyntaxNode {
  let node = unwrap(target);
  for (;;) {
    const inner = node.kind === 'attribute' ? childOf(node, 'object') : node.kind === 'subscript' ? childOf(node, 'value') : undefined;
    if (inner === undefined) return node;
    node = unwrap(inner);
  }
}

/** `a.b.c` as it is written; null for anything else. */
export function dottedName(l: Text, node: SyntaxNode): string | null {
  let name = '';
  let at = node;
  while (at.kind === 'attribute') {
    const object = childOf(at, 'object');
    const attribute = childOf(at, 'attribute');
    if (object === undefined || attribute === undefined) return null;
    name = `.${textOf(l, attribute)}${name}`;
    at = object;
  }
  return at.kind === 'identifier' ? textOf(l, at) + name : null;
}

/** The text of a string without values in it; null for anything else. */
export function literalString(l: Text, node: SyntaxNode): string | null {
  const inner = unwrap(node);
  if (inner.kind === 'concatenated_string') {
    const parts = namedChildren(inner).map((part) => literalString(l, part));
    return parts.includes(null) ? null : parts.join('');
  }
  if (inner.kind !== 'string') return null;
  let text = '';
  for (const part of inner.children) {
    if (part.kind === 'interpolation') return null;
    if (part.kind === 'string_content') text += contentText(l, part, isRaw(l, inner));
  }
  return text;
}

export function isRaw(l: Text, string: SyntaxNode): boolean {
  const [start] = string.children;
  return start?.kind === 'string_start' && /r/i.test(textOf(l, start));
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\n': '' };

/** A piece of a string as the program sees it, as far as anyone looks. */
export function contentText(l: Text, content: SyntaxNode, raw: boolean): string {
  let text = textOf(l, content);
  if (content.children.some((child) => child.kind === 'escape_interpolation')) text = text.replaceAll('{{', '{').replaceAll('}}', '}');
  return raw || !text.includes('\\') ? text : text.replace(/\\([\s\S])/g, (_, letter: string) => escapes[letter] ?? letter);
}

/** A call of a built-in that writes into the object it is called on. */
export interface Mutation {
  readonly target: SyntaxNode;
  readonly path: readonly string[];
  /** The first argument that goes into the target. */
  readonly from: number;
  /** The arguments are collections whose parts go in. */
  readonly spread: boolean;
}

const intoCollection: readonly string[] = ['*'];
/** dict.update: what lies under a name of the argument lies under the same name of the target. */
const mergedIn: readonly string[] = [];

export function mutationOf(l: Text, call: SyntaxNode): Mutation | null {
  const callee = childOf(call, 'function');
  const target = callee?.kind === 'attribute' ? childOf(callee, 'object') : undefined;
  if (callee === undefined || target === undefined) return null;
  const given = childOf(call, 'arguments');
  if (given === undefined || (given.kind === 'argument_list' && namedChildren(given).length === 0)) return null;
  switch (textOf(l, childOf(callee, 'attribute') ?? callee)) {
    case 'append':
    case 'appendleft':
    case 'add':
    case 'put':
      return { target, path: intoCollection, from: 0, spread: false };
    case 'insert':
    case 'setdefault':
      return { target, path: intoCollection, from: 1, spread: false };
    case 'extend':
    case 'extendleft':
      return { target, path: intoCollection, from: 0, spread: true };
    case 'update':
      return { target, path: mergedIn, from: 0, spread: false };
    default:
      return null;
  }
}
