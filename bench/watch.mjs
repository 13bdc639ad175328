/**
 * How long after a change `--watch` has scanned again: a copy of a project, a file of it written in turn in place and by rename, as editors do.
 *
 *     npm run bench:watch -- [path/to/project] [--runs 20] [--file path/in/project]
 *
 * Without a path it is this repository's fixtures. From the write to the end of the report; where /proc tells, also the CPU that the scan took.
 */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
if (!existsSync(here('../packages/cli/dist/main.js'))) stop('build first: npm run build');
const { project, runs, file: asked } = readArguments();
const foreign = new Set(['node_modules', '.git']);

const work = mkdtempSync(join(tmpdir(), 'phi-scan-watch-'));
cpSync(project, work, { recursive: true, filter: (path) => !foreign.has(basename(path)) });
const file = join(work, asked ?? (await largestSource()));
const text = readFileSync(file, 'utf8');
const child = spawn(process.execPath, [here('../bin/phi-scan.js'), '--watch', '--quiet', '--cache-location', join(work, '.cache')], { cwd: work, stdio: ['ignore', 'ignore', 'pipe'] });
let told = '';
child.stderr.on('data', (data) => (told += String(data)));
try {
  await scanned();
  const measured = [];
  for (let run = 0; run < runs; run += 1) {
    // What a scan leaves to do must not fall into the next.
    await new Promise((done) => setTimeout(done, 500));
    told = '';
    const began = { at: performance.now(), cpu: cpuOfChild() };
    const changed = `${text}\n// ${run}\n`;
    if (run % 2 === 0) writeFileSync(file, changed);
    else {
      writeFileSync(`${file}.swp`, changed);
      renameSync(`${file}.swp`, file);
    }
    await scanned();
    measured.push({ wall: performance.now() - began.at, cpu: cpuOfChild() - began.cpu });
  }
  for (const key of ['wall', 'cpu']) {
    const sorted = measured.map((each) => each[key]).sort((a, b) => a - b);
    if (!Number.isNaN(sorted[0])) console.log(`${key}   median ${sorted[sorted.length >> 1].toFixed(0)} ms   fastest ${sorted[0].toFixed(0)}   slowest ${sorted.at(-1).toFixed(0)}   of ${runs} changes`);
  }
} finally {
  child.kill('SIGINT');
  await new Promise((done) => child.on('close', done));
  rmSync(work, { recursive: true, force: true });
}

async function scanned() {
  for (const start = performance.now(); !told.includes('watching for changes'); ) {
    if (performance.now() - start > 120_000) stop(`no scan came: ${told}`);
    await new Promise((done) => setTimeout(done, 1));
  }
}

/** In ticks of 10 ms. */
function cpuOfChild() {
  const path = `/proc/${child.pid}/stat`;
  if (!existsSync(path)) return Number.NaN;
  const fields = readFileSync(path, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function largestSource() {
  const { discoverFiles } = await import('../packages/core/dist/files/discover.js');
  const { files } = await discoverFiles({ root: work, paths: [], include: [], exclude: [], includeTests: false, extensions: ['.ts', '.tsx', '.js', '.jsx'] });
  const [largest] = [...files].sort((a, b) => statSync(join(work, b)).size - statSync(join(work, a)).size);
  return largest ?? stop(`no JavaScript or TypeScript in ${project}`);
}

function readArguments() {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { runs: { type: 'string', default: '20' }, file: { type: 'string' } } });
  const [folder = here('../fixtures'), ...more] = positionals;
  const count = Number(values.runs);
  if (more.length > 0 || !Number.isInteger(count) || count < 1) stop('usage: npm run bench:watch -- [DIR] [--runs N] [--file FILE]');
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) stop(`${folder} is no folder`);
  return { project: resolve(folder), runs: count, file: values.file };
}

function stop(message) {
  console.error(`bench: ${message}`);
  process.exit(1);
}
