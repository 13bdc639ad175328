/** Objects of libraries and platforms: which of them an expression is, and what a path of members and calls on one leads to. */
import type { Span } from '../facts/facts.js';
import type { Source } from '../knowledge/knowledge.js';
import type { Unit } from '../link/program.js';
import { callAt, type Engine } from './engine.js';
import { apiAtom, fromVerdict } from './names.js';
import { toldOf } from './places.js';
import { nothing, step, type ApiAtom, type Atom, type CallSite, type OriginAtom, type Value } from './value.js';

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

/** What a path on an object of an api leads to: another api, data, something on the way to one of these; nothing where the path is in no entry. */
export function apiAt(engine: Engine, atom: ApiAtom, name: string, unit: Unit, at: Span): Value {
  const place = engine.apis.at(atom.id, atom.path);
  if (place.gives !== undefined) {
    const next: ApiAtom = { ...atom, id: place.gives, path: '' };
    // `prisma.patient`: the member's name is what the object is called from here on.
    // A class of the project around the library says nothing of it: `class PrismaService extends PrismaClient`.
    const { model: _, ...rest } = next;
    const called = isNamed(engine, atom, name) && place.gives !== atom.id ? { ...rest, called: name } : next;
    const given = apiAtom(engine, called, step(unit, at, name ? `${name} is read` : 'a value is handed over'));
    // Longer paths of the same object may tell more: `req` is a request, and `req.json()` its body.
    return [given, ...(place.source ? sourceValue(engine, atom, place.source, unit, at) : []), ...(place.leadsOn ? [atom] : [])];
  }
  if (place.source) return [...sourceValue(engine, atom, place.source, unit, at), ...(place.leadsOn ? [atom] : [])];
  if (place.leadsOn || place.sinks.length > 0 || name === '') return [atom];
  // What no entry knows is judged like any other name, unless it is a part of data that stands beside it.
  const owner = atom.path.slice(0, Math.max(0, atom.path.lastIndexOf('.')));
  const isPart = owner !== '' && engine.apis.at(atom.id, owner).source !== undefined;
  return (atom.made && !isExtended(engine, atom.id)) || isPart ? nothing : fromVerdict(engine, engine.names.classifyName(name), name, unit, at);
}

/** Projects put members of their own on requests: `req.patient`, `req.validated`. */
function isExtended(engine: Engine, id: string): boolean {
  return engine.apis.get(id)?.sources.some((source) => source.holds === 'request-body') ?? false;
}

/** Whether the code chose the member's name: of `prisma.patient` and `queries.findPatients` it did, of `error.config` it did not. */
function isNamed(engine: Engine, atom: ApiAtom, name: string): boolean {
  return name !== '' && !Object.hasOwn(engine.apis.get(atom.id)?.gives ?? {}, atom.path);
}

export function isKnownPlace(engine: Engine, api: string, path: string): boolean {
  const place = engine.apis.at(api, path);
  return place.sinks.length > 0 || place.leadsOn || place.source !== undefined || place.gives !== undefined;
}

/** The data that an object of an api is itself, where it is. */
export function ownSource(engine: Engine, atom: ApiAtom): Value {
  const source = atom.path === '' && atom.trail ? engine.apis.at(atom.id, '').source : undefined;
  return source && atom.trail ? sourceValue(engine, atom, source, atom.trail.unit, atom.trail.at) : nothing;
}

export function sourceValue(engine: Engine, api: ApiAtom, source: Source, unit: Unit, at: Span): Value {
  if (source.holds === 'safe') return nothing;
  const told = toldOf(engine, api, source);
  if (told.countsOnly) return nothing;
  const model = source.holds === 'model' ? (told.model ?? api.model) : told.model;
  if (model) return [{ kind: 'shape', model, ...(source.plain ? { serialized: true } : {}), trail: step(unit, at, `${model.name || 'a row'} is read: ${source.label}`) }];
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
