/**
 * The form of the knowledge in `rules/*.yaml` after `scripts/compile-rules.mjs` has checked and merged it into one JSON file.
 *
 * Every entry in the YAML also carries `flags:` and `passes:` examples; they are tests and do not reach the compiled file.
 */
import type { Confidence, Level, RuleId, ScoreContext } from '../finding.js';

export interface Knowledge {
  readonly words: WordKnowledge;
  readonly values: readonly ValueKnowledge[];
  readonly apis: readonly Api[];
  readonly urls: readonly UrlKnowledge[];
  readonly transfers: readonly Transfer[];
  readonly sanitizers: SanitizerKnowledge;
  readonly code: CodeKnowledge;
  readonly rules: readonly RuleKnowledge[];
  readonly risk: RiskKnowledge;
  readonly law: LawKnowledge;
  /** From a project's configuration, never from `rules/`. */
  readonly own?: OwnKnowledge;
}

// ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface WordKnowledge {
  readonly elements: readonly ElementWords[];
  readonly records: readonly RecordWords[];
  readonly subjects: readonly SubjectWords[];
  readonly harmless: readonly HarmlessWords[];
  readonly carriers: readonly CarrierWords[];
}

/** A data element and how code calls it. A name is a phrase of lower-case words: "date of birth" meets dateOfBirth, date_of_birth, DATE-OF-BIRTH, dateofbirth. */
export interface ElementWords {
  /** ssn, mrn, dob, name, email, phone, address, national-id, insurance-id, clinical, photo, geo, ip, free-text, financial … */
  readonly id: string;
  /** For messages: "social security number". */
  readonly label: string;
  readonly names: readonly string[];
  /**
   * What must be known of whose data it is before the name alone tells something.
   * nothing: ssn is a leak wherever it stands. not-staff: an email is, unless it is a doctor's or a company's. patient: a `name` only beside a patient.
   */
  readonly needs: 'nothing' | 'not-staff' | 'patient';
  readonly confidence: Confidence;
  /** The letter of §164.514(b)(2)(i), where the element is one of the identifiers. */
  readonly safeHarbor?: string;
  /** Brazilian identifiers and data that LGPD names. */
  readonly lgpd?: string;
}

/** Words that name a whole record: patient, appointment, prescription, observation. A dump of it, or an unknown part of it, is at stake. */
export interface RecordWords {
  readonly id: string;
  /** patient: identifies a person. clinical: content about one person. message: chat, transcript. account: user account, whose subject the project decides. */
  readonly kind: 'patient' | 'clinical' | 'message' | 'account';
  readonly label: string;
  readonly names: readonly string[];
  /** Fields that tell nothing alone and are what such a record is about: the `text` of a message, the `value` of a result. */
  readonly content?: readonly string[];
}

export interface SubjectWords {
  readonly id: 'patient' | 'staff' | 'thing';
  readonly names: readonly string[];
}

/** Words that make a telling name harmless: patientCount, hasEmail, ssnHash, emailTemplate, statusOfPatient. */
export interface HarmlessWords {
  readonly id: string;
  /** last: as the head of the name (`patientCount`); first: at its start (`hasInsurance`); only: as the whole name (`status`). */
  readonly where: readonly ('first' | 'last' | 'only')[];
  /** The value is an object of the program (`patientService`, `session`): the verdict is silent, and members are judged by their own names. */
  readonly object?: boolean;
  readonly names: readonly string[];
}

/** Words without a meaning of their own that hold what stands beside them: patientData, ssnInput, selectedPatient, getPatient. */
export interface CarrierWords {
  readonly id: string;
  /** last: after the telling word; first: before it. */
  readonly where: 'first' | 'last';
  /** records: carries records and clinical content, but no identifier: `patientResponse` holds a patient, `emailResponse` no e-mail address. */
  readonly carries: 'anything' | 'records';
  readonly names: readonly string[];
}

/** What a name says. Made by `classifyName` in words.ts. */
export interface NameVerdict {
  /** The word that makes the whole name harmless, if one does. Then nothing else is set. */
  readonly harmless?: string;
  /** The data element that the name itself says. */
  readonly element?: ElementWords;
  /**
   * The record that the name itself says (its head: `patient`, `patients`, `currentPatient`, `patientAppointment` → appointment). With an
   * element: the record that the name says it is part of (`userEmail` → user).
   */
  readonly record?: RecordWords;
  /** Whose data, where the name says so (`patientName` → patient, `doctorEmail` → staff, `fileName` → thing). */
  readonly subject?: 'patient' | 'staff' | 'thing';
  /** `patients`, `emails`. */
  readonly plural: boolean;
}

