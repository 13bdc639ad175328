/** Turns what the engine found into findings: one a statement and rule, with its score, its law and what to write instead. */
import type { Span } from '../facts/facts.js';
import { locate } from '../facts/locate.js';
import { ruleIds, type Confidence, type Evidence, type FileSettings, type Finding, type FlowStep, type Level, type Location, type RuleId, type ScanOptions, type Subject } from '../finding.js';
import type { Knowledge } from '../knowledge/knowledge.js';
import type { Unit } from '../link/program.js';
import { accountsIn, type Accounts } from '../taint/accounts.js';
import type { Engine } from '../taint/engine.js';
import type { Flows, Leak, SinkSite, WrittenText } from '../taint/flows.js';
import { confidenceRank } from '../taint/confidence.js';
import { isSignIn } from '../taint/signed-in.js';
import { surroundingSubject } from '../taint/surroundings.js';
import { stepsOf, type Step } from '../taint/value.js';
import { guardedPatientData } from './guarded.js';
import { labelOf } from './label.js';
import { lawOf, type ElementInLaw } from './law.js';
import { scoreOf } from './score.js';

export type JudgeOptions = FileSettings & Pick<ScanOptions, 'settingsFor'>;

function settingsOf(options: JudgeOptions, { path }: Unit): FileSettings {
  return { ...options, ...options.settingsFor?.(path) };
}

/** A finding whose fingerprints are still to be made: they need the text. */
export type JudgedFinding = Omit<Finding, 'fingerprint' | 'contentFingerprint'>;

export function judge(engine: Engine, flows: Flows, accounts: Accounts, options: JudgeOptions): JudgedFinding[] {
  const findings = [...withoutInner(leakFindings(engine, flows.leaks, accounts, options)), ...textFindings(engine, flows.texts, options)];
  const told = new Set(findings.map((finding) => `${finding.location.file}:${finding.location.span[0]}`));
  for (const error of flows.errors) {
    const key = `${error.sink.unit.path}:${error.sink.at[0]}`;
    if (told.has(key)) continue;
    const guarded = guardedPatientData(engine, error);
    if (!guarded) continue;
    told.add(key);
    findings.push(
      finding(engine, 'no-raw-error-in-phi-context', error.sink, error.sink.unit, error.sink.at, error.culprit, {
        elements: [guarded.element],
        confidence: 'medium',
        subject: 'patient',
        evidence: [guarded.evidence],
        steps: stepsOf(error.trail),
        message: `A raw error reaches ${error.sink.name}; the code it comes from handles patient data (${guarded.label})`,
        options,
      }),
    );
  }
  return findings.sort(byPlace);
}

/** `throw createError(404, patient.name)` meets two sinks: it is one finding, of the statement around. */
function withoutInner(findings: readonly JudgedFinding[]): JudgedFinding[] {
  const byFile = new Map<string, JudgedFinding[]>();
  for (const finding of findings) {
    if (finding.rule !== 'no-phi-in-errors') continue;
    const list = byFile.get(finding.location.file);
    if (list) list.push(finding);
    else byFile.set(finding.location.file, [finding]);
  }
  return findings.filter((finding) => finding.rule !== 'no-phi-in-errors' || !byFile.get(finding.location.file)!.some((other) => isAround(other, finding)));
}

function isAround(outer: JudgedFinding, inner: JudgedFinding): boolean {
  const [from, to] = outer.location.span;
  const [start, end] = inner.location.span;
  return from <= start && end <= to && to - from > end - start;
}

