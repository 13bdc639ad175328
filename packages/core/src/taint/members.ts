/** What reading a member, or an element, of a value gives. */
import type { Span } from '../facts/facts.js';
import type { NameVerdict } from '../knowledge/knowledge.js';
import type { Unit } from '../link/program.js';
import { memberOfError } from './caught.js';
import { weaker } from './confidence.js';
import type { Engine } from './engine.js';
import { instanceMember } from './instances.js';
import { apiAt, isKnownPlace, originValue, ownSource } from './libraries.js';
import { modelMember } from './model-members.js';
import { dataFromName, fromVerdict, heldUnder, recordElement } from './names.js';
import { withAllFields } from './transfers.js';
import { nothing, step, union, type ApiAtom, type Atom, type DataAtom, type SourceAtom, type Value } from './value.js';

/** Deeper reads of a parameter are not told apart: `a.b.c.d.e`. */
const maxPath = 8;

export function memberOf(engine: Engine, value: Value, name: string, unit: Unit, at: Span): Value {
  if (value.length === 0) return nothing;
  const all = union(value.map((atom) => memberOfAtom(engine, atom, name, unit, at)));
  // `visits: number` is no visit, whatever its name says: the declaration knows better.
  const isPlain = value.some((atom) => atom.kind === 'shape' && atom.model.fields.get(name)?.plain);
  const read = isPlain ? all.filter((atom) => atom.kind !== 'data' || !atom.assumed) : all;
  // Code does not read what is not there: the member was put in where we did not see it.
  return read.length === 0 && !value.some((atom) => tells(engine, atom, name, unit)) ? fromVerdict(engine, engine.names.classifyName(name), name, unit, at) : read;
}

/** Whether an atom knows the member, or is of a kind that is known to carry nothing under other names. */
function tells(engine: Engine, atom: Atom, name: string, unit: Unit): boolean {
  if (atom.kind === 'list') return atom.element.some((inner) => tells(engine, inner, name, unit)) || engine.transfers.property(name, unit.facts.language) !== undefined;
  if (atom.kind !== 'object') return true;
  return atom.fields.has(name) || atom.fields.has('*') || atom.base.some((inner) => tells(engine, inner, name, unit));
}

/** Where a property that every value has (length, size) is no project's own: there it carries nothing. */
const ownMembers = new Set<Atom['kind']>(['object', 'shape', 'instance', 'class', 'origin', 'api', 'function']);

function memberOfAtom(engine: Engine, atom: Atom, name: string, unit: Unit, at: Span): Value {
  const property = engine.transfers.property(name, unit.facts.language);
  if (property?.gives.includes('serialized')) return withAllFields(engine, [atom]);
  if (property && (!ownMembers.has(atom.kind) || (atom.kind === 'shape' && !atom.model.fields.has(name)))) return property.gives.includes('receiver') ? [atom] : nothing;
  switch (atom.kind) {
    case 'object': {
      const own = atom.fields.get(name);
      if (own) return own;
      // What is written under keys that are not known is no id or count by its name.
      const any = engine.names.classifyName(name).harmless === undefined ? atom.fields.get('*') : undefined;
      const inherited = memberOf(engine, atom.base, name, unit, at);
      return any ? union([any, inherited]) : inherited;
    }
    case 'list':
      // `rows.patient` does not exist, but sums of lists and objects do (paged results, tuples).
      return memberOf(engine, atom.element, name, unit, at);
    case 'data':
      return memberOfData(engine, atom, name, unit, at);
    case 'unknown':
      return fromVerdict(engine, engine.names.classifyMember(atom.verdict ?? { plural: false }, name), name, unit, at, atom.trail);
    case 'param':
      return memberOfParam(engine, atom, name, unit, at);
    case 'shape':
      return modelMember(engine, atom, name, unit, at);
    case 'source':
      return memberOfSource(engine, atom, name, unit, at);
    case 'instance':
      return instanceMember(engine, atom, name, unit, at);
    case 'class':
      return instanceMember(engine, atom, name, unit, at);
    case 'origin':
      return [...heldUnder(engine, atom, name, unit, at), ...originValue(engine, { ...atom, path: name === 'default' ? atom.path : atom.path ? `${atom.path}.${name}` : name })];
    case 'api':
      return memberOfApi(engine, atom, name, unit, at);
    case 'error':
      return memberOfError(engine, atom, name, unit, at);
    case 'failure':
      return engine.code.members.errorTexts.has(name) ? atom.content : nothing;
    case 'function':
      return [];
  }
}

