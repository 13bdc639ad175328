/** What the page of the HTML report is made from: it stands in the page as JSON. Every text in it is masked. */
import type { Confidence, Level } from '@phi-scan/core';

export interface PageData {
  readonly version: string;
  /** "55 files and 1,379 lines scanned" and the like. */
  readonly facts: readonly string[];
  readonly documentation: string;
  readonly findings: readonly PageFinding[];
  readonly notes: readonly PageNote[];
}

export interface PageFinding {
  /** A name for links, unique in the page. */
  readonly id: string;
  readonly rule: string;
  readonly level: Level;
  readonly confidence: Confidence;
  readonly elements: readonly string[];
  readonly message: string;
  readonly advice: string;
  readonly file: string;
  readonly folder: string;
  readonly line: number;
  readonly column: number;
  readonly sink: string;
  readonly score: number;
  readonly arithmetic: string;
  readonly law: readonly { readonly citation: string; readonly title: string }[];
  readonly why: readonly string[];
  readonly code: readonly PageLine[];
  readonly flow: readonly PageStep[];
  /** The reason, which may be empty, where a comment silences it. */
  readonly suppressed?: string;
}

export interface PageLine {
  readonly number: number;
  readonly text: string;
  /** From and to in the text, where a part of it is marked. */
  readonly mark?: readonly [number, number];
}

export interface PageStep {
  readonly file: string;
  readonly line: number;
  readonly what: string;
  readonly code: string;
}

export interface PageNote {
  readonly level: Level;
  readonly message: string;
}
