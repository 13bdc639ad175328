import type { FileFacts } from '../facts/facts.js';

/** The text of a file and its path relative to the root of the scan. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** A language turns text into Facts. It knows no patient data, no sink and no score. */
export interface Language {
  readonly id: string;
  /** With the dot: `.ts`. */
  readonly extensions: readonly string[];
  /** Never throws for bad syntax: what can be read is lowered, the rest is in `problems`. */
  lower(source: SourceText): FileFacts;
}
