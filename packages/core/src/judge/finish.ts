/** Gives the judged findings their fingerprints, and marks those that a comment in the code silences. */
import type { Finding, Notification } from '../finding.js';
import type { Unit } from '../link/program.js';
import { contentFingerprint, fingerprints } from './fingerprint.js';
import type { JudgedFinding } from './judge.js';
import { applySuppressions } from './suppress.js';

/** The text of a file of the scan. */
export type TextOf = (file: string) => string;

export function withFingerprints(findings: readonly JudgedFinding[], textOf: TextOf): Finding[] {
  const texts = new Map<string, string>();
  const slice = (file: string, span: readonly [number, number]): string => {
    let text = texts.get(file);
    if (text === undefined) texts.set(file, (text = textOf(file)));
    return text.slice(span[0], span[1]);
  };
  const parts = findings.map((finding) => ({
    rule: finding.rule,
    file: finding.location.file,
    sink: finding.sink,
    statement: slice(finding.location.file, finding.location.span),
    culprit: slice(finding.culprit.file, finding.culprit.span),
  }));
  const prints = fingerprints(parts);
  return findings.map((finding, index) => ({ ...finding, fingerprint: prints[index]!, contentFingerprint: contentFingerprint(parts[index]!) }));
}

export function withSuppressions(findings: readonly Finding[], units: readonly Unit[], reportUnused: boolean): { findings: Finding[]; notifications: Notification[] } {
  const byFile = new Map<string, Finding[]>();
  for (const finding of findings) {
    const list = byFile.get(finding.location.file);
    if (list) list.push(finding);
    else byFile.set(finding.location.file, [finding]);
  }
  const marked: Finding[] = [];
  const notifications: Notification[] = [];
  for (const unit of units) {
    const own = byFile.get(unit.path) ?? [];
    if (own.length === 0 && unit.facts.comments.length === 0) continue;
    const result = applySuppressions({ path: unit.path, lineStarts: unit.facts.lineStarts, comments: unit.facts.comments, nodes: unit.facts.nodes }, own, { reportUnused });
    marked.push(...result.findings);
    notifications.push(...result.notifications);
  }
  return { findings: marked, notifications };
}
