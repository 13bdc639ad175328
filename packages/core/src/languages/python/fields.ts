import type { FieldFacts, NodeId, Span, TypeFacts } from '../../facts/facts.js';
import type { Open } from '../graph/graph.js';
import type { OpenClass } from './lowering.js';

/** The field of that name, made at its first mention. */
export function fieldOf(cls: OpenClass, name: string, at: Span): Open<FieldFacts> {
  let field = cls.fields.get(name);
  if (field === undefined) {
    field = { name, at, writes: [] };
    cls.fields.set(name, field);
    cls.facts.fields.push(field);
  }
  return field;
}

export function addFieldWrite(cls: OpenClass, name: string, at: Span, value: NodeId, type: TypeFacts | null = null): void {
  const field = fieldOf(cls, name, at);
  field.writes.push(value);
  if (type !== null && field.type === undefined) field.type = type;
}
