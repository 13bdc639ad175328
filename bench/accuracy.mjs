#!/usr/bin/env node
/**
 * How many labelled leaks phi-scan finds, and how many safe statements it flags.
 *
 *   npm run bench:accuracy -- LABELS.json REPOSITORIES [--language js] [--show missed|false-alarms]
 *
 * LABELS.json is a list of { id, repo, lang, file, line, endLine, verdict, needs, why }: verdict is LEAK, SAFE, ERR (only a raw error is at
 * stake), STAFF (only staff is identified) or UNSURE. REPOSITORIES holds a folder for each `repo`. A statement counts as flagged when a
 * result of level error or warning that no comment suppresses overlaps its lines.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { language: { type: 'string' }, show: { type: 'string' } } });
const [labelsFile, repositories] = positionals;
if (labelsFile === undefined || repositories === undefined) {
  console.error('usage: npm run bench:accuracy -- LABELS.json REPOSITORIES [--language js] [--show missed|false-alarms]');
  process.exit(2);
}

const scanner = fileURLToPath(new URL('../bin/phi-scan.js', import.meta.url));
const labels = JSON.parse(readFileSync(labelsFile, 'utf8')).filter((label) => label.verdict !== 'UNSURE' && (!values.language || label.lang === values.language));
const reports = mkdtempSync(join(tmpdir(), 'phi-scan-accuracy-'));
const flaggedLines = new Map();
try {
  for (const repo of new Set(labels.map((label) => label.repo))) flaggedLines.set(repo, scan(repo));
} finally {
  rmSync(reports, { recursive: true });
}

/** The lines that results cover, by file. */
function scan(repo) {
  const root = join(repositories, repo);
  const lines = new Map();
  if (!existsSync(root)) throw new Error(`${root} is not there: bring the repository first, at the commit that its labels belong to`);
  const report = join(reports, `${repo}.sarif`);
  const run = spawnSync(process.execPath, [scanner, '--format', `sarif:${report}`, '--fail-on', 'never'], { cwd: root, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`the scan of ${repo} ended with ${run.status}: ${run.stderr}`);
  for (const result of JSON.parse(readFileSync(report, 'utf8')).runs[0].results) {
    if (result.level === 'note' || result.suppressions?.length > 0) continue;
    for (const { physicalLocation } of result.locations) {
      const file = decodeURIComponent(physicalLocation.artifactLocation.uri);
      const { startLine, endLine = startLine } = physicalLocation.region;
      lines.set(file, [...(lines.get(file) ?? []), [startLine, endLine]]);
    }
  }
  return lines;
}

const isFlagged = (label) => (flaggedLines.get(label.repo).get(label.file) ?? []).some(([start, end]) => start <= label.endLine && end >= label.line);
const share = (part, whole) => (whole === 0 ? '-' : (part / whole).toFixed(3));

function row(name, of) {
  const leaks = of.filter((label) => label.verdict === 'LEAK');
  const safe = of.filter((label) => label.verdict === 'SAFE');
  const found = leaks.filter(isFlagged).length;
  const alarms = safe.filter(isFlagged).length;
  return { '': name, leaks: leaks.length, found, recall: share(found, leaks.length), safe: safe.length, flagged: alarms, precision: share(found, found + alarms) };
}

console.table([row('all', labels), ...[...new Set(labels.map((label) => label.lang))].sort().map((lang) => row(lang, labels.filter((label) => label.lang === lang)))]);
console.table(['name', 'local', 'interproc', 'model', 'type'].map((needs) => row(`needs ${needs}`, labels.filter((label) => label.verdict === 'LEAK' && label.needs === needs))).map(({ '': name, leaks, found, recall }) => ({ '': name, leaks, found, recall })));
for (const [name, of] of [
  ['safe, though telling by name', labels.filter((label) => label.verdict === 'SAFE' && label.needs === 'neg')],
  ['only a raw error', labels.filter((label) => label.verdict === 'ERR')],
  ['only staff', labels.filter((label) => label.verdict === 'STAFF')],
]) {
  const flagged = of.filter(isFlagged).length;
  console.log(`${name}: ${flagged} of ${of.length} flagged (${share(flagged, of.length)})`);
}
const shown = { missed: (label) => label.verdict === 'LEAK' && !isFlagged(label), 'false-alarms': (label) => label.verdict === 'SAFE' && isFlagged(label) }[values.show];
for (const label of shown ? labels.filter(shown) : []) console.log(`${label.id} ${label.repo}/${label.file}:${label.line} ${label.why}`);
