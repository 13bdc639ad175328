/** What a project adds to the knowledge: the words, functions and models that only its own code has. */
import type { Confidence } from '../finding.js';
import { nearestWord } from '../judge/nearest.js';
import type { ElementWords, HarmlessWords, Knowledge, OwnKnowledge, OwnModel, OwnSink, OwnSource, RecordWords, SubjectWords, ValueKnowledge } from './knowledge.js';
import { splitName } from './split-name.js';

/**
 * All of it is optional. Names of words are written as code or as words (`torchId`, `torch id`); names of functions as a call is written,
 * the more of it the fewer calls it meets: `record` meets each `….record(…)`, `auditTrail.record` that of an audit trail.
 * An element is an id that findings have (ssn, mrn, name, clinical, patient-record …) or the id of a record (patient, appointment …).
 */
export interface KnowledgeAdditions {
  /** A name, and the element that it says wherever it stands: `{ 'torch id': 'mrn' }`. */
  readonly words?: Readonly<Record<string, string>>;
  /** Words for people who work there: their data is not a patient's. */
  readonly staffWords?: readonly string[];
  /** Names that look telling and are not. */
  readonly ignoredNames?: readonly string[];
  readonly sinks?: readonly SinkAddition[];
  readonly sources?: readonly SourceAddition[];
  /** The name of a type, class or model, and what its objects hold: `{ Chart: ['name', 'clinical'] }`. */
  readonly models?: Readonly<Record<string, readonly string[]>>;
  /** Functions whose result is safe to write. */
  readonly sanitizers?: readonly string[];
  readonly values?: readonly ValueAddition[];
}

/** A function that writes its arguments to a log, into an error, or to telemetry. */
export interface SinkAddition {
  readonly name: string;
  readonly kind: 'log' | 'error' | 'telemetry';
  /** Indexes of the arguments that are written; all, where none is given. */
  readonly args?: readonly number[];
  readonly debug?: boolean;
  readonly thirdParty?: boolean;
}

/** A function whose result holds patient data. */
export interface SourceAddition {
  readonly name: string;
  readonly holds: string;
}

/** What a value looks like in a literal text. */
export interface ValueAddition {
  /** A regular expression; a group named `value` marks the value itself. */
  readonly pattern: string;
  readonly element: string;
  readonly label?: string;
  readonly ignoreCase?: boolean;
  /** Words, one of which must stand near it. */
  readonly context?: readonly string[];
  /** Patterns of values that are nobody's. */
  readonly except?: readonly string[];
  readonly confidence?: Confidence;
}

/** What a finding calls a record, as the id of one. */
const recordOfElement: Readonly<Record<string, string>> = { 'patient-record': 'patient', 'clinical-record': 'medical-record', message: 'conversation', account: 'user' };

/** The knowledge with the additions in it. Throws with all mistakes at once: ask `mistakesIn` first to show them one by one. */
export function withUserKnowledge(knowledge: Knowledge, additions: KnowledgeAdditions): Knowledge {
  const mistakes = mistakesIn(knowledge, additions);
  if (mistakes.length > 0) throw new Error(mistakes.join('\n'));
  return {
    ...knowledge,
    words: withWords(knowledge, additions),
    values: [...knowledge.values, ...(additions.values ?? []).map((value, index) => ownValue(knowledge, value, index))],
    own: ownKnowledge(knowledge, additions),
  };
}

/** Ids that an addition may name as an element. */
export function elementIds(knowledge: Knowledge): readonly string[] {
  const { elements, records } = knowledge.words;
  return [...new Set([...elements.map(({ id }) => id), ...Object.keys(recordOfElement), ...records.map(({ id }) => id)])];
}

