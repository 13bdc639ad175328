/** The types that a GraphQL schema defines. A field with arguments is a function of an object that holds them, as its resolver is. */
import type { ShapeFacts, ShapeField, TypeFacts } from '../../facts/facts.js';

const scalars: Readonly<Record<string, TypeFacts>> = {
  ID: { kind: 'primitive', name: 'string' },
  String: { kind: 'primitive', name: 'string' },
  Boolean: { kind: 'primitive', name: 'boolean' },
  Int: { kind: 'primitive', name: 'number' },
  Float: { kind: 'primitive', name: 'number' },
  Date: { kind: 'primitive', name: 'date' },
  DateTime: { kind: 'primitive', name: 'date' },
  JSON: { kind: 'primitive', name: 'unknown' },
};

export function typesIn(source: string): ShapeFacts[] {
  const text = withoutComments(source);
  const shapes: ShapeFacts[] = [];
  const block = /\b(type|input|interface|enum)\s+(\w+)([^{}=]*)\{([^{}]*)\}/g;
  for (let match = block.exec(text); match; match = block.exec(text)) {
    const [all, kind = '', name = '', head = '', body = ''] = match;
    const end = match.index + all.length;
    if (kind === 'enum') {
      const values = body.match(/\w+/g) ?? [];
      shapes.push({ name, kind: 'enum', at: [match.index, end], type: { kind: 'union', of: values.map((value) => ({ kind: 'literal', value })) } });
      continue;
    }
    const bases = /\bimplements\b([^@]*)/.exec(head)?.[1]?.match(/\w+/g) ?? [];
    const fields = fieldsOf(text, end - 1 - body.length, end - 1);
    shapes.push({ name, kind: 'message', at: [match.index, end], type: { kind: 'object', fields }, ...(bases.length > 0 ? { extends: bases.map((base) => ({ kind: 'ref', name: base })) } : {}) });
  }
  return shapes;
}

/** The same text with as many spaces in the place of comments and descriptions, which may hold anything. */
function withoutComments(text: string): string {
  return text.replace(/"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|#[^\n]*/g, (found) => found.replace(/[^\n]/g, ' '));
}

/** `name: [Type!]!`, `patient(id: ID!, withVisits: Boolean = false): Patient` */
function fieldsOf(text: string, start: number, stop: number): ShapeField[] {
  const fields: ShapeField[] = [];
  const field = /(\w+)\s*(?:\(([^()]*)\))?\s*:\s*(\[*)\s*(\w+)[\s!\]]*(?:=\s*[^\s,()]+\s*)?(?:@\w+(?:\([^()]*\))?\s*)*/y;
  let at = start;
  while (at < stop) {
    field.lastIndex = at;
    const match = field.exec(text);
    if (!match || match.index + match[0].length > stop) {
      at += 1;
      continue;
    }
    const [all, name = '', given, list, type = ''] = match;
    const base: TypeFacts = scalars[type] ?? { kind: 'ref', name: type };
    const result: TypeFacts = list ? { kind: 'array', of: base } : base;
    const argumentsAt = given === undefined ? 0 : text.indexOf('(', match.index) + 1;
    fields.push({
      name,
      at: [match.index, match.index + all.trimEnd().length],
      type: given === undefined ? result : { kind: 'function', params: [{ kind: 'object', fields: fieldsOf(text, argumentsAt, argumentsAt + given.length) }], returns: result },
    });
    at = match.index + all.length;
  }
  return fields;
}
