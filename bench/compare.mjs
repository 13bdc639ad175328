/**
 * Time and memory of phi-scan over one repository, beside others over the same files: oxlint and ESLint with one rule (no-console), and
 * ripgrep where it is installed.
 *
 *     npm run bench -- path/to/repository [--runs 5] [--threads 2] [--skip eslint,ripgrep]
 *
 * oxlint is no dependency of the project, because its many binaries are not to be had from every registry:
 *
 *     npm install --no-save --no-package-lock oxlint@1.94
 *
 * They run in turn (A B C A B C …), so that what else the machine does falls on all; what is compared are medians. The repository is
 * copied first: one of the measurements changes a file.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { basename, extname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const oxlint = here('../node_modules/oxlint/bin/oxlint');
if (!existsSync(here('../packages/core/dist/index.js'))) stop('build first: npm run build');
if (!existsSync(oxlint) && !readArguments().skip.has('oxlint')) stop('install oxlint first, or leave it out with --skip oxlint: npm install --no-save --no-package-lock oxlint@1.94');
const { discoverFiles } = await import('../packages/core/dist/files/discover.js');
const { readSourceFile } = await import('../packages/core/dist/files/read.js');
const { sourceExtensions } = await import('../packages/core/dist/languages/outside.js');

/** What the other linters read. */
const parserExtensions = new Set(['.js', '.jsx', '.mjs', '.cjs', '.ts', '.tsx', '.mts', '.cts']);

const { folder, runs, threads, skip } = readArguments();
const work = mkdtempSync(join(tmpdir(), 'phi-scan-bench-'));
try {
  const root = join(work, basename(folder));
  cpSync(folder, root, { recursive: true, filter: (path) => !['node_modules', '.git'].includes(basename(path)) });
  const files = await filesOf(root);
  const contestants = contestantsFor(root, files).filter(({ name }) => !skip.has(name.toLowerCase()));
  for (let run = 0; run <= runs; run += 1) {
    for (const { name, command, argv, before, measured } of contestants) {
      process.stderr.write(`\r${run === 0 ? 'warming up' : `${run}/${runs}`} ${name}`.padEnd(50));
      before?.(run);
      const usage = measure(name, command, argv, join(work, 'usage.json'));
      if (run > 0) measured.push(usage);
    }
  }
  process.stderr.write('\r'.padEnd(60) + '\r');
  print(files, contestants);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function readArguments() {
  const options = { runs: { type: 'string', default: '5' }, threads: { type: 'string' }, skip: { type: 'string', default: '' } };
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const [path, ...more] = positionals;
  const count = Number(values.runs);
  if (path === undefined || more.length > 0 || !Number.isInteger(count) || count < 1) stop('usage: npm run bench -- DIR [--runs N] [--threads N] [--skip eslint,ripgrep]');
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) stop(`${path} is no folder`);
  return { folder: resolve(path), runs: count, threads: values.threads, skip: new Set(values.skip.split(',').map((name) => name.trim())) };
}

/** The files that phi-scan scans. Reading them here also means that none of the contestants is the first to. */
async function filesOf(root) {
  const { files: found } = await discoverFiles({ root, paths: [], include: [], exclude: [], includeTests: false, extensions: sourceExtensions });
  const scanned = found.flatMap((file) => {
    const { text } = readSourceFile(root, file);
    return text === undefined ? [] : [{ file, bytes: Buffer.byteLength(text), lines: text.split('\n').length }];
  });
  const shared = scanned.filter(({ file }) => parserExtensions.has(extname(file)));
  if (shared.length === 0) stop(`no JavaScript or TypeScript to scan in ${folder}`);
  const sum = (key) => shared.reduce((total, each) => total + each[key], 0);
  return { shared: shared.map(({ file }) => file), bytes: sum('bytes'), lines: sum('lines'), others: scanned.length - shared.length };
}

