/** The whole program in a page: discover files, lower them to Facts, link the Facts, solve the flows, judge what was found. */
import { discoverFiles } from './files/discover.js';
import { readManifests } from './files/manifests.js';
import { readSourceFile } from './files/read.js';
import type { FileFacts } from './facts/facts.js';
import type { Finding, Notification, ScanOptions, ScanProgress, ScanResult } from './finding.js';
import { fingerprints } from './judge/fingerprint.js';
import { judge, type JudgedFinding } from './judge/judge.js';
import { locate } from './judge/locate.js';
import { applySuppressions } from './judge/suppress.js';
import { loadKnowledge } from './knowledge/load.js';
import { compileValues } from './knowledge/values.js';
import { languageOf, languages } from './languages/registry.js';
import { linkProgram, type Program } from './link/program.js';
import { createResolver } from './link/resolve.js';
import { whoseAccounts } from './taint/accounts.js';
import { createEngine } from './taint/create.js';
import { followFlows } from './taint/flows.js';

export async function scan(options: ScanOptions): Promise<ScanResult> {
  const progress = (stage: ScanProgress['stage'], done: number, total: number): void => options.onProgress?.({ stage, done, total });
  progress('discover', 0, 0);
  const extensions = languages.flatMap((language) => language.extensions);
  const discovery = await discoverFiles({ ...options, extensions });
  const notifications: Notification[] = [...discovery.notifications];

  const texts = new Map<string, string>();
  const files: FileFacts[] = [];
  for (const [index, file] of discovery.files.entries()) {
    progress('lower', index, discovery.files.length);
    const facts = lowerFile(file, options, discovery.named.has(file), texts, notifications);
    if (facts) files.push(facts);
  }

  progress('link', 0, 1);
  const program = linkProgram(files, createResolver(readManifests(options.root, discovery.files)));

  progress('solve', 0, 1);
  const knowledge = loadKnowledge();
  const engine = createEngine(program, knowledge);
  const flows = followFlows(engine, program.units);

  progress('judge', 0, 1);
  const values = compileValues(knowledge.values);
  const judged = judge(engine, flows, whoseAccounts(engine), values, options);
  const reported = withSuppressions(withFingerprints(judged, texts), program, options);
  notifications.push(...reported.notifications);
  for (const unit of engine.limits) notifications.push({ kind: 'limit', level: 'note', message: `${unit.path}: some values are computed through more steps than phi-scan follows`, file: unit.path });
  for (const sink of flows.cutShort) {
    notifications.push({ kind: 'limit', level: 'note', message: `not every caller that leads to ${sink.name} was followed`, file: sink.unit.path, location: locate(sink.unit.path, sink.unit.facts.lineStarts, sink.at) });
  }
  return {
    findings: reported.findings,
    notifications: notifications.sort(byFile),
    stats: { filesFound: discovery.files.length, filesScanned: files.length, linesScanned: files.reduce((sum, facts) => sum + facts.lineStarts.length, 0) },
    root: options.root,
  };
}

/** A file that cannot be read or lowered costs no other file its findings. */
function lowerFile(file: string, options: ScanOptions, named: boolean, texts: Map<string, string>, notifications: Notification[]): FileFacts | undefined {
  const given = options.overlay?.get(file);
  const read = given === undefined ? readSourceFile(options.root, file, { named }) : { text: given };
  if (read.notification) notifications.push(read.notification);
  if (read.text === undefined) return undefined;
  texts.set(file, read.text);
  try {
    const facts = languageOf(file)?.lower({ path: file, text: read.text });
    for (const problem of facts?.problems ?? []) {
      notifications.push({ kind: problem.kind, level: problem.kind === 'syntax' ? 'warning' : 'note', message: problem.message, file, location: locate(file, facts!.lineStarts, problem.at) });
    }
    return facts;
  } catch (error) {
    notifications.push({ kind: 'internal', level: 'error', message: `phi-scan failed on ${file}: ${error instanceof Error ? error.message : String(error)}`, file });
    return undefined;
  }
}

function withFingerprints(findings: readonly JudgedFinding[], texts: ReadonlyMap<string, string>): Finding[] {
  const textOf = (file: string, span: readonly [number, number]): string => texts.get(file)?.slice(span[0], span[1]) ?? '';
  const prints = fingerprints(
    findings.map((finding) => ({
      rule: finding.rule,
      file: finding.location.file,
      sink: finding.sink,
      statement: textOf(finding.location.file, finding.location.span),
      culprit: textOf(finding.culprit.file, finding.culprit.span),
    })),
  );
  return findings.map((finding, index) => ({ ...finding, fingerprint: prints[index]! }));
}

function withSuppressions(findings: readonly Finding[], program: Program, options: ScanOptions): { findings: Finding[]; notifications: Notification[] } {
  const byFile = new Map<string, Finding[]>();
  for (const finding of findings) {
    const list = byFile.get(finding.location.file);
    if (list) list.push(finding);
    else byFile.set(finding.location.file, [finding]);
  }
  const kept: Finding[] = [];
  const notifications: Notification[] = [];
  for (const unit of program.units) {
    const own = byFile.get(unit.path) ?? [];
    if (own.length === 0 && unit.facts.comments.length === 0) continue;
    const result = applySuppressions({ path: unit.path, lineStarts: unit.facts.lineStarts, comments: unit.facts.comments, nodes: unit.facts.nodes }, own, { reportUnused: options.reportUnusedIgnores });
    kept.push(...result.findings);
    notifications.push(...result.notifications);
  }
  return { findings: kept, notifications };
}

function byFile(a: Notification, b: Notification): number {
  const left = a.file ?? '';
  const right = b.file ?? '';
  return left < right ? -1 : left > right ? 1 : (a.location?.span[0] ?? 0) - (b.location?.span[0] ?? 0);
}
