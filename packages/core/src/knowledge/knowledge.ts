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
  readonly rules: readonly RuleKnowledge[];
  readonly risk: RiskKnowledge;
  readonly law: LawKnowledge;
}

// ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface WordKnowledge {
  readonly elements: readonly ElementWords[];
  readonly records: readonly RecordWords[];
  readonly subjects: readonly SubjectWords[];
  readonly harmless: readonly HarmlessWords[];
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
  readonly names: readonly string[];
}

/** What a name says. Made by `classifyName` in words.ts. */
export interface NameVerdict {
  /** The word that makes the whole name harmless, if one does. Then nothing else is set. */
  readonly harmless?: string;
  /** The data element that the name itself says. */
  readonly element?: ElementWords;
  /** The record that the name itself says (its head: `patient`, `patients`, `currentPatient`, `patientAppointment` → appointment). */
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
 */
export interface Api {
  readonly id: string;
  /** Module names; a trailing `*` matches the rest of the name (`@sentry/*`). */
  readonly from: readonly string[];
  readonly makes: readonly string[];
  /** Global names that are this object: console, Sentry, process.stdout. */
  readonly globals: readonly string[];
  /** Declared types that are this object, when imported from one of the modules, or (no `from`, or not resolvable) by name alone: Logger, pino.Logger. */
  readonly types: readonly string[];
  /** The last resort: names of variables, parameters or properties that mean this object when nothing else is known: log, logger, req. */
  readonly names: readonly string[];
  /** What members lead to: `child()` the result of calling it, `scope` the property, `withScope(=>0)` the first parameter of a callback given to it. The value is the id of an api. */
  readonly gives: Readonly<Record<string, string>>;
  readonly sinks: readonly Sink[];
  readonly sources: readonly Source[];
}

export interface Sink {
  /** Member names; '' is a call of the object itself (`debug('…')`). */
  readonly members: readonly string[];
  readonly kind: 'log' | 'error' | 'telemetry';
  /** Which arguments are written: all, or the indexes. `{ "arg": 0, "only": ["message"] }` limits to named properties of an object argument; `"except"` leaves some out. */
  readonly args: 'all' | readonly SinkArg[];
  /** debug for debug/trace/verbose/silly; it lowers the risk row. */
  readonly debug?: boolean;
  /** Data leaves to another company: Sentry, Datadog, Segment. */
  readonly thirdParty?: boolean;
}

export interface SinkArg {
  readonly arg: number;
  /** This argument and all after it. */
  readonly rest?: boolean;
  readonly only?: readonly string[];
  readonly except?: readonly string[];
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
    | 'stored-value'
    | 'message'
    | 'token'
    | 'fhir-resource'
    | 'hl7-message'
    | 'model'
    | 'user'
    | 'safe';
  /** The argument that says what it is (a URL, a resource type, a table, a storage key); without it the object's own name or type does. */
  readonly toldBy?: number;
  readonly label: string;
}

// ── what calls do to values ──────────────────────────────────────────────────────────────────────────────────────────────

/** What a well-known function or method gives back, for callees that are not in the project. */
export interface Transfer {
  readonly id: string;
  /** Methods by name on any receiver (`.map`), or functions by their origin (`JSON.stringify`, `util.inspect`, `String`). */
  readonly methods: readonly string[];
  readonly functions: readonly string[];
  /**
   * receiver: the receiver's content. element: one element of the receiver. args: the content of the arguments. callback: what the callback returns.
   * keys: names only. safe: nothing (a count, a boolean, a hash). `gives: ['receiver', 'args']` merges (concat).
   */
  readonly gives: readonly ('receiver' | 'element' | 'args' | 'first-arg' | 'callback' | 'keys' | 'safe')[];
  /** What a callback argument's parameters receive, by index: element, receiver (the collection), safe (an index), result (of the callback: reduce), argument. */
  readonly callback?: readonly ('element' | 'receiver' | 'result' | 'safe' | 'error' | 'entries')[];
}

export interface SanitizerKnowledge {
  /** Words that make a function a sanitizer when its name starts with, or consists of, them: redact, mask, hash, anonymize. */
  readonly verbs: readonly string[];
  /** Functions of libraries by origin: bcrypt.hash, lodash.omit. */
  readonly functions: readonly { readonly origin: string; readonly how: 'whole' | 'pick' | 'omit' }[];
}

/** What a URL or route path says of the data behind it; the record words of words.yaml are used first. */
export interface UrlKnowledge {
  readonly id: string;
  readonly words: readonly string[];
  readonly holds: 'patient' | 'clinical' | 'message' | 'account' | 'staff' | 'nothing';
}

// ── judging ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface RuleKnowledge {
  readonly id: RuleId;
  readonly level: Level;
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
