/** Text put together from values: f-strings, `'…' % values`, `'…'.format(values)`. */
import type { FactNode, NodeId, Span } from '../../facts/facts.js';
import { constNode, elementNode, propNode, textNode } from '../graph/graph.js';
import { childOf, namedChildren, spanOf, type SyntaxNode } from '../tree-sitter/tree.js';
import { lowerExpression } from './expressions.js';
import { noteRead, type Lowering } from './lowering.js';
import { contentText, isRaw, literalString, unwrap } from './syntax.js';

export function lowerString(l: Lowering, node: SyntaxNode): NodeId {
  const literal = literalString(l, node);
  return literal === null ? lowerFormatted(l, node) : constNode(l, spanOf(node), literal);
}

interface Part {
  readonly id: NodeId;
  readonly written: SyntaxNode | null;
}

/** A string, or strings beside each other, with values in them. */
function lowerFormatted(l: Lowering, node: SyntaxNode): NodeId {
  const parts: Part[] = [];
  for (const string of node.kind === 'concatenated_string' ? namedChildren(node) : [node]) {
    const raw = isRaw(l, string);
    for (const piece of string.children) {
      if (piece.kind === 'string_content') parts.push({ id: constNode(l, spanOf(piece), contentText(l, piece, raw)), written: null });
      else if (piece.kind === 'interpolation') {
        const expression = childOf(piece, 'expression') ?? namedChildren(piece)[0];
        if (expression !== undefined) parts.push({ id: lowerExpression(l, expression), written: expression });
      }
    }
  }
  return textOfParts(l, spanOf(node), parts);
}

function textOfParts(l: Lowering, at: Span, parts: readonly Part[]): NodeId {
  const text = textNode(l, at, parts.map(({ id }) => id));
  parts.forEach(({ written }, index) => {
    if (written !== null) noteRead(l, text, index, written);
  });
  return text;
}

/** Whether a value is evidently text. */
export function isText(l: Lowering, id: NodeId): boolean {
  const node = behindName(l, id);
  return node?.op === 'text' || (node?.op === 'const' && typeof node.value === 'string');
}

function behindName(l: Lowering, id: NodeId): FactNode | undefined {
  const node = l.nodes[id];
  return node?.op === 'bind' ? l.nodes[node.of] : node;
}

function literalOf(l: Lowering, id: NodeId): string | null {
  const node = behindName(l, id);
  return node?.op === 'const' && typeof node.value === 'string' ? node.value : null;
}

const percentField = /%(?:\((?<key>[^)]*)\))?[#0\- +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?[hlL]?(?<type>[diouxXeEfFgGcrsa%])/g;

/** `'name: %s' % name`, `'%s of %s' % (a, b)`, `'%(name)s' % fields` */
export function lowerPercent(l: Lowering, at: Span, template: NodeId, right: SyntaxNode): NodeId {
  const given = unwrap(right);
  const value = lowerExpression(l, right);
  const values = l.nodes[value];
  const items = given.kind === 'tuple' && values?.op === 'array' && values.spread === undefined ? values.items : null;
  const written = items === null ? [given] : namedChildren(given);
  const text = literalOf(l, template);
  if (text === null) return textNode(l, at, [template, ...(items ?? [value])]);
  const parts: Part[] = [];
  let next = 0;
  let from = 0;
  for (const match of text.matchAll(percentField)) {
    const { key, type } = match.groups ?? {};
    if (type === '%') continue;
    pushFixed(l, parts, at, text.slice(from, match.index));
    from = match.index + match[0].length;
    if (key !== undefined) parts.push({ id: fieldOf(l, at, value, key), written: null });
    else {
      const id = items === null ? value : items[next];
      if (id !== undefined) parts.push({ id, written: written[next] ?? null });
      next++;
    }
  }
  pushFixed(l, parts, at, text.slice(from));
  return textOfParts(l, at, parts);
}

const braceField = /\{\{|\}\}|\{(?<field>[^{}:!]*)(?:![rsa])?(?::(?:[^{}]|\{[^{}]*\})*)?\}/g;

/** `'{} of {name}'.format(a, name=b)`, with the arguments lowered already; null where the text is not known. */
export function lowerFormat(l: Lowering, at: Span, template: NodeId, args: readonly NodeId[], names: readonly (string | null)[] | null, written: readonly SyntaxNode[]): NodeId | null {
  const text = literalOf(l, template);
  if (text === null) return null;
  const parts: Part[] = [];
  let next = 0;
  let from = 0;
  let fixed = '';
  for (const match of text.matchAll(braceField)) {
    fixed += text.slice(from, match.index);
    from = match.index + match[0].length;
    const field = match.groups?.field;
    if (field === undefined) {
      fixed += match[0][0];
      continue;
    }
    const [, name = '', path = ''] = /^([^.[]*)(.*)$/s.exec(field) ?? [];
    const index = name === '' ? next++ : /^\d+$/.test(name) ? Number(name) : (names?.indexOf(name) ?? -1);
    const id = args[index];
    if (id === undefined) continue;
    pushFixed(l, parts, at, fixed);
    fixed = '';
    parts.push({ id: alongPath(l, at, id, path), written: path === '' ? (written[index] ?? null) : null });
  }
  pushFixed(l, parts, at, fixed + text.slice(from));
  // What a template read from elsewhere takes by name is all that is given.
  const mappings = (names ?? []).flatMap((name, index) => (name === '**' ? [args[index] as NodeId] : []));
  for (const id of mappings) parts.push({ id, written: null });
  return textOfParts(l, at, parts);
}

function pushFixed(l: Lowering, parts: Part[], at: Span, text: string): void {
  if (text !== '') parts.push({ id: constNode(l, at, text), written: null });
}

/** `{0.name}`, `{patient[ssn]}` */
function alongPath(l: Lowering, at: Span, of: NodeId, path: string): NodeId {
  let id = of;
  for (const [, attribute, key] of path.matchAll(/\.(\w+)|\[(\w+)\]/g)) {
    const name = attribute ?? key ?? '';
    id = /^\d+$/.test(name) ? elementNode(l, at, id, Number(name)) : propNode(l, at, id, name);
  }
  return id;
}

function fieldOf(l: Lowering, at: Span, of: NodeId, key: string): NodeId {
  const node = l.nodes[of];
  const entry = node?.op === 'object' ? node.entries.find((candidate) => candidate.key === key) : undefined;
  return entry?.value ?? propNode(l, at, of, key);
}
