/** Comments that speak to us. Few files have one, so the tree is only walked where the word stands in the text. */
import type { CommentFacts } from '../../facts/facts.js';
import type { SyntaxNode } from './tree.js';

const WORD = 'phi-scan';

export function commentsOf(text: string, root: SyntaxNode): CommentFacts[] {
  const comments: CommentFacts[] = [];
  for (let at = text.indexOf(WORD); at >= 0; ) {
    const node = leafAt(root, at);
    const comment = node?.kind.endsWith('comment') === true ? node : null;
    if (comment !== null) comments.push(commentFacts(text, comment));
    at = text.indexOf(WORD, Math.max(comment?.end ?? 0, at + WORD.length));
  }
  return comments;
}

/** The smallest node around an offset. */
function leafAt(root: SyntaxNode, offset: number): SyntaxNode | undefined {
  let node: SyntaxNode | undefined = root;
  for (let inner: SyntaxNode | undefined = root; inner !== undefined; ) {
    node = inner;
    inner = node.children.find((child) => child.start <= offset && offset < child.end);
  }
  return node;
}

function commentFacts(text: string, { start, end }: SyntaxNode): CommentFacts {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const written = text.slice(start, end);
  const inner = written.replace(/^(?:\/\*+|\/\/|#+)/, '').replace(written.startsWith('/*') ? /\*\/$/ : /\s+$/, '');
  return { text: inner.trim(), at: [start, end], trailing: text.slice(lineStart, start).trim() !== '' };
}
