/** A line of JSON a run, to show later that the gate ran, on what, and how it ended. Counts and hashes only: nothing of the code, and no value. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { makeFolder, type Finding } from '@phi-scan/core';
import { currentCommit } from './changes/git.js';
import type { ExitCode } from './exit-code.js';
import type { Io } from './io.js';
import { product } from './product.js';
import type { ScannedProject } from './scan-project.js';
import { WriteError, writeReason } from './write-report.js';

/** Raised when a field changes its meaning or goes away; new fields may come without. */
const recordVersion = 1;

export interface AuditedRun {
  readonly started: Date;
  /** Undefined where the run ended before there was a result. */
  readonly scanned: ScannedProject | undefined;
  /** What was reported: without what a baseline accepts, and what changes have nothing to do with. */
  readonly reported: readonly Finding[];
  readonly status: ExitCode;
}

export async function appendAuditRecord(file: string, run: AuditedRun, io: Io): Promise<void> {
  const record = { ...recordOf(run, io), ...(await currentCommit(run.scanned?.root ?? io.cwd, io)) };
  await appendLine(resolve(io.cwd, file), `${JSON.stringify(record)}\n`, file);
}

function recordOf({ started, scanned, reported, status }: AuditedRun, io: Io) {
  const common = {
    record: recordVersion,
    time: started.toISOString(),
    durationMs: io.now().getTime() - started.getTime(),
    tool: product.name,
    version: product.version,
    exitStatus: status,
  };
  if (scanned === undefined) return common;
  const { options, config } = scanned.project;
  const count = (level: Finding['level']): number => reported.filter((finding) => finding.level === level && finding.suppressed === undefined).length;
  const { failOn, minConfidence, context, includeStaff, includeTests, include, exclude, paths, changes } = options;
  return {
    ...common,
    configHash: hashOf(JSON.stringify([config, { failOn, minConfidence, context, includeStaff, includeTests, include, exclude, paths }])),
    failOn,
    ...(changes === undefined ? {} : { changes }),
    ...(options.baseline === undefined ? {} : { baseline: true }),
    files: scanned.result.stats.filesScanned,
    lines: scanned.result.stats.linesScanned,
    found: scanned.result.findings.length,
    reported: { error: count('error'), warning: count('warning'), note: count('note') },
    suppressed: reported.filter(({ suppressed }) => suppressed !== undefined).length,
    problems: scanned.result.notifications.filter(({ level }) => level === 'error').length,
    // The same findings give the same hash, on whatever machine.
    resultHash: hashOf(reported.map(({ fingerprint, level, suppressed }) => `${fingerprint} ${level}${suppressed === undefined ? '' : ' suppressed'}`).sort().join('\n')),
  };
}

function hashOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** At once, behind what others wrote meanwhile; a line that does not fit on the disk leaves no half of it. */
async function appendLine(path: string, line: string, shown: string): Promise<void> {
  try {
    makeFolder(dirname(path));
    const log = await open(path, 'a');
    try {
      const { size } = await log.stat();
      const bytes = Buffer.from(line);
      const { bytesWritten } = await log.write(bytes);
      if (bytesWritten === bytes.length) return;
      await log.truncate(size);
      throw new WriteError(`cannot write the audit log ${shown}: the disk is full`);
    } finally {
      await log.close();
    }
  } catch (error) {
    throw error instanceof WriteError ? error : new WriteError(`cannot write the audit log ${shown}: ${writeReason(error)}`);
  }
}