function contestantsFor(root, files) {
  const list = join(work, 'files.json');
  writeFileSync(list, JSON.stringify(files.shared));
  const cold = join(work, 'cold');
  const warm = join(work, 'warm');
  const changed = join(root, files.shared[files.shared.length >> 1]);
  const phiScan = (cache) => [here('../bin/phi-scan.js'), root, '--format', 'json', '-o', '/dev/null', '--fail-on', 'never', '--cache-location', cache, ...(threads === undefined ? [] : ['--threads', threads])];
  const node = process.execPath;
  return [
    { name: 'phi-scan, cold', command: node, argv: phiScan(cold), before: () => rmSync(cold, { recursive: true, force: true }) },
    { name: 'phi-scan, one file changed', command: node, argv: phiScan(warm), before: (run) => appendFileSync(changed, `\nexport const added${run} = (value) => console.log(value);\n`) },
    { name: 'phi-scan, warm', command: node, argv: phiScan(warm) },
    { name: 'oxlint', command: node, argv: [oxlint, '-A', 'all', '-D', 'no-console', '--silent', root] },
    { name: 'ESLint', command: node, argv: [here('./eslint-files.mjs'), root, list] },
    ...(spawnSync('rg', ['--version']).error ? [] : [{ name: 'ripgrep', command: 'rg', argv: ['--count', 'console', root] }]),
  ].map((each) => ({ ...each, measured: [] }));
}

function measure(name, command, argv, usageFile) {
  const isNode = command === process.execPath;
  const preload = pathToFileURL(here('./usage-at-exit.mjs')).href;
  const start = process.hrtime.bigint();
  const { status, signal, stderr, error } = spawnSync(command, isNode ? ['--import', preload, ...argv] : argv, {
    encoding: 'utf8',
    env: { ...process.env, BENCH_USAGE_FILE: usageFile, NO_COLOR: '1' },
    maxBuffer: 1 << 28,
  });
  const wall = Number(process.hrtime.bigint() - start) / 1e9;
  if (error || status === null || status > 1) stop(`${name} ended with ${status ?? signal ?? error}\n${stderr}`);
  if (!isNode) return { wall, cpu: Number.NaN, memory: Number.NaN };
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(readFileSync(usageFile, 'utf8'));
  return { wall, cpu: (userCPUTime + systemCPUTime) / 1e6, memory: maxRSS / 1024 };
}

function print(files, contestants) {
  const count = (number) => number.toLocaleString('en-US');
  const besides = files.others === 0 ? '' : ` (phi-scan reads ${count(files.others)} more in other languages)`;
  console.log(`${count(files.shared.length)} files, ${count(files.lines)} lines, ${(files.bytes / 1e6).toFixed(1)} MB${besides}`);
  console.log(`Node ${process.version}, ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}); ${runs} runs each, in turn, after one that is not counted; medians, and the range of the runs\n`);
  const reference = contestants.find(({ name }) => name === 'oxlint');
  const titles = ['', 'seconds', 'x oxlint', 'CPU seconds', 'MiB at most'];
  const widths = [28, 24, 10, 13, 13];
  console.log(titles.map((title, index) => (index === 0 ? title.padEnd(widths[0]) : title.padStart(widths[index]))).join(''));
  for (const { name, measured } of contestants) {
    const of = (key) => measured.map((each) => each[key]);
    const range = `(${Math.min(...of('wall')).toFixed(2)} to ${Math.max(...of('wall')).toFixed(2)})`;
    const ratios = reference?.measured.map((each, index) => measured[index].wall / each.wall) ?? [];
    const cells = [`${median(of('wall')).toFixed(2)} ${range.padStart(17)}`, ratios.length === 0 ? '' : median(ratios).toFixed(2), figure(median(of('cpu')), 2), figure(median(of('memory')), 0)];
    console.log(name.padEnd(widths[0]) + cells.map((cell, index) => cell.padStart(widths[index + 1])).join(''));
  }
  console.log('\nx oxlint: the median of the ratios run by run.');
}

function figure(number, digits) {
  return Number.isNaN(number) ? '' : number.toFixed(digits);
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function stop(message) {
  console.error(`bench: ${message}`);
  process.exit(1);
}
