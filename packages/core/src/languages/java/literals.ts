/** The values of literals. */
import { type SyntaxNode } from '../tree-sitter/tree.js';

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', s: ' ', '0': '\0' };

export function stringValue(text: string, node: SyntaxNode): string {
  const written = text.slice(node.start, node.end);
  const block = written.startsWith('"""');
  const inner = block ? written.slice(3, -3) : written.slice(1, -1);
  return unescaped(block ? withoutIndent(inner) : inner);
}

function unescaped(written: string): string {
  if (!written.includes('\\')) return written;
  return written.replaceAll(/\\(u+[0-9a-fA-F]{4}|[0-7]{1,3}|\r?\n|[\s\S])/g, (_, escape: string) => {
    if (escape.startsWith('u')) return String.fromCharCode(Number.parseInt(escape.slice(-4), 16));
    if (/^[0-7]{2,3}$/.test(escape)) return String.fromCharCode(Number.parseInt(escape, 8));
    if (escape.includes('\n')) return '';
    return ESCAPES[escape] ?? escape;
  });
}

/** A text block begins on the line after its quotes, and leaves out what all its lines have in front. */
function withoutIndent(block: string): string {
  const lines = block.replace(/^[^\n]*\n/, '').split('\n');
  const indent = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length));
  return lines.map((line) => line.slice(Number.isFinite(indent) ? indent : 0)).join('\n');
}

export function numberValue(written: string): number {
  const digits = written.replaceAll('_', '').replace(/^0[xX]/.test(written) ? /[lL]$/ : /[lLfFdD]$/, '');
  const value = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  // Neither infinity (`1e999`) nor what this does not read (`0x1p3`) has a JSON form.
  return Number.isFinite(value) ? value : Number.MAX_VALUE;
}
