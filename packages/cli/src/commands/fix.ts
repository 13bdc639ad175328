/**
 * `--fix`: takes out the phi-scan-ignore comments that silence nothing. A comment does not change what a program does, so this is safe by
 * construction; whatever would change what the program logs is for its authors to decide.
 */
import { resolve } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import type { Notification, ScanResult } from '@phi-scan/core';
import { removeUnused } from '../fix/remove-unused.js';
import type { Engine } from '../engine.js';
import { exitCodes, type ExitCode } from '../exit-code.js';
import type { Io } from '../io.js';
import type { CliOptions } from '../options.js';
import { product } from '../product.js';
import { printable } from '../reporters/display-width.js';
import { everyMask } from '../reporters/every-mask.js';
import { plural } from '../reporters/report.js';
import { scanProject } from '../scan-project.js';
import { writeReport } from '../write-report.js';

export async function fix(options: CliOptions, io: Io, engine: Engine): Promise<ExitCode> {
  // What only a test hands to a function is a finding too, that a comment in the function silences.
  const asked: CliOptions = { ...options, includeTests: true, reportUnusedIgnores: true, changes: undefined, given: new Set([...options.given, 'includeTests', 'reportUnusedIgnores']) };
  const before = await scanProject(asked, io, engine);
  const broken = before.result.notifications.find(({ level }) => level === 'error');
  if (broken !== undefined) return refuse(`nothing was fixed, as not all could be scanned: ${broken.message}`, io);

  const texts = new Map<string, string>();
  for (const [file, unused] of unusedByFile(before.result)) {
    const text = before.readSource(file);
    const fixed = text === undefined ? undefined : removeUnused(text, unused);
    if (fixed !== undefined && fixed !== text) texts.set(file, fixed);
  }
  const after = texts.size === 0 ? before : await scanProject(asked, io, engine, undefined, texts);
  if (findingsOf(after.result) !== findingsOf(before.result)) return refuse('nothing was fixed: without these comments the scan would find something else', io);

  if (options.fix === 'show') {
    const mask = everyMask(engine, before.project.knowledge);
    for (const [file, text] of texts) io.stdout.write(mask(createTwoFilesPatch(`a/${file}`, `b/${file}`, before.readSource(file) ?? '', text, '', '', { context: 1 })));
  } else {
    for (const [file, text] of texts) await writeReport(before.root, resolve(before.root, file), text);
  }
  io.stderr.write(`${product.name}: comments that silence nothing ${options.fix === 'show' ? 'would be' : 'were'} taken out of ${plural(texts.size, 'file')}\n`);
  return exitCodes.clean;
}

function refuse(reason: string, io: Io): ExitCode {
  io.stderr.write(`${product.name}: ${printable(reason)}\n`);
  return exitCodes.failed;
}

/** Files that could not be read or followed to the end are left alone: a finding may be missing in them. */
function unusedByFile({ notifications }: ScanResult): Map<string, Notification[]> {
  const doubtful = new Set(notifications.filter(({ kind }) => kind === 'syntax' || kind === 'limit' || kind === 'encoding').map(({ file }) => file));
  const found = new Map<string, Notification[]>();
  for (const notification of notifications) {
    const { kind, file } = notification;
    if (kind !== 'unused-ignore' || file === undefined || doubtful.has(file)) continue;
    found.set(file, [...(found.get(file) ?? []), notification]);
  }
  return found;
}

/** Whatever lines they are on. */
function findingsOf({ findings }: ScanResult): string {
  return findings.map(({ location, contentFingerprint, level, suppressed }) => `${location.file} ${contentFingerprint} ${level} ${suppressed?.reason ?? '-'}`).sort().join('\n');
}