// ── literal values ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** A pattern for literal values in text; `check` names a function in values.ts (luhn, cpf, nhs …) that the match must pass. */
export interface ValueKnowledge {
  readonly id: string;
  /** The element of words.yaml that it is a value of. */
  readonly element: string;
  readonly label: string;
  readonly pattern: string;
  readonly ignoreCase: boolean;
  readonly check?: string;
  /** Words, one of which must stand near in the same text, for patterns that mean nothing alone (a bare nine-digit number). */
  readonly context?: readonly string[];
  /** Matches that documentation uses: as patterns. */
  readonly except: readonly string[];
  readonly confidence: Confidence;
  /** As for a word: the Safe Harbor letter, and what the LGPD says of it. */
  readonly safeHarbor?: string;
  readonly lgpd?: string;
  readonly staff?: boolean;
}

// ── interfaces of libraries ──────────────────────────────────────────────────────────────────────────────────────────────

/**
 * A kind of object that a library hands out and what its members do. `console`, a pino logger, a Sentry scope, an Express request, a Mongoose model, a fetch response.
 *
 * Where such an object comes from is written as an expression on the module: `()` for a call or `new` of it.
 *   from: [winston], makes: [createLogger(), loggers.get()]     const log = winston.createLogger({…})
 *   from: [pino], makes: [(), pino()]                           const log = pino();  import { pino } from 'pino'; pino()
 *   from: ['@sentry/node'], makes: ['']                         the module itself is the object
 * Default import, namespace import and require all count as the module.
 *
 * `makes`, the keys of `gives` and every `members` are paths in one small language, so that no api is needed for what stands between:
 *   people.set                a property of a property               mixpanel.people.set(…)
 *   getTracer().startSpan()   the result of a call, and on from it   () alone is a call (or `new`) of the object itself
 *   *.findMany()              `*` is any one name; a path that spells the name out goes before it
 *   withScope(=>0)            the first parameter of a function that is given to the call, at whatever place
 *   handleSubmit(1=>0)        the first parameter of a function that is the call's second argument; for sources, and before the form above
 *   useFormik({onSubmit}=>0)  the same of a function that stands under a key of an object given to the call (JSX props too)
 * A member that an instance's method chain passes through unchanged (`await`, `.then(=>0)`, `!`, `?.`, a cast) is not written.
 */
export interface Api {
  readonly id: string;
  /** Module names; a trailing `*` matches the rest of the name (`@sentry/*`). */
  readonly from: readonly string[];
  readonly makes: readonly string[];
  /** Global names that are this object: console, Sentry, process.stdout. */
  readonly globals: readonly string[];
  /** Declared types that are this object, when imported from one of the modules, or (no `from`, or not resolvable) by name alone: Logger, pino.Logger. `*` as in `names`. */
  readonly types: readonly string[];
  /**
   * The last resort: names of variables, parameters or properties that mean this object when nothing else is known: log, logger, req.
   * Nothing is known when neither an import, a global of some api, a declared type of some api nor code of the project says what it is.
   * A `*` at an end or in the middle stands for any letters: `*Repository`, `use*Query`. Where a name is in several apis, it is all of them.
   */
  readonly names: readonly string[];
  /** The one language in whose files `names` and `types` count, before those of entries for all languages. Given by the file: `language: python`. */
  readonly language?: string;
  /**
   * What members lead to: `child()` the result of calling it, `scope` the property, `withScope(=>0)` the first parameter of a callback given
   * to it. The value is the id of an api.
   */
  readonly gives: Readonly<Record<string, string>>;
  /** Where the calls that made the object list the paths that it takes out of what it writes (`member.dob`, `*.ssn`): `(0).redact.paths`. */
  readonly redacted?: readonly Place[];
  readonly sinks: readonly Sink[];
  readonly sources: readonly Source[];
}

