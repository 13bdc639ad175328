import type { Finding, Knowledge, Location, Notification, ScanResult } from '@phi-scan/core';
import type { ChalkInstance } from 'chalk';
import type { ComparedScan } from '../baseline/apply.js';
import type { ChangeRange } from '../changes/git.js';
import { maskAll, type Mask } from './mask.js';
import { createMaskedSources, type MaskedSources } from './masked-sources.js';

/** What a reporter gets. Every text in it that comes from code is masked already, so no reporter can forget to. */
export interface Report {
  readonly findings: readonly Finding[];
  readonly notifications: readonly Notification[];
  readonly stats: ScanResult['stats'];
  readonly knowledge: Pick<Knowledge, 'rules' | 'risk'>;
  readonly sources: MaskedSources;
  /** A file of the report as the user would write it in the current folder. */
  readonly showFile: (file: string) => string;
  /** These were written to stderr, where the user sees them beside a report on the terminal. */
  readonly alreadyTold: ReadonlySet<Notification>;
  readonly quiet: boolean;
  /** Reports for people show notes in a line each. */
  readonly briefNotes: boolean;
  /** What was accepted before, where the scan was compared with it: `findings` are the others. */
  readonly baseline?: BaselineOutcome;
  /** What was left out, where only changes count. */
  readonly changes?: ChangesOutcome;
}

export interface ChangesOutcome {
  readonly range: ChangeRange;
  /** Findings that the changes have nothing to do with. */
  readonly hidden: number;
}

export type BaselineOutcome = Pick<ComparedScan, 'shown' | 'known' | 'expired' | 'fixed'>;

/** How text is laid out for people; formats for machines ignore it. */
export interface Presentation {
  readonly colours: ChalkInstance;
  readonly width: number;
  /** For the one format that cannot do without. */
  readonly now: Date;
}

export type Reporter = (report: Report & Presentation) => string;

export interface ReportInput {
  readonly result: ScanResult;
  readonly knowledge: Pick<Knowledge, 'rules' | 'risk'>;
  readonly readSource: (file: string) => string | undefined;
  readonly mask: Mask;
  readonly showFile: (file: string) => string;
  readonly alreadyTold: readonly Notification[];
  readonly quiet: boolean;
  readonly briefNotes: boolean;
  readonly baseline?: BaselineOutcome;
  readonly changes?: ChangesOutcome;
}

export function createReport({ result, knowledge, readSource, mask, showFile, alreadyTold, quiet, briefNotes, baseline, changes }: ReportInput): Report {
  const masked = new Map(result.notifications.map((each) => [each, { ...each, message: mask(each.message) }]));
  return {
    findings: result.findings.map((finding) => maskFinding(finding, mask)),
    notifications: [...masked.values()],
    stats: result.stats,
    knowledge,
    sources: createMaskedSources(readSource, mask, result.findings),
    showFile,
    alreadyTold: new Set(alreadyTold.flatMap((each) => masked.get(each) ?? [])),
    quiet,
    briefNotes,
    ...(baseline === undefined ? {} : { baseline }),
    ...(changes === undefined ? {} : { changes }),
  };
}

export function maskFinding(finding: Finding, mask: Mask): Finding {
  const { suppressed } = finding;
  const masked = (text: string): string => maskAll(mask, text, finding.elements);
  return {
    ...finding,
    message: masked(finding.message),
    advice: masked(finding.advice),
    sink: masked(finding.sink),
    flow: finding.flow.map((step) => ({ ...step, what: masked(step.what) })),
    evidence: finding.evidence.map((each) => ({ ...each, why: masked(each.why) })),
    ...(suppressed === undefined ? {} : { suppressed: { ...suppressed, reason: masked(suppressed.reason) } }),
  };
}

/** "3 errors" */
export function plural(count: number, word: string): string {
  return `${count.toLocaleString('en-US')} ${word}${count === 1 ? '' : 's'}`;
}

export function place({ start }: Location): string {
  return `${start.line}:${start.column}`;
}
