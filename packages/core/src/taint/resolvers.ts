/** Resolvers of a GraphQL schema: `Mutation: { createPatient: (_, { input }) => … }` are handed what the schema declares for the field. */
import type { ParamNode, TypeFacts } from '../facts/facts.js';
import type { Unit } from '../link/program.js';
import type { Engine } from './engine.js';
import { underlying } from './literals.js';
import { typeValue } from './types.js';
import { step, type Value } from './value.js';

interface Resolved {
  readonly type: string;
  readonly field: string;
}

const resolversByUnit = new WeakMap<Unit, ReadonlyMap<number, Resolved>>();

/** What the parent and the arguments of a resolver are; undefined for other functions. */
export function resolverValue(engine: Engine, unit: Unit, node: ParamNode): Value | undefined {
  if (node.index > 1) return undefined;
  let resolvers = resolversByUnit.get(unit);
  if (!resolvers) resolversByUnit.set(unit, (resolvers = resolversIn(engine, unit)));
  const resolved = resolvers.get(node.fn);
  const declared = resolved && engine.survey().messagesNamed(resolved.type)[0];
  if (!declared) return undefined;
  const trail = step(unit, node.at, `what ${resolved.type}.${resolved.field} is handed`);
  if (node.index === 0) return isRoot(resolved.type) ? undefined : typeValue(engine, declared.unit, { kind: 'ref', name: resolved.type }, trail);
  const type = fieldType(engine, resolved.type, resolved.field);
  const given = type?.kind === 'function' ? type.params[0] : undefined;
  return given && typeValue(engine, declared.unit, given, trail);
}

/** What a field at the root of a document gives. */
export function resultOfRoot(engine: Engine, field: string): Value | undefined {
  for (const root of roots) {
    const type = fieldType(engine, root, field);
    const declared = engine.survey().messagesNamed(root)[0];
    if (!type || !declared) continue;
    const result = type.kind === 'function' ? type.returns : type;
    return result && typeValue(engine, declared.unit, result, step(declared.unit, [0, 0], ''));
  }
  return undefined;
}

const roots = ['Query', 'Mutation', 'Subscription'];

function isRoot(type: string): boolean {
  return roots.includes(type);
}

function fieldType(engine: Engine, type: string, field: string): TypeFacts | undefined {
  for (const { shape } of engine.survey().messagesNamed(type)) {
    const found = shape.type.kind === 'object' ? shape.type.fields.find(({ name }) => name === field) : undefined;
    if (found?.type) return found.type;
  }
  return undefined;
}

function resolversIn(engine: Engine, unit: Unit): ReadonlyMap<number, Resolved> {
  const found = new Map<number, Resolved>();
  for (const node of unit.facts.nodes) {
    if (node.op !== 'object') continue;
    for (const { key, value } of node.entries) {
      if (key === null || engine.survey().messagesNamed(key).length === 0) continue;
      const fields = underlying(unit, value);
      if (fields.op !== 'object') continue;
      for (const { key: field, value: resolver } of fields.entries) {
        const fn = underlying(unit, resolver);
        if (field !== null && fn.op === 'fn') found.set(fn.fn, { type: key, field });
      }
    }
  }
  return found;
}