export interface Sink {
  /** The members whose call writes; '' is a call of the object itself (`debug('…')`). Where entries share a member, the first whose `when` holds counts. */
  readonly members: readonly string[];
  readonly kind: 'log' | 'error' | 'telemetry';
  /**
   * Which arguments are written: all, or the indexes. A function among the written values, or under a key of one, stands for what it returns
   * (`throwError(() => error)`, pino's `mixin() { … }`). A name is an argument that is given by it (`extra={…}`). `{ "arg": 0, "only": ["message"] }` limits to named properties of an object argument; `"except"` leaves some out.
   */
  readonly args: 'all' | readonly SinkArg[];
  /** debug for debug/trace/verbose/silly; it lowers the risk row. */
  readonly debug?: boolean;
  /** Data leaves to another company: Sentry, Datadog, Segment. */
  readonly thirdParty?: boolean;
  /**
   * The entry holds only where a text that stands in the place (a literal, or a literal part of a template, concatenation or call such as path.join)
   * meets the regular expression: a file name that ends in .log, a level that is 'debug'. What is no literal does not meet it.
   */
  readonly when?: SinkCondition;
  /** It also writes the error that is being handled where it stands: `logger.exception('…')`. */
  readonly handled?: boolean;
}

/** `missing`: nothing is given there. `written`: the names of the expression that stands there meet the regular expression: `sys.stderr`. */
export type SinkCondition =
  | { readonly arg: Place; readonly matches: string }
  | { readonly arg: Place; readonly missing: true }
  | { readonly arg: Place; readonly written: string };

/**
 * Where something stands in the calls that made an object.
 *   0               argument 0 of the nearest call, from the member's own call backwards, that has an argument 0: `axios.get(url)` … `.data`
 *   collection(0)   argument 0 of the nearest call of the member `collection`: `db.collection('patients').findOne({ … })`
 *   (0).url         a key of an argument that is an object; also `get(0).TableName`
 *   url=            the argument given by a name, of the nearest call that has it; also `get(url=)`
 *   ()              the written name of the thing called, nearest call first: `useGetPatientsQuery()` … `.data`
 *   ~execute        the first argument of the nearest call of `execute` before, on the same object: `cursor.execute(sql); cursor.fetchone()`
 *   <0>             the first type argument of the object's declared type, or of its call: `repository: Repository<Patient>`
 * A function in such a place says what its name and its result say; a class or model, what its declaration says; an object, what its keys say.
 */
export type Place = number | string;

export interface SinkArg {
  readonly arg: number | string;
  /** This argument and all after it. */
  readonly rest?: boolean;
  /** Only these properties of an object. */
  readonly only?: readonly string[];
  readonly except?: readonly string[];
  /** The argument whose text names it: `MDC.put("patientName", value)`. */
  readonly under?: number;
  /**
   * error: only an error object (made by an Error class, or by an `error` sink) counts, for what it was made from: `next(new Error(…))`.
   * handled: where it is given and is no plain false, the error that is being handled is written: `exc_info=True`.
   */
  readonly as?: 'error' | 'handled';
}

/** A member that yields data from outside. */
export interface Source {
  /** `body`, `json()`, `get()`, '' or '()' for the object itself or its call; `find(=>1)` for a callback's parameter. */
  readonly members: readonly string[];
  readonly holds:
    | 'request-body'
    | 'request-params'
    | 'request-query'
    | 'request-url'
    | 'request-headers'
    | 'response-body'
    | 'form-values'
    | 'form-field'
    | 'stored-value'
    | 'message'
    | 'token'
    | 'fhir-resource'
    | 'hl7-message'
    | 'model'
    | 'user'
    | 'location'
    | 'safe';
  /**
   * What says what it is (a URL, a resource type, a table, a storage key): a place, or places of which the first that exists counts;
   * without it, or where none exists, the object's own name or type does.
   */
  readonly toldBy?: Place | readonly Place[];
  /** Rows as a driver hands them over: they have the model's fields and are no objects of its class. */
  readonly plain?: boolean;
  readonly label: string;
}

// ── what calls do to values ──────────────────────────────────────────────────────────────────────────────────────────────

