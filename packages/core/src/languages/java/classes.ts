/**
 * Types of a file and their members. Initializers of instance fields are lowered in the constructor (one is made up where the class
 * declares none but needs it), those of static fields and static blocks in the function around the class: that is when they run.
 */
import type { DecoratorFacts, FieldFacts, NodeId, Span, TextForm, TypeFacts } from '../../facts/facts.js';
import { addFieldWrite, fieldOf, type OpenClass } from '../graph/fields.js';
import { callNode, classNode, type Open, type OpenFunction, propNode, thisNode } from '../graph/graph.js';
import { childOf, childrenOf, namedChildren, spanOf, type SyntaxNode } from '../tree-sitter/tree.js';
import { annotationsOf } from './annotations.js';
import { typeValueOf } from './chains.js';
import { lowerExpression } from './expressions.js';
import { insideFunction, lowerParameters, openFunction } from './functions.js';
import { isTooDeep, type Lowering, textOf, type TypeInfo } from './lowering.js';
import { loggerField, loggerTypeOf, lombokText } from './lombok.js';
import { fullTypeNode, lastOf } from './names.js';
import { parameterName, parametersOf } from './scopes.js';
import { lowerStatements } from './statements.js';
import { hasModifier, membersOf } from './syntax.js';
import { typeOf, typeParametersOf } from './types.js';

/** Reserves the places of the types before anything is lowered, so that code can name those further down. */
export function openTypes(l: Lowering, nodes: readonly SyntaxNode[]): void {
  for (const node of nodes) {
    const name = childOf(node, 'name');
    if (name === undefined) continue;
    const info = openType(l, node, textOf(l, name));
    if (!l.types.has(info.name)) l.types.set(info.name, info);
  }
}

function openType(l: Lowering, node: SyntaxNode, name: string): TypeInfo {
  const fields = new Set<string>();
  const methods = new Set<string>();
  const read = (of: SyntaxNode | undefined, into: Set<string>): void => {
    if (of !== undefined) into.add(textOf(l, of));
  };
  for (const member of membersOf(node)) {
    if (member.kind === 'method_declaration') read(childOf(member, 'name'), methods);
    else if (member.kind === 'enum_constant') read(childOf(member, 'name'), fields);
    else for (const declarator of childrenOf(member, 'declarator')) read(childOf(declarator, 'name'), fields);
  }
  if (node.kind === 'record_declaration') {
    for (const part of parametersOf(node)) {
      read(parameterName(part), fields);
      read(parameterName(part), methods);
    }
  }
  const cls = l.classes.push({ facts: { name, at: spanOf(node), heritage: [], fields: [], methods: [] }, fields: new Map() }) - 1;
  const inherits = node.children.some(({ kind }) => kind === 'superclass' || kind === 'super_interfaces' || kind === 'extends_interfaces') || node.kind === 'object_creation_expression';
  return { node, name, cls, fields, methods, inherits };
}

/** A type declared at the top of the file, in another type, or among the statements of a method. */
export function lowerLocalType(l: Lowering, node: SyntaxNode): void {
  lowerType(l, node);
}

export function lowerType(l: Lowering, node: SyntaxNode): TypeInfo | null {
  const name = childOf(node, 'name');
  const known = name === undefined ? undefined : l.types.get(textOf(l, name));
  // Two local classes may have the same name.
  const info = known?.node === node ? known : name === undefined ? null : openType(l, node, textOf(l, name));
  if (info === null || isTooDeep(l, node)) return null;
  l.depth++;
  lowerTypeBody(l, info, node, () => describe(l, info, node));
  l.depth--;
  return info;
}

/** `new Base() { … }`: a class without a name, whose base the call names. */
export function lowerAnonymousClass(l: Lowering, node: SyntaxNode, body: SyntaxNode, type: SyntaxNode, base: NodeId): NodeId {
  const info = openType(l, node, '');
  const members: TypeInfo = { ...info, fields: namesOf(l, body, 'field_declaration'), methods: namesOf(l, body, 'method_declaration') };
  const { facts } = l.classes[info.cls] as OpenClass;
  const heritage = typeOf(l, type);
  if (heritage !== null) facts.heritage.push(heritage);
  facts.base = base;
  if (!isTooDeep(l, node)) {
    l.depth++;
    lowerTypeBody(l, members, body, () => base);
    l.depth--;
  }
  return classNode(l, spanOf(node), info.cls);
}

