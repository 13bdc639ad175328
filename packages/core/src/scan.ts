/** The whole program in a page: discover files, lower them to Facts, link the Facts, solve the flows, judge what was found. */
import { locate } from './facts/locate.js';
import { discoverFiles } from './files/discover.js';
import { readManifests } from './files/manifests.js';
import { readSourceFile } from './files/read.js';
import type { Finding, Notification, ScanOptions, ScanProgress, ScanResult } from './finding.js';
import { withFingerprints, withSuppressions, type TextOf } from './judge/finish.js';
import { judge, type JudgeOptions } from './judge/judge.js';
import { loadKnowledge } from './knowledge/load.js';
import { compileValues } from './knowledge/values.js';
import { languages } from './languages/registry.js';
import { linkProgram, type Unit } from './link/program.js';
import { createResolver } from './link/resolve.js';
import { lowerFiles } from './lower/pool.js';
import { whoseAccounts } from './taint/accounts.js';
import { createEngine } from './taint/create.js';
import { followFlows, type Flows } from './taint/flows.js';

export async function scan(options: ScanOptions): Promise<ScanResult> {
  const progress = (stage: ScanProgress['stage'], done: number, total: number): void => options.onProgress?.({ stage, done, total });

  progress('discover', 0, 0);
  const discovery = await discoverFiles({ ...options, extensions: languages.flatMap((language) => language.extensions) });

  const requests = discovery.files.map((file) => {
    const text = options.overlay?.get(file);
    return { file, named: discovery.named.has(file), ...(text === undefined ? {} : { text }) };
  });
  const lowered = await lowerFiles(options.root, requests, options.threads, (done) => progress('lower', done, requests.length));
  const files = lowered.flatMap((entry) => entry.facts ?? []);

  progress('link', 0, 1);
  const program = linkProgram(files, createResolver(readManifests(options.root, discovery.files)));

  progress('solve', 0, 1);
  const knowledge = loadKnowledge();
  const engine = createEngine(program, knowledge);
  const flows = followFlows(engine, program.units);

  progress('judge', 0, 1);
  const values = compileValues(knowledge.values);
  const accounts = whoseAccounts(engine);
  const findingsFor = (how: JudgeOptions): Finding[] => withFingerprints(judge(engine, flows, accounts, values, how), textReader(options));
  const reported = withSuppressions(findingsFor(options), program.units, false);
  // A comment over a finding that these options leave out is no unused one.
  const comments = options.reportUnusedIgnores ? withSuppressions(findingsFor({ ...options, minConfidence: 'low', includeStaff: true }), program.units, true) : reported;

  const notifications = [...discovery.notifications, ...lowered.flatMap((entry) => entry.notifications), ...comments.notifications, ...limitsOf(engine.limits, flows)];
  return {
    findings: reported.findings,
    notifications: notifications.sort(byPlace),
    stats: { filesFound: discovery.files.length, filesScanned: files.length, linesScanned: files.reduce((sum, facts) => sum + facts.lineStarts.length, 0) },
    root: options.root,
  };
}

/** Texts are read again for the few files with findings, instead of being kept for all. */
function textReader(options: ScanOptions): TextOf {
  return (file) => options.overlay?.get(file) ?? readSourceFile(options.root, file, { named: true }).text ?? '';
}

/** What the engine did not follow to the end is said, not hidden. */
function limitsOf(limits: ReadonlySet<Unit>, flows: Flows): Notification[] {
  const found: Notification[] = [];
  for (const { path } of limits) {
    found.push({ kind: 'limit', level: 'note', message: `${path}: some values are computed through more steps than phi-scan follows`, file: path });
  }
  for (const { name, unit, at } of flows.cutShort) {
    const location = locate(unit.path, unit.facts.lineStarts, at);
    found.push({ kind: 'limit', level: 'note', message: `not every caller that leads to ${name} was followed`, file: unit.path, location });
  }
  for (const { unit, error } of flows.failures) {
    found.push({ kind: 'internal', level: 'error', message: `phi-scan failed on ${unit.path}: ${error instanceof Error ? error.message : String(error)}`, file: unit.path });
  }
  return found;
}

function byPlace(a: Notification, b: Notification): number {
  const left = a.file ?? '';
  const right = b.file ?? '';
  return left < right ? -1 : left > right ? 1 : (a.location?.span[0] ?? 0) - (b.location?.span[0] ?? 0);
}
