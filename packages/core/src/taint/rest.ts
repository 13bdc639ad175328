/** What is left of an object when some keys were taken out of it: `const { ssn, ...rest } = patient`, `omit(patient, ['ssn'])`; or only some kept. */
import type { Span } from '../facts/facts.js';
import type { Unit } from '../link/program.js';
import type { Engine } from './engine.js';
import { memberOf } from './members.js';
import { nothing, objectOf, step, union, type Atom, type Value } from './value.js';

export function restOf(engine: Engine, value: Value, omit: readonly string[], unit: Unit, at: Span): Value {
  if (omit.length === 0) return value;
  return union(value.map((atom) => restOfAtom(engine, atom, omit, unit, at)));
}

function restOfAtom(engine: Engine, atom: Atom, omit: readonly string[], unit: Unit, at: Span): Value {
  switch (atom.kind) {
    case 'object': {
      const fields = new Map([...atom.fields].filter(([name]) => !omit.includes(name)));
      return objectOf(fields, restOf(engine, atom.base, omit, unit, at));
    }
    case 'shape':
      return atom.model.fields.size === 0 ? [atom] : [{ ...atom, model: engine.models.without(atom.model, omit), trail: step(unit, at, `without ${omit.join(', ')}`, atom.trail) }];
    case 'data': {
      // Somebody took telling fields out of a record whose other fields we do not know: it was done on purpose, but may not be complete.
      const telling = omit.some((name) => engine.names.classifyMember({ plural: false, subject: 'patient' }, name).element);
      return atom.whole && telling ? [{ ...atom, confidence: 'low', trail: step(unit, at, `without ${omit.join(', ')}`, atom.trail) }] : [atom];
    }
    default:
      return [atom];
  }
}

export function pickOf(engine: Engine, value: Value, keep: readonly string[], unit: Unit, at: Span): Value {
  const fields = new Map(keep.map((name) => [name, memberOf(engine, value, name, unit, at)]));
  return objectOf(fields, nothing);
}
