/** What a name says of a value: one that nothing else is known of, or one that is put under it. */
import type { Span } from '../facts/facts.js';
import type { Evidence } from '../finding.js';
import type { ElementWords, NameVerdict } from '../knowledge/knowledge.js';
import type { Unit } from '../link/program.js';
import type { Engine } from './engine.js';
import { nothing, step, type ApiAtom, type Atom, type DataAtom, type OriginAtom, type ParamAtom, type SourceAtom, type Step, type UnknownAtom, type Value } from './value.js';

/** What a name alone says: patient data by its name, nothing at all, or still unknown (with the apis that go by the name). */
export function fromVerdict(engine: Engine, verdict: NameVerdict, name: string, unit: Unit, at: Span, before?: Step): Value {
  if (verdict.harmless !== undefined) return nothing;
  const found = dataFromName(verdict, name, unit, at, before);
  if (found) return [found];
  const unknown: UnknownAtom = { kind: 'unknown', name, verdict, trail: before ?? step(unit, at, `${name} is read`) };
  const ids = engine.apis.named(name, unit.facts.language);
  if (ids.length === 0) return [unknown];
  return [...ids.map((id): Atom => namedApi(engine, id, name, unknown.trail)), unknown];
}

export function dataFromName(verdict: NameVerdict, name: string, unit: Unit, at: Span, before?: Step): DataAtom | undefined {
  const staff = verdict.subject === 'staff';
  if (verdict.subject === 'thing') return undefined;
  if (verdict.element) {
    const { element } = verdict;
    const account = verdict.record?.kind === 'account';
    if (element.needs === 'patient' && verdict.subject !== 'patient' && !staff && !account) return undefined;
    return {
      kind: 'data',
      element: element.id,
      word: element,
      whole: false,
      subject: staff ? 'staff' : verdict.subject === 'patient' ? 'patient' : account ? 'user' : 'unknown',
      confidence: verdict.subject === 'patient' ? 'high' : element.confidence,
      evidence: byName(name, element.label),
      trail: step(unit, at, `${name} holds ${element.label}`, before),
    };
  }
  if (verdict.record) {
    const { record } = verdict;
    return {
      kind: 'data',
      element: recordElement(record.kind),
      whole: true,
      record,
      subject: staff ? 'staff' : record.kind === 'account' ? 'user' : 'patient',
      confidence: record.kind === 'account' ? 'low' : record.kind === 'patient' ? 'high' : 'medium',
      evidence: byName(name, record.label),
      trail: step(unit, at, `${name} holds ${record.label}`, before),
    };
  }
  return undefined;
}

/** An address that something is sent to: whose it is, nothing says. */
export function recipientData(word: ElementWords, name: string, why: string, trail: Step): DataAtom {
  return { kind: 'data', element: word.id, word, whole: false, subject: 'unknown', confidence: 'medium', evidence: { kind: 'use', why: `${name} is ${word.label}: ${why}` }, trail };
}

function byName(name: string, label: string): Evidence {
  return { kind: 'name', why: `the name ${name} says ${label}` };
}

export function recordElement(kind: 'patient' | 'clinical' | 'message' | 'account'): string {
  return kind === 'patient' ? 'patient-record' : kind === 'clinical' ? 'clinical-record' : kind;
}

/** A value put under a name. Only what is not known otherwise listens to it. */
export function named(engine: Engine, value: Value, name: string, unit: Unit, at: Span): Value {
  if (value.length === 0 || name === '') return value;
  let changed: Atom[] | undefined;
  for (let index = 0; index < value.length; index += 1) {
    const atom = value[index]!;
    const next = namedAtom(engine, atom, name, unit, at);
    if (next.length === 1 && next[0] === atom) {
      changed?.push(atom);
      continue;
    }
    changed ??= value.slice(0, index);
    changed.push(...next);
  }
  return changed ?? value;
}

