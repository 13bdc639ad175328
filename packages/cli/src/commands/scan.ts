import { relative, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Finding, Notification } from '@phi-scan/core';
import { compareWith, withoutKnown } from '../baseline/apply.js';
import { withinChanges } from '../changes/filter.js';
import { deliver } from '../deliver.js';
import type { Engine } from '../engine.js';
import { exitCodeOf, exitCodes, type ExitCode } from '../exit-code.js';
import type { Io } from '../io.js';
import type { CliOptions } from '../options.js';
import { product } from '../product.js';
import { printable } from '../reporters/display-width.js';
import { createReport } from '../reporters/report.js';
import { loadReporter } from '../reporters/index.js';
import { slashed } from '../root.js';
import { isForStderr, scanProject, type ScannedProject } from '../scan-project.js';
import { createTiming } from '../timing.js';

/** Scans, reports, and says how it went. */
export async function scan(asked: CliOptions, io: Io, engine: Engine): Promise<ExitCode> {
  if (asked.auditLog === undefined) return (await run(asked, io, engine)).status;
  const started = io.now();
  let ended: Ended | undefined;
  try {
    ended = await run(asked, io, engine);
    return ended.status;
  } finally {
    // A run that could not begin, as its configuration is broken, ran all the same.
    const { appendAuditRecord } = await import('../audit-log.js');
    await appendAuditRecord(asked.auditLog, { started, scanned: ended?.scanned, reported: ended?.reported ?? [], status: ended?.status ?? exitCodes.failed }, io);
  }
}

interface Ended {
  readonly scanned: ScannedProject;
  readonly reported: readonly Finding[];
  readonly status: ExitCode;
}

async function run(asked: CliOptions, io: Io, engine: Engine): Promise<Ended> {
  const timing = asked.timing ? createTiming() : undefined;
  const scanned = await scanProject(asked, io, engine, timing);
  timing?.begin('report');
  // The engine seldom pauses: whoever asked meanwhile to stop is heard before anything is written.
  await setImmediate();
  const { root, project, readSource } = scanned;
  const { options } = project;
  const compared = options.baseline === undefined ? undefined : compareWith(options.baseline, scanned, io, engine);
  const open = compared === undefined ? scanned.result : withoutKnown(scanned.result, compared);
  const result = scanned.changes === undefined ? open : withinChanges(open, scanned.changes.lines);

  const mask = engine.createMasker(project.knowledge);
  const problems = result.notifications.filter(isForStderr);
  for (const { message } of problems) io.stderr.write(`${product.name}: ${printable(mask(message))}\n`);

  const report = createReport({
    result,
    mask,
    knowledge: project.knowledge,
    readSource,
    showFile: (file) => slashed(relative(io.cwd, resolve(root, file))),
    alreadyTold: problems,
    quiet: options.quiet,
    briefNotes: options.failOn !== 'note',
    ...(compared === undefined ? {} : { baseline: compared }),
    ...(options.changes === undefined ? {} : { changes: { range: options.changes, hidden: open.findings.length - result.findings.length } }),
  });
  const written = await deliver(options, io, async (format, how) => {
    // A report in a file must be complete without what the terminal showed.
    const alreadyTold = how.toFile ? new Set<Notification>() : report.alreadyTold;
    return (await loadReporter[format]())({ ...report, ...how, alreadyTold });
  });
  if (options.targets.some(({ format }) => format === 'github')) await (await import('../job-summary.js')).appendJobSummary(report, io);
  if (timing) io.stderr.write(timing.table());
  return { scanned, reported: result.findings, status: written ? exitCodeOf(result, options.failOn) : exitCodes.failed };
}
