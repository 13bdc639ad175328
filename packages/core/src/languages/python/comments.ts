import type { CommentFacts } from '../../facts/facts.js';
import type { SyntaxNode } from '../tree-sitter/tree.js';

const word = 'phi-scan';

/** Comments that speak to us. Few files have one, so only what surrounds the word is looked at. */
export function commentsOf(root: SyntaxNode, text: string): CommentFacts[] {
  const comments: CommentFacts[] = [];
  for (let at = text.indexOf(word); at >= 0; ) {
    const comment = commentAt(root, at);
    if (comment !== null) comments.push(described(comment, text));
    at = text.indexOf(word, comment === null ? at + word.length : comment.end);
  }
  return comments;
}

/** The innermost node around the offset, if it is a comment. */
function commentAt(root: SyntaxNode, offset: number): SyntaxNode | null {
  let node: SyntaxNode | undefined = root;
  while (node !== undefined) {
    if (node.kind === 'comment') return node;
    node = node.children.find((child) => child.start <= offset && offset < child.end);
  }
  return null;
}

function described({ start, end }: SyntaxNode, text: string): CommentFacts {
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return { text: text.slice(start, end).replace(/^#+/, '').trim(), at: [start, end], trailing: line.trim() !== '' };
}
