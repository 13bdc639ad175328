/** Finds the project's configuration and runs the engine, as every command that scans does. */
import { relative, resolve } from 'node:path';
import type { Notification, ScanOptions, ScanProgress, ScanResult } from '@phi-scan/core';
import { findChanges, type Changes } from './changes/git.js';
import { projectSettings, type ProjectSettings } from './config/apply.js';
import type { Engine } from './engine.js';
import type { Io } from './io.js';
import type { CliOptions } from './options.js';
import { createProgressLine } from './progress.js';
import { rootOf, slashed } from './root.js';
import type { Timing } from './timing.js';

export interface ScannedProject {
  readonly root: string;
  readonly project: ProjectSettings;
  readonly result: ScanResult;
  /** Which lines were changed, where only those count. */
  readonly changes: Changes | undefined;
  /** The text of a file of the scan. */
  readonly readSource: (file: string) => string | undefined;
}

/** `overlay` holds texts in place of those on disk. */
export async function scanProject(asked: CliOptions, io: Io, engine: Engine, timing?: Timing, overlay: ReadonlyMap<string, string> = new Map()): Promise<ScannedProject> {
  const root = rootOf(asked.paths, io.cwd);
  const project = await projectSettings(asked, root, io, engine);
  const stdin = asked.stdin === undefined ? undefined : await readStdin(asked.stdin, root, io, engine);
  const changes = asked.changes === undefined ? undefined : await findChanges(asked.changes, root, io);
  const texts = new Map([...overlay, ...stagedOverlay(changes, root, engine)]);
  const cache = asked.cache === false ? undefined : asked.cache === undefined ? engine.defaultCacheFolder(root) : resolve(io.cwd, asked.cache);
  const scanOptions = { ...toScanOptions(project, root, io.cwd, stdin), ...(texts.size === 0 ? {} : { overlay: texts }), ...(cache === undefined ? {} : { cache }) };
  const result = await runEngine(scanOptions, stdin, io, engine, timing);
  return {
    root,
    project,
    result: withLevels(result, project.levelOf),
    changes,
    readSource: (file) => (file === stdin?.file ? stdin.text : (texts.get(file) ?? engine.readSourceFile(root, file, { named: true }).text)),
  };
}

/** What is staged is what will be committed, whatever is on disk. */
function stagedOverlay(changes: Changes | undefined, root: string, engine: Engine): ReadonlyMap<string, string> {
  const texts = [...(changes?.stagedTexts ?? [])].map(([path, bytes]) => {
    const file = slashed(relative(root, path));
    return [file, engine.decodeSource(bytes, file, { named: true }).text] as const;
  });
  return new Map(texts.flatMap(([file, text]) => (text === undefined ? [] : [[file, text] as const])));
}

/** The configuration has the last word on levels; what its rules turn off is not reported. */
function withLevels(result: ScanResult, levelOf: ProjectSettings['levelOf']): ScanResult {
  const findings = result.findings.flatMap((finding) => {
    const level = levelOf(finding);
    return level === undefined ? [] : [level === finding.level ? finding : { ...finding, level }];
  });
  return { ...result, findings };
}

async function runEngine(options: ScanOptions, stdin: Stdin | undefined, io: Io, engine: Engine, timing: Timing | undefined): Promise<ScanResult> {
  if (stdin !== undefined && stdin.text === undefined) {
    const notifications = stdin.notifications.map((each): Notification => ({ ...each, level: 'error' }));
    return { root: options.root, findings: [], notifications, stats: { filesFound: 1, filesScanned: 0, linesScanned: 0 }, files: [] };
  }
  const progress = createProgressLine(io);
  const onProgress = (now: ScanProgress): void => {
    timing?.begin(now.stage);
    progress.update(now);
  };
  const result = await engine.scan({ ...options, onProgress }).finally(progress.stop);
  return stdin === undefined ? result : { ...result, notifications: [...stdin.notifications, ...result.notifications] };
}

/** What stops phi-scan from doing its job belongs on stderr, whatever the format; so does a run that had nothing to do. */
export function isForStderr({ level, kind }: Notification): boolean {
  return level === 'error' || kind === 'no-files';
}

interface Stdin {
  /** Relative to the root, with `/`. */
  readonly file: string;
  /** Undefined when it is no text. */
  readonly text: string | undefined;
  readonly notifications: readonly Notification[];
}

async function readStdin(name: string, root: string, io: Io, engine: Engine): Promise<Stdin> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of io.stdin) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  const file = slashed(relative(root, resolve(io.cwd, name)));
  const { text, notification } = engine.decodeSource(Buffer.concat(chunks), file, { named: true });
  return { file, text, notifications: notification === undefined ? [] : [notification] };
}

export function toScanOptions({ options, ignores, settingsFor, knowledge, isExtended }: ProjectSettings, root: string, cwd: string, stdin?: Stdin): ScanOptions {
  return {
    root,
    paths: stdin === undefined ? options.paths.map((path) => (root === cwd ? path : resolve(cwd, path))) : [stdin.file],
    include: options.include,
    exclude: options.exclude,
    includeTests: options.includeTests,
    includeStaff: options.includeStaff,
    minConfidence: options.minConfidence,
    context: options.context,
    reportUnusedIgnores: options.reportUnusedIgnores,
    ...(ignores === undefined ? {} : { ignores }),
    ...(settingsFor === undefined ? {} : { settingsFor }),
    ...(isExtended ? { knowledge } : {}),
    threads: options.threads,
    ...(options.shard === undefined ? {} : { shard: options.shard }),
    ...(stdin?.text === undefined ? {} : { overlay: new Map([[stdin.file, stdin.text]]) }),
  };
}
