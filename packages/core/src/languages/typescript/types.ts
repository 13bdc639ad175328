import ts from './compiler.js';
import type { ShapeField, Span, TypeFacts } from '../../facts/facts.js';
import { propertyKey } from './syntax.js';

/** Types as they are written. Nothing is resolved or computed: a mapped type is an object, an indexed access is unknown. */

const K = ts.SyntaxKind;

const PRIMITIVES = new Map<ts.SyntaxKind, TypeFacts>([
  [K.StringKeyword, primitive('string')],
  [K.NumberKeyword, primitive('number')],
  [K.BooleanKeyword, primitive('boolean')],
  [K.BigIntKeyword, primitive('bigint')],
  [K.SymbolKeyword, primitive('symbol')],
  [K.NullKeyword, primitive('null')],
  [K.UndefinedKeyword, primitive('undefined')],
  [K.VoidKeyword, primitive('void')],
  [K.NeverKeyword, primitive('never')],
  [K.AnyKeyword, primitive('any')],
  [K.UnknownKeyword, primitive('unknown')],
  [K.ObjectKeyword, primitive('object')],
]);

const UNKNOWN = primitive('unknown');
const OBJECT = primitive('object');
const STRING = primitive('string');
const BOOLEAN = primitive('boolean');
const DATE = primitive('date');

/** No hand-written type is deeper; a generated one that is would only cost stack. */
const DEEPEST = 60;

function primitive(name: string): TypeFacts {
  return { kind: 'primitive', name };
}

/** Types only need the file for the places of their fields. */
type Source = ts.SourceFile;

export function typeOf(source: Source, node: ts.TypeNode, depth = 0): TypeFacts {
  if (depth > DEEPEST) return UNKNOWN;
  const inner = (type: ts.TypeNode): TypeFacts => typeOf(source, type, depth + 1);
  switch (node.kind) {
    case K.TypeReference:
      return reference(nameOf((node as ts.TypeReferenceNode).typeName), (node as ts.TypeReferenceNode).typeArguments, inner);
    case K.ExpressionWithTypeArguments:
      return heritageOf(source, node as ts.ExpressionWithTypeArguments, depth);
    case K.ImportType: {
      const { qualifier, typeArguments } = node as ts.ImportTypeNode;
      return qualifier === undefined ? UNKNOWN : reference(nameOf(qualifier), typeArguments, inner);
    }
    case K.TypeQuery:
      return { kind: 'ref', name: `typeof ${nameOf((node as ts.TypeQueryNode).exprName)}` };
    case K.ArrayType:
      return { kind: 'array', of: inner((node as ts.ArrayTypeNode).elementType) };
    case K.TupleType:
      return { kind: 'array', of: several('union', (node as ts.TupleTypeNode).elements.map(inner)) };
    case K.UnionType:
      return several('union', (node as ts.UnionTypeNode).types.map(inner));
    case K.IntersectionType:
      return several('and', (node as ts.IntersectionTypeNode).types.map(inner));
    case K.ConditionalType:
      return several('union', [inner((node as ts.ConditionalTypeNode).trueType), inner((node as ts.ConditionalTypeNode).falseType)]);
    case K.ParenthesizedType:
    case K.OptionalType:
    case K.NamedTupleMember:
      return inner((node as ts.ParenthesizedTypeNode).type);
    case K.RestType: {
      const rest = inner((node as ts.RestTypeNode).type);
      return rest.kind === 'array' ? rest.of : rest;
    }
    case K.TypeOperator:
      return (node as ts.TypeOperatorNode).operator === K.KeyOfKeyword ? STRING : inner((node as ts.TypeOperatorNode).type);
    case K.TypePredicate:
      return BOOLEAN;
    case K.TemplateLiteralType:
      return STRING;
    case K.MappedType:
      return OBJECT;
    case K.TypeLiteral:
      return { kind: 'object', fields: fieldsOf(source, (node as ts.TypeLiteralNode).members, depth + 1) };
    case K.LiteralType:
      return literalType((node as ts.LiteralTypeNode).literal);
    case K.FunctionType:
    case K.ConstructorType:
      return functionType(node as ts.FunctionTypeNode, inner);
    default:
      return PRIMITIVES.get(node.kind) ?? UNKNOWN;
  }
}