/** What a well-known function or method gives back, for callees that are not in the project. */
export interface Transfer {
  readonly id: string;
  /**
   * Methods by name on any receiver (`.map`), or functions and constructors by their origin: a global's path (`JSON.stringify`, `String`), or
   * module and exported name (`util.inspect`, `date-fns.format`; the module's default or itself is its name alone: `moment`). `node:` is not written,
   * a `/` of a module may be read as the dot (`lodash/get` is `lodash.get`), and a last name `*` is any name (`Math.*`).
   * For functions, the first argument that is no function plays the receiver.
   */
  readonly methods: readonly string[];
  /** The one language in whose files `methods` and `properties` count, before those of entries for all languages. Given by the file: `language: python`. */
  readonly language?: string;
  readonly functions: readonly string[];
  /** Where given, each of `functions` is a name that each of these modules (or globals) has: `[lodash, lodash-es, _]` and `[map]` is `lodash.map`, `lodash-es.map`, `_.map`. */
  readonly modules?: readonly string[];
  /** Properties, read on any value: `patients.length`. `gives` says what the read yields; they come after the project's own declared shapes. */
  readonly properties?: readonly string[];
  /**
   * receiver: the receiver's content. element: one element of the receiver. args: the content of the arguments. callback: what the callback returns.
   * keys: names only. safe: nothing (a count, a boolean, a hash). `gives: ['receiver', 'args']` merges (concat). args leaves out functions.
   * state: a pair of a value and its setter (`useState`): the value is the first argument and all that is ever given to the setter.
   * resolved: what is given to a `resolver` parameter of the callback (`new Promise((resolve) => resolve(x))`).
   * error: an error object made from the arguments.
   * entries: pairs of a key, which carries nothing, and an element. from-entries: the object that such pairs make.
   * member: the receiver's member that a literal argument names, else the receiver: `row.get('ssn')`.
   * read: what the first argument holds; where nothing is known of that, something that only names tell of (`json.load(file)`, `input()`).
   * handled: the error that is being handled (`traceback.format_exc()`).
   * serialized: the arguments and the receiver with all their fields, whatever their class gives as its text (`mapper.writeValueAsString(patient)`).
   * held: the argument, whose empty parts (`''`, `null`) will be filled later: `reactive({ ssn: '' })`.
   * callback and result: where the call has no callback, the receiver.
   */
  /** The index of an argument that, as a list of literal names, says which properties alone stay: `JSON.stringify(patient, ['id'])`. */
  readonly keeps?: number | string;
  /** The same for the properties that do not stay: `patient.model_dump(exclude={'ssn'})`. */
  readonly drops?: number | string;
  readonly gives: readonly (
    | 'receiver'
    | 'element'
    | 'args'
    | 'first-arg'
    | 'callback'
    | 'keys'
    | 'safe'
    | 'state'
    | 'resolved'
    | 'error'
    | 'entries'
    | 'from-entries'
    | 'handled'
    | 'read'
    | 'held'
    | 'member'
    | 'serialized'
  )[];
  /**
   * What a callback argument's parameters receive, by index: element, receiver (the collection), safe (an index), result (of the callback, and the
   * arguments that are no functions: reduce), error (the error of a rejected promise), entries (key and element), resolver (a function, see `resolved`),
   * piped (an operator of rxjs: the receiver of the `pipe` call that the operator is given to).
   * A callback is a function given as an argument or under a key of an argument (`subscribe({ next })`); the second function given to `then` and
   * `subscribe`, and one under the key `error`, receives an error instead.
   */
  readonly callback?: readonly ('element' | 'receiver' | 'result' | 'safe' | 'error' | 'entries' | 'resolver' | 'piped')[];
}

export interface SanitizerKnowledge {
  /** Words before a verb that change nothing: toMasked, safeRedact, deepScrub. */
  readonly openers: readonly string[];
  /** Words that make a function a sanitizer when its name starts with, or consists of, them: redact, mask, hash, anonymize. */
  readonly verbs: readonly string[];
  /** Phrases that begin or end so and make nothing safe: sanitize html, hash map, input mask. */
  readonly not: readonly string[];
  /** Functions of libraries by origin: bcrypt.hash, lodash.omit. */
  readonly functions: readonly { readonly origin: string; readonly how: 'whole' | 'pick' | 'omit' }[];
}

/** What a URL or route path says of the data behind it; the record words of words.yaml are used first. */
export interface UrlKnowledge {
  readonly id: string;
  readonly words: readonly string[];
  readonly holds: 'patient' | 'clinical' | 'message' | 'account' | 'staff' | 'nothing';
  readonly part?: boolean;
  /** It takes data and answers that it has. */
  readonly acknowledges?: boolean;
}

// ── how code is written ──────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Names that code has a habit of giving: `rules/code`, one file a key, whose head says what each of its lists is about. A name is exact;
 * a `*` at an end, or at both, stands for any letters, or none.
 */
export interface CodeKnowledge {
  readonly verbs: VerbKnowledge;
  readonly members: MemberKnowledge;
  readonly schemas: SchemaKnowledge;
  readonly types: TypeKnowledge;
  readonly frameworks: FrameworkKnowledge;
  readonly calls: CallKnowledge;
}

type Names<Lists extends string> = { readonly [List in Lists]: readonly string[] };

export type VerbKnowledge = Names<'giving' | 'doing' | 'trailing' | 'reporting' | 'reporters' | 'recording' | 'events'>;

