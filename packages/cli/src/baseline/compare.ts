/** What of a scan is new, what was accepted before, and what was fixed. */
import type { Finding } from '@phi-scan/core';
import type { BaselineEntry } from './file.js';

export interface Accepted {
  readonly finding: Finding;
  readonly entry: BaselineEntry;
}

export interface Comparison {
  /** Not accepted, or not any more: open findings that a team has to look at. */
  readonly fresh: readonly Finding[];
  readonly known: readonly Accepted[];
  /** Their time is over; their findings are among the fresh ones. */
  readonly expired: readonly Accepted[];
  /** Entries that nothing in the code meets any more. */
  readonly fixed: readonly BaselineEntry[];
  /** Entries of files that were not scanned this time: nothing is known of them. */
  readonly unseen: readonly BaselineEntry[];
}

export interface Circumstances {
  /** A finding's file, from the folder of the baseline. */
  readonly fileOf: (finding: Finding) => string;
  readonly wasScanned: (file: string) => boolean;
  readonly isGone: (file: string) => boolean;
  /** 2026-11-20 */
  readonly today: string;
}

export function compare(findings: readonly Finding[], entries: readonly BaselineEntry[], { fileOf, wasScanned, isGone, today }: Circumstances): Comparison {
  const open = findings.filter(({ suppressed }) => suppressed === undefined);
  const left = [...entries];
  const met = new Map<Finding, BaselineEntry>();
  const meet = (finding: Finding, isIt: (entry: BaselineEntry) => boolean): void => {
    const index = left.findIndex((entry) => entry.content === finding.contentFingerprint && isIt(entry));
    const entry = left[index];
    if (entry === undefined) return;
    met.set(finding, entry);
    left.splice(index, 1);
  };
  for (const finding of open) meet(finding, ({ file }) => file === fileOf(finding));
  const names = renamedFiles(open.filter((finding) => !met.has(finding)), left, { fileOf, isGone, known: new Set(entries.map(({ file }) => file)) });
  for (const finding of open) if (!met.has(finding)) meet(finding, ({ file }) => names.get(file) === fileOf(finding));

  const accepted = [...met].map(([finding, entry]): Accepted => ({ finding, entry }));
  const isOver = ({ entry }: Accepted): boolean => entry.expires !== undefined && entry.expires < today;
  const expired = accepted.filter(isOver);
  const known = accepted.filter((each) => !isOver(each));
  const silent = new Set(known.map(({ finding }) => finding));
  const isFixed = ({ file }: BaselineEntry): boolean => wasScanned(file) || isGone(file);
  return { fresh: open.filter((finding) => !silent.has(finding)), known, expired, fixed: left.filter(isFixed), unseen: left.filter((entry) => !isFixed(entry)) };
}

/**
 * The new name of each file that is gone: of the files that the baseline does not know, the one that says most of what the old one said.
 * The same statement where the old file still exists is a copy, and a new leak.
 */
function renamedFiles(
  findings: readonly Finding[],
  entries: readonly BaselineEntry[],
  { fileOf, isGone, known }: Pick<Circumstances, 'fileOf' | 'isGone'> & { readonly known: ReadonlySet<string> },
): ReadonlyMap<string, string> {
  const gone = [...new Set(entries.map(({ file }) => file))].filter(isGone);
  const unknown = [...new Set(findings.map(fileOf))].filter((file) => !known.has(file));
  const names = new Map<string, string>();
  for (const old of gone) {
    const said = new Set(entries.filter(({ file }) => file === old).map(({ content }) => content));
    const shared = (file: string): number => findings.filter((finding) => fileOf(finding) === file && said.has(finding.contentFingerprint)).length;
    const taken = new Set(names.values());
    const [best] = unknown.filter((file) => !taken.has(file)).map((file) => ({ file, count: shared(file) })).sort((a, b) => b.count - a.count);
    if (best !== undefined && best.count > 0) names.set(old, best.file);
  }
  return names;
}

export function entryOf(finding: Finding, file: string, tags: Pick<BaselineEntry, 'owner' | 'reason' | 'expires'> = {}): BaselineEntry {
  return { file, rule: finding.rule, sink: finding.sink, elements: finding.elements, content: finding.contentFingerprint, ...tags };
}
