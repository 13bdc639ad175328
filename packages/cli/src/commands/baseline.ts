/** `phi-scan baseline create|update|show|diff` */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Finding } from '@phi-scan/core';
import { compareScan, compareWith, type ComparedScan } from '../baseline/apply.js';
import { entryOf } from '../baseline/compare.js';
import { defaultBaseline, formatBaseline, readBaseline, type BaselineEntry } from '../baseline/file.js';
import { loadProject, shownPath } from '../config/project.js';
import { deliver } from '../deliver.js';
import type { Engine } from '../engine.js';
import { exitCodes, type ExitCode } from '../exit-code.js';
import type { Io } from '../io.js';
import type { CliOptions } from '../options.js';
import { printable } from '../reporters/display-width.js';
import { maskFinding, place, plural } from '../reporters/report.js';
import { scanProject, type ScannedProject } from '../scan-project.js';
import { UsageError } from '../usage-error.js';
import { writeReport } from '../write-report.js';

export interface BaselineTask {
  readonly options: CliOptions;
  /** Undefined: the configuration's, or the one of the usual name. */
  readonly file: string | undefined;
  /** For what is added. */
  readonly tags: Pick<BaselineEntry, 'owner' | 'reason' | 'expires'>;
  readonly force: boolean;
  readonly prune: boolean;
}

export const baselineActions = { create, update, show, diff } as const;

async function create(task: BaselineTask, io: Io, engine: Engine): Promise<ExitCode> {
  const scanned = await scanWhole(task, io, engine);
  const file = fileOf(task, scanned.project.options);
  const shown = shownPath(resolve(io.cwd, file), io.cwd);
  if (!task.force && existsSync(resolve(io.cwd, file))) {
    throw new UsageError(`there is a baseline already: ${shown}. "phi-scan baseline update" brings it up to date, --force begins anew`);
  }
  const { fresh, fileOf: pathOf } = compareScan(file, [], scanned, io);
  await writeReport(io.cwd, file, formatBaseline(fresh.map((finding) => entryOf(finding, pathOf(finding), task.tags))));
  io.stdout.write(`${plural(fresh.length, 'finding')} accepted in ${shown}. Scan with --baseline ${shown}, or write it into the configuration: baseline: ${shown}\n`);
  return exitCodes.clean;
}

async function update(task: BaselineTask, io: Io, engine: Engine): Promise<ExitCode> {
  const scanned = await scanWhole(task, io, engine);
  const file = fileOf(task, scanned.project.options);
  const compared = compareWith(file, scanned, io, engine);
  const { fresh, known, expired, fixed, unseen, fileOf: pathOf, shown } = compared;
  const kept = [...known, ...expired].map(({ finding, entry }): BaselineEntry => ({ ...entry, ...entryOf(finding, pathOf(finding)) }));
  const lapsed = new Set(expired.map(({ finding }) => finding));
  const added = task.prune ? [] : fresh.filter((finding) => !lapsed.has(finding)).map((finding) => entryOf(finding, pathOf(finding), task.tags));
  await writeReport(io.cwd, file, formatBaseline([...kept, ...added, ...unseen]));
  const left = expired.length === 0 ? '' : `; ${plural(expired.length, 'expired entry').replace(/entrys$/, 'entries')} stayed expired`;
  io.stdout.write(`${shown}: ${added.length} added, ${fixed.length} fixed and taken out, ${kept.length + unseen.length} kept${left}.\n`);
  return exitCodes.clean;
}

async function show(task: BaselineTask, io: Io, engine: Engine): Promise<ExitCode> {
  const { config, folder } = await loadProject(task.options.config, io.cwd, io, engine);
  const file = task.file ?? (config.baseline === undefined ? defaultBaseline : resolve(folder, config.baseline));
  const entries = readBaseline(resolve(io.cwd, file), shownPath(resolve(io.cwd, file), io.cwd), engine.nearestWord);
  const today = io.now().toISOString().slice(0, 10);
  const written = await deliver(task.options, io, (format) =>
    format === 'json' ? `${JSON.stringify(entries.map((entry) => ({ ...entry, expired: isOver(entry, today) })), null, 2)}\n` : listText(entries, today),
  );
  return written ? exitCodes.clean : exitCodes.failed;
}

