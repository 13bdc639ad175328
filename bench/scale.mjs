/**
 * Time and memory of phi-scan over generated repositories of 1,000, 10,000 and 100,000 files: time per file should stay flat.
 *
 *     npm run bench:scale [-- --files 1000,10000] [--threads 2] [--runs 1]
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { values } = parseArgs({ options: { files: { type: 'string', default: '1000,10000,100000' }, threads: { type: 'string' }, runs: { type: 'string', default: '1' } } });
const work = mkdtempSync(join(tmpdir(), 'phi-scan-scale-'));
try {
  console.log(`Node ${process.version}, ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'})\n`);
  console.log(['files', 'lines', 'seconds', 'ms a file', 'CPU ms a file', 'MiB at most', 'findings'].map((title) => title.padStart(14)).join(''));
  for (const count of values.files.split(',').map(Number)) measureScale(count);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function measureScale(count) {
  const root = join(work, String(count));
  const lines = generate(root, count);
  const measured = Array.from({ length: Number(values.runs) }, () => run(root));
  const least = measured.reduce((a, b) => (a.wall < b.wall ? a : b));
  const figures = [count, lines, least.wall.toFixed(1), ((least.wall * 1000) / count).toFixed(2), ((least.cpu * 1000) / count).toFixed(2), Math.round(least.memory), least.findings];
  console.log(figures.map((figure) => (typeof figure === 'number' ? figure.toLocaleString('en-US') : figure).padStart(14)).join(''));
  rmSync(root, { recursive: true, force: true });
}

function run(root) {
  const usage = join(work, 'usage.json');
  const report = join(work, 'report.json');
  const argv = [here('../bin/phi-scan.js'), root, '--no-cache', '--format', 'json', '-o', report, '--fail-on', 'never', ...(values.threads === undefined ? [] : ['--threads', values.threads])];
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, ['--import', pathToFileURL(here('./usage-at-exit.mjs')).href, ...argv], { encoding: 'utf8', env: { ...process.env, BENCH_USAGE_FILE: usage } });
  const wall = Number(process.hrtime.bigint() - start) / 1e9;
  if (status !== 0) throw new Error(`phi-scan ended with ${status}\n${stderr}`);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(readFileSync(usage, 'utf8'));
  return { wall, cpu: (userCPUTime + systemCPUTime) / 1e6, memory: maxRSS / 1024, findings: JSON.parse(readFileSync(report, 'utf8')).findings.length };
}

/** Packages of 100 files that import each other and, one in ten, a package before; one file in 50 leaks. */
function generate(root, count) {
  let lines = 0;
  for (let at = 0; at < count; at += 1) {
    const number = Math.floor(at / 100);
    const folder = join(root, 'packages', `area${Math.floor(number / 50)}`, `p${number}`, 'src');
    if (at % 100 === 0) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, '../package.json'), `{ "name": "@clinic/p${number}" }`);
    }
    const text = fileText(at, number);
    lines += text.split('\n').length;
    writeFileSync(join(folder, `m${at % 100}.ts`), text);
  }
  return lines;
}

function fileText(at, number) {
  const own = at % 100;
  const neighbour = `./m${(own * 7 + 1) % 100}.js`;
  const other = at % 10 === 3 && number > 0 ? `import { visitOf as other } from '@clinic/p${number - 1}/src/m${own}';\n` : '';
  const leak = at % 50 === 7 ? `  console.log('found', patient.ssn);\n` : '';
  return `import { visitOf as near } from '${neighbour}';
${other}
export interface Visit${at} {
  readonly id: string;
  readonly ward: string;
  readonly minutes: number;
}

const wards = new Map<string, Visit${at}[]>();

export function visitOf(visit: Visit${at}, depth = 0): Visit${at} | undefined {
  const list = wards.get(visit.ward) ?? [];
  if (depth > 3) return list.find((each) => each.id === visit.id);
  for (const each of list) {
    if (each.minutes > visit.minutes) return near(each as never, depth + 1) as never;
  }
  wards.set(visit.ward, [...list, { ...visit, minutes: visit.minutes + ${at % 60} }]);
  return visit;
}

export async function load${at}(id: string): Promise<Visit${at}> {
  const response = await fetch(\`/visits/\${id}\`);
  if (!response.ok) throw new Error(\`no visit \${id}\`);
  const visit = (await response.json()) as Visit${at};
  console.log('visit loaded', visit.id);
  ${other === '' ? 'visitOf(visit);' : 'other(visit as never);'}
  return visit;
}

export function summary${at}(patient: { id: string; ssn: string }, visits: readonly Visit${at}[]): string {
${leak}  const total = visits.reduce((sum, each) => sum + each.minutes, 0);
  return \`\${patient.id}: \${visits.length} visits, \${total} minutes\`;
}
`;
}
