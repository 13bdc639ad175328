/** Finds literal PHI values in text, and masks them in everything that phi-scan prints. */
import * as checkDigits from './check-digits.js';
import type { ValueKnowledge } from './knowledge.js';

export interface ValueMatch {
  readonly entry: ValueKnowledge;
  /** Offsets into the text: of the value alone, without the words that announce it. */
  readonly start: number;
  readonly end: number;
}

export interface ValueHint {
  /** What the name of the field says: in `{ dob: '1985-03-14' }` a bare date is a birth date. */
  readonly element?: string | undefined;
}

export interface ValueDetector {
  /** Values in a string literal, in order, without overlaps. Those of `staff` entries are among them: the caller decides. */
  find(text: string, hint?: ValueHint): ValueMatch[];
  /**
   * The text with `[ssn]`, `[phone]` … for every value that `find` finds with the same hint, wherever it stands in the text, and for numbers
   * that it would find in another context. Lines stay lines.
   */
  mask(text: string, hint?: ValueHint): string;
}

const checks: Readonly<Record<string, (text: string) => boolean>> = checkDigits;

interface CompiledValue {
  readonly entry: ValueKnowledge;
  readonly order: number;
  readonly regex: RegExp;
  readonly check: (text: string) => boolean;
  readonly except: readonly RegExp[];
  /** Each in the form of `wordsOf`, with a space on both sides. */
  readonly context: readonly string[];
  /** The pattern describes a field's whole value, and so matches a whole string literal or nothing. */
  readonly whole: boolean;
}

interface Candidate extends ValueMatch {
  readonly compiled: CompiledValue;
  readonly hinted: boolean;
}

export function compileValues(values: readonly ValueKnowledge[]): ValueDetector {
  const compiled = values.map(compileValue);
  return {
    find: (text, hint) => findValues(compiled, text, hint),
    mask: (text, hint) => maskValues(compiled, text, hint),
  };
}

function compileValue(entry: ValueKnowledge, order: number): CompiledValue {
  const check = entry.check === undefined ? () => true : checks[entry.check];
  if (check === undefined) throw new Error(`value "${entry.id}": there is no check "${entry.check}"`);
  return {
    entry,
    order,
    regex: new RegExp(entry.pattern, `dgu${entry.ignoreCase ? 'i' : ''}`),
    check,
    except: entry.except.map((pattern) => new RegExp(pattern, 'iu')),
    context: (entry.context ?? []).map((word) => ` ${wordsOf(word)} `),
    whole: entry.pattern.startsWith('^'),
  };
}

// ── finding ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

function findValues(compiled: readonly CompiledValue[], text: string, hint: ValueHint | undefined): ValueMatch[] {
  const candidates: Candidate[] = [];
  const harmless: (readonly [number, number])[] = [];
  for (const value of compiled) {
    for (const [start, end] of matchesOf(value, text)) {
      if (isExcepted(value, text.slice(start, end))) harmless.push([start, end]);
      else if (hasContext(value, text, start, end, hint)) candidates.push({ entry: value.entry, start, end, compiled: value, hinted: value.entry.element === hint?.element });
    }
  }
  const telling = candidates.filter(({ start, end }) => !harmless.some(([from, to]) => from <= start && end <= to));
  return withoutOverlaps(telling).map(({ entry, start, end }) => ({ entry, start, end }));
}

/** Where several entries claim the same characters, the one that knows most keeps them. */
function withoutOverlaps(candidates: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of candidates.toSorted(byKnowledge)) {
    if (kept.every(({ start, end }) => candidate.end <= start || end <= candidate.start)) kept.push(candidate);
  }
  return kept.sort((a, b) => a.start - b.start);
}

const confidenceRank = { high: 2, medium: 1, low: 0 } as const;

function byKnowledge(a: Candidate, b: Candidate): number {
  return (
    Number(b.hinted) - Number(a.hinted) ||
    Number(a.compiled.whole) - Number(b.compiled.whole) ||
    Number(b.compiled.context.length > 0) - Number(a.compiled.context.length > 0) ||
    confidenceRank[b.entry.confidence] - confidenceRank[a.entry.confidence] ||
    b.end - b.start - (a.end - a.start) ||
    a.compiled.order - b.compiled.order
  );
}

/** The spans of the values that pass the entry's check, whatever stands around them. */
function* matchesOf({ regex, check }: CompiledValue, text: string): Generator<readonly [number, number]> {
  regex.lastIndex = 0;
  for (let match = regex.exec(text); match !== null; match = regex.exec(text)) {
    const [start, end] = match.indices?.groups?.['value'] ?? [match.index, match.index + match[0].length];
    // The generator is left and resumed: another use of the regex in between must not move it.
    const next = check(text.slice(start, end)) && end > match.index ? end : match.index + 1;
    if (next === end) yield [start, end];
    regex.lastIndex = next;
  }
}

