/** The lines of the scanned files, with the literal values of patients taken out. */
export type MaskedSources = (file: string) => MaskedFile | undefined;

export interface MaskedFile {
  readonly lineCount: number;
  /** Line numbers are from 1; undefined behind the end of the file. */
  line(number: number): MaskedLine | undefined;
}

export interface MaskedLine {
  readonly text: string;
  /** Where a column of the line in the file (from 1) is in `text` (from 0): `[ssn]` is shorter than what it stands for. */
  offset(column: number): number;
}

export function createMaskedSources(readSource: (file: string) => string | undefined, mask: (text: string) => string): MaskedSources {
  const files = new Map<string, MaskedFile | undefined>();
  return (file) => {
    if (!files.has(file)) files.set(file, maskFile(readSource(file), mask));
    return files.get(file);
  };
}

function maskFile(text: string | undefined, mask: (text: string) => string): MaskedFile | undefined {
  if (text === undefined) return undefined;
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/);
  const masked = new Map<number, MaskedLine>();
  return {
    lineCount: lines.length,
    line(number) {
      const original = lines[number - 1];
      if (original === undefined) return undefined;
      const known = masked.get(number) ?? maskLine(original, mask(original).replace(/[\n\r]/g, ' '));
      masked.set(number, known);
      return known;
    },
  };
}

function maskLine(original: string, text: string): MaskedLine {
  if (text === original) return { text, offset: (column) => clamp(column - 1, text) };
  const pieces = align(original, text);
  return {
    text,
    offset(column) {
      const at = column - 1;
      const piece = pieces.findLast((each) => each.from <= at);
      if (piece === undefined) return 0;
      return clamp(Math.min(piece.to + (at - piece.from), piece.toEnd), text);
    },
  };
}

function clamp(offset: number, text: string): number {
  return Math.max(0, Math.min(offset, text.length));
}

/** A stretch of the original that begins at `from`, and where it is in the masked text. */
interface Piece {
  readonly from: number;
  readonly to: number;
  readonly toEnd: number;
}

/** Finds the text between the masks (`[ssn]`) in the original again, from left to right. */
function align(original: string, masked: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  let to = 0;
  for (const part of masked.split(/(\[[\w-]+\])/)) {
    const isMask = /^\[[\w-]+\]$/.test(part);
    const found = isMask || part === '' ? from : original.indexOf(part, from);
    const start = found === -1 ? from : found;
    pieces.push({ from: start, to, toEnd: to + part.length });
    if (!isMask) from = start + part.length;
    else if (original.startsWith(part, from)) from += part.length;
    to += part.length;
  }
  return pieces;
}
