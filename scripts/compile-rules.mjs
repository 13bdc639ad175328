/**
 * Checks the knowledge in rules/ and merges it into packages/core/generated/rules.json, in the form of packages/core/src/knowledge/knowledge.ts.
 *
 *   node scripts/compile-rules.mjs [rules folder] [output file]
 *
 * The examples (`flags`, `passes`) stay behind: tests read them from the YAML. The same rules always give the same bytes.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';
import {
  distinct, either, flag, index, inside, known, list, mapOf, nameOfCode, number, object, oneOf, pattern, phrase, placeIn, problem, repeated, set, text, words,
} from './rule-forms.mjs';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const rulesFolder = resolve(process.argv[2] ?? join(repository, 'rules'));
const output = resolve(process.argv[3] ?? join(repository, 'packages/core/generated/rules.json'));

// ── forms ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** One of the two may be empty: a company's number is never a finding. */
const examples = { flags: list(words), passes: list(words) };
const confidence = oneOf('high', 'medium', 'low');
const level = oneOf('error', 'warning', 'note');
const ruleId = oneOf('no-phi-in-logs', 'no-phi-object-dump', 'no-phi-in-errors', 'no-phi-in-telemetry', 'no-phi-literals', 'no-raw-error-in-phi-context');
const sinkKind = oneOf('log', 'error', 'telemetry');
const scoreContext = oneOf('cloud-logs', 'third-party', 'public-errors', 'production');
const phrases = set(phrase, { atLeast: 1 });
const place = either(index, text);

const elementWords = object(
  { id: words, label: words, names: phrases, needs: oneOf('nothing', 'not-staff', 'patient'), confidence, ...examples },
  { safeHarbor: pattern('u'), lgpd: words },
);
const recordWords = object({ id: words, kind: oneOf('patient', 'clinical', 'message', 'account'), label: words, names: phrases, ...examples }, { content: phrases });
const subjectWords = object({ id: oneOf('patient', 'staff', 'thing'), names: phrases, ...examples });
const harmlessWords = object({ id: words, where: set(oneOf('first', 'last', 'only'), { atLeast: 1 }), names: phrases, ...examples }, { object: flag });
const carrierWords = object({ id: words, where: oneOf('first', 'last'), carries: oneOf('anything', 'records'), names: phrases, ...examples });

const valueKnowledge = object(
  { id: words, element: words, label: words, pattern: pattern('u'), confidence, ...examples },
  { ignoreCase: flag, check: words, context: list(words), except: list(pattern('u')), staff: flag, safeHarbor: words, lgpd: words },
  { ignoreCase: false, except: [] },
);

const sinkArg = either(
  (value, at) => ({ arg: index(value, at) }),
  (value, at) => (typeof value === 'string' ? { arg: words(value, at) } : object({ arg: either(index, words) }, { rest: flag, only: list(words), except: list(words), under: index, as: oneOf('error', 'handled') })(value, at)),
);
const sink = object(
  { members: list(text, { atLeast: 1 }), kind: sinkKind },
  { args: either(oneOf('all'), list(sinkArg)), debug: flag, thirdParty: flag, when: object({ arg: place }, { matches: pattern('u'), missing: flag, written: pattern('u') }), handled: flag },
  { args: 'all' },
);
const held = [
  'request-body', 'request-params', 'request-query', 'request-url', 'request-headers', 'response-body', 'form-values', 'form-field', 'stored-value', 'message',
  'token', 'fhir-resource', 'hl7-message', 'model', 'user', 'location', 'safe',
];
const source = object({ members: list(text, { atLeast: 1 }), holds: oneOf(...held), label: words }, { toldBy: either(place, list(place)), plain: flag });
const api = object(
  { id: words, ...examples },
  { from: list(words), makes: list(text), globals: list(words), types: list(words), names: list(words), gives: mapOf(words), redacted: list(place), sinks: list(sink), sources: list(source) },
  { from: [], makes: [], globals: [], types: [], names: [], gives: {}, sinks: [], sources: [] },
);

const transfer = object(
  { id: words, gives: list(oneOf('receiver', 'element', 'args', 'first-arg', 'callback', 'keys', 'safe', 'state', 'resolved', 'error', 'entries', 'from-entries', 'handled', 'read', 'held', 'member', 'serialized'), { atLeast: 1 }), ...examples },
  {
    methods: list(words),
    functions: list(words),
    modules: list(words),
    properties: list(words),
    keeps: either(index, words),
    drops: either(index, words),
    callback: list(oneOf('element', 'receiver', 'result', 'safe', 'error', 'entries', 'resolver', 'piped')),
  },
  { methods: [], functions: [] },
);

