import { createHash } from 'node:crypto';

/** What makes a finding the same finding in the next version of the file. Positions are no part of it. */
export interface FingerprintParts {
  readonly rule: string;
  readonly file: string;
  readonly sink: string;
  /** The text of the statement and of the culprit in it. */
  readonly statement: string;
  readonly culprit: string;
}

/**
 * One fingerprint for each finding, in the order given: that of the file, so that the second of two equal statements stays the second
 * when lines are added above them.
 */
export function fingerprints(findings: readonly FingerprintParts[]): string[] {
  const seen = new Map<string, number>();
  return findings.map(({ rule, file, sink, statement, culprit }) => {
    const identity = JSON.stringify([rule, file, sink, fold(statement), fold(culprit)]);
    const occurrence = seen.get(identity) ?? 0;
    seen.set(identity, occurrence + 1);
    return createHash('sha256').update(`${identity}#${occurrence}`).digest('hex').slice(0, 32);
  });
}

/** What is found in the code, wherever it stands: the same in a file that got another name, and for each of several equal statements. */
export function contentFingerprint({ rule, sink, statement, culprit }: Omit<FingerprintParts, 'file'>): string {
  return createHash('sha256').update(JSON.stringify([rule, sink, fold(statement), fold(culprit)])).digest('hex').slice(0, 32);
}

/** A formatter may move every blank, trailing comma and semicolon without changing what the code says. */
function fold(code: string): string {
  return code
    .replace(/\s+/g, '')
    .replace(/,(?=[)\]}])/g, '')
    .replace(/;+$/, '');
}
