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
    return copyTree(cursor, loaded, !tree.rootNode.hasError);
  } finally {
    cursor.delete();
    tree.delete();
  }
}

interface OpenNode extends SyntaxNode {
  readonly children: SyntaxNode[];
}

/**
 * In a loop and with a stack of its own: source may nest deeper than a call stack. Every question to the cursor goes through WebAssembly's
 * memory, and these are most of the time, so nothing is asked that is known: a `sound` tree misses no token, and a token is as long as its text.
 */
function copyTree(cursor: TreeCursor, { kinds, fields }: LoadedGrammar, sound: boolean): SyntaxTree {
  const problems: FactProblem[] = [];
  const root = readNode(cursor, kinds[cursor.nodeTypeId] ?? broken, fields, sound, problems);
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
    const kind = kinds[cursor.nodeTypeId] ?? broken;
    if (kind.punctuation && (sound || !cursor.nodeIsMissing)) {
      arrived = cursor.gotoNextSibling();
      continue;
    }
    const node = readNode(cursor, kind, fields, sound, problems);
    parent.children.push(node);
    if (kind.named && cursor.gotoFirstChild()) open.push(node);
    else arrived = cursor.gotoNextSibling();
  }
  return { root, problems };
}

/** The number of an ERROR is not in the grammar's table. */
const broken: NodeKind = { name: 'ERROR', named: true, punctuation: false };

function readNode(cursor: TreeCursor, { name: kind, named }: NodeKind, fields: readonly string[], sound: boolean, problems: FactProblem[]): OpenNode {
  const start = cursor.startIndex;
  const end = sound && !named ? start + kind.length : cursor.endIndex;
  const node: OpenNode = { kind, field: fields[cursor.currentFieldId] ?? '', start, end, named, children: [] };
  if (!sound && problems.length < MOST_PROBLEMS) {
    if (kind === 'ERROR') problems.push({ kind: 'syntax', message: 'cannot be parsed here', at: [start, end] });
    // What the parser puts in to go on has no width.
    else if (start === end && cursor.nodeIsMissing) problems.push({ kind: 'syntax', message: `${kind} expected`, at: [start, end] });
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
