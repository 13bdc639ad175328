import { relative, resolve } from 'node:path';
import type { Notification, ScanOptions, ScanProgress, ScanResult } from '@phi-scan/core';
import { deliver } from '../deliver.js';
import type { Engine } from '../engine.js';
import { exitCodeOf, exitCodes, type ExitCode } from '../exit-code.js';
import type { Io } from '../io.js';
import type { CliOptions } from '../options.js';
import { product } from '../product.js';
import { createProgressLine } from '../progress.js';
import { printable } from '../reporters/display-width.js';
import { createReport } from '../reporters/report.js';
import { reporters } from '../reporters/index.js';
import { rootOf, slashed } from '../root.js';
import { createTiming, type Timing } from '../timing.js';

/** Scans, reports, and says how it went. */
export async function scan(options: CliOptions, io: Io, engine: Engine): Promise<ExitCode> {
  const root = rootOf(options.paths, io.cwd);
  const stdin = options.stdin === undefined ? undefined : await readStdin(options.stdin, root, io, engine);
  const timing = options.timing ? createTiming() : undefined;
  const cache = options.cache === false ? undefined : options.cache === undefined ? engine.defaultCacheFolder(root) : resolve(io.cwd, options.cache);
  const scanOptions = { ...toScanOptions(options, root, io.cwd, stdin), ...(cache === undefined ? {} : { cache }) };
  const result = await runEngine(scanOptions, stdin, io, engine, timing);

  timing?.begin('report');
  const mask = engine.createMasker();
  const problems = result.notifications.filter(isForStderr);
  for (const { message } of problems) io.stderr.write(`${product.name}: ${printable(mask(message))}\n`);

  const report = createReport({
    result,
    mask,
    knowledge: engine.loadKnowledge(),
    readSource: (file) => (file === stdin?.file ? stdin.text : engine.readSourceFile(root, file, { named: true }).text),
    showFile: (file) => slashed(relative(io.cwd, resolve(root, file))),
    alreadyTold: problems,
    quiet: options.quiet,
    briefNotes: options.failOn !== 'note',
  });
  const written = await deliver(options, io, (format, how) => {
    // A report in a file must be complete without what the terminal showed.
    const alreadyTold = how.toFile ? new Set<Notification>() : report.alreadyTold;
    return reporters[format]({ ...report, ...how, alreadyTold });
  });
  if (timing) io.stderr.write(timing.table());
  return written ? exitCodeOf(result, options.failOn) : exitCodes.failed;
}

async function runEngine(options: ScanOptions, stdin: Stdin | undefined, io: Io, engine: Engine, timing: Timing | undefined): Promise<ScanResult> {
  if (stdin !== undefined && stdin.text === undefined) {
    const notifications = stdin.notifications.map((each): Notification => ({ ...each, level: 'error' }));
    return { root: options.root, findings: [], notifications, stats: { filesFound: 1, filesScanned: 0, linesScanned: 0 } };
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

export function toScanOptions(options: CliOptions, root: string, cwd: string, stdin?: Stdin): ScanOptions {
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
    threads: options.threads,
    ...(options.shard === undefined ? {} : { shard: options.shard }),
    ...(stdin?.text === undefined ? {} : { overlay: new Map([[stdin.file, stdin.text]]) }),
  };
}
