/** Edits of a text, as offsets into it. */
import type { Span } from './tree.js';

export interface Edit {
  readonly range: Span;
  readonly text: string;
}

export interface Edited {
  readonly text: string;
  /** The span in the text before the edits; undefined where one of them touched it. */
  readonly before: (span: Span) => Span | undefined;
}

/** In order, and what is deleted twice deleted once; undefined where they contradict each other. */
export function merged(edits: readonly Edit[]): Edit[] | undefined {
  const result: Edit[] = [];
  for (const edit of edits.toSorted((a, b) => a.range[0] - b.range[0] || a.range[1] - b.range[1])) {
    const last = result.at(-1);
    if (last && edit.range[0] < last.range[1]) {
      if (edit.range[0] === last.range[0] && edit.range[1] === last.range[1] && edit.text === last.text) continue;
      if (edit.text !== '' || last.text !== '') return undefined;
      result[result.length - 1] = { range: [last.range[0], Math.max(last.range[1], edit.range[1])], text: '' };
    } else result.push(edit);
  }
  return result;
}

/** @param edits in order, none over another */
export function applied(text: string, edits: readonly Edit[]): Edited {
  let result = '';
  let done = 0;
  const kept: { readonly from: number; readonly at: number; readonly length: number }[] = [];
  const keepUntil = (end: number): void => {
    kept.push({ from: done, at: result.length, length: end - done });
    result += text.slice(done, end);
  };
  for (const edit of edits) {
    keepUntil(edit.range[0]);
    result += edit.text;
    done = edit.range[1];
  }
  keepUntil(text.length);
  return {
    text: result,
    before: ([start, end]) => {
      const part = kept.find(({ at, length }) => at <= start && end <= at + length);
      return part && [start - part.at + part.from, end - part.at + part.from];
    },
  };
}