export type MemberKnowledge = Names<'envelopes' | 'contents' | 'plainRows' | 'recipients' | 'letters' | 'mailers' | 'texters' | 'errorTexts' | 'errorCodes' | 'errorRequests' | 'roles' | 'kinds' | 'outsiders' | 'secrets' | 'roleTypes' | 'roleFields' | 'roleChecks' | 'equality'>;

export interface SchemaKnowledge extends Names<'nesting' | 'plain' | 'fields' | 'modelDecorators' | 'relations' | 'loading' | 'documentMembers' | 'documentHooks' | 'modelNames' | 'columns'> {
  readonly calls: readonly SchemaCall[];
}

/** How a schema call is written: which argument names the model (none: the variable it is put into), which holds the fields. */
export interface SchemaCall {
  readonly names: readonly string[];
  readonly name?: number | 'receiver';
  readonly fields: number;
  /** The fields may also be a list, a function that builds them, or a text of their names. */
  readonly lists?: boolean;
  /** The key under which the list of fields stands, beside the name under `name`. */
  readonly inside?: string;
  /** It creates a table. */
  readonly table?: boolean;
}

export type TypeKnowledge = Names<
  | 'holdsLast'
  | 'holdsFirst'
  | 'sameFields'
  | 'keepsFields'
  | 'dropsFields'
  | 'inferred'
  | 'aboutOnly'
  | 'functions'
  | 'components'
  | 'services'
  | 'injected'
  | 'errorClasses'
  | 'errorBases'
  | 'errorModels'
  | 'valueMethods'
  | 'agents'
  | 'people'
  | 'columns'
>;

export interface FrameworkKnowledge extends Names<'handlers' | 'controllers' | 'routes' | 'tests' | 'guards' | 'passingOn'> {
  readonly requests: readonly RequestDecorator[];
}

export interface RequestDecorator {
  readonly names: readonly string[];
  readonly holds: Source['holds'];
  readonly label: string;
}

export type CallKnowledge = Names<
  'lookUps' | 'fills' | 'populates' | 'tellingKeys' | 'settling' | 'rejections' | 'errorParameters' | 'setters' | 'cutting' | 'signing' | 'running'
>;

// ── what a project says of itself ────────────────────────────────────────────────────────────────────────────────────────

/** Names of functions are met as calls are written: `auditTrail.record` by `this.auditTrail.record(…)`. Made by `withUserKnowledge` in extend.ts. */
export interface OwnKnowledge {
  readonly sinks: readonly OwnSink[];
  readonly sources: readonly OwnSource[];
  readonly models: readonly OwnModel[];
  readonly sanitizers: readonly string[];
}

export interface OwnSink extends Sink {
  readonly name: string;
}

/** The result of the function is this element, or this record. */
export type OwnSource = { readonly name: string } & ({ readonly element: ElementWords; readonly record?: never } | { readonly record: RecordWords; readonly element?: never });

export interface OwnModel {
  readonly name: string;
  readonly elements: readonly string[];
  /** What its objects count as where their members are read. */
  readonly record: RecordWords;
}

// ── judging ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface RuleKnowledge {
  readonly id: RuleId;
  readonly level: Level;
  /** Where the data of its findings ends. */
  readonly sinks: readonly Sink['kind'][];
  readonly title: string;
  /** A paragraph for `--list-rules`, SARIF's help and docs. */
  readonly description: string;
  readonly advice: string;
  readonly tags: readonly string[];
}

export interface RiskKnowledge {
  readonly rows: readonly RiskRow[];
}

export interface RiskRow {
  readonly id: string;
  /** "SSN in logs" */
  readonly label: string;
  readonly base: number;
  /** All that are given must hold. */
  readonly when: {
    readonly elements?: readonly string[];
    readonly rules?: readonly RuleId[];
    readonly debug?: boolean;
    readonly thirdParty?: boolean;
  };
  readonly multipliers: readonly { readonly context: ScoreContext; readonly label: string; readonly factor: number }[];
}

export interface LawKnowledge {
  readonly references: readonly LawRow[];
  /** Safe Harbor letters: A -> "Names". */
  readonly safeHarbor: Readonly<Record<string, string>>;
}

export interface LawRow {
  readonly citation: string;
  readonly title: string;
  readonly when: {
    readonly sinkKinds?: readonly ('log' | 'error' | 'telemetry')[];
    readonly elements?: readonly string[];
    readonly thirdParty?: boolean;
  };
}
