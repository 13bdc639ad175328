import type { Notification } from '@phi-scan/core';

/** The text without its unused suppressions. Those in a comment of a form that is not known are left. */
export function removeUnused(text: string, unused: readonly Notification[]): string {
  const comments = new Map<string, { readonly span: readonly [number, number]; readonly form: string; readonly rules: string[]; whole: boolean }>();
  for (const { location, unused: what } of unused) {
    // Of a block the end would be left, and could close another one.
    if (location === undefined || what === undefined || what.form === 'start') continue;
    const key = location.span.join(':');
    const comment = comments.get(key) ?? { span: location.span, form: what.form, rules: [], whole: false };
    if (what.rule === undefined) comment.whole = true;
    else comment.rules.push(what.rule);
    comments.set(key, comment);
  }
  return [...comments.values()].sort((a, b) => b.span[0] - a.span[0]).reduce((before, { span, rules, whole }) => withoutDirective(before, span, whole ? undefined : rules), text);
}

const directive = /(phi-scan-ignore(?:-next-line|-end|-file)?)(?![\w-])([^\n]*)$/;

function withoutDirective(text: string, [start, end]: readonly [number, number], rules: readonly string[] | undefined): string {
  const comment = text.slice(start, end);
  const isBlock = comment.startsWith('/*') && comment.endsWith('*/');
  if (comment.includes('\n') || !(isBlock || /^(?:\/\/|#)/.test(comment))) return text;
  const inner = isBlock ? comment.slice(0, -2) : comment;
  const match = directive.exec(inner);
  if (match === null) return text;
  const [, word = '', rest = ''] = match;
  const [names = '', ...reason] = rest.split(/(?=\s-{2,}|\s—)/);
  const left = rules === undefined ? [] : names.split(/[\s,]+/).filter((name) => name !== '' && !rules.includes(name.replace(/^phi-scan\//, '')));
  if (left.length > 0) return text.slice(0, start) + inner.slice(0, match.index) + `${word} ${left.join(', ')}${reason.join('')}` + (isBlock ? '*/' : '') + text.slice(end);
  // Another tool's words may stand before it: `// eslint-disable-line no-console // phi-scan-ignore -- why`.
  const others = inner.slice(0, match.index).replace(/(?:\/\/|#|\/\*+)?[\s*!]*$/, '');
  if (others.trim() !== '') return text.slice(0, start) + others.trimEnd() + (isBlock ? ' */' : '') + text.slice(end);
  return withoutComment(text, start, end);
}

/** With its line, where it stands alone on it; in JSX also with the braces around it. */
function withoutComment(text: string, start: number, end: number): string {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const newline = text.indexOf('\n', end);
  const lineEnd = newline === -1 ? text.length : newline;
  const before = text.slice(lineStart, start);
  const after = text.slice(end, lineEnd);
  const aloneInBraces = /^\s*\{\s*$/.test(before) && /^\s*\}\s*$/.test(after);
  if ((before.trim() === '' && after.trim() === '') || aloneInBraces) return text.slice(0, lineStart) + text.slice(newline === -1 ? lineEnd : newline + 1);
  return text.slice(0, start).replace(/[ \t]+$/, '') + (after.trim() === '' ? '' : ' ') + text.slice(end).replace(/^[ \t]+/, '');
}