function namesOf(l: Lowering, body: SyntaxNode, kind: string): Set<string> {
  const names = new Set<string>();
  for (const member of membersOf(body)) {
    if (member.kind !== kind) continue;
    for (const part of kind === 'method_declaration' ? [member] : childrenOf(member, 'declarator')) {
      const name = childOf(part, 'name');
      if (name !== undefined) names.add(textOf(l, name));
    }
  }
  return names;
}

/** `head` reads what the declaration says of the type, and gives its base. */
function lowerTypeBody(l: Lowering, info: TypeInfo, body: SyntaxNode, head: () => NodeId): void {
  const { scope, thisClass, base, around, typeParameters } = l;
  l.scope = l.scopes.get(body) ?? scope;
  l.around = [...around, info];
  l.typeParameters = typeParametersOf(l, info.node);
  l.thisClass = info.cls;
  l.base = head();
  lowerMembers(l, info, body);
  l.scope = scope;
  l.thisClass = thisClass;
  l.base = base;
  l.around = around;
  l.typeParameters = typeParameters;
}

function describe(l: Lowering, info: TypeInfo, node: SyntaxNode): NodeId {
  const { facts } = l.classes[info.cls] as OpenClass;
  const decorators = annotationsOf(l, node);
  if (decorators !== null) facts.decorators = decorators;
  const superclass = childOf(node, 'superclass');
  const extended = superclass === undefined ? undefined : namedChildren(superclass)[0];
  let base = -1;
  for (const type of [...(extended === undefined ? [] : [extended]), ...interfacesOf(node)]) {
    const heritage = typeOf(l, type);
    if (heritage !== null) facts.heritage.push(heritage);
    // An interface has its default methods and its library's from what it extends; a class from its base, else from what it implements.
    if (base < 0) base = typeValueOf(l, type.kind === 'generic_type' ? (namedChildren(type)[0] ?? type) : type);
  }
  if (base >= 0) facts.base = base;
  if (node.kind === 'enum_declaration') l.shapes.push({ name: info.name, kind: 'enum', at: spanOf(node), type: enumType(l, node) });
  return extended === undefined ? -1 : base;
}

function interfacesOf(node: SyntaxNode): SyntaxNode[] {
  const clause = node.children.find(({ kind }) => kind === 'super_interfaces' || kind === 'extends_interfaces');
  return clause === undefined ? [] : namedChildren(clause).flatMap((list) => namedChildren(list));
}

function enumType(l: Lowering, node: SyntaxNode): TypeFacts {
  const names = membersOf(node).filter(({ kind }) => kind === 'enum_constant').map((constant) => childOf(constant, 'name'));
  return { kind: 'union', of: names.flatMap((name) => (name === undefined ? [] : [{ kind: 'literal' as const, value: textOf(l, name) }])) };
}

function lowerMembers(l: Lowering, info: TypeInfo, body: SyntaxNode): void {
  const cls = l.classes[info.cls] as OpenClass;
  const members = membersOf(body);
  const isInterface = info.node.kind === 'interface_declaration';
  const constructors = members.filter(({ kind }) => kind === 'constructor_declaration' || kind === 'compact_constructor_declaration');
  if (info.node.kind === 'record_declaration') declareComponents(l, info, cls, constructors);
  for (const member of members) if (member.kind === 'field_declaration' || member.kind === 'constant_declaration') declareFields(l, cls, member, isInterface);
  addLogger(l, cls);
  const initial = members.filter((member) => member.kind === 'block' || (member.kind === 'field_declaration' && !hasModifier(member, 'static')));
  const [first, ...others] = constructors;
  const initialize = (): void => initial.forEach((member) => initializeInstance(l, cls, member));
  if (first !== undefined) lowerConstructor(l, info, first, initialize);
  else if (initial.some((member) => member.kind === 'block' || childrenOf(member, 'declarator').some((declarator) => childOf(declarator, 'value') !== undefined))) {
    const opened = openConstructor(l, info, info.node);
    insideFunction(l, opened, info.node, info.cls, initialize);
  }
  for (const constructor of others) lowerConstructor(l, info, constructor, nothing);
  for (const member of members) lowerMember(l, info, cls, member, isInterface);
  const text = textForm(l, info, cls);
  if (text !== undefined) cls.facts.asText = text;
}

