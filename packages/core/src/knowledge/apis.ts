/** Finds what `rules/apis` says of a module, a global, a type, a name, and of the paths of members and calls that lead on from an object. */
import type { Api, Sink, Source } from './knowledge.js';

export interface ApiIndex {
  get(id: string): Api | undefined;
  /** Whether anything is known of a module. */
  knowsModule(module: string): boolean;
  /** Ids of the apis that an expression on a module gives: ('winston', 'createLogger()'). */
  made(module: string, path: string): readonly string[];
  /** Ids of the apis that a global name or dotted path is. */
  global(path: string): readonly string[];
  /** Whether a global path starts so: 'process' for 'process.stdout'. */
  globalRoot(name: string): boolean;
  /** In a file of a language. */
  named(name: string, language: string): readonly string[];
  /** What a `*` of an api's names stands for in a name: `patient` of patientRepository. undefined: the name is one of all such objects. */
  starOf(id: string, name: string): string | undefined;
  /** By a type's name; with the module it was imported from where that is known. */
  typed(name: string, module: string | undefined, language: string): readonly string[];
  /** What stands at a path on an object of an api. */
  at(id: string, path: string): ApiPlace;
  /** The last names of all paths that are or lead to a sink: a call of another name writes nowhere. */
  readonly sinkNames: ReadonlySet<string>;
}

export interface ApiPlace {
  readonly gives: string | undefined;
  readonly source: Source | undefined;
  readonly sinks: readonly Sink[];
  /** Longer paths begin so. */
  readonly leadsOn: boolean;
}

const none: readonly never[] = [];
const nowhere: ApiPlace = { gives: undefined, source: undefined, sinks: none, leadsOn: false };

interface Paths {
  readonly gives: ReadonlyMap<string, string>;
  readonly sources: ReadonlyMap<string, Source>;
  readonly sinks: ReadonlyMap<string, readonly Sink[]>;
  readonly beginnings: ReadonlySet<string>;
  readonly wild: boolean;
  readonly seen: Map<string, ApiPlace>;
}

