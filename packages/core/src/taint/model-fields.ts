/** What a field of a model holds. */
import type { TypeFacts } from '../facts/facts.js';
import type { Unit } from '../link/program.js';
import type { Engine } from './engine.js';
import type { ModelField } from './models.js';
import { isPlainPrimitive, typeValue } from './types.js';
import type { ShapeAtom, Value } from './value.js';

export function fieldValue(engine: Engine, field: ModelField, trail: ShapeAtom['trail']): Value | undefined {
  if (field.loads && field.reference !== undefined) {
    const loaded = typeValue(engine, field.unit, { kind: 'ref', name: field.reference }, trail);
    if (loaded) return loaded;
  }
  if (field.reference !== undefined) {
    const target = engine.models.named(field.reference, field.unit);
    if (target) return [{ kind: 'shape', model: target, trail }];
  }
  if (field.schema !== undefined) return [{ kind: 'shape', model: engine.models.ofSchema(field.unit, field.schema, field.name), trail }];
  return field.type ? typeValue(engine, field.unit, field.type, trail) : undefined;
}

/** A type whose values cannot hold text of a person: numbers, flags, one of a few words. Numbers of clinical meaning are judged by their name. */
export function isPlainType(engine: Engine, unit: Unit, type: TypeFacts, depth = 0): boolean {
  switch (type.kind) {
    case 'literal':
      return true;
    case 'primitive':
      return isPlainPrimitive(type.name);
    case 'union':
      return type.of.every((part) => isPlainType(engine, unit, part, depth + 1));
    case 'array':
      return isPlainType(engine, unit, type.of, depth + 1);
    case 'function':
      return true;
    case 'ref': {
      if (depth > 4) return false;
      const declared = engine.program.declaration(unit, type.name);
      if (declared?.kind !== 'shape') return false;
      return declared.shape.kind === 'enum' || (declared.shape.kind === 'alias' && isPlainType(engine, declared.unit, declared.shape.type, depth + 1));
    }
    default:
      return false;
  }
}