/** What stands behind `extends` or `implements`. */
export function heritageOf(source: Source, node: ts.ExpressionWithTypeArguments, depth = 0): TypeFacts {
  return reference(dottedName(node.expression) ?? 'unknown', node.typeArguments, (type) => typeOf(source, type, depth + 1));
}

export function fieldsOf(source: Source, members: readonly ts.TypeElement[], depth = 0): ShapeField[] {
  const fields: ShapeField[] = [];
  for (const member of members) {
    const at: Span = [(member.name ?? member).getStart(source), (member.name ?? member).end];
    switch (member.kind) {
      case K.PropertySignature:
      case K.GetAccessor: {
        const name = member.name === undefined ? null : propertyKey(member.name);
        if (name !== null) fields.push(field(name, at, optionalType(source, (member as ts.PropertySignature).type, depth), member));
        break;
      }
      case K.MethodSignature: {
        const name = member.name === undefined ? null : propertyKey(member.name);
        const type = functionType(member as ts.MethodSignature, (inner) => typeOf(source, inner, depth + 1));
        if (name !== null) fields.push(field(name, at, type, member));
        break;
      }
      case K.IndexSignature:
        // Any name: the same sign as a computed key.
        fields.push(field('*', at, optionalType(source, (member as ts.IndexSignatureDeclaration).type, depth), member));
        break;
      default:
    }
  }
  return fields;
}

function optionalType(source: Source, type: ts.TypeNode | undefined, depth: number): TypeFacts | null {
  return type === undefined ? null : typeOf(source, type, depth + 1);
}

function field(name: string, at: Span, type: TypeFacts | null, member: ts.TypeElement): ShapeField {
  const optional = member.questionToken !== undefined;
  if (type === null) return optional ? { name, at, optional } : { name, at };
  return optional ? { name, at, type, optional } : { name, at, type };
}

function functionType(node: ts.SignatureDeclarationBase, inner: (type: ts.TypeNode) => TypeFacts): TypeFacts {
  const params = node.parameters.map((parameter) => (parameter.type === undefined ? UNKNOWN : inner(parameter.type)));
  return node.type === undefined ? { kind: 'function', params } : { kind: 'function', params, returns: inner(node.type) };
}

function reference(name: string, args: ts.NodeArray<ts.TypeNode> | undefined, inner: (type: ts.TypeNode) => TypeFacts): TypeFacts {
  const first = args?.[0];
  if (first !== undefined && (name === 'Array' || name === 'ReadonlyArray')) return { kind: 'array', of: inner(first) };
  if (args === undefined || args.length === 0) return name === 'Date' ? DATE : { kind: 'ref', name };
  return { kind: 'ref', name, args: args.map(inner) };
}

function several(kind: 'union' | 'and', of: readonly TypeFacts[]): TypeFacts {
  return of.length === 1 ? (of[0] as TypeFacts) : { kind, of };
}

function literalType(literal: ts.LiteralTypeNode['literal']): TypeFacts {
  switch (literal.kind) {
    case K.StringLiteral:
    case K.NoSubstitutionTemplateLiteral:
      return { kind: 'literal', value: (literal as ts.StringLiteral).text };
    case K.NumericLiteral:
      return { kind: 'literal', value: Number((literal as ts.NumericLiteral).text) };
    case K.TrueKeyword:
      return { kind: 'literal', value: true };
    case K.FalseKeyword:
      return { kind: 'literal', value: false };
    case K.NullKeyword:
      return primitive('null');
    default:
      return primitive('number');
  }
}

function nameOf(name: ts.EntityName): string {
  return name.kind === K.Identifier ? name.text : `${nameOf(name.left)}.${name.right.text}`;
}

/** `a.b.c` as it is written; null for anything else. */
export function dottedName(node: ts.Expression): string | null {
  let name = '';
  let at = node;
  while (at.kind === K.PropertyAccessExpression) {
    name = `.${(at as ts.PropertyAccessExpression).name.text}${name}`;
    at = (at as ts.PropertyAccessExpression).expression;
  }
  return at.kind === K.Identifier ? (at as ts.Identifier).text + name : null;
}