/** What is wrong with the additions, each in a sentence that begins with where it stands. */
export function mistakesIn(knowledge: Knowledge, additions: KnowledgeAdditions): readonly string[] {
  const ids = elementIds(knowledge);
  const mistakes: string[] = [];
  const element = (id: string, where: string): void => {
    if (ids.includes(id)) return;
    const nearest = nearestWord(id, ids);
    mistakes.push(`${where}: there is no data element "${id}"${nearest === undefined ? '' : `; did you mean "${nearest}"?`}`);
  };
  const name = (text: string, where: string): void => {
    if (phraseOf(text) === '') mistakes.push(`${where}: "${text}" has no letters`);
  };
  const call = (text: string, where: string): void => {
    if (!/^[\w$]+(\.[\w$]+)*$/.test(text)) mistakes.push(`${where}: "${text}" must be a name as calls are written, like auditTrail.record`);
  };
  const pattern = (text: string, flags: string, where: string): void => {
    try {
      new RegExp(text, flags);
    } catch (error) {
      mistakes.push(`${where}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };

  for (const [word, id] of Object.entries(additions.words ?? {})) {
    name(word, 'words');
    element(id, `words: "${word}"`);
  }
  for (const word of additions.staffWords ?? []) name(word, 'staffWords');
  for (const word of additions.ignoredNames ?? []) name(word, 'ignoredNames');
  for (const sink of additions.sinks ?? []) call(sink.name, 'sinks');
  for (const source of additions.sources ?? []) {
    call(source.name, 'sources');
    element(source.holds, `sources: "${source.name}"`);
  }
  for (const [model, held] of Object.entries(additions.models ?? {})) for (const id of held) element(id, `models: "${model}"`);
  for (const sanitizer of additions.sanitizers ?? []) call(sanitizer, 'sanitizers');
  for (const [index, value] of (additions.values ?? []).entries()) {
    pattern(value.pattern, 'u', `values[${index}].pattern`);
    for (const except of value.except ?? []) pattern(except, 'u', `values[${index}].except`);
    element(value.element, `values[${index}].element`);
  }
  return mistakes;
}

function phraseOf(name: string): string {
  return splitName(name).join(' ');
}

// ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A phrase has one meaning: what the project says of it replaces what was known. */
function withWords({ words }: Knowledge, additions: KnowledgeAdditions): Knowledge['words'] {
  const elements: ElementWords[] = [];
  const records: RecordWords[] = [];
  for (const [word, id] of Object.entries(additions.words ?? {})) {
    const names = [phraseOf(word)];
    const element = words.elements.find((entry) => entry.id === id);
    if (element) elements.push({ ...element, names, needs: 'nothing', confidence: 'high' });
    else records.push({ ...recordNamed(words.records, id), names });
  }
  const staff: SubjectWords = { id: 'staff', names: (additions.staffWords ?? []).map(phraseOf) };
  const ignored: HarmlessWords = { id: 'ignored', where: ['last', 'only'], names: (additions.ignoredNames ?? []).map(phraseOf) };
  const said = new Set([...elements, ...records, staff, ignored].flatMap(({ names }) => names));
  return {
    elements: [...without(words.elements, said), ...elements],
    records: [...without(words.records, said), ...records],
    subjects: [...without(words.subjects, said), staff],
    harmless: [...without(words.harmless, said), ignored],
    carriers: without(words.carriers, said),
  };
}

/** The knowledge with one more word for a record, which means nothing else any more. */
export function withRecord(knowledge: Knowledge, record: RecordWords): Knowledge {
  const { elements, records, subjects, harmless, carriers } = knowledge.words;
  const said = new Set(record.names);
  return {
    ...knowledge,
    words: {
      elements: without(elements, said),
      records: [...without(records, said), record],
      subjects: without(subjects, said),
      harmless: without(harmless, said),
      carriers: without(carriers, said),
    },
  };
}

function without<Entry extends { readonly names: readonly string[] }>(entries: readonly Entry[], said: ReadonlySet<string>): Entry[] {
  return said.size === 0 ? [...entries] : entries.map((entry) => (entry.names.some((name) => said.has(name)) ? { ...entry, names: entry.names.filter((name) => !said.has(name)) } : entry));
}

function recordNamed(records: readonly RecordWords[], id: string): RecordWords {
  const wanted = recordOfElement[id] ?? id;
  const found = records.find((entry) => entry.id === wanted);
  if (!found) throw new Error(`there is no data element "${id}"`);
  return found;
}

// ── values ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

function ownValue({ words }: Knowledge, value: ValueAddition, index: number): ValueKnowledge {
  const { pattern, element, label, ignoreCase = false, context, except = [], confidence = 'high' } = value;
  const known = [...words.elements, ...words.records].find(({ id }) => id === (recordOfElement[element] ?? element))?.label ?? element;
  return { id: `own-${index + 1}`, element, label: label ?? known, pattern, ignoreCase, except, confidence, ...(context ? { context } : {}) };
}

// ── functions and models ─────────────────────────────────────────────────────────────────────────────────────────────────

function ownKnowledge({ words }: Knowledge, additions: KnowledgeAdditions): OwnKnowledge {
  const sinks = (additions.sinks ?? []).map((sink): OwnSink => ({ ...sink, members: [sink.name], args: sink.args?.map((arg) => ({ arg })) ?? 'all' }));
  const sources = (additions.sources ?? []).map(({ name, holds }): OwnSource => {
    const element = words.elements.find((entry) => entry.id === holds);
    return element ? { name, element } : { name, record: recordNamed(words.records, holds) };
  });
  const models = Object.entries(additions.models ?? {}).map(([name, elements]): OwnModel => ({ name, elements, record: recordNamed(words.records, 'patient') }));
  return { sinks, sources, models, sanitizers: additions.sanitizers ?? [] };
}
