/** The classes of a file while it is lowered, and what is written to their fields. */
import type { ClassFacts, FieldFacts, MethodFacts, NodeId, Span } from '../../facts/facts.js';
import type { Open } from './graph.js';

export interface OpenClass {
  readonly facts: Open<ClassFacts> & { readonly methods: MethodFacts[] };
  readonly fields: Map<string, Open<FieldFacts>>;
}

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
