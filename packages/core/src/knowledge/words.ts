/**
 * What a name says: of which data element or record it is, whose, and whether a word in it makes it harmless.
 *
 * A name is read as English and Romance code writes it: qualifiers, then the telling word, then carriers (`selected patient | name | value`),
 * or the telling word, a preposition, and its qualifiers (`name | of | patient`).
 */
import type { CarrierWords, ElementWords, HarmlessWords, NameVerdict, RecordWords, SubjectWords, WordKnowledge } from './knowledge.js';
import { isNumber, phraseBook, type PhraseBook } from './phrases.js';
import { singular, splitName } from './split-name.js';

export interface NameClassifier {
  readonly splitName: (name: string) => string[];
  readonly singular: (word: string) => string;
  /** What a name alone says. */
  readonly classifyName: (name: string) => NameVerdict;
  /** What a member says of an owner whose name, type or model is known to say something. */
  readonly classifyMember: (owner: NameVerdict, name: string) => NameVerdict;
  /** What a name is about, even where a word makes it harmless: `patientRepository`, `patientId` and `PatientTable` are about patients. */
  readonly topicOf: (name: string) => NameVerdict;
  /** The id of the entry of `rules/words/harmless.yaml` that makes a name harmless. */
  readonly harmlessAs: (name: string) => string | undefined;
}

type Subject = NonNullable<NameVerdict['subject']>;

/** All that a phrase can mean; `patient` is a record and a subject. */
interface Meaning {
  element?: ElementWords;
  record?: RecordWords;
  subject?: Subject;
  /** Where in a name the phrase makes it harmless. */
  harmlessFirst?: HarmlessWords;
  harmlessLast?: HarmlessWords;
  harmlessAlone?: HarmlessWords;
  /** It holds what stands behind it. */
  carrierFirst?: true;
  /** It holds what stands before it. */
  carrierLast?: CarrierWords['carries'];
  /** What the other words of an element's phrase say: `patient identifier`, `user name`. */
  within?: { readonly patient: boolean; readonly record?: RecordWords };
}

/** A part of a name: a phrase with a meaning, or a word without. */
interface Part {
  readonly words: string;
  readonly meaning: Meaning;
  readonly plural: boolean;
}

const noMeaning: Meaning = {};
const silent: NameVerdict = { plural: false };
/** `to` is none of them: `rowToPatient` is a patient. `in` neither: `checkIn`, `signInEmail`. */
const prepositions = new Set(['of', 'by', 'for', 'from', 'with', 'within', 'per', 'without', 'de', 'do', 'da', 'dos', 'das', 'del', 'para', 'por', 'von', 'pour']);
/** A text this long is no identifier. */
const longestName = 200;

