/** Finds the node of a span in whatever tree the parser has made. */
import type { SourceCode } from 'eslint';

export type Span = readonly [start: number, end: number];

/** What all parsers agree on. */
export interface AstNode {
  readonly type: string;
  readonly range: Span;
  readonly [key: string]: unknown;
}

export interface Place {
  readonly node: AstNode;
  /** The nearest first. */
  readonly parents: readonly AstNode[];
}

/** The innermost node that has just this span, or what stands in its parentheses. */
export function placeOfSpan({ ast, text, visitorKeys }: SourceCode, span: Span): Place | undefined {
  let found: Place | undefined;
  const parents: AstNode[] = [];
  const visit = (node: AstNode): void => {
    if (sameSpan(node.range, span)) found = { node, parents: [...parents].reverse() };
    parents.push(node);
    for (const child of childrenOf(node, visitorKeys)) if (isWithin(span, child.range)) visit(child);
    parents.pop();
  };
  visit(ast as unknown as AstNode);
  if (found) return found;
  const inner = withinParentheses(text, span);
  return inner && placeOfSpan({ ast, text, visitorKeys } as SourceCode, inner);
}

function childrenOf(node: AstNode, visitorKeys: SourceCode['visitorKeys']): AstNode[] {
  return (visitorKeys[node.type] ?? Object.keys(node).filter((key) => key !== 'parent')).flatMap((key) => nodesIn(node[key]));
}

export function nodesIn(value: unknown): AstNode[] {
  return (Array.isArray(value) ? (value as unknown[]) : [value]).filter(isNode);
}

export function nodeIn(value: unknown): AstNode | undefined {
  return isNode(value) ? value : undefined;
}

function isNode(value: unknown): value is AstNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && 'range' in value && Array.isArray(value.range);
}

function withinParentheses(text: string, [start, end]: Span): Span | undefined {
  if (text[start] !== '(' || text[end - 1] !== ')') return undefined;
  const inner = text.slice(start + 1, end - 1);
  const from = start + 1 + (inner.length - inner.trimStart().length);
  return [from, from + inner.trim().length];
}

export function sameSpan(a: Span, b: Span): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

export function isWithin(inner: Span, outer: Span): boolean {
  return outer[0] <= inner[0] && inner[1] <= outer[1];
}

const wrappers = new Set(['ChainExpression', 'TSNonNullExpression', 'TSAsExpression', 'TSSatisfiesExpression', 'TSTypeAssertion', 'ParenthesizedExpression']);

/** The same value without what only the type checker or the syntax needs. */
export function unwrapped(node: AstNode): AstNode {
  const inner = wrappers.has(node.type) ? nodeIn(node['expression']) : undefined;
  return inner ? unwrapped(inner) : node;
}

export function isWrapper({ type }: AstNode): boolean {
  return wrappers.has(type);
}

/** `name` of `patient.name`, `name` of `name`; undefined for all that is not called by a name. */
export function lastName(node: AstNode): string | undefined {
  const inner = unwrapped(node);
  if (inner.type === 'Identifier') return String(inner['name']);
  if (!isMember(inner)) return undefined;
  const property = nodeIn(inner['property']);
  if (!property) return undefined;
  if (inner['computed'] !== true) return property.type === 'Identifier' ? String(property['name']) : undefined;
  return typeof property['value'] === 'string' ? property['value'] : undefined;
}

export function isMember({ type }: AstNode): boolean {
  return type === 'MemberExpression' || type === 'OptionalMemberExpression';
}

export function isCall({ type }: AstNode): boolean {
  return type === 'CallExpression' || type === 'OptionalCallExpression';
}

/** The property of an object literal whose value the place is. */
export function propertyAround({ node, parents }: Place): AstNode | undefined {
  const outer = parents.find((parent) => !isWrapper(parent));
  const [around] = parents.slice(outer ? parents.indexOf(outer) + 1 : 0);
  const isProperty = outer?.type === 'Property' || outer?.type === 'ObjectProperty';
  return isProperty && around?.type === 'ObjectExpression' && isWithin(node.range, nodeIn(outer['value'])?.range ?? [0, 0]) ? outer : undefined;
}
