/**
 * What the plugin adds to ESLint: the same files of one repository linted with the recommended rules of typescript-eslint, and with phi-scan's besides.
 *
 *     npm run bench:eslint -- path/to/repository [--runs 5] [--cross-file]
 *
 * The two run in turn (A B A B …), each in a process of its own, so that what else the machine does falls on both; what is compared are medians.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
if (!existsSync(here('../packages/eslint-plugin/dist/index.js'))) stop('build first: npm run build');
const { discoverFiles } = await import('../packages/core/dist/files/discover.js');

const extensions = ['.js', '.jsx', '.mjs', '.cjs', '.ts', '.tsx', '.mts', '.cts'];
const { root, runs, crossFile } = readArguments();
const { files } = await discoverFiles({ root, paths: [], include: [], exclude: [], includeTests: false, extensions });
const shared = files.filter((file) => extensions.includes(extname(file)));
if (shared.length === 0) stop(`no JavaScript or TypeScript in ${root}`);

const work = mkdtempSync(join(tmpdir(), 'phi-scan-bench-'));
try {
  const list = join(work, 'files.json');
  writeFileSync(list, JSON.stringify(shared));
  const contestants = [
    { name: 'typescript-eslint', argv: [] },
    { name: 'and phi-scan', argv: [crossFile ? 'phi-scan-across-files' : 'phi-scan'] },
  ].map((each) => ({ ...each, measured: [] }));
  for (let run = 1; run <= runs; run += 1) {
    for (const { name, argv, measured } of contestants) {
      process.stderr.write(`\r${run}/${runs} ${name}      `);
      measured.push(measure([here('./eslint-recommended.mjs'), root, list, ...argv], join(work, 'usage.json')));
    }
  }
  process.stderr.write('\r'.padEnd(40) + '\r');
  print(contestants);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function measure(argv, usageFile) {
  const start = process.hrtime.bigint();
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', pathToFileURL(here('./usage-at-exit.mjs')).href, ...argv], {
    encoding: 'utf8',
    env: { ...process.env, BENCH_USAGE_FILE: usageFile },
    maxBuffer: 1 << 28,
  });
  if (status !== 0) stop(`ESLint ended with ${status}\n${stderr}`);
  const { userCPUTime, systemCPUTime } = JSON.parse(readFileSync(usageFile, 'utf8'));
  return { wall: Number(process.hrtime.bigint() - start) / 1e9, cpu: (userCPUTime + systemCPUTime) / 1e6, ...JSON.parse(stdout) };
}

function print([base, both]) {
  console.log(`${shared.length} files; Node ${process.version}, ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}); ${runs} runs each, in turn; medians, and the range of the runs`);
  for (const { name, measured } of [base, both]) {
    const cells = ['wall', 'cpu', 'linting'].map((key) => {
      const values = measured.map((each) => each[key]);
      return `${key} ${median(values).toFixed(2)} s (${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)})`;
    });
    console.log(`${name.padEnd(20)}${cells.join('   ')}   ${measured[0].said}`);
  }
  const more = (key) => `${key} ${((median(both.measured.map((each) => each[key])) / median(base.measured.map((each) => each[key])) - 1) * 100).toFixed(1)} %`;
  console.log(`phi-scan adds       ${['wall', 'cpu', 'linting'].map(more).join(', ')}`);
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function readArguments() {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { runs: { type: 'string', default: '5' }, 'cross-file': { type: 'boolean', default: false } } });
  const [folder, ...more] = positionals;
  const count = Number(values.runs);
  if (folder === undefined || more.length > 0 || !Number.isInteger(count) || count < 1) stop('usage: npm run bench:eslint -- DIR [--runs N] [--cross-file]');
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) stop(`${folder} is no folder`);
  return { root: resolve(folder), runs: count, crossFile: values['cross-file'] };
}

function stop(message) {
  console.error(`bench: ${message}`);
  process.exit(1);
}
