import type { NodeId, Span } from '../../facts/facts.js';
import type { FieldFacts } from '../../facts/facts.js';
import type { Open } from '../graph/graph.js';
import type { OpenClass } from './lowering.js';

/** The field of that name, made at its first mention: in a class without declarations it is the first write. */
export function fieldOf(cls: OpenClass, name: string, at: Span): Open<FieldFacts> {
  let field = cls.fields.get(name);
  if (field === undefined) {
    field = { name, at, writes: [] };
    cls.fields.set(name, field);
    cls.facts.fields.push(field);
  }
  return field;
}

export function addFieldWrite(cls: OpenClass, name: string, at: Span, value: NodeId): void {
  fieldOf(cls, name, at).writes.push(value);
}
