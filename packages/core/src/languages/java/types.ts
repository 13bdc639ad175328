/** Types as they are written. */
import type { TypeFacts } from '../../facts/facts.js';
import { childOf, namedChildren, spanOf, type SyntaxNode } from '../tree-sitter/tree.js';
import { type Lowering, textOf } from './lowering.js';
import { dotted, fullTypeNode, lastOf, typeNode } from './names.js';
import { looksLikeType } from './syntax.js';

const UNKNOWN = primitive('unknown');
const NUMBER = primitive('number');
const STRING = primitive('string');

/** Classes whose values are those of a primitive. */
const BOXES: Readonly<Record<string, TypeFacts | undefined>> = {
  ...named(['String', 'CharSequence', 'Character', 'StringBuilder', 'StringBuffer'], STRING),
  ...named(['Integer', 'Long', 'Short', 'Byte', 'Double', 'Float', 'Number', 'BigDecimal', 'BigInteger', 'AtomicInteger', 'AtomicLong', 'OptionalInt', 'OptionalLong', 'OptionalDouble'], NUMBER),
  ...named(['Boolean', 'AtomicBoolean'], primitive('boolean')),
  ...named(['Date', 'LocalDate', 'LocalDateTime', 'LocalTime', 'Instant', 'ZonedDateTime', 'OffsetDateTime', 'Timestamp', 'Calendar'], primitive('date')),
  Void: primitive('void'),
  Object: UNKNOWN,
};

/** No hand-written type is deeper; a generated one that is would only cost stack. */
const DEEPEST = 40;

function primitive(name: string): TypeFacts {
  return { kind: 'primitive', name };
}

function named(names: readonly string[], type: TypeFacts): Record<string, TypeFacts> {
  return Object.fromEntries(names.map((name) => [name, type]));
}

/** null for `var`, which leaves it to the value. */
export function typeOf(l: Lowering, node: SyntaxNode | undefined, depth = 0): TypeFacts | null {
  if (node === undefined || depth > DEEPEST) return null;
  switch (node.kind) {
    case 'integral_type':
      return textOf(l, node) === 'char' ? STRING : NUMBER;
    case 'floating_point_type':
      return NUMBER;
    case 'boolean_type':
      return primitive('boolean');
    case 'void_type':
      return primitive('void');
    case 'type_identifier':
    case 'identifier': {
      const name = textOf(l, node);
      return name === 'var' ? null : reference(l, node, name);
    }
    case 'scoped_type_identifier':
      return reference(l, node, withoutAnnotations(l, node));
    case 'generic_type': {
      const [head, list] = namedChildren(node);
      const type = typeOf(l, head, depth + 1);
      if (type?.kind !== 'ref' || list === undefined) return type;
      const args = namedChildren(list).map((argument) => typeOf(l, argument, depth + 1) ?? UNKNOWN);
      return args.length === 0 ? type : { ...type, args };
    }
    case 'array_type': {
      const of = typeOf(l, childOf(node, 'element'), depth + 1) ?? UNKNOWN;
      // Characters of one text, bytes of one thing.
      return of.kind === 'primitive' && (of.name === 'string' || of.name === 'number') && isCharacters(l, node) ? of : { kind: 'array', of };
    }
    case 'wildcard':
      return typeOf(l, namedChildren(node).find(({ kind }) => kind !== 'super'), depth + 1) ?? UNKNOWN;
    case 'annotated_type':
      return typeOf(l, namedChildren(node).at(-1), depth + 1);
    case 'catch_type':
    case 'type_list': {
      const of = namedChildren(node).map((part) => typeOf(l, part, depth + 1) ?? UNKNOWN);
      return of.length === 1 ? (of[0] as TypeFacts) : { kind: 'union', of };
    }
    default:
      return UNKNOWN;
  }
}

function isCharacters(l: Lowering, node: SyntaxNode): boolean {
  const element = childOf(node, 'element');
  return element?.kind === 'integral_type' && textOf(l, element) === 'char';
}

function withoutAnnotations(l: Lowering, node: SyntaxNode): string {
  const parts = node.children.filter(({ kind }) => kind === 'type_identifier' || kind === 'scoped_type_identifier' || kind === 'generic_type');
  return parts.map((part) => (part.kind === 'scoped_type_identifier' ? withoutAnnotations(l, part) : dotted(l.text, part).replace(/<.*$/, ''))).join('.');
}

/** A name of a type, made known to the file's imports: the first part decides where it is looked for. */
function reference(l: Lowering, node: SyntaxNode, name: string): TypeFacts {
  const last = lastOf(name);
  if (name === last && l.typeParameters.has(name)) return UNKNOWN;
  if (l.types.has(last)) return { kind: 'ref', name: last };
  if (name !== last && !looksLikeType(name)) {
    const made = fullTypeNode(l, name, spanOf(node));
    // Where another type already goes by the last part alone, the full name has to tell them apart.
    return BOXES[last] ?? { kind: 'ref', name: l.names.nodes.get(last) === made ? last : name };
  }
  const boxed = BOXES[name];
  if (boxed !== undefined) return boxed;
  typeNode(l, name === last ? name : name.slice(0, name.indexOf('.')), spanOf(node));
  return { kind: 'ref', name };
}

/** The names that `<T extends Person>` declares. */
export function typeParametersOf(l: Lowering, node: SyntaxNode): ReadonlySet<string> {
  const list = node.children.find(({ kind }) => kind === 'type_parameters');
  if (list === undefined) return l.typeParameters;
  const names = new Set(l.typeParameters);
  for (const parameter of namedChildren(list)) {
    const name = namedChildren(parameter).find(({ kind }) => kind === 'type_identifier' || kind === 'identifier');
    if (name !== undefined) names.add(textOf(l, name));
  }
  return names;
}
