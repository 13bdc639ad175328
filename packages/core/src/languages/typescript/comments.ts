import ts from './compiler.js';
import type { CommentFacts } from '../../facts/facts.js';

/**
 * Comments that speak to us. Few files have one, so only what surrounds the word is looked at: the innermost node around it, and in
 * that node the gap between its children. Such a gap holds keywords, punctuation, space and comments only: strings, templates,
 * regular expressions, operators and JSX text are nodes themselves.
 */

const WORD = 'phi-scan';

export function commentsOf(source: ts.SourceFile): CommentFacts[] {
  const { text } = source;
  const comments: CommentFacts[] = [];
  for (let at = text.indexOf(WORD); at >= 0; ) {
    const comment = commentAt(source, at);
    if (comment !== null) comments.push(comment);
    at = text.indexOf(WORD, comment === null ? at + WORD.length : comment.at[1]);
  }
  return comments;
}

interface Gap {
  readonly node: ts.Node;
  readonly start: number;
}

function commentAt(source: ts.SourceFile, offset: number): CommentFacts | null {
  const gap = gapAround(source, offset);
  if (gap === null) return null;
  const { text } = source;
  for (let at = gap.start; at <= offset; ) {
    const start = nextComment(text, at, offset);
    if (start < 0) return null;
    const end = endOfComment(text, start);
    if (end > offset) {
      const block = text[start + 1] === '*';
      const closed = block && text.startsWith('*/', end - 2);
      return {
        text: text.slice(start + 2, closed ? end - 2 : end).trim(),
        at: [start, end],
        trailing: standsBehindCode(source, start, gap.node),
      };
    }
    at = end;
  }
  return null;
}

/** Where the children around the offset leave a gap; null inside a literal, an identifier or JSX text. */
function gapAround(source: ts.SourceFile, offset: number): Gap | null {
  let node: ts.Node = source;
  let start = 0;
  for (;;) {
    const parent: ts.Node = node;
    let before = start;
    const child: ts.Node | undefined = ts.forEachChild(parent, (candidate) => {
      if (candidate.end <= offset) {
        before = Math.max(before, candidate.end);
        return undefined;
      }
      return candidate.pos <= offset ? candidate : undefined;
    });
    if (child === undefined) return isToken(parent) && parent.getStart(source) <= offset ? null : { node: parent, start: before };
    start = Math.max(child.pos, 0);
    node = child;
  }
}

function isToken(node: ts.Node): boolean {
  return node.kind <= ts.SyntaxKind.LastToken || node.kind === ts.SyntaxKind.JsxText;
}

function nextComment(text: string, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    if (text[at] === '/' && (text[at + 1] === '/' || text[at + 1] === '*')) return at;
  }
  return -1;
}

function endOfComment(text: string, start: number): number {
  if (text[start + 1] === '*') {
    const end = text.indexOf('*/', start + 2);
    return end < 0 ? text.length : end + 2;
  }
  let end = start;
  while (end < text.length && !isLineBreak(text.charCodeAt(end))) end++;
  return end;
}

// In JSX a comment needs braces around it, which are no code.
function standsBehindCode(source: ts.SourceFile, start: number, around: ts.Node): boolean {
  const isJsxComment = around.kind === ts.SyntaxKind.JsxExpression && (around as ts.JsxExpression).expression === undefined;
  const { text } = source;
  let at = (isJsxComment ? around.getStart(source) : start) - 1;
  for (; at >= 0 && !isLineBreak(text.charCodeAt(at)); at--) if (!isSpace(text.charCodeAt(at))) return true;
  return false;
}

function isLineBreak(code: number): boolean {
  return code === 10 || code === 13 || code === 0x2028 || code === 0x2029;
}

function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 11 || code === 12 || code === 0xa0 || code === 0xfeff;
}
