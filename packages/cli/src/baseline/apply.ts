/** Compares a scan with the baseline of its project. */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Finding, ScanResult } from '@phi-scan/core';
import { shownPath } from '../config/project.js';
import type { Engine } from '../engine.js';
import type { Io } from '../io.js';
import type { ScannedProject } from '../scan-project.js';
import { compare, type Comparison } from './compare.js';
import { readBaseline, type BaselineEntry } from './file.js';

export interface ComparedScan extends Comparison {
  /** As the user would write it. */
  readonly shown: string;
  readonly fileOf: (finding: Finding) => string;
}

export function compareWith(file: string, scanned: ScannedProject, io: Io, engine: Engine): ComparedScan {
  const shown = shownPath(resolve(io.cwd, file), io.cwd);
  return { shown, ...compareScan(file, readBaseline(resolve(io.cwd, file), shown, engine.nearestWord), scanned, io) };
}

export function compareScan(file: string, entries: readonly BaselineEntry[], { root, result }: ScannedProject, io: Io): Omit<ComparedScan, 'shown'> {
  const folder = dirname(resolve(io.cwd, file));
  const scanned = new Set(result.files.map((each) => shownPath(resolve(root, each), folder)));
  const fileOf = ({ location }: Finding): string => shownPath(resolve(root, location.file), folder);
  const circumstances = {
    fileOf,
    wasScanned: (each: string) => scanned.has(each),
    isGone: (each: string) => !existsSync(resolve(folder, each)),
    today: io.now().toISOString().slice(0, 10),
  };
  return { fileOf, ...compare(result.findings, entries, circumstances) };
}

/** What is left to report: new findings, and those that a comment silences, which reports keep. */
export function withoutKnown(result: ScanResult, { fresh }: Comparison): ScanResult {
  const kept = new Set(fresh);
  return { ...result, findings: result.findings.filter((finding) => finding.suppressed !== undefined || kept.has(finding)) };
}
