/** From the Facts of a program to its findings. Reads no disk and waits for nothing, so that an editor can run it while someone types. */
import { locate } from './facts/locate.js';
import type { FileFacts } from './facts/facts.js';
import type { Shelf } from './facts/shelf.js';
import type { Finding, Notification, ScanOptions, ScanProgress } from './finding.js';
import { withFingerprints, withSuppressions, type TextOf } from './judge/finish.js';
import { judge, type JudgeOptions } from './judge/judge.js';
import type { Knowledge } from './knowledge/knowledge.js';
import { linkProgram, type ModuleResolver, type Unit } from './link/program.js';
import { whoseAccounts, type Accounts } from './taint/accounts.js';
import { createEngine } from './taint/create.js';
import { followFlows, type Flows, type SinkFilter } from './taint/flows.js';
import { withPeople } from './taint/people.js';
import { atOnce, type Stepwise } from './turns.js';

export interface Analysed {
  readonly findings: readonly Finding[];
  /** What the comments in the code and the engine's limits have to say; not in order. */
  readonly notifications: readonly Notification[];
}

export interface Material {
  readonly files: readonly FileFacts[];
  readonly resolver: ModuleResolver;
  readonly knowledge: Knowledge;
  /** Asked for the few files with findings only. */
  readonly textOf: TextOf;
  /** Only what these statements write is of interest. */
  readonly isAskedFor?: SinkFilter;
  /** These are the files of a part of the project: what the whole of it would tell is not known. */
  readonly isPart?: boolean;
  /** Where the Facts of a large project are kept. */
  readonly shelf?: Shelf;
}

export type AnalyseOptions = JudgeOptions & Pick<ScanOptions, 'reportUnusedIgnores'> & Partial<Pick<ScanOptions, 'includeTests'>>;

type OnStage = (stage: ScanProgress['stage']) => void;

/** The engine over the linked Facts, and what it followed to the sinks. */
export interface Solved {
  readonly engine: ReturnType<typeof createEngine>;
  readonly flows: Flows;
  readonly accounts: Accounts;
  readonly findingsFor: (options: JudgeOptions) => Finding[];
}

export function* solving({ files, resolver, knowledge, textOf, isAskedFor, isPart = false, shelf }: Material, { includeTests = false }: Pick<AnalyseOptions, 'includeTests'>, onStage: OnStage = () => {}): Stepwise<Solved> {
  onStage('link');
  const program = linkProgram(files, resolver);

  onStage('solve');
  const engine = createEngine(program, withPeople(program, knowledge), shelf);
  const flows = yield* followFlows(engine, program.units, includeTests, isAskedFor);

  onStage('judge');
  const told = whoseAccounts(engine);
  // That only staff signs in takes findings out: another part of the project may have the patients.
  const accounts = isPart && told === 'staff' ? 'unknown' : told;
  return { engine, flows, accounts, findingsFor: (options) => withFingerprints(judge(engine, flows, accounts, options), textOf) };
}

/** Leaves nothing out. */
export const everything: Pick<JudgeOptions, 'minConfidence' | 'includeStaff'> = { minConfidence: 'low', includeStaff: true };

export function analyse(material: Material, options: AnalyseOptions): Analysed {
  return atOnce(analysing(material, options));
}

export function* analysing(material: Material, options: AnalyseOptions, onStage?: OnStage): Stepwise<Analysed> {
  const { engine, flows, findingsFor } = yield* solving(material, options, onStage);
  yield;
  const { units } = engine.program;
  const reported = withSuppressions(findingsFor(options), units, false);
  yield;
  // A comment over a finding that these options leave out is no unused one.
  const comments = options.reportUnusedIgnores ? withSuppressions(findingsFor({ ...options, settingsFor: () => everything }), units, true) : reported;

  return { findings: reported.findings, notifications: [...comments.notifications, ...limitsOf(engine.limits, flows)] };
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