function byPlace(a: JudgedFinding, b: JudgedFinding): number {
  return (
    compare(a.location.file, b.location.file) ||
    a.location.span[0] - b.location.span[0] ||
    a.location.span[1] - b.location.span[1] ||
    ruleIds.indexOf(a.rule) - ruleIds.indexOf(b.rule) ||
    a.culprit.span[0] - b.culprit.span[0]
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function leakFindings(engine: Engine, leaks: readonly Leak[], accounts: Accounts, options: JudgeOptions): JudgedFinding[] {
  const groups = new Map<string, { rule: RuleId; leaks: Leak[] }>();
  for (const leak of leaks) {
    const whose = subjectOf(engine, leak, accounts);
    const settings = settingsOf(options, leak.unit);
    if (whose.subject === 'staff' && !settings.includeStaff) continue;
    if (confidenceRank(whose.confidence) < confidenceRank(settings.minConfidence)) continue;
    const rule = ruleOf(leak);
    const key = `${leak.unit.index}:${leak.at[0]}:${leak.at[1]}:${rule}`;
    const group = groups.get(key);
    const judged: Leak = { ...leak, data: { ...leak.data, subject: whose.subject, confidence: whose.confidence } };
    if (group) group.leaks.push(judged);
    else groups.set(key, { rule, leaks: [judged] });
  }
  return [...groups.values()].map(({ rule, leaks: own }) => leakFinding(engine, rule, own, options));
}

/** Data of a user account is a patient's where the project's accounts can be patients', unless the code around it is about staff. */
export function subjectOf(engine: Engine, leak: Pick<Leak, 'data' | 'sink'>, project: Accounts): { subject: Leak['data']['subject']; confidence: Confidence } {
  const { data } = leak;
  const accounts = accountsIn(engine, leak.sink.unit, project);
  const account = data.subject === 'user' || data.subject === 'unknown' || data.record?.kind === 'account';
  const around = account ? surroundingSubject(engine, leak.sink.unit, leak.sink.at[0]) : undefined;
  if (around === 'staff') return { subject: 'staff', confidence: data.confidence };
  if (data.subject === 'unknown' && data.confidence === 'low' && around === 'patient') return { subject: 'patient', confidence: 'medium' };
  // Where only staff signs in, so does whoever's address stands there.
  if (data.subject === 'unknown' && data.word?.needs !== 'nothing' && accounts === 'staff' && around !== 'patient' && isSignIn(engine, leak.sink.unit, leak.sink.fn)) return { subject: 'staff', confidence: data.confidence };
  if (data.subject !== 'user') return { subject: data.subject, confidence: data.confidence };
  if (accounts === 'patients') return { subject: 'patient', confidence: data.confidence === 'low' ? 'medium' : data.confidence };
  if (accounts === 'staff') return { subject: 'staff', confidence: data.confidence };
  return { subject: 'user', confidence: data.confidence === 'low' ? 'medium' : data.confidence };
}

export function ruleOf(leak: Pick<Leak, 'data' | 'sink'>): RuleId {
  if (leak.sink.kind === 'error') return 'no-phi-in-errors';
  if (leak.sink.kind === 'telemetry') return 'no-phi-in-telemetry';
  if (leak.data.inError) return 'no-phi-in-errors';
  return leak.data.whole ? 'no-phi-object-dump' : 'no-phi-in-logs';
}

function leakFinding(engine: Engine, rule: RuleId, leaks: readonly Leak[], options: JudgeOptions): JudgedFinding {
  const sorted = [...leaks].sort(
    (a, b) => confidenceRank(b.data.confidence) - confidenceRank(a.data.confidence) || gravity(engine, b) - gravity(engine, a) || a.culprit[0] - b.culprit[0],
  );
  const first = sorted[0]!;
  const elements = [...new Set([...sorted].sort((a, b) => gravity(engine, b) - gravity(engine, a)).map((leak) => leak.data.element))];
  const evidence = new Map(sorted.map((leak) => [leak.data.evidence.why, leak.data.evidence]));
  const words = sorted.flatMap((leak) => leak.data.word ?? []);
  const labels = elements.map((element) => words.find((word) => word.id === element)?.label ?? labelOf(engine.knowledge, element)).slice(0, 3);
  return finding(engine, rule, first.sink, first.unit, first.at, first.culprit, {
    elements,
    confidence: first.data.confidence,
    subject: first.data.subject,
    evidence: [...evidence.values()].slice(0, 4),
    steps: first.steps,
    message: messageOf(rule, first, labels),
    recognised: words,
    options,
  });
}

/** The risk row of an element orders elements: an SSN is named before a name. */
function gravity(engine: Engine, leak: Leak): number {
  return scoreOf({ elements: [leak.data.element], rule: ruleOf(leak), debug: leak.sink.debug, thirdParty: leak.sink.thirdParty }, [], engine.knowledge.risk).value;
}

function messageOf(rule: RuleId, leak: Leak, labels: readonly string[]): string {
  const what = labels.join(', ');
  const whose = leak.data.subject === 'staff' ? 'Staff data' : 'Patient data';
  switch (rule) {
    case 'no-phi-in-errors':
      return `${whose} (${what}) is put into an error${leak.sink.name === 'throw' ? '' : ` by ${leak.sink.name}`}`;
    case 'no-phi-in-telemetry':
      return `${whose} (${what}) is sent to telemetry by ${leak.sink.name}`;
    case 'no-phi-object-dump':
      return `A whole object with ${whose.toLowerCase()} (${what}) is logged by ${leak.sink.name}`;
    default:
      return `${whose} (${what}) is logged by ${leak.sink.name}`;
  }
}

function textFindings(engine: Engine, texts: readonly WrittenText[], options: JudgeOptions): JudgedFinding[] {
  const found = new Map<string, JudgedFinding>();
  for (const text of texts) {
    const element = text.key === undefined ? undefined : engine.names.classifyName(text.key).element?.id;
    const settings = settingsOf(options, text.sink.unit);
    const matches = engine.values
      .find(text.text, element === undefined ? undefined : { element })
      .filter(({ entry }) => (settings.includeStaff || !(entry.staff || isStaffContact(engine, entry.element, text))) && confidenceRank(entry.confidence) >= confidenceRank(settings.minConfidence));
    const first = matches[0];
    if (!first) continue;
    const key = `${text.sink.unit.index}:${text.sink.at[0]}`;
    if (found.has(key)) continue;
    const elements = [...new Set(matches.map((match) => match.entry.element))];
    found.set(
      key,
      finding(engine, 'no-phi-literals', text.sink, text.sink.unit, text.sink.at, text.at, {
        elements,
        confidence: first.entry.confidence,
        subject: 'patient',
        evidence: [{ kind: 'value', why: `the text holds what looks like ${withArticle(first.entry.label)}` }],
        steps: [{ unit: text.sink.unit, at: text.at, what: `a literal ${first.entry.label}` }],
        message: `A literal that looks like ${withArticle(first.entry.label)} is written by ${text.sink.name}`,
        recognised: matches.map(({ entry }) => ({ id: entry.element, ...(entry.safeHarbor ? { safeHarbor: entry.safeHarbor } : {}), ...(entry.lgpd ? { lgpd: entry.lgpd } : {}) })),
        options,
      }),
    );
  }
  return [...found.values()];
}

/** The e-mail address of an account that the code around it calls a member of staff's. */
function isStaffContact(engine: Engine, element: string, { sink }: WrittenText): boolean {
  return (element === 'email' || element === 'phone') && surroundingSubject(engine, sink.unit, sink.at[0]) === 'staff';
}

function withArticle(label: string): string {
  return `${/^([aeio]|u(?!n?i)|SSN|MRN|NHS|MBI|NPI)/i.test(label) ? 'an' : 'a'} ${label}`;
}

interface Judged {
  readonly elements: readonly string[];
  readonly confidence: Confidence;
  readonly subject: Subject;
  readonly evidence: readonly Evidence[];
  readonly steps: readonly Step[];
  readonly message: string;
  /** The entries of rules/ by which the elements were recognised. */
  readonly recognised?: readonly ElementInLaw[];
  readonly options: JudgeOptions;
}

function finding(engine: Engine, rule: RuleId, sink: SinkSite, unit: Unit, at: Span, culprit: Span, judged: Judged): JudgedFinding {
  const { knowledge } = engine;
  const about = knowledge.rules.find((entry) => entry.id === rule);
  const level: Level = about?.level ?? 'error';
  const { context } = settingsOf(judged.options, unit);
  const sinkStep: FlowStep = { ...place(sink.unit, sink.at), what: sinkWords(sink) };
  return {
    rule,
    level,
    confidence: judged.confidence,
    subject: judged.subject,
    elements: judged.elements,
    message: judged.message,
    advice: about?.advice ?? '',
    location: place(unit, at),
    culprit: place(unit, culprit),
    sink: sink.name,
    flow: [...flowOf(judged.steps), sinkStep],
    evidence: judged.evidence,
    score: scoreOf({ elements: judged.elements, rule, debug: sink.debug, thirdParty: sink.thirdParty }, context, knowledge.risk),
    law: lawFor(knowledge, sink, judged, context),
  };
}

function lawFor(knowledge: Knowledge, sink: SinkSite, judged: Judged, context: FileSettings['context']): Finding['law'] {
  const thirdParty = sink.thirdParty || context.includes('third-party');
  const { elements, recognised } = judged;
  return lawOf({ sinkKind: sink.kind, elements, thirdParty, ...(recognised ? { recognised } : {}) }, knowledge.law, knowledge.words.elements);
}

function sinkWords(sink: SinkSite): string {
  if (sink.name === 'throw') return 'thrown';
  return sink.kind === 'telemetry' ? `sent by ${sink.name}` : sink.kind === 'error' ? `put into an error by ${sink.name}` : `logged by ${sink.name}`;
}

function place(unit: Unit, at: Span): Location {
  return locate(unit.path, unit.facts.lineStarts, at);
}

export function flowOf(steps: readonly Step[]): FlowStep[] {
  const flow: FlowStep[] = [];
  for (const step of steps) {
    const next = { ...place(step.unit, step.at), what: step.what };
    const last = flow.at(-1);
    if (last && last.what === next.what && last.file === next.file && last.span[0] === next.span[0]) continue;
    flow.push(next);
  }
  return flow;
}