export function compileWords(knowledge: WordKnowledge): NameClassifier {
  const book = phraseBook(meaningsOf(knowledge));
  const verdicts = new Map<string, NameVerdict>();
  const topics = new Map<string, NameVerdict>();
  const harmlessEntries = new Map(knowledge.harmless.flatMap(({ id, names }) => names.map((name) => [name, id] as const)));
  const carriers = new Map<string, boolean>();

  function classifyName(name: string): NameVerdict {
    const known = verdicts.get(name);
    if (known !== undefined) return known;
    const verdict = name.length > longestName ? silent : verdictOf(partsOf(book, name));
    verdicts.set(name, verdict);
    return verdict;
  }

  function classifyMember(owner: NameVerdict, name: string): NameVerdict {
    const own = classifyName(name);
    if (own.harmless !== undefined) return own;
    if (isSilent(own)) return onlyCarries(name) ? carriedOf(owner) : of(silent, owner.subject);
    if (own.element === undefined) return own.subject === undefined ? of(own, inheritedBy(own, owner)) : own;
    const content = contentOf(owner);
    if (content !== undefined && own.element.needs === 'patient' && own.subject === undefined) return withElement(own, content, owner);
    return withElement(own, own.element, owner);
  }

  /** `value`, `data`, `text`: the member stands for its owner. */
  function onlyCarries(name: string): boolean {
    const known = carriers.get(name);
    if (known !== undefined) return known;
    const parts = name.length > longestName ? [] : partsOf(book, name);
    const only = parts.length > 0 && parts.every(({ meaning }) => onlyCarrier(meaning) !== undefined);
    carriers.set(name, only);
    return only;
  }

  function topicOf(name: string): NameVerdict {
    const own = classifyName(name);
    if (isTelling(own)) return own;
    const known = topics.get(name);
    if (known !== undefined) return known;
    const topic = topicBeside(own, name);
    topics.set(name, topic);
    return topic;
  }

  function topicBeside(own: NameVerdict, name: string): NameVerdict {
    const telling = partsOf(book, name).filter(({ meaning }) => isTelling(meaning) || (meaning.subject !== undefined && meaning.subject !== 'thing'));
    return telling.length === 0 ? of(silent, own.subject) : verdictOf(telling);
  }

  function harmlessAs(name: string): string | undefined {
    const { harmless } = classifyName(name);
    return harmless === undefined ? undefined : harmlessEntries.get(harmless);
  }

  return { splitName, singular, classifyName, classifyMember, topicOf, harmlessAs };
}

function meaningsOf(knowledge: WordKnowledge): Map<string, Meaning> {
  const meanings = new Map<string, Meaning>();
  const add = <Key extends keyof Meaning>(names: readonly string[], key: Key, value: Required<Meaning>[Key]): void => {
    for (const name of names) {
      const meaning = meanings.get(name) ?? {};
      meaning[key] = value;
      meanings.set(name, meaning);
    }
  };
  for (const words of knowledge.elements) add(words.names, 'element', words);
  for (const words of knowledge.records) add(words.names, 'record', words);
  for (const words of knowledge.subjects) add(words.names, 'subject', words.id satisfies SubjectWords['id']);
  for (const words of knowledge.harmless) for (const where of words.where) add(words.names, harmlessKeys[where], words);
  for (const words of knowledge.carriers) {
    if (words.where === 'first') add(words.names, 'carrierFirst', true);
    else add(words.names, 'carrierLast', words.carries);
  }
  for (const [phrase, meaning] of meanings) if (meaning.element !== undefined) meaning.within = withinPhrase(phrase, meanings);
  return meanings;
}

/** Only patients and accounts count: a doctor's note is about the patient. */
function withinPhrase(phrase: string, meanings: ReadonlyMap<string, Meaning>): Required<Meaning>['within'] {
  const words = phrase.split(' ').map((word) => meanings.get(word) ?? noMeaning);
  const record = words.find((meaning) => meaning.record?.kind === 'patient' || meaning.record?.kind === 'account')?.record;
  return { patient: words.some((meaning) => meaning.subject === 'patient'), ...(record ? { record } : {}) };
}

const harmlessKeys = { first: 'harmlessFirst', last: 'harmlessLast', only: 'harmlessAlone' } as const satisfies Record<HarmlessWords['where'][number], keyof Meaning>;

function partsOf(book: PhraseBook<Meaning>, name: string): Part[] {
  const words = splitName(name).flatMap((word) => book.unjoined(word));
  const parts: Part[] = [];
  for (let i = 0; i < words.length; ) {
    const phrase = book.longestAt(words, i);
    const length = phrase?.length ?? 1;
    const text = words.slice(i, i + length).join(' ');
    // `phone2` says phone; a number alone tells nothing.
    if (phrase !== undefined || !isNumber(text)) parts.push({ words: text, meaning: phrase?.meaning ?? noMeaning, plural: phrase?.plural ?? false });
    i += length;
  }
  return parts;
}

