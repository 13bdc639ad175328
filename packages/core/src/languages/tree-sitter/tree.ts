/**
 * A syntax tree as plain objects. Each look at a node of tree-sitter's own crosses into WebAssembly and makes a new object, so the tree is
 * copied once, by a cursor, and walked here as often as a lowering likes.
 */
import type { TreeCursor } from '@vscode/tree-sitter-wasm';
import type { FactProblem, Span } from '../../facts/facts.js';
import type { LoadedGrammar, NodeKind } from './grammar.js';

export interface SyntaxNode {
  /** The grammar's name of it: 'call', 'if_statement'; a keyword or an operator is its own text. */
  readonly kind: string;
  /** What it is to the node around it: 'name', 'body'; '' where the grammar does not say. */
  readonly field: string;
  readonly start: number;
  readonly end: number;
  /** False for keywords and operators; brackets, commas and dots are left out. */
  readonly named: boolean;
  readonly children: readonly SyntaxNode[];
}

export interface SyntaxTree {
  readonly root: SyntaxNode;
  readonly problems: readonly FactProblem[];
}

/** A parse that takes longer than this has met what no person wrote. */
const MOST_MILLISECONDS = 20_000;
const MOST_PROBLEMS = 20;
const none: readonly SyntaxNode[] = [];

export function parseTree(loaded: LoadedGrammar, text: string): SyntaxTree {
  const { parser } = loaded;
  const latest = Date.now() + MOST_MILLISECONDS;
  const tree = parser.parse(text, null, { progressCallback: () => Date.now() > latest });
  if (tree === null) {
    parser.reset();
    const root = { kind: '', field: '', start: 0, end: text.length, named: true, children: none };
    return { root, problems: [{ kind: 'limit', message: 'takes too long to be parsed', at: [0, 0] }] };
  }
  const cursor = tree.walk();
  try {
    return copyTree(cursor, loaded);
  } finally {
    cursor.delete();
    tree.delete();
  }
}

interface OpenNode extends SyntaxNode {
  readonly children: SyntaxNode[];
}

/** In a loop and with a stack of its own: source may nest deeper than a call stack. */
function copyTree(cursor: TreeCursor, { kinds, fields }: LoadedGrammar): SyntaxTree {
  const problems: FactProblem[] = [];
  const root = readNode(cursor, kinds, fields, problems);
  const open: OpenNode[] = [root];
  let arrived = cursor.gotoFirstChild();
  while (open.length > 0) {
    const parent = open.at(-1) as OpenNode;
    if (!arrived) {
      open.pop();
      if (open.length === 0) break;
      cursor.gotoParent();
      arrived = cursor.gotoNextSibling();
      continue;
    }
    if (kinds[cursor.nodeTypeId]?.punctuation === true && !cursor.nodeIsMissing) {
      arrived = cursor.gotoNextSibling();
      continue;
    }
    const node = readNode(cursor, kinds, fields, problems);
    parent.children.push(node);
    if (cursor.gotoFirstChild()) open.push(node);
    else arrived = cursor.gotoNextSibling();
  }
  return { root, problems };
}

function readNode(cursor: TreeCursor, kinds: readonly NodeKind[], fields: readonly string[], problems: FactProblem[]): OpenNode {
  // The number of an ERROR is not in the grammar's table.
  const { name: kind, named } = kinds[cursor.nodeTypeId] ?? { name: 'ERROR', named: true };
  const node: OpenNode = { kind, field: fields[cursor.currentFieldId] ?? '', start: cursor.startIndex, end: cursor.endIndex, named, children: [] };
  if (problems.length < MOST_PROBLEMS) {
    if (kind === 'ERROR') problems.push({ kind: 'syntax', message: 'cannot be parsed here', at: [node.start, node.end] });
    // What the parser puts in to go on has no width.
    else if (node.start === node.end && cursor.nodeIsMissing) problems.push({ kind: 'syntax', message: `${kind} expected`, at: [node.start, node.end] });
  }
  return node;
}

export function childOf(node: SyntaxNode, field: string): SyntaxNode | undefined {
  return node.children.find((child) => child.field === field);
}

export function childrenOf(node: SyntaxNode, field: string): SyntaxNode[] {
  return node.children.filter((child) => child.field === field);
}

/** Without keywords, operators and comments. */
export function namedChildren(node: SyntaxNode): SyntaxNode[] {
  return node.children.filter((child) => child.named && !child.kind.endsWith('comment'));
}

export function hasToken(node: SyntaxNode, token: string): boolean {
  return node.children.some((child) => !child.named && child.kind === token);
}

export function spanOf(node: SyntaxNode): Span {
  return [node.start, node.end];
}
