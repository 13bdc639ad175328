/** What phi-scan says: the words of DESIGN used by every reporter, the ESLint plugin and the tests. */
import type { Knowledge } from './knowledge/knowledge.js';

export const ruleIds = [
  'no-phi-in-logs',
  'no-phi-object-dump',
  'no-phi-in-errors',
  'no-phi-in-telemetry',
  'no-phi-literals',
  'no-raw-error-in-phi-context',
] as const;
export type RuleId = (typeof ruleIds)[number];

/** phi-scan's own findings about suppressions share the reports with the rules, but are no rules about code. */
export type Level = 'error' | 'warning' | 'note';
export type Confidence = 'high' | 'medium' | 'low';
export type Subject = 'patient' | 'staff' | 'user' | 'thing' | 'unknown';

export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
}

export interface Location {
  /** Relative to the root of the scan, with `/`. */
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
  /** Offsets into the text, for the editor. */
  readonly span: readonly [number, number];
}

export interface FlowStep extends Location {
  /** A few words: "patient is read by findById", "passed to logAction", "logged". Never a value. */
  readonly what: string;
}

export interface Evidence {
  readonly kind: 'name' | 'type' | 'model' | 'value' | 'request' | 'response' | 'form' | 'storage' | 'use';
  /** Why we think so, in a sentence without a full stop: "the model Patient holds dateOfBirth and phone". */
  readonly why: string;
}

export interface ScoreTerm {
  /** "Full patient record logged" or "Third-party service". */
  readonly label: string;
  /** The base score, or the multiplier. */
  readonly factor: number;
}

export interface RiskScore {
  readonly value: number;
  readonly terms: readonly ScoreTerm[];
  /** "90 × 1.15 = 100 (capped)" */
  readonly arithmetic: string;
}

export interface LawReference {
  /** "45 CFR §164.312(b)" or "LGPD art. 11" */
  readonly citation: string;
  readonly title: string;
}

export interface Finding {
  readonly rule: RuleId;
  readonly level: Level;
  readonly confidence: Confidence;
  readonly subject: Subject;
  /** Ids of `rules/words`' data elements, the gravest first: ssn, mrn, name, patient-record, request-body … */
  readonly elements: readonly string[];
  /** One sentence: what reaches where. */
  readonly message: string;
  /** What to write instead. */
  readonly advice: string;
  /** The statement to change. */
  readonly location: Location;
  /** The part of it that carries the data: the argument, or the value inside the template. */
  readonly culprit: Location;
  /** "console.log", "logger.info", "throw", "Sentry.setUser" */
  readonly sink: string;
  readonly flow: readonly FlowStep[];
  readonly evidence: readonly Evidence[];
  readonly score: RiskScore;
  readonly law: readonly LawReference[];
  /** Stays the same when lines are added above it. */
  readonly fingerprint: string;
  /** Stays the same when the file gets another name; equal statements share it. */
  readonly contentFingerprint: string;
  /** Set when a comment in the code silences it. */
  readonly suppressed?: { readonly reason: string; readonly at: Location };
}

/** Something that the reader must know besides the findings: a file not read, a limit hit, a suppression without a reason. */
export interface Notification {
  readonly kind:
    | 'unreadable'
    | 'binary'
    | 'too-large'
    | 'encoding'
    | 'syntax'
    | 'limit'
    | 'internal'
    | 'no-files'
    | 'ignore-without-reason'
    | 'ignore-unknown-rule'
    | 'unused-ignore'
    | 'truncated';
  readonly level: Level;
  readonly message: string;
  readonly file?: string;
  readonly location?: Location;
  /** Of an unused suppression: its form, and the rule that it need not name; none where all of the comment is of no use. */
  readonly unused?: { readonly form: 'line' | 'next-line' | 'start' | 'end' | 'file'; readonly rule?: RuleId };
}

export interface ScanStats {
  readonly filesFound: number;
  readonly filesScanned: number;
  readonly linesScanned: number;
}

export interface ScanResult {
  /** Sorted by file, line, column, rule; suppressed ones among them. */
  readonly findings: readonly Finding[];
  readonly notifications: readonly Notification[];
  readonly stats: ScanStats;
  /** The files that were scanned, relative to the root. */
  readonly files: readonly string[];
  /** Absolute. */
  readonly root: string;
}

export type ScoreContext = 'cloud-logs' | 'third-party' | 'public-errors' | 'production';

/** What can differ from file to file. */
export type FileSettings = Pick<ScanOptions, 'includeStaff' | 'minConfidence' | 'context'>;

export interface ScanOptions {
  /** Absolute; locations are relative to it. */
  readonly root: string;
  /** Files and folders to scan, absolute or relative to root; the root itself when empty. */
  readonly paths: readonly string[];
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly includeTests: boolean;
  readonly includeStaff: boolean;
  readonly minConfidence: Confidence;
  readonly context: readonly ScoreContext[];
  readonly reportUnusedIgnores: boolean;
  /** Where it says something of a file, that holds there in place of the options above. */
  readonly settingsFor?: (file: string) => Partial<FileSettings>;
  /** Left out like `exclude`, by globs that count from another folder than the root. */
  readonly ignores?: { readonly folder: string; readonly globs: readonly string[] };
  /** What is patient data, what writes, what makes safe; without it, what `rules/` says. */
  readonly knowledge?: Knowledge;
  /** Text given instead of files on disk (standard input, an editor's buffer): path relative to root -> text. */
  readonly overlay?: ReadonlyMap<string, string>;
  /** Only what falls to this one of several scans that share out the packages. */
  readonly shard?: { readonly index: number; readonly count: number };
  /** A folder in which scans leave for later ones what they have found out; without it, nothing is read or left. */
  readonly cache?: string;
  /** 1 lowers in this thread. */
  readonly threads: number;
  readonly onProgress?: (progress: ScanProgress) => void;
}

export interface ScanProgress {
  readonly stage: 'discover' | 'compare' | 'load' | 'lower' | 'link' | 'solve' | 'judge' | 'keep';
  readonly done: number;
  readonly total: number;
}