function memberOfData(engine: Engine, atom: DataAtom, name: string, unit: Unit, at: Span): Value {
  const owner: NameVerdict = {
    plural: false,
    ...(atom.record ? { record: atom.record } : {}),
    ...(atom.subject === 'patient' || atom.subject === 'staff' ? { subject: atom.subject } : {}),
  };
  const verdict = engine.names.classifyMember(atom.whole ? owner : { plural: false, ...(owner.subject ? { subject: owner.subject } : {}) }, name);
  // `const { data, error } = found`: what went wrong stands beside what was found.
  if (verdict.harmless !== undefined || engine.code.calls.rejections.has(name)) return nothing;
  if (!atom.whole) return [atom];
  const trail = step(unit, at, `${name} is read`, atom.trail);
  const { element } = verdict;
  if (element && meetsNeeds(verdict, atom)) {
    const { subject, evidence } = atom;
    const confidence = subject === 'patient' ? atom.confidence : weaker(atom.confidence, element.needs === 'patient' ? 'high' : element.confidence);
    return [{ kind: 'data', element: element.id, word: element, whole: false, subject, confidence, evidence, trail }];
  }
  if (verdict.record) {
    return [{ ...atom, element: recordElement(verdict.record.kind), record: verdict.record, trail }];
  }
  return [{ kind: 'unknown', name, verdict: { ...verdict, plural: verdict.plural, ...(owner.subject ? { subject: owner.subject } : {}) }, trail }];
}

function meetsNeeds(verdict: NameVerdict, atom: DataAtom): boolean {
  if (!verdict.element) return false;
  if (verdict.subject === 'thing') return false;
  return verdict.element.needs !== 'patient' || atom.subject !== 'staff';
}

/** What calling a part of what a caller hands over gives: the caller knows. */
export function resultOfParam(atom: Extract<Atom, { kind: 'param' }>, unit: Unit, at: Span): Value {
  return atom.path.length >= maxPath ? nothing : [{ ...atom, path: [...atom.path, '()'], trail: step(unit, at, 'it is called', atom.trail) }];
}

function memberOfParam(engine: Engine, atom: Extract<Atom, { kind: 'param' }>, name: string, unit: Unit, at: Span): Value {
  const param = atom.unit.facts.functions[atom.fn]?.params[atom.index];
  const owner = atom.path.findLast((part) => part !== '*' && part !== '()') ?? param?.name ?? '';
  const said = isApiMember(engine, atom, name) ? undefined : dataFromName(engine.names.classifyMember(engine.names.classifyName(owner), name), name, unit, at, atom.trail);
  const read: Atom = atom.path.length >= maxPath ? atom : { ...atom, path: [...atom.path, name], trail: step(unit, at, `${name} is read`, atom.trail) };
  return said ? [{ ...said, assumed: { unit: atom.unit, fn: atom.fn, index: atom.index } }, read] : [read];
}

/** `req.body`, and what is read from it: rules/apis says what it is. */
function isApiMember(engine: Engine, atom: Extract<Atom, { kind: 'param' }>, name: string): boolean {
  const first = atom.path[0] ?? name;
  return atom.apis?.some((id) => isKnownPlace(engine, id, first)) ?? false;
}

function memberOfSource(engine: Engine, atom: SourceAtom, name: string, unit: Unit, at: Span): Value {
  const trail = step(unit, at, `${name} is read`, atom.trail);
  if (engine.code.members.envelopes.has(name)) return [{ ...atom, trail }];
  const verdict = engine.names.classifyName(name);
  if (verdict.harmless !== undefined) return nothing;
  return [{ ...atom, path: [...atom.path, name].slice(-3), trail }];
}

function memberOfApi(engine: Engine, atom: ApiAtom, name: string, unit: Unit, at: Span): Value {
  const path = atom.path === '' ? name : `${atom.path}.${name}`;
  // Of an object that is data itself, a member that no entry names is a part of the data.
  if (isKnownPlace(engine, atom.id, path) || isKnownPlace(engine, atom.id, `${path}()`)) return apiAt(engine, { ...atom, path }, name, unit, at);
  const own = ownSource(engine, atom);
  if (own.length > 0) return memberOf(engine, own, name, unit, at);
  // What stands at this place besides tells of its other members.
  const here = engine.apis.at(atom.id, atom.path);
  return atom.path !== '' && (here.source || here.gives !== undefined) ? nothing : apiAt(engine, { ...atom, path }, name, unit, at);
}

export function elementOf(engine: Engine, value: Value): Value {
  return union(
    value.map((atom): Value => {
      switch (atom.kind) {
        case 'list':
          return atom.element;
        case 'object':
          return union([...atom.fields.values(), elementOf(engine, atom.base)]);
        case 'param':
          return atom.path.length >= maxPath || atom.path.at(-1) === '*' ? [atom] : [{ ...atom, path: [...atom.path, '*'] }];
        default:
          return [atom];
      }
    }),
  );
}

/** The element at a position: only pairs tell theirs apart. */
export function elementAt(engine: Engine, value: Value, index: number): Value {
  const name = String(index);
  return union(value.map((atom) => (atom.kind === 'object' && atom.fields.has(name) ? atom.fields.get(name)! : elementOf(engine, [atom]))));
}
