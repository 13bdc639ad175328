import type { NodeId, TextForm, TypeFacts } from '../../facts/facts.js';
import { write } from '../graph/flow.js';
import { classNode, phiOf } from '../graph/graph.js';
import { lookUp } from '../graph/variables.js';
import { childOf, namedChildren, spanOf, type SyntaxNode } from '../tree-sitter/tree.js';
import { applyDecorators, decoratorsOf } from './decorators.js';
import { lowerExpression, lowerNamed } from './expressions.js';
import { fieldOf } from './fields.js';
import { declareFunction, lowerBody, openFunction, type FunctionRole } from './functions.js';
import { textOf, type Lowering, type OpenClass } from './lowering.js';
import { dottedName } from './syntax.js';
import { lowerBlock } from './statements.js';
import { typeOf } from './types.js';

export function lowerClass(l: Lowering, node: SyntaxNode, decorators: readonly SyntaxNode[]): void {
  const nameNode = childOf(node, 'name');
  const name = nameNode === undefined ? '' : textOf(l, nameNode);
  const at = spanOf(node);
  const facts: OpenClass['facts'] = { name, at, heritage: [], fields: [], methods: [] };
  const index = l.classes.push({ facts, fields: new Map() }) - 1;
  if (decorators.length > 0) facts.decorators = decoratorsOf(l, decorators);
  const bases = lowerBases(l, node, facts);
  if (bases.length > 0) facts.base = phiOf(l, at, bases);
  const id = classNode(l, at, index);
  // Before its members are read, so that they can name their own class.
  const variable = nameNode === undefined ? null : lookUp(l.scope, name);
  if (variable !== null) write(l, variable, id);
  lowerClassBody(l, node, index, facts.base ?? -1);
  const asText = textFormOf(facts);
  if (asText !== null) facts.asText = asText;
  if (facts.heritage.some(isEnumBase)) l.shapes.push({ name, kind: 'enum', at, type: { kind: 'union', of: valuesOf(l, facts) } });
  applyDecorators(l, decorators, id);
}

function lowerBases(l: Lowering, node: SyntaxNode, facts: OpenClass['facts']): NodeId[] {
  const superclasses = childOf(node, 'superclasses');
  const bases: NodeId[] = [];
  for (const base of superclasses === undefined ? [] : namedChildren(superclasses)) {
    if (base.kind === 'keyword_argument') lowerExpression(l, base);
    else {
      facts.heritage.push(typeOf(l, base));
      // `Repository[Patient]` is a Repository.
      const inner = base.kind === 'subscript' ? (childOf(base, 'value') ?? base) : base;
      bases.push(lowerExpression(l, inner));
    }
  }
  return bases;
}

function lowerClassBody(l: Lowering, node: SyntaxNode, index: number, base: NodeId): void {
  const body = childOf(node, 'body');
  if (body === undefined) return;
  const { scope, thisClass, base: outerBase, classBody } = l;
  l.scope = l.scopes.get(node) ?? scope;
  l.thisClass = index;
  l.classBody = index;
  l.base = base;
  lowerBlock(l, body);
  l.scope = scope;
  l.thisClass = thisClass;
  l.classBody = classBody;
  l.base = outerBase;
}

const accessor = /(?:^|[._])(?:property|computed_field)$/;
const takesClass = /^(?:classmethod|(?:\w+\.)*(?:declared_attr|validator|field_validator|root_validator|model_validator))$/;
const takesClassByName = new Set(['__new__', '__init_subclass__', '__class_getitem__']);

export function lowerMethod(l: Lowering, node: SyntaxNode, decorators: readonly SyntaxNode[]): void {
  const cls = l.classBody;
  const { facts } = l.classes[cls] as OpenClass;
  const written = textOf(l, childOf(node, 'name') ?? node);
  const said = decoratorsOf(l, decorators);
  const has = (pattern: RegExp): boolean => said.some((decorator) => pattern.test(decorator.name));
  const name = written === '__init__' ? 'constructor' : written;
  const kind: FunctionRole['kind'] = name === 'constructor' ? 'constructor' : has(accessor) ? 'getter' : has(/\.setter$/) ? 'setter' : 'method';
  const first: FunctionRole['first'] = has(/^staticmethod$/) ? 'parameter' : has(takesClass) || takesClassByName.has(written) || firstIsClass(l, node) ? 'class' : 'self';
  const opened = openFunction(l, node, { name, kind, cls, first }, false);
  if (said.length > 0) opened.facts.decorators = said;
  facts.methods.push(opened.facts.static === true ? { name, fn: opened.index, static: true } : { name, fn: opened.index });
  const id = declareFunction(l, node, opened);
  applyDecorators(l, decorators, id);
  lowerBody(l, opened, node, first, cls);
}

function firstIsClass(l: Lowering, node: SyntaxNode): boolean {
  const parameters = childOf(node, 'parameters');
  const [first] = parameters === undefined ? [] : namedChildren(parameters);
  return first?.kind === 'identifier' && textOf(l, first) === 'cls';
}

/** `name: str = value` in a class body. */
export function lowerField(l: Lowering, target: SyntaxNode, type: TypeFacts | null): void {
  const field = fieldOf(l.classes[l.classBody] as OpenClass, textOf(l, target), spanOf(target));
  if (type === null) return;
  field.type = type;
  if (type.kind === 'union' && type.of.some((part) => part.kind === 'primitive' && part.name === 'null')) field.optional = true;
}

/** What `str()` and `print` show: what `__str__` or `__repr__` says; of a class that is nothing else, and no data class, its name and address. */
function textFormOf({ methods, heritage, decorators }: OpenClass['facts']): TextForm | null {
  for (const name of ['__str__', '__repr__']) if (methods.some((method) => method.name === name)) return { kind: 'method', name };
  const isPlain = decorators === undefined && heritage.every((base) => base.kind === 'primitive' && base.name === 'unknown');
  return isPlain ? { kind: 'name' } : null;
}

function isEnumBase(type: TypeFacts): boolean {
  return type.kind === 'ref' && /(?:^|\.)(?:\w*Enum|\w*Flag|TextChoices|IntegerChoices|Choices)$/.test(type.name);
}

function valuesOf(l: Lowering, facts: OpenClass['facts']): TypeFacts[] {
  return facts.fields.flatMap(({ writes }) => {
    const bound = writes[0] === undefined ? undefined : l.nodes[writes[0]];
    const node = bound?.op === 'bind' ? l.nodes[bound.of] : bound;
    return node?.op === 'const' && node.value !== null ? [{ kind: 'literal', value: node.value } as const] : [];
  });
}

export function namedValue(l: Lowering, node: SyntaxNode, target: SyntaxNode): NodeId {
  return lowerNamed(l, node, dottedName(l, target)?.split('.').at(-1) ?? '');
}
