import type { Location } from '@phi-scan/core';
import { displayWidth, printable, splitGraphemes } from './display-width.js';
import type { MaskedFile } from './masked-sources.js';

export interface FrameLine {
  /** Undefined for the line of marks below a line of code, and for left-out lines. */
  readonly number?: number;
  readonly kind: 'code' | 'context' | 'marks' | 'gap';
  readonly text: string;
}

const linesAround = 1;
const linesOfStatementAbove = 3;
const linesOfCulprit = 6;

/** The culprit with the lines around it, underlined, in at most `width` columns. */
export function codeFrame(source: MaskedFile, statement: Location, culprit: Location, width: number): FrameLine[] {
  const lines = trimBlank(frameLines(source, statement, culprit));
  const indentation = commonIndentation(lines);
  return lines.flatMap(({ number, before, marked, after }): FrameLine[] => {
    if (number === undefined) return [{ kind: 'gap', text: '' }];
    const cut = cutIndentation(before, indentation);
    if (marked === undefined) return [{ number, kind: 'context', text: fit(cut, '', after, width).text }];
    const shown = fit(cut, marked, after, width);
    return [
      { number, kind: 'code', text: shown.text },
      { kind: 'marks', text: ' '.repeat(shown.markAt) + '~'.repeat(Math.max(1, shown.markWidth)) },
    ];
  });
}

/** A line in three parts, of which the middle one is to be underlined. All of it is printable. */
interface SplitLine {
  readonly number?: number;
  readonly before: string;
  readonly marked?: string;
  readonly after: string;
}

function frameLines(source: MaskedFile, statement: Location, culprit: Location): SplitLine[] {
  const { start, end } = culprit;
  const isNear = start.line - statement.start.line <= linesOfStatementAbove;
  const first = Math.max(1, Math.min(start.line - linesAround, isNear ? statement.start.line : start.line));
  const lastMarked = Math.min(end.line, start.line + linesOfCulprit - 1);
  const lines: SplitLine[] = [];
  if (statement.start.line < first) lines.push(...splitLine(source, statement.start.line, culprit));
  if (statement.start.line < first - 1) lines.push({ before: '', after: '' });
  for (let number = first; number <= lastMarked; number++) lines.push(...splitLine(source, number, culprit));
  if (lastMarked < end.line) lines.push({ before: '', after: '' });
  else for (let number = end.line + 1; number <= end.line + linesAround; number++) lines.push(...splitLine(source, number, culprit));
  return lines;
}

/** Blank lines above and below tell nothing. */
function trimBlank(lines: readonly SplitLine[]): readonly SplitLine[] {
  const tells = (line: SplitLine): boolean => line.number === undefined || line.marked !== undefined || line.before.trim() !== '';
  return lines.slice(Math.max(0, lines.findIndex(tells)), lines.findLastIndex(tells) + 1);
}

function splitLine(source: MaskedFile, number: number, culprit: Location): SplitLine[] {
  const line = source.line(number);
  if (line === undefined) return [];
  const { text } = line;
  if (number < culprit.start.line || number > culprit.end.line) return [{ number, before: printable(text), after: '' }];
  const indentation = text.length - text.trimStart().length;
  const from = number === culprit.start.line ? line.offset(culprit.start.column) : indentation;
  const to = number === culprit.end.line ? line.offset(culprit.end.column) : text.trimEnd().length;
  return [
    {
      number,
      before: printable(text.slice(0, from)),
      marked: printable(text.slice(from, Math.max(from, to))),
      after: printable(text.slice(Math.max(from, to))),
    },
  ];
}

function commonIndentation(lines: readonly SplitLine[]): number {
  const widths = lines
    .filter((line) => line.number !== undefined && (line.before + (line.marked ?? '') + line.after).trim() !== '')
    .map((line) => {
      const text = line.before + (line.marked ?? '');
      return text.length - text.trimStart().length;
    });
  return widths.length === 0 ? 0 : Math.min(...widths);
}

function cutIndentation(text: string, indentation: number): string {
  return text.slice(Math.min(indentation, text.length - text.trimStart().length));
}

interface FittedLine {
  readonly text: string;
  readonly markAt: number;
  readonly markWidth: number;
}

const ellipsis = '…';

/** Crops a long line around its marked part. */
function fit(before: string, marked: string, after: string, width: number): FittedLine {
  const whole = before + marked + after;
  if (displayWidth(whole) <= width) return { text: whole.trimEnd(), markAt: displayWidth(before), markWidth: displayWidth(marked) };
  if (marked === '') return { text: start(whole, width), markAt: 0, markWidth: 0 };
  const shownMark = start(marked, Math.floor(width * 0.6));
  const room = width - displayWidth(shownMark);
  const shownBefore = end(before, Math.max(room - Math.min(displayWidth(after), Math.floor(room / 3)), 1));
  const shownAfter = start(after, width - displayWidth(shownMark) - displayWidth(shownBefore));
  return { text: shownBefore + shownMark + shownAfter, markAt: displayWidth(shownBefore), markWidth: displayWidth(shownMark) };
}

function start(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let shown = '';
  let used = displayWidth(ellipsis);
  for (const each of splitGraphemes(text)) {
    used += each.width;
    if (used > width) break;
    shown += each.text;
  }
  return width < 1 ? '' : shown + ellipsis;
}

function end(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let shown = '';
  let used = displayWidth(ellipsis);
  for (const each of splitGraphemes(text).toReversed()) {
    used += each.width;
    if (used > width) break;
    shown = each.text + shown;
  }
  return ellipsis + shown;
}