const url = object({ id: words, words: phrases, holds: oneOf('patient', 'clinical', 'message', 'account', 'staff', 'nothing'), ...examples }, { part: flag, acknowledges: flag });
const sanitizers = object({
  openers: object({ names: phrases, ...examples }),
  verbs: list(object({ id: words, names: phrases, ...examples })),
  not: list(object({ id: words, names: phrases, ...examples })),
  functions: list(object({ id: words, how: oneOf('whole', 'pick', 'omit'), origins: set(words, { atLeast: 1 }), ...examples })),
});

const names = object({ names: set(nameOfCode, { atLeast: 1 }), ...examples });
const listsOf = (...lists) => Object.fromEntries(lists.map((name) => [name, names]));
/** The files of rules/code. Each key is a list of names, or a list of entries that have names. */
const code = {
  verbs: listsOf('giving', 'doing', 'trailing', 'reporting', 'reporters', 'recording', 'events'),
  members: listsOf('envelopes', 'contents', 'plainRows', 'recipients', 'letters', 'mailers', 'texters', 'errorTexts', 'errorCodes', 'errorRequests', 'roles', 'kinds', 'outsiders', 'secrets', 'roleTypes', 'roleFields', 'roleChecks', 'equality'),
  schemas: {
    calls: list(object({ names: set(words, { atLeast: 1 }), fields: index, ...examples }, { name: either(index, oneOf('receiver')), lists: flag, inside: words, table: flag })),
    ...listsOf('nesting', 'plain', 'fields', 'modelDecorators', 'relations', 'loading', 'documentMembers', 'documentHooks', 'modelNames', 'columns'),
  },
  types: listsOf(
    'holdsLast', 'holdsFirst', 'sameFields', 'keepsFields', 'dropsFields', 'inferred', 'aboutOnly', 'functions', 'components',
    'services', 'injected', 'errorClasses', 'errorBases', 'errorModels', 'valueMethods', 'agents', 'people', 'columns',
  ),
  frameworks: {
    requests: list(object({ names: set(words, { atLeast: 1 }), holds: oneOf(...held), label: words, ...examples })),
    ...listsOf('handlers', 'controllers', 'routes', 'tests', 'guards', 'passingOn'),
  },
  calls: listsOf('lookUps', 'fills', 'populates', 'tellingKeys', 'settling', 'rejections', 'errorParameters', 'setters', 'cutting', 'signing', 'running'),
};

const rule = object({ id: ruleId, level, sinks: set(sinkKind, { atLeast: 1 }), title: words, description: words, advice: words, tags: list(words), ...examples });
const risk = object({
  rows: list(
    object(
      { id: words, label: words, base: number, when: object({}, { elements: list(words), rules: list(ruleId), debug: flag, thirdParty: flag }), ...examples },
      { multipliers: list(object({ context: scoreContext, label: words, factor: number })) },
      { multipliers: [] },
    ),
  ),
});
const law = object({
  references: list(
    object({ citation: words, title: words, when: object({}, { sinkKinds: list(sinkKind), elements: list(words), thirdParty: flag }) }, examples),
  ),
  safeHarbor: mapOf(words),
});

// ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

const problems = [];

/** A file that is not there counts as empty. */
function read(name) {
  const path = join(rulesFolder, name);
  if (!existsSync(path)) return undefined;
  const document = parseDocument(readFileSync(path, 'utf8'), { merge: true, prettyErrors: true });
  for (const error of document.errors) problems.push(`${nameOfFile(name)}: ${error.message}`);
  return document.errors.length > 0 ? undefined : (document.toJS() ?? undefined);
}

function nameOfFile(name) {
  return relative(process.cwd(), join(rulesFolder, name)).replaceAll('\\', '/');
}

/** A list of entries, which may stand under the name of what they are (`apis:`). */
function readList(name, form, under) {
  const content = read(name);
  if (content === undefined) return [];
  const at = placeIn(nameOfFile(name), problems);
  if (Array.isArray(content) || under === undefined) return list(form)(content, at);
  // What the examples are written in, and where names and methods count.
  const { language, [under]: entries = [] } = object({ [under]: list(form) }, { language: words })(content, at);
  return language === undefined ? entries : entries.map((entry) => ({ ...entry, language }));
}

