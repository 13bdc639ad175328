/** Where a span of Facts stands: in lines and columns. */
import type { Location, Position } from '../finding.js';
import type { Span } from './facts.js';

export function locate(file: string, lineStarts: readonly number[], span: Span): Location {
  return { file, start: positionAt(lineStarts, span[0]), end: positionAt(lineStarts, span[1]), span };
}

function positionAt(lineStarts: readonly number[], offset: number): Position {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (lineStarts[low] ?? 0) + 1 };
}
