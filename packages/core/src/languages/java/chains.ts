/** Names, member accesses, calls and `new`. */
import type { NodeId, Span } from '../../facts/facts.js';
import { read } from '../graph/flow.js';
import { callNode, classNode, constNode, elementNode, freeNode, functionNode, indexNode, phiOf, propNode, thisNode } from '../graph/graph.js';
import { lookUp } from '../graph/variables.js';
import { childOf, hasToken, namedChildren, spanOf, type SyntaxNode } from '../tree-sitter/tree.js';
import { lowerAnonymousClass } from './classes.js';
import { lowerExpression } from './expressions.js';
import { insideFunction, openFunction, receiveParameter } from './functions.js';
import { type Lowering, noteRead, textOf, type TypeInfo } from './lowering.js';
import { fullTypeNode, importedMember, memberFromSomewhere, typeNode } from './names.js';
import { anonymousBody, argumentsOf, looksLikeType, mutationOf } from './syntax.js';
import { mutate } from './targets.js';
import { typeOf } from './types.js';

/** A name alone: a variable, a field of a class around it, an imported member, a type. */
export function lowerName(l: Lowering, node: SyntaxNode): NodeId {
  const name = textOf(l, node);
  const at = spanOf(node);
  const variable = lookUp(l.scope, name);
  if (variable !== null) return read(l, variable, at);
  const owner = l.around.findLast((type) => type.fields.has(name));
  if (owner !== undefined) return propNode(l, at, thisNode(l, at, '', owner.cls), name);
  return importedMember(l, name, at) ?? namedType(l, name, at) ?? inherited(l, name, at);
}

function namedType(l: Lowering, name: string, at: Span): NodeId | null {
  const own = l.types.get(name);
  if (own !== undefined) return classNode(l, at, own.cls);
  return l.names.imports.has(name) || looksLikeType(name) ? typeNode(l, name, at) : null;
}

/** A name that the file does not explain is a member of a class that one of those around the code extends. */
function inherited(l: Lowering, name: string, at: Span, arity?: number): NodeId {
  const heir = heirAround(l);
  if (heir?.inherits !== true) {
    const member = memberFromSomewhere(l, name, at, arity);
    if (member !== null) return member;
  }
  return heir === undefined ? freeNode(l, at, name) : propNode(l, at, thisNode(l, at, '', heir.cls), name, arity);
}

function heirAround(l: Lowering): TypeInfo | undefined {
  return l.around.findLast((type) => type.inherits) ?? l.around.at(-1);
}

/** `java.util.UUID.randomUUID()`: a type by its full name. `taken` is how many of the outermost-last links are part of it. */
export function packageChain(l: Lowering, first: SyntaxNode, links: readonly SyntaxNode[]): { readonly node: NodeId; readonly taken: number } | null {
  let full = textOf(l, first);
  if (looksLikeType(full) || links.at(-1)?.kind !== 'field_access' || lookUp(l.scope, full) !== null) return null;
  if (l.around.some((type) => type.fields.has(full))) return null;
  for (let index = links.length - 1; index >= 0; index--) {
    const link = links[index] as SyntaxNode;
    const field = childOf(link, 'field');
    if (link.kind !== 'field_access' || field?.kind !== 'identifier') return null;
    const name = textOf(l, field);
    full = `${full}.${name}`;
    // `org.acme.URLS` is a type by its place, `patient.LIMIT` is none.
    if (looksLikeType(name) || (isCapital(name) && index < links.length - 1)) return { node: fullTypeNode(l, full, [first.start, link.end]), taken: links.length - index };
  }
  return null;
}

function isCapital(name: string): boolean {
  return /^[A-Z]/.test(name);
}

/** `of` is -1 for a method called by its name alone. */
export function lowerLink(l: Lowering, node: SyntaxNode, of: NodeId, at: Span): NodeId {
  switch (node.kind) {
    case 'field_access':
      return lowerField(l, node, of, at);
    case 'array_access':
      return lowerElement(l, childOf(node, 'index'), of, at);
    default:
      return lowerCall(l, node, of, at);
  }
}

function lowerField(l: Lowering, node: SyntaxNode, of: NodeId, at: Span): NodeId {
  const field = childOf(node, 'field');
  if (field === undefined) return of;
  if (field.kind === 'this') return outerThis(l, of, at);
  const name = textOf(l, field);
  // `patients.length` of an array; `Outer.Inner`.
  const own = l.types.get(name);
  return own !== undefined && l.nodes[of]?.op === 'class' ? classNode(l, at, own.cls) : propNode(l, at, of, name);
}

/** `Outer.this` */
function outerThis(l: Lowering, of: NodeId, at: Span): NodeId {
  const node = l.nodes[of];
  return thisNode(l, at, null, node?.op === 'class' ? node.cls : l.thisClass);
}

function lowerElement(l: Lowering, index: SyntaxNode | undefined, of: NodeId, at: Span): NodeId {
  if (index === undefined) return elementNode(l, at, of);
  if (index.kind === 'decimal_integer_literal') return elementNode(l, at, of, Number(textOf(l, index)));
  return indexNode(l, at, of, lowerExpression(l, index));
}