function verdictOf(parts: readonly Part[]): NameVerdict {
  const { before, after } = aroundPreposition(parts);
  const harmless = harmlessAtStart(before) ?? harmlessAlone(parts);
  if (harmless !== undefined) return harmless;

  const head = headOf(before);
  const subjectAfter = subjectOf(after);
  if (head === undefined) return of(silent, subjectOf([...before].reverse()) ?? subjectAfter);
  const { meaning, plural, words } = before[head]!;
  const qualifiers = before.slice(0, head).reverse();

  // An element, or a record that is one too, is told apart from words that also end harmless names: `national id`.
  if (!isTelling(meaning) && meaning.harmlessLast) return harmlessBy(meaning.harmlessLast, words, meaning);
  const reversed = elementBeforePerson(before, head);
  if (reversed !== undefined) return reversed;
  if (meaning.element !== undefined) return elementVerdict(meaning, plural, qualifiers, after);
  if (meaning.record !== undefined) {
    return of({ record: meaning.record, plural }, recordSubject(meaning.record, subjectOf(qualifiers) ?? subjectAfter));
  }
  return of({ plural: meaning.subject !== undefined && plural }, meaning.subject ?? subjectOf(qualifiers) ?? subjectAfter);
}

/** `statusOfPatient` is a status; in `dateOfBirth` the preposition is part of a phrase. At the start or the end a preposition says nothing of the order. */
function aroundPreposition(parts: readonly Part[]): { readonly before: readonly Part[]; readonly after: readonly Part[] } {
  const start = parts.length > 1 && isPreposition(parts[0]!) ? 1 : 0;
  const at = parts.findIndex((part, index) => index > start && index < parts.length - 1 && isPreposition(part));
  return at < 0 ? { before: parts.slice(start), after: [] } : { before: parts.slice(start, at), after: parts.slice(at + 1) };
}

function isPreposition({ meaning, words }: Part): boolean {
  return meaning === noMeaning && prepositions.has(words);
}

/** `hasEmail`, `getTotalPatients`. A phrase that is an element is none: `no of patients`, but `id card number`. */
function harmlessAtStart(parts: readonly Part[]): NameVerdict | undefined {
  for (const { meaning, words } of parts) {
    if (meaning.harmlessFirst && !isTelling(meaning)) return harmlessBy(meaning.harmlessFirst, words);
    if (!meaning.carrierFirst) return undefined;
  }
  return undefined;
}

function harmlessAlone(parts: readonly Part[]): NameVerdict | undefined {
  const [only, another] = parts;
  return another === undefined && only?.meaning.harmlessAlone ? harmlessBy(only.meaning.harmlessAlone, only.words) : undefined;
}

/** A plain value is harmless with all that is read from it; an object of the program is silent, so that its members speak for themselves. */
function harmlessBy(entry: HarmlessWords, word: string, head?: Meaning): NameVerdict {
  return entry.object ? of(silent, head?.subject === 'thing' ? 'thing' : undefined) : { harmless: word, plural: false };
}

function isTelling({ element, record }: Pick<Meaning, 'element' | 'record'>): boolean {
  return element !== undefined || record !== undefined;
}

function onlyCarrier(meaning: Meaning): CarrierWords['carries'] | undefined {
  return isTelling(meaning) ? undefined : meaning.carrierLast;
}

/** The index of the telling part: the last that does not only carry what stands before it. */
function headOf(parts: readonly Part[]): number | undefined {
  for (let head = parts.length - 1; head >= 0; head--) {
    const carries = onlyCarrier(parts[head]!.meaning);
    if (carries === undefined) return head;
    if (carries === 'records' && head > 0 && isIdentifierOnly(parts[head - 1]!.meaning)) return undefined;
  }
  return undefined;
}

function isIdentifierOnly({ element, record }: Meaning): boolean {
  return record === undefined && element !== undefined && !isContent(element);
}

/** What is known of a person's health or life, in contrast to what tells who the person is. */
function isContent(element: ElementWords): boolean {
  return element.safeHarbor === undefined && element.needs !== 'not-staff';
}