/** The files of a kind: `transfers.yaml`, `transfers-python.yaml`. */
function filesOf(kind) {
  return (existsSync(rulesFolder) ? readdirSync(rulesFolder) : []).filter((name) => name === `${kind}.yaml` || (name.startsWith(`${kind}-`) && name.endsWith('.yaml'))).sort();
}

function readObject(name, form, empty) {
  const content = read(name);
  return content === undefined ? empty : form(content, placeIn(nameOfFile(name), problems));
}

const elements = readList('words/elements.yaml', elementWords);
const records = readList('words/records.yaml', recordWords);
const subjects = readList('words/subjects.yaml', subjectWords);
const harmless = readList('words/harmless.yaml', harmlessWords);
const carriers = readList('words/carriers.yaml', carrierWords);
const values = readList('values.yaml', valueKnowledge, 'values');
const apiFiles = (existsSync(join(rulesFolder, 'apis')) ? readdirSync(join(rulesFolder, 'apis')) : []).filter((name) => name.endsWith('.yaml')).sort();
const apisOf = apiFiles.map((name) => ({ file: `apis/${name}`, entries: readList(`apis/${name}`, api, 'apis') }));
const transferFiles = filesOf('transfers').map((file) => ({ file, entries: readList(file, transfer, 'transfers') }));
const transfers = transferFiles.flatMap(({ entries }) => entries);
const urls = readList('urls.yaml', url, 'urls');
const sanitizing = readObject('sanitizers.yaml', sanitizers, { openers: { names: [] }, verbs: [], not: [], functions: [] });
const codeParts = Object.entries(code).map(([part, lists]) => ({ part, file: `code/${part}.yaml`, lists, content: readObject(`code/${part}.yaml`, object(lists), {}) }));
const rules = readList('rules.yaml', rule, 'rules');
const riskTable = readObject('risk.yaml', risk, { rows: [] });
const laws = readObject('law.yaml', law, { references: [], safeHarbor: {} });

// ── what one file says of another ────────────────────────────────────────────────────────────────────────────────────────

const at = (name) => placeIn(nameOfFile(name), problems);

distinct(elements, ({ id, label, needs, confidence: sure }) => `${id} (${label}, ${needs}, ${sure})`, at('words/elements.yaml'));
for (const [name, entries] of [
  ['words/records.yaml', records], ['words/subjects.yaml', subjects], ['words/harmless.yaml', harmless], ['words/carriers.yaml', carriers], ['values.yaml', values],
  ['transfers.yaml', transfers], ['urls.yaml', urls], ['rules.yaml', rules], ['risk.yaml', riskTable.rows ?? []],
]) {
  distinct(entries, ({ id }) => id, at(name));
}
for (const part of ['verbs', 'not', 'functions']) distinct(sanitizing[part] ?? [], ({ id }) => id, inside(at('sanitizers.yaml'), part));

/** A phrase has one meaning in a file (at one end of a name, where that matters); which would win is nobody's to guess. */
for (const [name, entries, key] of [
  ['words/elements.yaml', elements, 'names'], ['words/records.yaml', records, 'names'], ['words/subjects.yaml', subjects, 'names'],
  ['words/harmless.yaml', harmless, 'names'], ['words/carriers.yaml', carriers, 'names'], ['urls.yaml', urls, 'words'],
]) {
  const owners = new Map();
  for (const entry of entries) {
    for (const where of [entry.where ?? ''].flat()) {
      for (const name_ of entry[key] ?? []) {
        const owner = owners.get(`${where} ${name_}`);
        if (owner !== undefined) problem(inside(at(name), entry.label ?? entry.id), `"${name_}" also stands in ${owner.label ?? owner.id}`);
        owners.set(`${where} ${name_}`, entry);
      }
    }
  }
}

const apiIds = new Map();
for (const { file, entries } of apisOf) {
  for (const { id } of entries) {
    if (apiIds.has(id)) problem(inside(at(file), id), `stands there twice, also in ${apiIds.get(id)}`);
    apiIds.set(id, nameOfFile(file));
  }
}
for (const { file, entries } of apisOf) {
  for (const { id, gives } of entries) {
    for (const [path, target] of Object.entries(gives ?? {})) known(target, apiIds, inside(inside(inside(at(file), id), 'gives'), path), 'api');
  }
}