function lowerCall(l: Lowering, node: SyntaxNode, of: NodeId, at: Span): NodeId {
  const nameNode = childOf(node, 'name');
  const name = nameNode === undefined ? '' : textOf(l, nameNode);
  const given = argumentsOf(node);
  const end = nameNode?.end ?? at[1];
  const superCall = node.children.some(({ kind, field }) => kind === 'super' && field === '');
  const callee = of < 0 ? ownMethod(l, name, spanOf(nameNode ?? node), given.length) : propNode(l, [at[0], end], superCall ? thisNode(l, at) : of, name, given.length);
  const args = given.map((argument) => lowerExpression(l, argument));
  const call = callNode(l, at, callee, args, null, null);
  noteArguments(l, call, given, args);
  const mutation = mutationOf(l.text, node);
  if (mutation !== null) {
    const values = mutation.values.map((value) => args[given.indexOf(value)] as NodeId);
    mutate(l, mutation.target, mutation.path, phiOf(l, at, values));
  }
  return call;
}

function ownMethod(l: Lowering, name: string, at: Span, arity: number): NodeId {
  const owner = l.around.findLast((type) => type.methods.has(name));
  if (owner !== undefined) return propNode(l, at, thisNode(l, at, '', owner.cls), name, arity);
  return importedMember(l, name, at, arity) ?? inherited(l, name, at, arity);
}

function noteArguments(l: Lowering, call: NodeId, given: readonly SyntaxNode[], args: readonly NodeId[]): void {
  given.forEach((argument, index) => {
    noteRead(l, call, index, argument);
    const node = l.nodes[args[index] as NodeId];
    const fn = node?.op === 'fn' ? l.functions[node.fn] : undefined;
    if (fn !== undefined && (argument.kind === 'lambda_expression' || argument.kind === 'method_reference')) fn.facts.passedTo = { call, arg: index };
  });
}

/** The value of a type that is written in code: the class itself. */
export function typeValueOf(l: Lowering, type: SyntaxNode): NodeId {
  const at = spanOf(type);
  const facts = typeOf(l, type);
  const written = textOf(l, type).replace(/<[\s\S]*$/, '').replaceAll(/\s+/g, '');
  const last = written.slice(written.lastIndexOf('.') + 1);
  const own = l.types.get(last);
  if (own !== undefined) return classNode(l, at, own.cls);
  if (facts?.kind === 'array') return constNode(l, at, null);
  if (written === last) return typeNode(l, last, at) ?? freeNode(l, at, last);
  if (!looksLikeType(written)) return fullTypeNode(l, written, at);
  const outer = typeNode(l, written.slice(0, written.indexOf('.')), at);
  return outer === null ? freeNode(l, at, last) : propNode(l, at, outer, last);
}

export function lowerClassLiteral(l: Lowering, node: SyntaxNode): NodeId {
  const type = namedChildren(node)[0];
  return type === undefined || type.kind.endsWith('_type') ? constNode(l, spanOf(node), null) : typeValueOf(l, type);
}

export function lowerNew(l: Lowering, node: SyntaxNode): NodeId {
  const [outer] = node.children;
  const body = anonymousBody(node);
  const type = childOf(node, 'type');
  if (outer !== undefined && outer.named && outer.field === '' && outer !== body && !outer.kind.endsWith('comment')) lowerExpression(l, outer);
  const callee = type === undefined ? constNode(l, spanOf(node), null) : typeValueOf(l, type);
  const given = argumentsOf(node);
  const args = given.map((argument) => lowerExpression(l, argument));
  const cls = body === undefined || type === undefined ? callee : lowerAnonymousClass(l, node, body, type, callee);
  const call = callNode(l, spanOf(node), cls, args, null, 'new');
  noteArguments(l, call, given, args);
  return call;
}

/** `Patient::getName` is `(x) -> x.getName()`, `this::show` is `(x) -> this.show(x)`, `Patient::new` is `(x) -> new Patient(x)`. */
export function lowerMethodReference(l: Lowering, node: SyntaxNode): NodeId {
  const at = spanOf(node);
  const [target, nameNode] = node.children.filter(({ kind }) => kind !== '::' && kind !== 'type_arguments');
  if (target === undefined) return constNode(l, at, null);
  const makes = hasToken(node, 'new');
  const name = nameNode === undefined ? '' : textOf(l, nameNode);
  const owner = isTypeName(l, target) ? typeValueOf(l, target) : lowerExpression(l, target);
  const opened = openFunction(l, node, { name: '', kind: 'function', cls: -1, static: false });
  const id = functionNode(l, at, opened.index);
  insideFunction(l, opened, node, l.thisClass, () => {
    const param = receiveParameter(l, opened, at, '');
    if (makes) opened.facts.returns.push(callNode(l, at, owner, [param], null, 'new'));
    else {
      opened.facts.returns.push(callNode(l, at, propNode(l, at, owner, name, 1), [param], null, null));
      if (isTypeName(l, target)) opened.facts.returns.push(callNode(l, at, propNode(l, at, param, name, 0), [], null, null));
    }
  });
  return id;
}

function isTypeName(l: Lowering, node: SyntaxNode): boolean {
  if (node.kind !== 'identifier' && node.kind !== 'scoped_type_identifier' && node.kind !== 'generic_type' && node.kind !== 'type_identifier') return false;
  const name = textOf(l, node);
  return node.kind !== 'identifier' || (lookUp(l.scope, name) === null && (l.types.has(name) || looksLikeType(name)) && !l.around.some((type) => type.fields.has(name)));
}
