import type { TypeFacts } from '../../facts/facts.js';
import { childOf, childrenOf, namedChildren, type SyntaxNode } from '../tree-sitter/tree.js';
import { textOf } from './lowering.js';
import { dottedName, literalString, unwrap } from './syntax.js';

/** Annotations as they are written. Nothing is resolved. */

type Text = { readonly text: string };

const unknown = primitive('unknown');

const primitives = new Map<string, TypeFacts>([
  ...(['str', 'LiteralString', 'AnyStr', 'Text'] as const).map((name): [string, TypeFacts] => [name, primitive('string')]),
  ...(['int', 'float', 'complex'] as const).map((name): [string, TypeFacts] => [name, primitive('number')]),
  ['bool', primitive('boolean')],
  ['None', primitive('null')],
  ['NoReturn', primitive('never')],
  ['Never', primitive('never')],
  ['Any', unknown],
  ['object', unknown],
  ['bytes', unknown],
  ['dict', primitive('object')],
  ['Dict', primitive('object')],
  ['date', primitive('date')],
  ['datetime', primitive('date')],
  ['datetime.date', primitive('date')],
  ['datetime.datetime', primitive('date')],
]);

const collections = new Set(
  ['list', 'List', 'set', 'Set', 'frozenset', 'FrozenSet', 'tuple', 'Tuple', 'Sequence', 'MutableSequence', 'Collection', 'Iterable', 'Iterator', 'AsyncIterable', 'AsyncIterator', 'Deque', 'deque', 'AbstractSet'],
);
/** What they hold is written last: a mapping's values, what is awaited. */
const mappings = new Set(['dict', 'Dict', 'Mapping', 'MutableMapping', 'OrderedDict', 'DefaultDict', 'defaultdict']);
const awaited = new Set(['Awaitable', 'Coroutine', 'Future', 'Task']);
const same = new Set(['Annotated', 'Required', 'NotRequired', 'ReadOnly', 'Final', 'ClassVar', 'InitVar', 'Mapped', 'WriteOnlyMapped', 'DynamicMapped', 'Generator', 'AsyncGenerator']);

/** No hand-written type is deeper; a generated one that is would only cost stack. */
const deepest = 40;

function primitive(name: string): TypeFacts {
  return { kind: 'primitive', name };
}

export function typeOf(l: Text, node: SyntaxNode, depth = 0): TypeFacts {
  if (depth > deepest) return unknown;
  const inner = unwrap(node);
  switch (inner.kind) {
    case 'type': {
      const [only] = namedChildren(inner);
      return only === undefined ? unknown : typeOf(l, only, depth + 1);
    }
    case 'identifier':
    case 'attribute':
    case 'member_type':
      return named(dottedName(l, inner) ?? textOf(l, inner));
    case 'none':
      return primitive('null');
    case 'string':
      return forward(literalString(l, inner) ?? '');
    case 'generic_type': {
      const [name, parameters] = namedChildren(inner);
      return name === undefined ? unknown : generic(l, textOf(l, name), parameters === undefined ? [] : namedChildren(parameters), depth);
    }
    case 'subscript': {
      const value = childOf(inner, 'value');
      return value === undefined ? unknown : generic(l, dottedName(l, value) ?? '', childrenOf(inner, 'subscript'), depth);
    }
    case 'binary_operator':
    case 'union_type':
      return { kind: 'union', of: namedChildren(inner).map((part) => typeOf(l, part, depth + 1)) };
    default:
      return unknown;
  }
}

function named(name: string): TypeFacts {
  return primitives.get(name) ?? { kind: 'ref', name };
}

/** A name in quotes: declared further down, or somewhere else. `"list[Patient]"` holds what its innermost name says. */
function forward(text: string): TypeFacts {
  const name = /^\s*(?:(?:typing\.)?(?:Optional|List|list|Sequence|Set|Iterable|QuerySet)\[)*\s*["']?([A-Za-z_][\w.]*)["']?\s*(?:\]\s*)*(?:\|\s*None)?\s*$/.exec(text);
  return name === null ? unknown : named(name[1] as string);
}

function generic(l: Text, written: string, args: readonly SyntaxNode[], depth: number): TypeFacts {
  const name = written.slice(written.lastIndexOf('.') + 1);
  const of = (index: number): TypeFacts => (args[index] === undefined ? unknown : typeOf(l, args[index], depth + 1));
  if (name === 'Optional') return { kind: 'union', of: [of(0), primitive('null')] };
  if (name === 'Union') return { kind: 'union', of: args.map((_, index) => of(index)) };
  if (name === 'Literal') return { kind: 'union', of: args.map((arg) => literal(l, arg)) };
  if (name === 'Callable') return { kind: 'function', params: [], returns: of(args.length - 1) };
  if (name === 'Type' || name === 'type') return unknown;
  if (same.has(name)) return of(0);
  if (awaited.has(name)) return of(args.length - 1);
  if (collections.has(name)) return { kind: 'array', of: args.length > 1 ? { kind: 'union', of: args.filter((arg) => arg.kind !== 'ellipsis').map((_, index) => of(index)) } : of(0) };
  if (mappings.has(name)) return { kind: 'ref', name: 'Record', args: [of(0), of(1)] };
  return { kind: 'ref', name: written, args: args.map((_, index) => of(index)) };
}

function literal(l: Text, node: SyntaxNode): TypeFacts {
  const inner = node.kind === 'type' ? (namedChildren(node)[0] ?? node) : node;
  const text = literalString(l, inner);
  if (text !== null) return { kind: 'literal', value: text };
  if (inner.kind === 'integer') return { kind: 'literal', value: Number(textOf(l, inner)) };
  return inner.kind === 'true' || inner.kind === 'false' ? { kind: 'literal', value: inner.kind === 'true' } : typeOf(l, inner);
}

/** What stands behind `Annotated[type, …]` beside the type: `Annotated[PatientIn, Body()]`. */
export function metadataOf(l: Text, type: SyntaxNode): readonly SyntaxNode[] {
  const [inner] = type.kind === 'type' ? namedChildren(type) : [type];
  if (inner?.kind !== 'generic_type' && inner?.kind !== 'subscript') return [];
  const [name, parameters] = namedChildren(inner);
  if (name === undefined || !/(?:^|\.)Annotated$/.test(textOf(l, name))) return [];
  const args = inner.kind === 'subscript' ? childrenOf(inner, 'subscript') : parameters === undefined ? [] : namedChildren(parameters);
  return args.slice(1).map((arg) => (arg.kind === 'type' ? (namedChildren(arg)[0] ?? arg) : arg));
}
