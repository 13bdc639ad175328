/** Joins the SARIF reports of the shards of one project into the report that one scan would have given. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Level } from '@phi-scan/core';
import { exceeds, exitCodes, type ExitCode } from '../exit-code.js';
import type { Io } from '../io.js';
import { UsageError } from '../usage-error.js';
import { product } from '../product.js';
import { codeScanningLimits } from '../reporters/sarif.js';
import { plural } from '../reporters/report.js';
import { WriteError, writeReport } from '../write-report.js';

export interface MergeOptions {
  readonly reports: readonly string[];
  /** Without one the report goes to standard output. */
  readonly output: string | undefined;
  readonly failOn: Level | 'never';
}

interface SarifRule {
  readonly id: string;
}

interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex?: number;
  readonly level: Level;
  readonly rank?: number;
  readonly locations?: readonly { readonly physicalLocation?: { readonly artifactLocation?: { readonly uri?: string }; readonly region?: { readonly startLine?: number; readonly startColumn?: number } } }[];
  readonly partialFingerprints?: Readonly<Record<string, string>>;
  readonly suppressions?: readonly unknown[];
}

interface SarifNotification {
  readonly descriptor?: { readonly id?: string };
  readonly level?: Level;
}

interface SarifRun {
  readonly tool: { readonly driver: { readonly name: string; readonly rules?: readonly SarifRule[] } };
  readonly invocations?: readonly { readonly executionSuccessful?: boolean; readonly toolExecutionNotifications?: readonly SarifNotification[] }[];
  readonly results?: readonly SarifResult[];
}

interface SarifLog {
  readonly version: string;
  readonly runs: readonly SarifRun[];
}

export async function merge({ reports, output, failOn }: MergeOptions, io: Io): Promise<ExitCode> {
  const logs = reports.map((report) => readLog(resolve(io.cwd, report), report));
  const merged = mergeLogs(logs);
  const text = `${JSON.stringify(merged, null, 2)}\n`;
  try {
    if (output === undefined || output === '-') io.stdout.write(text);
    else await writeReport(io.cwd, output, text);
  } catch (error) {
    if (!(error instanceof WriteError)) throw error;
    io.stderr.write(`${product.name}: ${error.message}\n`);
    return exitCodes.failed;
  }
  const [run] = merged.runs;
  if (run.invocations.some(({ executionSuccessful }) => !executionSuccessful)) return exitCodes.failed;
  return run.results.some((result) => (result.suppressions ?? []).length === 0 && exceeds(result.level, failOn)) ? exitCodes.findings : exitCodes.clean;
}

function readLog(path: string, report: string): SarifLog {
  let log: unknown;
  try {
    log = JSON.parse(readFileSync(path, 'utf8').replace(/^\ufeff/, ''));
  } catch (error) {
    throw new UsageError(`cannot merge ${report}: ${error instanceof SyntaxError ? 'it is no JSON' : 'it cannot be read'}`);
  }
  const runs = (log as Partial<SarifLog> | null)?.runs;
  if (!Array.isArray(runs) || runs.some((run: Partial<SarifRun>) => run.tool?.driver?.name !== product.name)) {
    throw new UsageError(`cannot merge ${report}: it is no SARIF report of ${product.name}`);
  }
  return log as SarifLog;
}

/** What the reports have in common is taken from the first. */
function mergeLogs(logs: readonly SarifLog[]) {
  const runs = logs.flatMap((log) => log.runs);
  const first = runs[0];
  if (!first) throw new UsageError('there is nothing to merge: the reports hold no run');
  const rules = distinct(runs.flatMap(({ tool }) => tool.driver.rules ?? []), ({ id }) => id);
  const ruleIndexes = new Map(rules.map(({ id }, index) => [id, index]));
  const found = distinct(runs.flatMap(({ results = [] }) => results), keyOf).sort(byPlace);
  const results = gravest(found).map((result) => ({ ...result, ruleIndex: ruleIndexes.get(result.ruleId) ?? -1 }));
  const told = distinct(runs.flatMap(({ invocations = [] }) => invocations.flatMap((each) => each.toolExecutionNotifications ?? [])), (each) => JSON.stringify(each));
  // A part that got nothing to do says so; the whole had something.
  const notifications = runs.some(hasWorked) ? told.filter(({ descriptor }) => descriptor?.id !== 'no-files') : told;
  const omitted = found.length - results.length;
  return {
    ...logs[0],
    runs: [
      {
        ...first,
        tool: { ...first.tool, driver: { ...first.tool.driver, rules } },
        invocations: [
          {
            ...first.invocations?.[0],
            executionSuccessful: runs.every(({ invocations = [] }) => invocations.every((each) => each.executionSuccessful !== false)),
            toolExecutionNotifications: omitted === 0 ? notifications : [...notifications, truncation(omitted, results.length)],
          },
        ],
        results,
      },
    ],
  } as const;
}

function hasWorked({ invocations = [] }: SarifRun): boolean {
  return invocations.every((each) => (each.toolExecutionNotifications ?? []).every(({ descriptor }) => descriptor?.id !== 'no-files'));
}

function truncation(omitted: number, kept: number) {
  const text = `${plural(omitted, 'result')} with the lowest scores were left out to stay within the upload limits of code scanning; ${plural(kept, 'result')} are here.`;
  return { descriptor: { id: 'truncated' }, level: 'warning', message: { text } };
}

/** The one of two parts that reads the other's files may find in them what the other found too. */
function keyOf(result: SarifResult): string {
  const fingerprint = result.partialFingerprints?.['phiScan/v1'];
  return fingerprint ?? JSON.stringify([result.ruleId, result.locations]);
}

function distinct<Entry>(entries: readonly Entry[], keyOfEntry: (entry: Entry) => string): Entry[] {
  return [...new Map(entries.map((entry) => [keyOfEntry(entry), entry] as const).reverse()).values()].reverse();
}

function byPlace(a: SarifResult, b: SarifResult): number {
  const [left, right] = [a, b].map((result) => result.locations?.[0]?.physicalLocation);
  return (
    compare(left?.artifactLocation?.uri ?? '', right?.artifactLocation?.uri ?? '') ||
    (left?.region?.startLine ?? 0) - (right?.region?.startLine ?? 0) ||
    (left?.region?.startColumn ?? 0) - (right?.region?.startColumn ?? 0) ||
    compare(a.ruleId, b.ruleId)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function gravest(results: readonly SarifResult[]): readonly SarifResult[] {
  if (results.length <= codeScanningLimits.results) return results;
  const weight = (result: SarifResult): number => (result.rank ?? 0) - ((result.suppressions ?? []).length > 0 ? 1000 : 0);
  const kept = new Set([...results].sort((a, b) => weight(b) - weight(a)).slice(0, codeScanningLimits.results));
  return results.filter((result) => kept.has(result));
}
