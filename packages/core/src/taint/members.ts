/** What reading a member, or an element, of a value gives; and what a name says of a value that nothing else is known of. */
import type { Span } from '../facts/facts.js';
import type { Confidence, Evidence } from '../finding.js';
import type { NameVerdict, Source } from '../knowledge/knowledge.js';
import type { Unit } from '../link/program.js';
import { callAt, type Engine } from './engine.js';
import { instanceMember } from './instances.js';
import { modelMember } from './models.js';
import { toldOf } from './places.js';
import { nothing, objectOf, step, union, type ApiAtom, type Atom, type CallSite, type DataAtom, type OriginAtom, type SourceAtom, type Step, type UnknownAtom, type Value } from './value.js';

/** Deeper reads of a parameter are not told apart: `a.b.c.d.e`. */
const maxPath = 8;

export function memberOf(engine: Engine, value: Value, name: string, unit: Unit, at: Span): Value {
  if (value.length === 0) return nothing;
  const read = union(value.map((atom) => memberOfAtom(engine, atom, name, unit, at)));
  // Code does not read what is not there: the member was put in where we did not see it.
  return read.length === 0 && !value.some((atom) => tells(engine, atom, name)) ? fromVerdict(engine, engine.names.classifyName(name), name, unit, at) : read;
}

/** Whether an atom knows the member, or is of a kind that is known to carry nothing under other names. */
function tells(engine: Engine, atom: Atom, name: string): boolean {
  if (atom.kind === 'list') return atom.element.some((inner) => tells(engine, inner, name)) || engine.transfers.property(name) !== undefined;
  if (atom.kind !== 'object') return true;
  return atom.fields.has(name) || atom.fields.has('*') || atom.base.some((inner) => tells(engine, inner, name));
}

/** Where a property that every value has (length, size) is no project's own: there it carries nothing. */
const ownMembers = new Set<Atom['kind']>(['object', 'shape', 'instance', 'class', 'origin', 'api', 'function']);