/** Romance order, and English headings: `emailPaciente`, `nomeMedico`, `phoneUser`. */
function elementBeforePerson(parts: readonly Part[], head: number): NameVerdict | undefined {
  const person = parts[head]!.meaning;
  const before = parts[head - 1];
  const isPerson = person.subject === 'patient' || person.subject === 'staff' || person.record?.kind === 'patient' || person.record?.kind === 'account';
  if (!isPerson || before?.meaning.element === undefined) return undefined;
  return elementVerdict(before.meaning, before.plural, [parts[head]!], []);
}

/** @param qualifiers nearest first @param after what stands behind the preposition */
function elementVerdict(meaning: Meaning, plural: boolean, qualifiers: readonly Part[], after: readonly Part[]): NameVerdict {
  const own = meaning.element!;
  // `diagnosisName` and `allergyNotes` tell a diagnosis and an allergy.
  const before = qualifiers[0]?.meaning.element;
  const element = own.needs === 'patient' && before !== undefined && isContent(before) ? before : own;
  const around = [...qualifiers, ...after];
  const record = meaning.record ?? meaning.within?.record ?? around.find((part) => part.meaning.record !== undefined)?.meaning.record;
  const verdict: NameVerdict = { element, ...(record ? { record } : {}), plural };
  return of(verdict, subjectOf(around) ?? meaning.subject ?? (meaning.within?.patient ? 'patient' : subjectFromRecord(record, element)));
}

function subjectOf(parts: readonly Part[]): Subject | undefined {
  for (const { meaning } of parts) {
    if (meaning.subject !== undefined) return meaning.subject;
    if (meaning.record?.kind === 'patient') return 'patient';
  }
  return undefined;
}

/** A clinical record's content is its patient's; a name or phone number in it may be the doctor's. */
function subjectFromRecord(record: RecordWords | undefined, element: ElementWords): Subject | undefined {
  if (record?.kind === 'patient') return 'patient';
  return (record?.kind === 'clinical' || record?.kind === 'message') && isContent(element) ? 'patient' : undefined;
}

/** A doctor's appointments are patients' appointments; only an account is whose the words beside it say (`doctorProfile`). */
function recordSubject(record: RecordWords, qualifier: Subject | undefined): Subject | undefined {
  if (record.kind === 'patient') return 'patient';
  if (record.kind === 'account') return qualifier;
  return qualifier === 'patient' ? 'patient' : undefined;
}

function inheritedBy(own: NameVerdict, owner: NameVerdict): Subject | undefined {
  if (own.record !== undefined) return recordSubject(own.record, owner.subject ?? subjectFromOwner(owner));
  return owner.subject;
}

function subjectFromOwner(owner: NameVerdict): Subject | undefined {
  return owner.record?.kind === 'patient' ? 'patient' : undefined;
}

function contentOf(owner: NameVerdict): ElementWords | undefined {
  return owner.element !== undefined && isContent(owner.element) ? owner.element : undefined;
}

function withElement(own: NameVerdict, element: ElementWords, owner: NameVerdict): NameVerdict {
  const record = own.record ?? owner.record;
  const verdict: NameVerdict = { element, ...(record ? { record } : {}), plural: own.plural };
  return of(verdict, own.subject ?? owner.subject ?? subjectFromRecord(record, element));
}

/** What a member that only carries leaves of its owner. */
function carriedOf(owner: NameVerdict): NameVerdict {
  return owner.harmless === undefined ? owner : silent;
}

function isSilent(verdict: NameVerdict): boolean {
  return verdict.element === undefined && verdict.record === undefined && verdict.subject === undefined && verdict.harmless === undefined;
}

function of(verdict: NameVerdict, subject: Subject | undefined): NameVerdict {
  return subject === undefined || verdict.subject === subject ? verdict : { ...verdict, subject };
}