function nothing(): void {}

function lowerMember(l: Lowering, info: TypeInfo, cls: OpenClass, member: SyntaxNode, isInterface: boolean): void {
  switch (member.kind) {
    case 'method_declaration':
      lowerMethod(l, info, cls, member);
      return;
    case 'field_declaration':
    case 'constant_declaration':
      if (isInterface || hasModifier(member, 'static')) writeFields(l, cls, member);
      return;
    case 'static_initializer':
      for (const block of namedChildren(member)) lowerStatements(l, block);
      return;
    case 'enum_constant':
      lowerConstant(l, info, cls, member);
      return;
    case 'ERROR':
      for (const inner of member.children) lowerMember(l, info, cls, inner, isInterface);
      return;
    default:
      lowerType(l, member);
  }
}

/** `private static final Logger log` of a class that an annotation gives one. */
function addLogger(l: Lowering, cls: OpenClass): void {
  const full = loggerTypeOf(cls.facts.decorators ?? null);
  if (full === undefined || cls.fields.has(loggerField)) return;
  const { at } = cls.facts;
  const field = fieldOf(cls, loggerField, at);
  field.static = true;
  const made = fullTypeNode(l, full, at);
  field.type = { kind: 'ref', name: l.names.nodes.get(lastOf(full)) === made ? lastOf(full) : full };
}

function declareFields(l: Lowering, cls: OpenClass, node: SyntaxNode, isInterface: boolean): void {
  const declared = typeOf(l, childOf(node, 'type'));
  const decorators = annotationsOf(l, node);
  for (const declarator of childrenOf(node, 'declarator')) {
    const name = childOf(declarator, 'name');
    if (name === undefined) continue;
    const isArray = childOf(declarator, 'dimensions') !== undefined;
    const field: Open<FieldFacts> = fieldOf(cls, textOf(l, name), spanOf(name));
    if (isInterface || hasModifier(node, 'static')) field.static = true;
    if (declared !== null) field.type = isArray ? { kind: 'array', of: declared } : declared;
    if (decorators !== null) field.decorators = decorators;
  }
}

function writeFields(l: Lowering, cls: OpenClass, node: SyntaxNode): void {
  const { scope } = l;
  for (const declarator of childrenOf(node, 'declarator')) {
    const name = childOf(declarator, 'name');
    const value = childOf(declarator, 'value');
    if (name === undefined || value === undefined) continue;
    l.scope = l.scopes.get(declarator) ?? scope;
    addFieldWrite(cls, textOf(l, name), spanOf(name), lowerExpression(l, value));
  }
  l.scope = scope;
}

function initializeInstance(l: Lowering, cls: OpenClass, member: SyntaxNode): void {
  if (member.kind === 'field_declaration') {
    writeFields(l, cls, member);
    return;
  }
  const { scope } = l;
  l.scope = l.scopes.get(member) ?? scope;
  lowerStatements(l, member);
  l.scope = scope;
}

function openConstructor(l: Lowering, info: TypeInfo, node: SyntaxNode): OpenFunction {
  const opened = openFunction(l, node, { name: 'constructor', kind: 'constructor', cls: info.cls, static: false });
  (l.classes[info.cls] as OpenClass).facts.methods.push({ name: 'constructor', fn: opened.index });
  return opened;
}

function lowerConstructor(l: Lowering, info: TypeInfo, node: SyntaxNode, initialize: () => void): void {
  const opened = openConstructor(l, info, node);
  const decorators = annotationsOf(l, node);
  if (decorators !== null) opened.facts.decorators = decorators;
  const compact = node.kind === 'compact_constructor_declaration';
  insideFunction(l, opened, node, info.cls, () => {
    const { scope } = l;
    lowerParameters(l, opened, compact ? info.node : node);
    // The constructor's parameters are not visible in what fields begin with.
    l.scope = scope.parent ?? scope;
    initialize();
    l.scope = scope;
    const body = childOf(node, 'body');
    if (body !== undefined) lowerStatements(l, body);
    if (compact) writeComponents(l, info, opened);
  });
}