function memberOfAtom(engine: Engine, atom: Atom, name: string, unit: Unit, at: Span): Value {
  const property = engine.transfers.property(name);
  if (property && (!ownMembers.has(atom.kind) || (atom.kind === 'shape' && !atom.model.fields.has(name)))) return property.gives.includes('receiver') ? [atom] : nothing;
  switch (atom.kind) {
    case 'object': {
      const own = atom.fields.get(name);
      if (own) return own;
      const any = atom.fields.get('*');
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
      return originValue(engine, { ...atom, path: name === 'default' ? atom.path : atom.path ? `${atom.path}.${name}` : name });
    case 'api':
      return memberOfApi(engine, atom, name, unit, at);
    case 'error':
      return memberOfError(engine, atom, name, unit, at);
    case 'failure':
      return errorTexts.has(name) ? atom.content : nothing;
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
  if (verdict.harmless !== undefined) return nothing;
  if (!atom.whole) return [atom];
  const trail = step(unit, at, `${name} is read`, atom.trail);
  if (verdict.element && meetsNeeds(verdict, atom)) {
    return [{ kind: 'data', element: verdict.element.id, word: verdict.element, whole: false, subject: atom.subject, confidence: atom.subject === 'patient' ? atom.confidence : weaker(atom.confidence, verdict.element.needs === 'patient' ? 'high' : verdict.element.confidence), evidence: atom.evidence, trail }];
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

/** Members that only wrap what a response or a stored value holds. */
const envelopes = new Set(['data', 'result', 'results', 'body', 'payload', 'items', 'rows', 'records', 'content', 'response', 'value', 'docs', 'list', 'hits', 'entry', 'entries', 'resource', '_doc', 'dataValues', 'detail', 'details', 'user_metadata', 'edges', 'node', 'nodes', 'page', 'pages', 'new', 'old']);

function memberOfSource(engine: Engine, atom: SourceAtom, name: string, unit: Unit, at: Span): Value {
  const trail = step(unit, at, `${name} is read`, atom.trail);
  if (envelopes.has(name)) return [{ ...atom, trail }];
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

export function isKnownPlace(engine: Engine, api: string, path: string): boolean {
  const place = engine.apis.at(api, path);
  return place.sinks.length > 0 || place.leadsOn || place.source !== undefined || place.gives !== undefined;
}

/** Whether the code chose the member's name: of `prisma.patient` and `queries.findPatients` it did, of `error.config` it did not. */
function isNamed(engine: Engine, atom: ApiAtom, name: string): boolean {
  return name !== '' && !Object.hasOwn(engine.apis.get(atom.id)?.gives ?? {}, atom.path);
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

/** The data that an object of an api is itself, where it is. */
export function ownSource(engine: Engine, atom: ApiAtom): Value {
  const source = atom.path === '' && atom.trail ? engine.apis.at(atom.id, '').source : undefined;
  return source && atom.trail ? sourceValue(engine, atom, source, atom.trail.unit, atom.trail.at) : nothing;
}

/** What a path on an object of an api leads to: another api, data, something on the way to one of these; nothing where the path is in no entry. */
export function apiAt(engine: Engine, atom: ApiAtom, name: string, unit: Unit, at: Span): Value {
  const place = engine.apis.at(atom.id, atom.path);
  if (place.gives !== undefined) {
    const next: ApiAtom = { ...atom, id: place.gives, path: '' };
    // `prisma.patient`: the member's name is what the object is called from here on.
    const given = apiAtom(engine, isNamed(engine, atom, name) && place.gives !== atom.id ? { ...next, called: name } : next, step(unit, at, name ? `${name} is read` : 'a value is handed over'));
    // Longer paths of the same object may tell more: `req` is a request, and `req.json()` its body.
    return [given, ...(place.source ? sourceValue(engine, atom, place.source, unit, at) : []), ...(place.leadsOn ? [atom] : [])];
  }
  if (place.source) return [...sourceValue(engine, atom, place.source, unit, at), ...(place.leadsOn ? [atom] : [])];
  if (place.leadsOn || place.sinks.length > 0 || name === '') return [atom];
  // What no entry knows is judged like any other name, unless it is a part of data that stands beside it.
  const owner = atom.path.slice(0, Math.max(0, atom.path.lastIndexOf('.')));
  const isPart = owner !== '' && engine.apis.at(atom.id, owner).source !== undefined;
  return atom.made || isPart ? nothing : fromVerdict(engine, engine.names.classifyName(name), name, unit, at);
}

export function sourceValue(engine: Engine, api: ApiAtom, source: Source, unit: Unit, at: Span): Value {
  if (source.holds === 'safe') return nothing;
  const told = toldOf(engine, api, source);
  const model = source.holds === 'model' ? (told.model ?? api.model) : told.model;
  if (model) return [{ kind: 'shape', model, trail: step(unit, at, `${model.name || 'a row'} is read: ${source.label}`) }];
  return [
    {
      kind: 'source',
      holds: source.holds,
      label: source.label,
      told: told.text,
      ...(told.param ? { toldBy: told.param } : {}),
      site: siteOf(api),
      names: api.called ? [api.called] : [],
      path: [],
      trail: step(unit, at, source.label),
    },
  ];
}

/** The call that the data comes from: the nearest that is given anything, for the route of `c.req.json()` stands in an outer one. */
function siteOf(api: ApiAtom): CallSite | undefined {
  for (let chain = api.calls; chain; chain = chain.before) if (callAt(chain.unit, chain.call).args.length > 0) return chain;
  return api.calls;
}

function memberOfError(engine: Engine, atom: Extract<Atom, { kind: 'error' }>, name: string, unit: Unit, at: Span): Value {
  if (name === 'response' || name === 'config' || name === 'request') return requestBehind(engine, atom, name, unit, at);
  if (name === 'name' || name === 'code' || name === 'status' || name === 'statusCode' || name === 'errno' || name === 'constructor') return nothing;
  if (errorTexts.has(name)) return [{ ...atom, trail: step(unit, at, `${name} of the error is read`, atom.trail) }];
  return fromVerdict(engine, engine.names.classifyName(name), name, unit, at).filter((part) => part.kind === 'data');
}

/** An HTTP client's error carries the request that failed: `error.config.data` and `error.response.config.data` are what was sent. */
function requestBehind(engine: Engine, atom: Extract<Atom, { kind: 'error' }>, name: string, unit: Unit, at: Span): Value {
  const trail = step(unit, at, 'the failed request is read from the error', atom.trail);
  for (let id = atom.from; id < atom.to; id += 1) {
    const node = atom.unit.facts.nodes[id];
    if (node?.op !== 'call' || node.args.length < 2) continue;
    const sent = node.args.slice(1).flatMap((argument) => engine.valueOf(atom.unit, argument));
    const answer = engine.valueOf(atom.unit, id).find((found) => found.kind === 'source' || found.kind === 'api');
    if (!answer || sent.length === 0) continue;
    const config = objectOf(new Map([['data', sent]]), nothing);
    return name === 'response' ? objectOf(new Map([['data', [{ ...atom, trail }]], ['config', config]]), nothing) : config;
  }
  return [{ ...atom, trail }];
}

/** Members of an error object that hold what it was made from; its name and its codes do not. */
const errorTexts = new Set(['message', 'stack', 'cause', 'response', 'details', 'detail', 'data', 'errors', 'reason', 'meta', 'context', 'extensions', 'info', 'body', 'toString', 'original', 'parent', 'inner', 'sql', 'query', 'parameters', 'params', 'issues', 'input', 'value', 'error']);

/** What an expression on a module or a global is: apis it gives, else the expression itself. */
export function originValue(engine: Engine, atom: OriginAtom): Value {
  const ids = atom.module === '' ? engine.apis.global(atom.path) : engine.apis.made(atom.module, atom.path);
  const { calls } = atom;
  const found = ids.map((id): Atom => {
    const api: ApiAtom = { kind: 'api', id, path: '', made: true, ...(calls ? { calls } : {}) };
    return calls ? apiAtom(engine, api, step(calls.unit, callAt(calls.unit, calls.call).at, 'a value is handed over')) : api;
  });
  return [...found, atom];
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
  if (atom.kind === 'source') return atom.names.at(-1) === name || atom.path.at(-1) === name ? [atom] : [{ ...atom, names: [...atom.names, name].slice(-4) }];
  // Two names speak, and the nearer one says that it is but an id or a count of what the other named; or it is the key of an entry
  // (`for (const [patientId, patient] of map)`), which is no whole record.
  const isRecord = atom.kind === 'shape' || (atom.kind === 'data' && atom.whole && atom.evidence.kind === 'name');
  if (isRecord && (harmlessAs(engine, name) === 'identifier' || harmlessAs(engine, name) === 'quantity')) return nothing;
  if (atom.kind === 'shape' && atom.subject === undefined && atom.model.record?.kind !== 'patient' && atom.model.record?.kind !== 'clinical') {
    const { subject } = engine.names.topicOf(name);
    return subject === 'staff' || subject === 'patient' ? [{ ...atom, subject }] : [atom];
  }
  if (atom.kind === 'data' && atom.subject !== 'staff' && (atom.subject !== 'patient' || atom.record?.kind === 'account')) return [ownedBy(engine, atom, name)];
  return [atom];
}

/** `doctor = await User.findById(…)`, `{ actorEmail: user.email }`: whose account or contact it is, the name may say. */
function ownedBy(engine: Engine, atom: DataAtom, name: string): DataAtom {
  const { subject } = engine.names.topicOf(name);
  return subject === 'staff' || subject === 'patient' ? { ...atom, subject } : atom;
}

/** The entry of `rules/words/harmless.yaml` that makes a name harmless. */
export function harmlessAs(engine: Engine, name: string): string | undefined {
  const { harmless } = engine.names.classifyName(name);
  return harmless === undefined ? undefined : engine.knowledge.words.harmless.find((entry) => entry.names.includes(harmless))?.id;
}

function inheritSubject(verdict: NameVerdict, atom: UnknownAtom): NameVerdict {
  return verdict.subject || !atom.verdict?.subject ? verdict : { ...verdict, subject: atom.verdict.subject };
}

/** What a name alone says: patient data by its name, nothing at all, or still unknown (with the apis that go by the name). */
export function fromVerdict(engine: Engine, verdict: NameVerdict, name: string, unit: Unit, at: Span, before?: Step): Value {
  if (verdict.harmless !== undefined) return nothing;
  const found = dataFromName(verdict, name, unit, at, before);
  if (found) return [found];
  const unknown: UnknownAtom = { kind: 'unknown', name, verdict, trail: before ?? step(unit, at, `${name} is read`) };
  const ids = engine.apis.named(name);
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

function byName(name: string, label: string): Evidence {
  return { kind: 'name', why: `the name ${name} says ${label}` };
}

export function recordElement(kind: 'patient' | 'clinical' | 'message' | 'account'): string {
  return kind === 'patient' ? 'patient-record' : kind === 'clinical' ? 'clinical-record' : kind;
}

const ranks: Readonly<Record<Confidence, number>> = { high: 2, medium: 1, low: 0 };

export function weaker(a: Confidence, b: Confidence): Confidence {
  return ranks[a] <= ranks[b] ? a : b;
}

export function confidenceRank(confidence: Confidence): number {
  return ranks[confidence];
}
