/**
 * Time and memory of phi-scan and of ESLint (no-console, TypeScript parser) over the same files of one repository.
 *
 *     npm run bench -- path/to/repository [--runs 5] [--threads 2]
 *
 * The two run in turn (A B A B …), so that what else the machine does falls on both; what is compared are medians.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
if (!existsSync(here('../packages/core/dist/index.js'))) stop('build first: npm run build');
const { discoverFiles } = await import('../packages/core/dist/files/discover.js');
const { readSourceFile } = await import('../packages/core/dist/files/read.js');
const { languages } = await import('../packages/core/dist/languages/registry.js');

/** What the TypeScript parser reads. */
const parserExtensions = new Set(['.js', '.jsx', '.mjs', '.cjs', '.ts', '.tsx', '.mts', '.cts']);

const { root, runs, threads } = readArguments();
const files = await filesOf(root);
const work = mkdtempSync(join(tmpdir(), 'phi-scan-bench-'));
try {
  const list = join(work, 'files.json');
  writeFileSync(list, JSON.stringify(files.shared));
  const contestants = [
    { name: 'phi-scan', argv: [here('../bin/phi-scan.js'), root, '--format', 'json', '-o', '/dev/null', '--fail-on', 'never', ...(threads === undefined ? [] : ['--threads', threads])] },
    { name: 'ESLint', argv: [here('./eslint-files.mjs'), root, list] },
  ].map((each) => ({ ...each, measured: [] }));
  for (let run = 1; run <= runs; run += 1) {
    for (const { name, argv, measured } of contestants) {
      process.stderr.write(`\r${run}/${runs} ${name}      `);
      measured.push(measure(name, argv, join(work, 'usage.json')));
    }
  }
  process.stderr.write('\r'.padEnd(30) + '\r');
  print(contestants);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function readArguments() {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { runs: { type: 'string', default: '5' }, threads: { type: 'string' } } });
  const [folder, ...more] = positionals;
  const count = Number(values.runs);
  if (folder === undefined || more.length > 0 || !Number.isInteger(count) || count < 1) stop('usage: npm run bench -- DIR [--runs N] [--threads N]');
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) stop(`${folder} is no folder`);
  return { root: resolve(folder), runs: count, threads: values.threads };
}

/** The files that phi-scan scans. Reading them here also means that neither of the two is the first to. */
async function filesOf(folder) {
  const extensions = languages.flatMap((language) => language.extensions);
  const { files: found } = await discoverFiles({ root: folder, paths: [], include: [], exclude: [], includeTests: false, extensions });
  const scanned = found.flatMap((file) => {
    const { text } = readSourceFile(folder, file);
    return text === undefined ? [] : [{ file, bytes: Buffer.byteLength(text), lines: text.split('\n').length }];
  });
  const shared = scanned.filter(({ file }) => parserExtensions.has(extname(file)));
  if (shared.length === 0) stop(`no JavaScript or TypeScript to scan in ${folder}`);
  const sum = (key) => shared.reduce((total, each) => total + each[key], 0);
  return { shared: shared.map(({ file }) => file), bytes: sum('bytes'), lines: sum('lines'), others: scanned.length - shared.length };
}

function measure(name, argv, usageFile) {
  const preload = pathToFileURL(here('./usage-at-exit.mjs')).href;
  const start = process.hrtime.bigint();
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, ['--import', preload, ...argv], {
    encoding: 'utf8',
    env: { ...process.env, BENCH_USAGE_FILE: usageFile, NO_COLOR: '1' },
    maxBuffer: 1 << 28,
  });
  const wall = Number(process.hrtime.bigint() - start) / 1e9;
  if (status !== 0) stop(`${name} ended with ${status ?? signal}\n${stderr}`);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(readFileSync(usageFile, 'utf8'));
  return { wall, cpu: (userCPUTime + systemCPUTime) / 1e6, memory: maxRSS / 1024, said: stdout.trim() };
}

function print([ours, theirs]) {
  const count = (number) => number.toLocaleString('en-US');
  const besides = files.others === 0 ? '' : ` (phi-scan reads ${count(files.others)} more in other languages)`;
  console.log(`${count(files.shared.length)} files, ${count(files.lines)} lines, ${(files.bytes / 1e6).toFixed(1)} MB${besides}`);
  console.log(`Node ${process.version}, ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}); ${runs} runs each, in turn; medians, and the range of the runs\n`);
  const measures = [
    ['wall', 'seconds', 1],
    ['cpu', 'seconds of CPU', 1],
    ['memory', 'MiB at most', 0],
  ];
  console.log(`${''.padEnd(10)}${measures.map(([, title]) => title.padStart(26)).join('')}`);
  for (const { name, measured } of [ours, theirs]) {
    const cells = measures.map(([key, , digits]) => {
      const values = measured.map((each) => each[key]);
      const range = `(${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)})`;
      return `${median(values).toFixed(digits)} ${range.padStart(16)}`.padStart(26);
    });
    console.log(`${name.padEnd(10)}${cells.join('')}`);
  }
  const ratios = measures.map(([key]) => median(ours.measured.map((each) => each[key])) / median(theirs.measured.map((each) => each[key])));
  console.log(`${'ratio'.padEnd(10)}${ratios.map((ratio) => `${ratio.toFixed(2)}${' '.repeat(17)}`.padStart(26)).join('')}`);
  console.log(`\nESLint: ${theirs.measured[0].said}`);
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
