/** What is written with a request, a response or an event that is written whole: its body. */
import type { Source } from '../knowledge/knowledge.js';
import { nodeAt, type Engine } from './engine.js';
import { sourceValue } from './libraries.js';
import { nothing, union, type ApiAtom, type ParamAtom, type Value } from './value.js';

export function bodyOf(engine: Engine, atom: ApiAtom): Value {
  const site = atom.calls;
  if (!site) return nothing;
  const { at } = nodeAt(site.unit, site.call);
  return union(bodies(engine, atom.id).flatMap((source) => (membersOf(source).length > 0 ? [sourceValue(engine, atom, source, site.unit, at)] : [])));
}

/** `(event) => { log(event); save(JSON.parse(event.body)); }`: what the code reads from the body says what is in the whole. */
export function bodyReadFrom(engine: Engine, param: ParamAtom): Value {
  if (param.path.length > 0) return nothing;
  const members = new Set((param.apis ?? []).flatMap((id) => bodies(engine, id).flatMap(membersOf)));
  if (members.size === 0) return nothing;
  const { unit } = param;
  const isIt = (value: Value): boolean => value.some((atom) => atom.kind === 'param' && atom.unit === unit && atom.fn === param.fn && atom.index === param.index && atom.path.length === 0);
  return union(
    unit.facts.nodes.map((node, id) =>
      node.op === 'prop' && members.has(node.name) && isIt(engine.valueOf(unit, node.of)) ? engine.valueOf(unit, id).filter((atom) => atom.kind === 'source') : nothing,
    ),
  );
}

function bodies(engine: Engine, api: string): readonly Source[] {
  return engine.apis.get(api)?.sources.filter((source) => source.holds === 'response-body' || source.holds === 'request-body') ?? [];
}

function membersOf(source: Source): readonly string[] {
  return source.members.filter((member) => /^\w+$/.test(member));
}
