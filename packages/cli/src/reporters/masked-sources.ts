import type { Finding } from '@phi-scan/core';
import { maskAll, type Mask } from './mask.js';

/** The lines of the scanned files, with the literal values of patients taken out, as they are shown with a finding. */
export type MaskedSources = (file: string, shownWith: Pick<Finding, 'elements'>) => MaskedFile | undefined;

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

export function createMaskedSources(readSource: (file: string) => string | undefined, mask: Mask, findings: readonly Finding[]): MaskedSources {
  const files = new Map<string, File | undefined>();
  const elementsOf = elementsByLine(findings);
  return (file, { elements }) => {
    if (!files.has(file)) files.set(file, toFile(readSource(file)));
    const known = files.get(file);
    return known && maskFile(known, (line) => new Set([...elements, ...(elementsOf.get(file)?.get(line) ?? [])]), mask);
  };
}

/** The context of one finding is the statement of another, whose values need that one's elements to be recognised. */
function elementsByLine(findings: readonly Finding[]): ReadonlyMap<string, ReadonlyMap<number, ReadonlySet<string>>> {
  const files = new Map<string, Map<number, Set<string>>>();
  for (const { location, elements } of findings) {
    const lines = files.get(location.file) ?? new Map<number, Set<string>>();
    files.set(location.file, lines);
    for (let line = location.start.line; line <= location.end.line; line++) lines.set(line, new Set([...(lines.get(line) ?? []), ...elements]));
  }
  return files;
}

interface File {
  readonly lines: readonly string[];
  /** By line number and elements. */
  readonly masked: Map<string, MaskedLine>;
}

function toFile(text: string | undefined): File | undefined {
  return text === undefined ? undefined : { lines: text.split(/\r\n|[\n\r\u2028\u2029]/), masked: new Map() };
}

function maskFile({ lines, masked }: File, elementsAt: (line: number) => ReadonlySet<string>, mask: Mask): MaskedFile {
  return {
    lineCount: lines.length,
    line(number) {
      const original = lines[number - 1];
      if (original === undefined) return undefined;
      const elements = [...elementsAt(number)].sort();
      const key = `${number} ${elements.join(' ')}`;
      const line = masked.get(key) ?? maskLine(original, maskAll(mask, original, elements).replace(/[\n\r]/g, ' '));
      masked.set(key, line);
      return line;
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