function namedAtom(engine: Engine, atom: Atom, name: string, unit: Unit, at: Span): Value {
  if (atom.kind === 'unknown') {
    const verdict = engine.names.classifyName(name);
    if (verdict.element || verdict.record || verdict.harmless !== undefined || verdict.subject || atom.name === '') {
      return fromVerdict(engine, inheritSubject(verdict, atom), name, unit, at, atom.trail);
    }
    return [atom];
  }
  if (atom.kind === 'api' && engine.names.harmlessAs(name) === 'quantity' && engine.apis.at(atom.id, atom.path).source?.holds === 'model') return nothing;
  if (atom.kind === 'source') return namesItsParts(engine, name) ? nothing : [namedSource(engine, atom, name)];
  if (atom.kind === 'param') return namedPart(engine, atom, name, unit, at);
  // Two names speak, and the nearer one says that it is but an id or a count of what the other named; or it is the key of an entry
  // (`for (const [patientId, patient] of map)`), which is no whole record.
  const isRecord = atom.kind === 'shape' || (atom.kind === 'data' && atom.whole && atom.evidence.kind === 'name');
  const harmless = engine.names.harmlessAs(name);
  // What the configuration says of a name goes before what is known of the value.
  if (harmless === 'ignored' || (isRecord && (harmless === 'identifier' || harmless === 'quantity'))) return nothing;
  if (atom.kind === 'shape' && atom.subject === undefined && atom.model.record?.kind !== 'patient' && atom.model.record?.kind !== 'clinical') {
    const { subject } = engine.names.topicOf(name);
    return subject === 'staff' || subject === 'patient' ? [{ ...atom, subject }] : [atom];
  }
  // `env['POSTGRES_USER'] = username`: what a setting is given is what the program runs as.
  if (atom.kind === 'data' && atom.subject === 'user' && atom.evidence.kind === 'name' && isSetting(name)) return nothing;
  if (atom.kind === 'data' && atom.subject !== 'staff' && (atom.subject !== 'patient' || atom.record?.kind === 'account')) return [ownedBy(engine, atom, name)];
  return [atom];
}

/** `answer.json()['PatientBirthDate']`: of what a library hands over, only a key that says a patient's is believed. */
export function heldUnder(engine: Engine, { path }: OriginAtom, name: string, unit: Unit, at: Span): Value {
  if (path === '') return nothing;
  const verdict = engine.names.classifyName(name);
  const isIdentifier = verdict.harmless === undefined && verdict.subject === 'patient' && verdict.element?.safeHarbor !== undefined;
  const said = isIdentifier ? dataFromName(verdict, name, unit, at) : undefined;
  return said ? [{ ...said, confidence: 'medium' }] : nothing;
}

function isSetting(name: string): boolean {
  return /^[A-Z][A-Z0-9]*_[A-Z0-9_]+$/.test(name);
}

/** `const patient = response`: what a caller hands over, or what calling it gives, is called so here. */
function namedPart(engine: Engine, atom: ParamAtom, name: string, unit: Unit, at: Span): Value {
  const before = atom.path.findLast((part) => part !== '()' && part !== '*') ?? atom.unit.facts.functions[atom.fn]?.params[atom.index]?.name ?? '';
  // `{ patient: request.patientId }` is an id still.
  if (before === name || engine.names.classifyName(before).harmless !== undefined) return [atom];
  const harmless = engine.names.harmlessAs(name);
  if (atom.path.length > 0 && (harmless === 'identifier' || harmless === 'quantity')) return nothing;
  const said = dataFromName(engine.names.classifyName(name), name, unit, at, atom.trail);
  return said ? [{ ...said, assumed: { unit: atom.unit, fn: atom.fn, index: atom.index } }, atom] : [atom];
}

/** `const columns = await query(…)`, `{ orderId: data }`: what comes back is the names of the parts, or an id, and no whole of something. */
function namesItsParts(engine: Engine, name: string): boolean {
  const harmless = engine.names.harmlessAs(name);
  return harmless === 'identifier' || harmless === 'wording' || harmless === 'quantity' || harmless === 'boolean';
}

/** A member that nothing is known of is what it is called where it is put: `const patients = response.searchResults`. */
function namedSource(engine: Engine, atom: SourceAtom, name: string): SourceAtom {
  if (atom.names.at(-1) === name || atom.path.at(-1) === name) return atom;
  const names = [...atom.names, name].slice(-4);
  const member = atom.path.at(-1);
  if (member === undefined || engine.names.classifyName(member).record || !engine.names.classifyName(name).record) return { ...atom, names };
  return { ...atom, names, path: [...atom.path.slice(0, -1), name] };
}

/** `doctor = await User.findById(…)`, `{ actorEmail: user.email }`: whose account or contact it is, the name may say. */
function ownedBy(engine: Engine, atom: DataAtom, name: string): DataAtom {
  const { subject } = engine.names.topicOf(name);
  return subject === 'staff' || subject === 'patient' ? { ...atom, subject } : atom;
}

function inheritSubject(verdict: NameVerdict, atom: UnknownAtom): NameVerdict {
  return verdict.subject || !atom.verdict?.subject ? verdict : { ...verdict, subject: atom.verdict.subject };
}

/** An object of an api under one of its names; a name that stands for all such objects says nothing of this one. */
export function namedApi(engine: Engine, id: string, name: string, trail: Step): ApiAtom {
  const called = engine.apis.starOf(id, name);
  return apiAtom(engine, { kind: 'api', id, path: '', ...(called === undefined ? {} : { called }) }, trail);
}

/** An object of an api; one that is data itself remembers where it was met. */
export function apiAtom(engine: Engine, atom: ApiAtom, trail: Step): ApiAtom {
  return engine.apis.at(atom.id, '').source ? { ...atom, trail } : atom;
}
