/** `--watch`: scans again whenever something has changed, until it is stopped. */
import { basename, join, resolve } from 'node:path';
import { watch as watchFiles } from 'chokidar';
import { configNames } from '../config/load.js';
import { exitCodes, type ExitCode } from '../exit-code.js';
import { endNormally } from '../interrupt.js';
import type { Io } from '../io.js';
import type { CliOptions } from '../options.js';
import { product } from '../product.js';

/** An editor that writes a file in several steps has done so after this many milliseconds. */
const quiet = 20;
const clearScreen = '\u001b[2J\u001b[3J\u001b[H';
/** Nobody works in these, and installed packages are many. */
const foreign = /(?:^|[\\/])(?:node_modules|\.git|\.hg|\.svn|\.cache|\.next|\.nuxt|\.turbo|\.venv|__pycache__)(?:[\\/]|$)/;

export async function watch(options: CliOptions, io: Io, scanOnce: () => Promise<ExitCode>, explain: (error: unknown) => string): Promise<ExitCode> {
  const paths = options.paths.length === 0 ? [io.cwd] : options.paths.map((path) => resolve(io.cwd, path));
  const configs = typeof options.config === 'string' ? [resolve(io.cwd, options.config)] : [...configNames, 'package.json'].map((name) => resolve(io.cwd, name));
  const own = new Set([...options.targets.flatMap(({ file }) => file ?? []), ...(options.auditLog === undefined ? [] : [options.auditLog])].map((file) => resolve(io.cwd, file)));
  // Reports are written beside themselves first.
  const isOwn = (path: string): boolean => own.has(path.replace(/\.[0-9a-f]{12}\.tmp$/, ''));
  const isIgnored = (path: string): boolean => isOwn(path) || paths.some((folder) => path.startsWith(folder) && foreign.test(path.slice(folder.length)));
  const watcher = watchFiles([...paths, ...configs], { ignoreInitial: true, followSymlinks: false, ignored: isIgnored });

  let running: Promise<void> | undefined;
  let again = false;
  const scanAndTell = async (): Promise<void> => {
    do {
      again = false;
      if (io.stdout.isTTY) io.stdout.write(clearScreen);
      // A configuration that is broken for the moment will be repaired: that ends no watching.
      await scanOnce().catch((error: unknown) => void io.stderr.write(`${product.name}: ${explain(error)}\n`));
      io.stderr.write(`${product.name}: watching for changes; Ctrl-C ends\n`);
    } while (again);
    running = undefined;
  };
  const start = (): void => {
    again = true;
    running ??= scanAndTell();
  };
  let timer: NodeJS.Timeout | undefined;
  const wake = (): void => {
    clearTimeout(timer);
    timer = setTimeout(start, quiet);
  };
  watcher.on('all', wake);
  // Of two changes of a file within 50 ms chokidar tells the first; what the system told it goes unfiltered.
  watcher.on('raw', (_event, name, details) => {
    const { watchedPath = '' } = details as { readonly watchedPath?: string };
    const path = basename(watchedPath) === name ? watchedPath : join(watchedPath, name ?? '');
    if (!isIgnored(path)) wake();
  });
  watcher.on('error', (error) => void io.stderr.write(`${product.name}: cannot watch: ${error instanceof Error ? error.message : String(error)}\n`));

  const stopped = endNormally();
  await new Promise<void>((ready) => watcher.once('ready', () => ready()));
  start();
  await stopped;
  clearTimeout(timer);
  await watcher.close();
  await running;
  return exitCodes.clean;
}
