/** What a URL or the template of a route's path says of the data behind it. */
import type { ElementWords, RecordWords, UrlKnowledge } from './knowledge.js';
import { phraseBook, type PhraseBook } from './phrases.js';
import { splitName } from './split-name.js';
import type { NameClassifier } from './words.js';

/** The record that is behind the path; staff: people who work there; nothing: no data of a person; undefined: the path does not tell. */
export type UrlVerdict = RecordWords | 'staff' | 'nothing' | undefined;

const books = new WeakMap<readonly UrlKnowledge[], PhraseBook<UrlKnowledge>>();

/** Ends of file names that are no data: they say more than the words before them. */
const fileEnding = /\.(?:png|jpe?g|gif|svg|webp|ico|css|m?js|map|woff2?|ttf|eot|html?|txt|md|wasm)$/i;
const dataEnding = /\.(?:json|xml|csv|php|aspx?|do|action|pdf)$/i;

/**
 * `/api/patients/${id}/prescriptions` → prescription; `/doctor/appointments` → appointment; `/patients/count` → nothing.
 * The last segment that tells something decides, except that an account is its owner's: `/doctor/profile` is staff, `/patient/login` a patient.
 */
export function classifyUrl(text: string, words: NameClassifier, urls: readonly UrlKnowledge[]): UrlVerdict {
  const segments = segmentsOf(text);
  if (segments.length === 0) return undefined;
  const book = bookOf(urls);
  let part: RecordWords | undefined;
  for (let i = segments.length - 1; i >= 0; i--) {
    const told = segmentSays(segments[i]!, words, book);
    if (told === undefined) {
      // `/payments/history`: it is that of something which is no record of a person.
      if (part !== undefined && !prefix.test(segments[i]!)) return undefined;
      continue;
    }
    if (told === 'identity') continue;
    if (typeof told === 'object' && told.isPart) {
      part ??= told.record;
      continue;
    }
    if (typeof told === 'object' && told.record.kind === 'account' && !told.plural) {
      return ownerOf(segments.slice(0, i), words, book) ?? aboutOther(segments.slice(i + 1), words) ?? told.record;
    }
    if (typeof told === 'object') return part !== undefined && told.record.kind !== 'account' ? part : told.record;
    return told;
  }
  return part;
}

const prefix = /^(?:api|rest|services?|app|web|public|private|secure|v\d+)$/i;

/** `/user/doctor-association/active`, `/user/consultation-fee`: a service for accounts is asked for something else. */
function aboutOther(after: readonly string[], words: NameClassifier): UrlVerdict {
  for (const segment of after) {
    if (words.topicOf(segment).subject === 'staff') return 'staff';
    if (words.harmlessAs(segment) === 'size') return 'nothing';
  }
  return undefined;
}

interface ToldRecord {
  readonly record: RecordWords;
  readonly plural: boolean;
  /** It tells of the record that stands before it, and nothing where another thing does. */
  readonly isPart?: true;
}

/** identity: a part of the record that stands before it, as in `/patients/:id/photo`. */
type Told = ToldRecord | 'staff' | 'nothing' | 'identity' | undefined;

function segmentSays(segment: string, words: NameClassifier, book: PhraseBook<UrlKnowledge>): Told {
  if (fileEnding.test(segment)) return 'nothing';
  const name = segment.replace(dataEnding, '');
  const split = splitName(name);
  if (split.length === 0) return undefined;
  const known = book.longestAt(split, 0);
  if (known?.length === split.length) return heldBy(known.meaning, known.plural);

  const verdict = words.classifyName(name);
  if (verdict.harmless !== undefined) return undefined;
  if (verdict.subject === 'staff' && verdict.record === undefined) return 'staff';
  if (verdict.element !== undefined) return elementSays(verdict.element, verdict.record, verdict.plural);
  if (verdict.record !== undefined) return { record: verdict.record, plural: verdict.plural };
  return undefined;
}

function heldBy(known: UrlKnowledge, plural: boolean): Told {
  if (known.holds === 'staff' || known.holds === 'nothing') return known.holds;
  return { record: { id: known.id, kind: known.holds, label: known.id.replaceAll('-', ' '), names: known.words }, plural, ...(known.part ? { isPart: true as const } : {}) };
}

/** `/diagnoses` holds clinical content; `/patients/:id/email` a part of the patient. */
function elementSays(element: ElementWords, record: RecordWords | undefined, plural: boolean): Told {
  if (record !== undefined) return { record, plural };
  if (element.safeHarbor !== undefined || element.needs !== 'nothing') return 'identity';
  return { record: { id: element.id, kind: 'clinical', label: element.label, names: element.names }, plural };
}

/** Whose account it is, where an earlier segment says so. */
function ownerOf(before: readonly string[], words: NameClassifier, book: PhraseBook<UrlKnowledge>): UrlVerdict {
  for (let i = before.length - 1; i >= 0; i--) {
    const told = segmentSays(before[i]!, words, book);
    if (told === 'staff') return 'staff';
    if (typeof told === 'object' && told.record.kind === 'patient') return told.record;
  }
  return undefined;
}

function bookOf(urls: readonly UrlKnowledge[]): PhraseBook<UrlKnowledge> {
  const known = books.get(urls);
  if (known !== undefined) return known;
  const book = phraseBook(new Map(urls.flatMap((entry) => entry.words.map((word) => [word, entry] as const))));
  books.set(urls, book);
  return book;
}

/** The path's segments without parameters (`:id`, `${id}`, `{id}`, `[id]`, `<id>`, `*`, numbers), scheme, host, query and fragment. */
function segmentsOf(text: string): string[] {
  return pathOf(withoutPlaceholders(text.trim()))
    .split('/')
    .map((segment) => segment.replaceAll('*', ''))
    .filter((segment) => segment !== '' && !isParameter(segment));
}

/** A placeholder may hold any text, also a `/`; it is replaced by a sign that is no letter. */
function withoutPlaceholders(text: string): string {
  let plain = '';
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '{' || (char === '<' && depth === 0)) {
      if (depth === 0 && plain.endsWith('$')) plain = plain.slice(0, -1);
      depth++;
    } else if (depth > 0 && (char === '}' || char === '>')) {
      depth--;
      if (depth === 0) plain += '*';
    } else if (depth === 0) plain += char;
  }
  return plain;
}

function pathOf(text: string): string {
  const end = text.search(/[?#]/);
  const path = end < 0 ? text : text.slice(0, end);
  const scheme = path.indexOf('://');
  if (scheme >= 0) {
    const host = path.indexOf('/', scheme + 3);
    return host < 0 ? '' : path.slice(host);
  }
  if (path.startsWith('//')) {
    const host = path.indexOf('/', 2);
    return host < 0 ? '' : path.slice(host);
  }
  return path;
}

function isParameter(segment: string): boolean {
  return segment.startsWith(':') || segment.startsWith('[') || segment.startsWith('(') || /^[\d.-]+$/.test(segment) || /^v\d+$/i.test(segment);
}
