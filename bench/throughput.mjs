/**
 * How fast each language's files are lowered to Facts, in MB of text a second on one thread: what it costs to read a language, beside the others.
 *
 *     npm run build && npm run bench:throughput -- path/to/repository … [--runs 3] [--language java]
 *
 * All files of a language over all the folders are lowered `--runs` times, and the best time counts. Reading the disk is no part of it.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const core = (path) => import(new URL(`../packages/core/dist/${path}`, import.meta.url));
const { values, positionals } = parseArgs({ options: { runs: { type: 'string', default: '3' }, language: { type: 'string' } }, allowPositionals: true });
if (positionals.length === 0) {
  console.error('usage: node bench/throughput.mjs DIR … [--runs 3] [--language java]');
  process.exit(2);
}

const [{ discoverFiles }, { readSourceFile }, { languages, languageOf, loadLanguages }] = await Promise.all([core('files/discover.js'), core('files/read.js'), core('languages/registry.js')]);
const sources = new Map();
for (const given of positionals) {
  const root = resolve(given);
  const { files } = await discoverFiles({ root, paths: [], include: [], exclude: [], includeTests: false, extensions: languages.flatMap((language) => language.extensions) });
  await loadLanguages(files);
  for (const file of files) {
    const language = languageOf(file);
    const { text } = readSourceFile(root, file, { named: false });
    if (!language || text === undefined || (values.language && language.id !== values.language)) continue;
    if (!sources.has(language)) sources.set(language, []);
    sources.get(language).push({ path: file, text });
  }
}

console.log(['language', 'files', 'lines', 'MB', 'seconds', 'MB/s'].map((title) => title.padStart(12)).join(''));
for (const [language, files] of sources) {
  const bytes = files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  let lines = 0;
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < Number(values.runs); run += 1) {
    const start = process.cpuUsage();
    lines = 0;
    for (const file of files) lines += language.lower(file).lineStarts.length;
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1e6);
  }
  const figures = [language.id, files.length, lines, (bytes / 1e6).toFixed(2), best.toFixed(2), (bytes / 1e6 / best).toFixed(2)];
  console.log(figures.map((figure) => (typeof figure === 'number' ? figure.toLocaleString('en-US') : figure).padStart(12)).join(''));
}