function lowerMethod(l: Lowering, info: TypeInfo, cls: OpenClass, node: SyntaxNode): void {
  const nameNode = childOf(node, 'name');
  if (nameNode === undefined) return;
  const name = textOf(l, nameNode);
  const isStatic = hasModifier(node, 'static');
  const opened = openFunction(l, node, { name, kind: 'method', cls: info.cls, static: isStatic });
  cls.facts.methods.push(isStatic ? { name, fn: opened.index, static: true } : { name, fn: opened.index });
  const decorators = annotationsOf(l, node);
  if (decorators !== null) opened.facts.decorators = decorators;
  const body = childOf(node, 'body');
  insideFunction(l, opened, node, info.cls, () => {
    const type = typeOf(l, childOf(node, 'type'));
    if (type !== null) opened.facts.returnType = type;
    lowerParameters(l, opened, node);
    if (body !== undefined) lowerStatements(l, body);
    else if (!hasModifier(node, 'native')) opened.facts.abstract = true;
  });
}

/** `ACTIVE("a")`: a static field with an object of the enum. */
function lowerConstant(l: Lowering, info: TypeInfo, cls: OpenClass, node: SyntaxNode): void {
  const name = childOf(node, 'name');
  if (name === undefined) return;
  const list = childOf(node, 'arguments');
  const args = list === undefined ? [] : namedChildren(list).map((argument) => lowerExpression(l, argument));
  const at = spanOf(node);
  const field = fieldOf(cls, textOf(l, name), spanOf(name));
  field.static = true;
  field.writes.push(callNode(l, at, classNode(l, at, info.cls), args, null, 'new'));
}

/** The parts of a record: fields, methods that read them, and the constructor that writes them. */
function declareComponents(l: Lowering, info: TypeInfo, cls: OpenClass, constructors: readonly SyntaxNode[]): void {
  const parts = parametersOf(info.node);
  const written = new Set(membersOf(info.node).filter(({ kind }) => kind === 'method_declaration').map((method) => nameText(l, method)));
  for (const part of parts) {
    const nameNode = parameterName(part);
    if (nameNode === undefined) continue;
    const name = textOf(l, nameNode);
    const field = fieldOf(cls, name, spanOf(nameNode));
    const type = typeOf(l, childOf(part, 'type'));
    const decorators: DecoratorFacts[] | null = annotationsOf(l, part);
    if (type !== null) field.type = type;
    if (decorators !== null) field.decorators = decorators;
    if (!written.has(name)) addReader(l, info, cls, name, spanOf(nameNode), type);
  }
  if (constructors.some(({ kind }) => kind === 'compact_constructor_declaration' || kind === 'constructor_declaration')) return;
  const opened = openConstructor(l, info, info.node);
  insideFunction(l, opened, info.node, info.cls, () => {
    lowerParameters(l, opened, info.node);
    writeComponents(l, info, opened);
  });
}

function nameText(l: Lowering, node: SyntaxNode): string {
  const name = childOf(node, 'name');
  return name === undefined ? '' : textOf(l, name);
}

function writeComponents(l: Lowering, info: TypeInfo, opened: OpenFunction): void {
  const cls = l.classes[info.cls] as OpenClass;
  for (const { name, node } of opened.facts.params) addFieldWrite(cls, name, l.nodes[node]?.at ?? opened.facts.at, node);
}

function addReader(l: Lowering, info: TypeInfo, cls: OpenClass, name: string, at: Span, type: TypeFacts | null): void {
  const opened = openFunction(l, info.node, { name, kind: 'method', cls: info.cls, static: false });
  opened.facts.at = at;
  if (type !== null) opened.facts.returnType = type;
  cls.facts.methods.push({ name, fn: opened.index });
  insideFunction(l, opened, info.node, info.cls, () => {
    opened.facts.returns.push(propNode(l, at, thisNode(l, at), name));
  });
}

/** What `"" + object` is: what its toString gives; undefined where a class that is not in the file may say it. */
function textForm(l: Lowering, info: TypeInfo, cls: OpenClass): TextForm | undefined {
  const { facts } = cls;
  if (facts.methods.some(({ name, fn }) => name === 'toString' && l.functions[fn]?.facts.params.length === 0)) return { kind: 'method', name: 'toString' };
  const generated = lombokText(facts.decorators ?? null, facts.fields);
  if (generated !== undefined) return generated;
  if (info.node.kind === 'record_declaration') return { kind: 'fields', omits: facts.fields.filter((field) => field.static === true).map((field) => field.name) };
  return info.node.kind === 'class_declaration' && childOf(info.node, 'superclass') === undefined ? { kind: 'name' } : undefined;
}