export function indexApis(apis: readonly Api[]): ApiIndex {
  const byId = new Map(apis.map((api) => [api.id, api]));
  const paths = new Map(apis.map((api) => [api.id, pathsOf(api)]));
  const modules = namesIndex(apis, (api) => api.from);
  const names = namesIndex(apis, (api) => api.names);
  const types = namesIndex(apis, (api) => api.types);
  const globals = namesIndex(apis, (api) => api.globals);
  const roots = new Set(apis.flatMap((api) => api.globals.map((name) => name.split(/[.(]/, 1)[0]!)));
  const makers = new Map(apis.map((api) => [api.id, new Set(api.makes)]));
  const ofModule = (module: string): readonly string[] => modules(module);

  return {
    get: (id) => byId.get(id),
    knowsModule: (module) => ofModule(module).length > 0,
    made: (module, path) => ofModule(module).filter((id) => makers.get(id)?.has(path)),
    global: (path) => globals(path),
    globalRoot: (name) => roots.has(name),
    named: (name, language) => ofLanguage(names(name), language, byId),
    starOf: (id, name) => starOf(byId.get(id)?.names ?? none, name),
    typed: (name, module, language) => {
      const own = types(name);
      const found = ofLanguage(own.length > 0 ? own : types(name.slice(name.lastIndexOf('.') + 1)), language, byId);
      if (module === undefined || found.length === 0) return found;
      const of = ofModule(module);
      if (of.length > 0) return found.filter((id) => of.includes(id));
      // A module that no entry names may hand on another's type: only types of no module in particular go by name.
      return found.filter((id) => byId.get(id)?.from.length === 0);
    },
    at: (id, path) => {
      const own = paths.get(id);
      return own ? placeAt(own, path) : nowhere;
    },
    sinkNames: sinkNamesOf(apis),
  };
}

/** Entries for the one language speak before those for all. */
function ofLanguage(ids: readonly string[], language: string, byId: ReadonlyMap<string, Api>): readonly string[] {
  if (ids.length === 0) return ids;
  const own = ids.filter((id) => byId.get(id)?.language === language);
  return own.length > 0 ? own : ids.filter((id) => byId.get(id)?.language === undefined);
}

function pathsOf(api: Api): Paths {
  const gives = new Map(Object.entries(api.gives));
  const sources = new Map<string, Source>();
  for (const source of api.sources) for (const member of source.members) if (!sources.has(member)) sources.set(member, source);
  const sinks = new Map<string, Sink[]>();
  for (const sink of api.sinks)
    for (const member of sink.members) {
      const list = sinks.get(member);
      if (list) list.push(sink);
      else sinks.set(member, [sink]);
    }
  const all = [...gives.keys(), ...sources.keys(), ...sinks.keys()];
  return { gives, sources, sinks, beginnings: new Set(all.flatMap(beginningsOf)), wild: all.some((path) => path.includes('*')), seen: new Map() };
}

/** 'getTracer().startSpan()' begins as getTracer, getTracer(), getTracer().startSpan. */
function beginningsOf(path: string): string[] {
  const found: string[] = [];
  for (let at = 0; at < path.length; at += 1) if (path[at] === '.' || path[at] === '(') found.push(path.slice(0, at));
  return found;
}

function placeAt(paths: Paths, path: string): ApiPlace {
  const known = paths.seen.get(path);
  if (known) return known;
  let place = exactly(paths, path);
  if (place === nowhere && paths.wild) {
    for (const variant of withWildcards(path)) {
      place = exactly(paths, variant);
      if (place !== nowhere) break;
    }
  }
  paths.seen.set(path, place);
  return place;
}

function exactly(paths: Paths, path: string): ApiPlace {
  const gives = paths.gives.get(path);
  const source = paths.sources.get(path);
  const sinks = paths.sinks.get(path);
  const leadsOn = paths.beginnings.has(path);
  return gives === undefined && source === undefined && sinks === undefined && !leadsOn ? nowhere : { gives, source, sinks: sinks ?? none, leadsOn };
}

/** The path with one, then with each two, of its names as `*`. */
function withWildcards(path: string): string[] {
  const parts = path.split('.');
  const wild = parts.map((part) => part.replace(/^\w[\w$-]*/, '*'));
  const found: string[] = [];
  for (let index = 0; index < parts.length; index += 1) found.push(parts.map((part, at) => (at === index ? wild[at]! : part)).join('.'));
  if (parts.length > 1) found.push(wild.join('.'));
  return found;
}

/** Names with a `*` at an end or in the middle are tried where the exact name is in no entry too. */
function namesIndex(apis: readonly Api[], namesOf: (api: Api) => readonly string[]): (name: string) => readonly string[] {
  const exact = new Map<string, string[]>();
  const patterns: { head: string; tail: string; id: string }[] = [];
  for (const api of apis)
    for (const name of namesOf(api)) {
      const star = name.indexOf('*');
      if (star >= 0) patterns.push({ head: name.slice(0, star), tail: name.slice(star + 1), id: api.id });
      else push(exact, name, api.id);
    }
  const cache = new Map<string, readonly string[]>();
  return (name) => {
    let found = cache.get(name);
    if (!found) {
      const own = exact.get(name) ?? none;
      const meets = patterns.filter(({ head, tail }) => name.length > head.length + tail.length && name.startsWith(head) && name.endsWith(tail)).map(({ id }) => id);
      found = [...new Set([...own, ...meets])];
      cache.set(name, found);
    }
    return found;
  };
}

function starOf(patterns: readonly string[], name: string): string | undefined {
  if (patterns.includes(name)) return undefined;
  for (const pattern of patterns) {
    const star = pattern.indexOf('*');
    if (star >= 0 && name.startsWith(pattern.slice(0, star)) && name.endsWith(pattern.slice(star + 1))) return name.slice(star, name.length - (pattern.length - star - 1));
  }
  return undefined;
}

function sinkNamesOf(apis: readonly Api[]): ReadonlySet<string> {
  const names = new Set<string>();
  const callable = new Set(apis.filter((api) => api.sinks.some((sink) => sink.members.includes(''))).map((api) => api.id));
  const put = (path: string): void => {
    const last = path.replace(/\(\)$/, '').split('.').at(-1);
    if (last) names.add(last);
  };
  for (const api of apis) {
    for (const sink of api.sinks) for (const member of sink.members) put(member);
    for (const [path, id] of Object.entries(api.gives)) if (callable.has(id)) put(path);
    if (callable.has(api.id)) for (const name of [...api.names, ...api.globals, ...api.makes]) put(name);
  }
  return names;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
