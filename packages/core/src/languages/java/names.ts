/**
 * What the names of types mean in a file: declared in it, imported by name, of the same package, of a package imported whole, of java.lang.
 *
 * A class is a module and its default export the class. Where a name could stand in several packages, the module's name lists them
 * (`Patient in org.a.service, org.a.model`), and the resolver looks which of them the program has.
 */
import type { NodeId, Span } from '../../facts/facts.js';
import { importNode, propNode } from '../graph/graph.js';
import { hasToken, namedChildren, spanOf, type SyntaxNode } from '../tree-sitter/tree.js';
import { inJavaLang, packageOfJdk } from './jdk.js';
import type { Lowering } from './lowering.js';
import { looksLikeType } from './syntax.js';

export interface FileNames {
  readonly package: string;
  /** By the name that the file uses. */
  readonly imports: ReadonlyMap<string, Imported>;
  /** `import static a.B.member`: the class by the member's name. */
  readonly members: ReadonlyMap<string, Imported>;
  /** Packages imported whole. */
  readonly packages: readonly string[];
  /** `import static a.B.*` */
  readonly memberSources: readonly Imported[];
  /** Made at the first use: the node of each name. */
  readonly nodes: Map<string, NodeId>;
}

interface Imported {
  readonly module: string;
  readonly name: string;
  readonly at: Span;
}

export function readNames(text: string, root: SyntaxNode): FileNames {
  const imports = new Map<string, Imported>();
  const members = new Map<string, Imported>();
  const packages: string[] = [];
  const memberSources: Imported[] = [];
  let own = '';
  for (const node of root.children) {
    const name = namedChildren(node)[0];
    if (name === undefined) continue;
    if (node.kind === 'package_declaration') own = dotted(text, namedChildren(node).at(-1) ?? name);
    if (node.kind !== 'import_declaration') continue;
    const full = dotted(text, name);
    const at = spanOf(name);
    const whole = node.children.some((child) => child.kind === 'asterisk');
    if (!hasToken(node, 'static')) {
      if (!whole) imports.set(lastOf(full), classAt(full, at));
      // `import a.Outer.*` brings in the classes inside of one.
      else packages.push(full);
    } else if (whole) memberSources.push(classAt(full, at));
    else members.set(lastOf(full), classAt(full.slice(0, Math.max(0, full.lastIndexOf('.'))), at));
  }
  return { package: own, imports, members, packages, memberSources, nodes: new Map() };
}

/** `a.b.Outer.Inner` is the export Inner of the module `a.b.Outer`. */
function classAt(full: string, at: Span): Imported {
  const parts = full.split('.');
  const outer = parts.findIndex((part) => looksLikeType(part));
  if (outer < 0 || outer === parts.length - 1) return { module: full, name: 'default', at };
  return { module: parts.slice(0, outer + 1).join('.'), name: parts.at(-1) as string, at };
}

/** Every import that the file writes, used or not. */
export function bringAll(l: Lowering): void {
  for (const name of l.names.imports.keys()) typeNode(l, name, [0, 0]);
}

/** The type of that name as a value, if the name can be one of a type that another file declares. */
export function typeNode(l: Lowering, name: string, at: Span): NodeId | null {
  const known = l.names.nodes.get(name);
  if (known !== undefined) return known;
  const imported = l.names.imports.get(name);
  if (imported === undefined && !looksLikeType(name)) return null;
  const node = imported === undefined ? importNode(l, at, { local: name, at, module: placesOf(l.names, name), name: 'default', elsewhere: somewhere(l.names, name) }) : importNode(l, imported.at, { local: name, ...imported });
  l.names.nodes.set(name, node);
  return node;
}

/** The module of a type outside the program. */
export function moduleOfType(names: FileNames, name: string): string {
  return names.imports.get(name)?.module ?? somewhere(names, name);
}

/** A type by its full name, which is known by its last part from here on. */
export function fullTypeNode(l: Lowering, full: string, at: Span): NodeId {
  const known = l.names.nodes.get(full);
  if (known !== undefined) return known;
  const local = lastOf(full);
  // `import org.slf4j.Logger;` beside `@Slf4j`: one class, one import.
  const imported = l.names.nodes.get(local);
  const own = imported === undefined ? undefined : l.nodes[imported];
  if (imported !== undefined && own?.op === 'import' && l.imports[own.import]?.module === full) return imported;
  const node = importNode(l, at, { local, ...classAt(full, at) });
  l.names.nodes.set(full, node);
  if (!l.names.nodes.has(local)) l.names.nodes.set(local, node);
  return node;
}

/** A member that a static import brings in. */
export function importedMember(l: Lowering, name: string, at: Span, arity?: number): NodeId | null {
  const owner = l.names.members.get(name);
  return owner === undefined ? null : propNode(l, at, ownerNode(l, owner), name, arity);
}

/** A name that nothing explains may come from a class whose members are imported whole. */
export function memberFromSomewhere(l: Lowering, name: string, at: Span, arity?: number): NodeId | null {
  const owner = l.names.memberSources[0];
  return owner === undefined ? null : propNode(l, at, ownerNode(l, owner), name, arity);
}

function ownerNode(l: Lowering, owner: Imported): NodeId {
  const key = `${owner.module}#${owner.name}`;
  let node = l.names.nodes.get(key);
  if (node === undefined) {
    node = importNode(l, owner.at, { local: lastOf(owner.module), ...owner });
    l.names.nodes.set(key, node);
  }
  return node;
}

function somewhere(names: FileNames, name: string): string {
  if (inJavaLang(name)) return `java.lang.${name}`;
  const jdk = names.packages.find((candidate) => packageOfJdk(candidate, name));
  const foreign = names.packages.find((candidate) => !isNear(candidate, names.package) && !candidate.startsWith('java.'));
  const home = jdk ?? foreign ?? names.package;
  return home === '' ? name : `${home}.${name}`;
}

function placesOf(names: FileNames, name: string): string {
  return `${name} in ${[names.package, ...names.packages].join(', ')}`;
}

/** Of the same project, as far as names can tell: `org.acme.a` and `org.acme.b`. */
function isNear(candidate: string, own: string): boolean {
  const [first, second] = own.split('.');
  return second === undefined ? candidate === own : candidate === `${first}.${second}` || candidate.startsWith(`${first}.${second}.`);
}

export function dotted(text: string, node: SyntaxNode): string {
  return text.slice(node.start, node.end).replaceAll(/\s+/g, '');
}

export function lastOf(full: string): string {
  return full.slice(full.lastIndexOf('.') + 1);
}
