/** Prisma's schema files: their models and enums, as shapes. */
import type { FactProblem, ShapeFacts, ShapeField, TypeFacts } from '../../facts/facts.js';
import { emptyFacts } from '../graph/empty.js';
import type { Language } from '../language.js';
import { extensionsOf } from '../outside.js';

const scalars: Readonly<Record<string, TypeFacts>> = {
  String: { kind: 'primitive', name: 'string' },
  Boolean: { kind: 'primitive', name: 'boolean' },
  Int: { kind: 'primitive', name: 'number' },
  BigInt: { kind: 'primitive', name: 'number' },
  Float: { kind: 'primitive', name: 'number' },
  Decimal: { kind: 'primitive', name: 'number' },
  DateTime: { kind: 'primitive', name: 'date' },
  Json: { kind: 'primitive', name: 'unknown' },
  Bytes: { kind: 'primitive', name: 'unknown' },
};

export const prisma: Language = {
  id: 'prisma',
  extensions: extensionsOf.prisma,
  lower({ path, text }) {
    const shapes: ShapeFacts[] = [];
    const problems: FactProblem[] = [];
    const block = /^[ \t]*(model|enum|type|view)[ \t]+(\w+)[ \t]*\{/gm;
    for (let match = block.exec(text); match; match = block.exec(text)) {
      const end = text.indexOf('\n}', match.index);
      const stop = end < 0 ? text.length : end;
      const [, kind = '', name = ''] = match;
      const start = match.index + match[0].length;
      if (kind === 'enum') shapes.push({ name, kind: 'enum', at: [match.index, stop], type: enumOf(text.slice(start, stop)) });
      else shapes.push({ name, kind: 'model', at: [match.index, stop], type: { kind: 'object', fields: fieldsOf(text, start, stop) } });
      if (end < 0) problems.push({ kind: 'syntax', message: `${kind} ${name} is not closed`, at: [match.index, text.length] });
    }
    return { ...emptyFacts(path, 'prisma', text), shapes, problems };
  },
};

function fieldsOf(text: string, start: number, stop: number): ShapeField[] {
  const fields: ShapeField[] = [];
  const line = /^[ \t]*(\w+)[ \t]+(\w+)(\[\])?(\?)?/gm;
  line.lastIndex = start;
  for (let match = line.exec(text); match && match.index < stop; match = line.exec(text)) {
    const [, name = '', type = '', list, optional] = match;
    const base: TypeFacts = scalars[type] ?? { kind: 'ref', name: type };
    fields.push({ name, at: [match.index, match.index + match[0].length], type: list ? { kind: 'array', of: base } : base, ...(optional ? { optional: true } : {}) });
  }
  return fields;
}

function enumOf(body: string): TypeFacts {
  const values = body.split('\n').map((line) => /^\s*(\w+)/.exec(line)?.[1]).filter((value) => value !== undefined);
  return { kind: 'union', of: values.map((value) => ({ kind: 'literal', value })) };
}