const isExcepted = ({ except }: CompiledValue, value: string): boolean => except.some((regex) => regex.test(value));

// ── context ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** How far a word may stand from the value that it explains. */
const wordsBefore = 40;
const wordsAfter = 25;

function hasContext({ entry, context }: CompiledValue, text: string, start: number, end: number, hint: ValueHint | undefined): boolean {
  if (context.length === 0 || entry.element === hint?.element) return true;
  const before = text.slice(Math.max(0, start - wordsBefore), start);
  const after = text.slice(end, end + wordsAfter);
  const near = ` ${wordsOf(before)} | ${wordsOf(after)} `;
  return context.some((word) => near.includes(word));
}

/** "patientSSN:" and "Data de Nascimento" as "patient ssn" and "data de nascimento". */
function wordsOf(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

// ── masking ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Enough for any text that was not made to need more. */
const mostPasses = 8;

/**
 * A mask can be the boundary or the context of its neighbour (`[dob]` says what the next date is), and masking a masked text should change nothing:
 * so it repeats until nothing is left. The first pass alone takes out all that `find` finds.
 */
function maskValues(compiled: readonly CompiledValue[], text: string, hint: ValueHint | undefined): string {
  let masked = text;
  for (let pass = 0; pass < mostPasses; pass++) {
    const before = masked;
    masked = maskOnce(compiled, before, hint);
    if (masked === before) break;
  }
  return masked;
}

function maskOnce(compiled: readonly CompiledValue[], text: string, hint: ValueHint | undefined): string {
  const spans: Candidate[] = [];
  const literals = compiled.some(({ whole }) => whole) ? literalsIn(text) : [];
  for (const value of compiled) {
    const found = value.whole ? literals.flatMap(([from, to]) => matchIn(value, text, from, to)) : matchesOf(value, text);
    for (const [start, end] of found) {
      if (isExcepted(value, text.slice(start, end)) || !isMaskable(value, text, start, end, hint)) continue;
      spans.push({ entry: value.entry, start, end, compiled: value, hinted: value.entry.element === hint?.element });
    }
  }
  return replaced(text, [...spans, ...repeatedIn(text, spans)]);
}

/** A value is no less telling where it stands a second time, without the boundary or the word that it was recognised by. */
function repeatedIn(text: string, spans: readonly Candidate[]): Candidate[] {
  const known = new Map(spans.map((span) => [text.slice(span.start, span.end), span]));
  return [...known].flatMap(([value, span]) => placesOf(value, text).map((start) => ({ ...span, start, end: start + value.length })));
}

function placesOf(value: string, text: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + value.length)) places.push(at);
  return places;
}

function matchIn(value: CompiledValue, text: string, from: number, to: number): (readonly [number, number])[] {
  return [...matchesOf(value, text.slice(from, to))].map(([start, end]) => [from + start, from + end]);
}

/**
 * A snippet may lack the word by which a value was recognised (it stands in another file, or the hint gave it), so a number long
 * enough to identify someone is masked without. Numbers of staff are no PHI, and shorter codes are too much like ordinary code.
 */
function isMaskable(value: CompiledValue, text: string, start: number, end: number, hint: ValueHint | undefined): boolean {
  if (hasContext(value, text, start, end, hint)) return true;
  return !value.whole && value.entry.staff !== true && text.slice(start, end).replace(/\D/g, '').length >= 6;
}

/** The text as a whole, and what stands between quotes in it. */
function literalsIn(text: string): (readonly [number, number])[] {
  const quoted = [...text.matchAll(/"[^"\n]*"|'[^'\n]*'|`[^`]*`/g)].map((match) => [match.index + 1, match.index + match[0].length - 1] as const);
  return [[0, text.length], ...quoted];
}

/** Overlapping values become one mask, so that no part of either is left. */
function replaced(text: string, spans: readonly Candidate[]): string {
  let result = '';
  let done = 0;
  for (const group of overlapping(spans)) {
    const start = Math.min(...group.map((span) => span.start));
    const end = Math.max(...group.map((span) => span.end));
    const kind = group.toSorted(byKnowledge)[0]?.entry.element ?? 'phi';
    const lineBreaks = text.slice(start, end).replace(/[^\r\n]/g, '');
    result += `${text.slice(done, start)}[${kind}]${lineBreaks}`;
    done = end;
  }
  return result + text.slice(done);
}

function overlapping(spans: readonly Candidate[]): Candidate[][] {
  const groups: Candidate[][] = [];
  let reach = -1;
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    if (span.start >= reach) groups.push([]);
    groups.at(-1)?.push(span);
    reach = Math.max(reach, span.end);
  }
  return groups;
}