const everyEntry = [
  ['words/elements.yaml', elements], ['words/records.yaml', records], ['words/subjects.yaml', subjects], ['words/harmless.yaml', harmless], ['words/carriers.yaml', carriers],
  ['values.yaml', values], ...apisOf.map(({ file, entries }) => [file, entries]), ...transferFiles.map(({ file, entries }) => [file, entries]), ['urls.yaml', urls], ['rules.yaml', rules], ['risk.yaml', riskTable.rows ?? []],
  ['sanitizers.yaml', [{ id: 'openers', ...sanitizing.openers }]], ...['verbs', 'not', 'functions'].map((part) => ['sanitizers.yaml', sanitizing[part] ?? []]),
];
for (const [name, entries] of everyEntry) {
  for (const { id, label, flags, passes } of entries) if (flags?.length === 0 && passes?.length === 0) problem(inside(at(name), id ?? label), 'has no examples');
}

for (const { file, lists, content } of codeParts) {
  for (const key of Object.keys(lists)) {
    const entries = [content[key] ?? []].flat();
    for (const { names: own, flags, passes } of entries) if (flags?.length === 0 && passes?.length === 0) problem(inside(inside(at(file), key), own?.[0]), 'has no examples');
    for (const twice of repeated(entries.flatMap((entry) => entry.names ?? []))) problem(inside(at(file), key), `"${twice}" stands in two entries`);
  }
}

const elementIds = new Set(elements.map(({ id }) => id));
/** Findings also tell of whole records and of what came from outside. */
const dumpIds = ['patient-record', 'clinical-record', 'account', 'message', ...held];
const findingElements = new Set([...elementIds, ...dumpIds]);
const letters = new Set(Object.keys(laws.safeHarbor ?? {}));
if (elementIds.size > 0) {
  for (const { id, element } of values) known(element, elementIds, inside(inside(at('values.yaml'), id), 'element'), 'element');
  for (const { id, when } of riskTable.rows ?? []) for (const element of when?.elements ?? []) known(element, findingElements, inside(inside(at('risk.yaml'), id), 'when.elements'), 'element');
  for (const { citation, when } of laws.references ?? []) for (const element of when?.elements ?? []) known(element, findingElements, inside(inside(at('law.yaml'), citation), 'when.elements'), 'element');
}
if (letters.size > 0) for (const { label, safeHarbor } of elements) if (safeHarbor !== undefined) known(safeHarbor, letters, inside(inside(at('words/elements.yaml'), label), 'safeHarbor'), 'Safe Harbor letter');

if (problems.length > 0) {
  console.error(problems.join('\n'));
  console.error(`${problems.length} ${problems.length === 1 ? 'mistake' : 'mistakes'} in ${relative(process.cwd(), rulesFolder) || '.'}; nothing is written.`);
  process.exit(1);
}

// ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A list of names is written as that; entries stay entries. */
const ofCode = (lists, content) =>
  Object.fromEntries(Object.keys(lists).map((key) => [key, Array.isArray(content[key]) ? withoutExamples(content[key]) : (content[key]?.names ?? [])]));
const withoutExamples = (entries) => entries.map(({ flags: _flags, passes: _passes, ...entry }) => entry);

const knowledge = {
  words: {
    elements: withoutExamples(elements),
    records: withoutExamples(records),
    subjects: withoutExamples(subjects),
    harmless: withoutExamples(harmless),
    carriers: withoutExamples(carriers),
  },
  values: withoutExamples(values),
  apis: apisOf.flatMap(({ entries }) => withoutExamples(entries)),
  urls: withoutExamples(urls),
  transfers: withoutExamples(transfers),
  sanitizers: {
    openers: sanitizing.openers.names,
    verbs: sanitizing.verbs.flatMap(({ names }) => names),
    not: sanitizing.not.flatMap(({ names }) => names),
    functions: sanitizing.functions.flatMap(({ how, origins }) => origins.map((origin) => ({ origin, how }))),
  },
  code: Object.fromEntries(codeParts.map(({ part, lists, content }) => [part, ofCode(lists, content)])),
  rules: withoutExamples(rules),
  risk: { rows: withoutExamples(riskTable.rows) },
  law: { references: withoutExamples(laws.references), safeHarbor: laws.safeHarbor },
};

mkdirSync(dirname(output), { recursive: true });
writeFileSync(output, `${JSON.stringify(knowledge)}\n`);