function listText(entries: readonly BaselineEntry[], today: string): string {
  const files = new Set(entries.map((entry) => entry.file));
  const over = entries.filter((entry) => isOver(entry, today)).length;
  const sections = [...files].map((name) => `${printable(name)}\n${entries.filter((entry) => entry.file === name).map((entry) => `  ${describe(entry, today)}\n`).join('')}\n`);
  return `${sections.join('')}${plural(entries.length, 'accepted finding')} in ${plural(files.size, 'file')}${over === 0 ? '' : `, ${over} of them expired`}.\n`;
}

async function diff(task: BaselineTask, io: Io, engine: Engine): Promise<ExitCode> {
  const scanned = await scanWhole(task, io, engine);
  const compared = compareWith(fileOf(task, scanned.project.options), scanned, io, engine);
  const { fresh, known, expired, fixed, fileOf: pathOf } = compared;
  const lapsed = new Set(expired.map(({ finding }) => finding));
  const found = { new: fresh.filter((finding) => !lapsed.has(finding)), expired, moved: known.filter(({ finding, entry }) => entry.file !== pathOf(finding)), fixed };
  const written = await deliver(task.options, io, (format) => (format === 'json' ? `${JSON.stringify(diffJson(found, pathOf), null, 2)}\n` : diffText(found, compared)));
  if (!written) return exitCodes.failed;
  return Object.values(found).every((each) => each.length === 0) ? exitCodes.clean : exitCodes.findings;
}

interface Difference extends Pick<ComparedScan, 'expired' | 'fixed'> {
  readonly new: readonly Finding[];
  readonly moved: ComparedScan['known'];
}

function diffJson({ new: added, expired, moved, fixed }: Difference, pathOf: ComparedScan['fileOf']) {
  return {
    new: added.map((finding) => ({ ...entryOf(finding, pathOf(finding)), line: finding.location.start.line })),
    expired: expired.map(({ finding, entry }) => ({ ...entry, file: pathOf(finding), line: finding.location.start.line })),
    moved: moved.map(({ finding, entry }) => ({ ...entry, file: pathOf(finding), from: entry.file })),
    fixed,
  };
}

function diffText({ new: added, expired, moved, fixed }: Difference, { fileOf: pathOf, known, shown }: ComparedScan): string {
  const at = (finding: Finding): string => `${printable(pathOf(finding))}:${place(finding.location)} ${finding.rule}`;
  const lines = [
    ...added.map((finding) => `+ new      ${at(finding)} ${finding.elements.join(', ')}`),
    ...expired.map(({ finding, entry }) => `! expired  ${at(finding)} on ${entry.expires}${entry.owner === undefined ? '' : `, owner ${printable(entry.owner)}`}`),
    ...moved.map(({ finding, entry }) => `~ moved    ${at(finding)} from ${printable(entry.file)}`),
    ...fixed.map((entry) => `- fixed    ${printable(entry.file)} ${entry.rule} ${entry.elements.join(', ')}`),
  ];
  return `${lines.map((line) => `${line}\n`).join('')}${lines.length === 0 ? `Nothing differs from ${shown}` : `${added.length} new, ${expired.length} expired, ${moved.length} moved, ${fixed.length} fixed`}; ${known.length} as accepted.\n`;
}

/** Nothing may look fixed because it could not be read. */
async function scanWhole({ options }: BaselineTask, io: Io, engine: Engine): Promise<ScannedProject> {
  const scanned = await scanProject(options, io, engine);
  const problems = scanned.result.notifications.filter(({ level }) => level === 'error');
  if (problems.length > 0) throw new UsageError(`the baseline was left alone, as not all could be scanned:\n${problems.map(({ message }) => `  ${printable(message)}`).join('\n')}`);
  const mask = engine.createMasker(scanned.project.knowledge);
  return { ...scanned, result: { ...scanned.result, findings: scanned.result.findings.map((finding) => maskFinding(finding, mask)) } };
}

function fileOf(task: BaselineTask, options: CliOptions): string {
  return task.file ?? options.baseline ?? defaultBaseline;
}

function describe({ rule, sink, elements, owner, reason, expires }: BaselineEntry, today: string): string {
  const over = expires !== undefined && expires < today ? 'expired on' : 'until';
  const tags = [owner === undefined ? '' : `owner ${owner}`, expires === undefined ? '' : `${over} ${expires}`, reason ?? ''].filter((tag) => tag !== '');
  return printable(`${rule}  ${elements.join(', ')} by ${sink}${tags.length === 0 ? '' : `  (${tags.join('; ')})`}`);
}

function isOver({ expires }: BaselineEntry, today: string): boolean {
  return expires !== undefined && expires < today;
}
