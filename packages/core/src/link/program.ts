/** Links the Facts of many files into one program: imports to files, exports to values, type names to declared shapes. */
import type { ExportFacts, FileFacts, NodeId, ShapeFacts } from '../facts/facts.js';

/**
 * From a module name, as written in an import of a file, to the paths that it may mean: best first, relative to the root of the scan. With a
 * name: the module that this name of a package may be (`from package import module`); in most languages there is none.
 */
export type ModuleResolver = (fromPath: string, specifier: string, name?: string) => readonly string[];

/** A file of the program. */
export interface Unit {
  readonly index: number;
  readonly path: string;
  readonly facts: FileFacts;
}

/** What an import or export leads to. */
export type Target =
  | { readonly kind: 'value'; readonly unit: Unit; readonly node: NodeId }
  | { readonly kind: 'module'; readonly unit: Unit }
  /** A member that the module does not export by name, but may have: a property of `module.exports`. */
  | { readonly kind: 'member'; readonly unit: Unit; readonly name: string }
  | { readonly kind: 'external'; readonly module: string; readonly name: string };

/** A declared shape: an interface, alias, enum or schema model by its ShapeFacts, or a class by its index. */
export type Declaration =
  | { readonly kind: 'shape'; readonly unit: Unit; readonly shape: ShapeFacts }
  | { readonly kind: 'class'; readonly unit: Unit; readonly cls: number };

export interface Program {
  readonly units: readonly Unit[];
  unitAt(path: string): Unit | undefined;
  /** The file a module name leads to from a file, if it is in the program. */
  moduleOf(unit: Unit, specifier: string): Unit | undefined;
  importTarget(unit: Unit, importIndex: number): Target;
  exported(unit: Unit, name: string): Target | undefined;
  /** The declaration a type name means in a file: declared there, or imported. */
  declaration(unit: Unit, typeName: string): Declaration | undefined;
  /** Lets go of what was found out about a file; it is found again when it is asked for. */
  forget(unit: Unit): void;
}

/** The exports that a search has asked for: files that re-export each other are asked once, so that the search ends, and soon. */
type Asked = Set<string>;

export function linkProgram(files: readonly FileFacts[], resolver: ModuleResolver): Program {
  const units: Unit[] = files.map((facts, index) => ({ index, path: facts.path, facts }));
  const byPath = new Map(units.map((unit) => [unit.path, unit]));
  const modulesOf = perUnit<Unit | undefined>();
  const targetsOf = perUnit<Target | undefined>();
  const exportCache = new Map<Unit, ExportIndex>();
  const localCache = new Map<Unit, Map<string, Declaration>>();
  const importCache = new Map<Unit, Map<string, number>>();

  function moduleOf(unit: Unit, specifier: string, name?: string): Unit | undefined {
    const known = modulesOf.of(unit);
    const key = name === undefined ? specifier : `${specifier} ${name}`;
    if (known.has(key)) return known.get(key);
    let found: Unit | undefined;
    for (const candidate of resolver(unit.path, specifier, name)) {
      found = byPath.get(candidate);
      if (found) break;
    }
    known.set(key, found);
    return found;
  }

  /** The module that an imported name is: the one it is imported from, or a part of that. */
  function moduleNamed(unit: Unit, specifier: string, name: string): Unit | undefined {
    return name === '*' ? moduleOf(unit, specifier) : name === 'default' ? undefined : moduleOf(unit, specifier, name);
  }

  function exportsOf(unit: Unit): ExportIndex {
    let index = exportCache.get(unit);
    if (!index) {
      index = indexExports(unit.facts.exports);
      exportCache.set(unit, index);
    }
    return index;
  }

  function exported(unit: Unit, name: string): Target | undefined {
    const known = targetsOf.of(unit);
    if (!known.has(name)) known.set(name, findExported(unit, name, new Set()));
    return known.get(name);
  }

  function findExported(unit: Unit, name: string, asked: Asked): Target | undefined {
    if (!asksAnew(asked, unit, name)) return undefined;
    const index = exportsOf(unit);
    const own = index.byName.get(name);
    if (own) {
      if (own.node !== undefined) return { kind: 'value', unit, node: own.node };
      if (own.from !== undefined) return throughReexport(unit, own.from, own.imported ?? name, asked);
    }
    if (name === '*') return { kind: 'module', unit };
    for (const star of index.stars) {
      if (name === 'default') break;
      const next = moduleOf(unit, star);
      const found = next && findExported(next, name, asked);
      if (found) return found;
    }
    return undefined;
  }

  function throughReexport(unit: Unit, from: string, imported: string, asked: Asked): Target | undefined {
    const next = moduleOf(unit, from);
    const found = next && imported !== '*' ? findExported(next, imported, asked) : undefined;
    if (found) return found;
    const module = moduleNamed(unit, from, imported);
    if (module) return { kind: 'module', unit: module };
    return next ? undefined : { kind: 'external', module: from, name: imported };
  }

  function importTarget(unit: Unit, importIndex: number): Target {
    const entry = unit.facts.imports[importIndex];
    if (!entry) return { kind: 'external', module: '', name: '*' };
    const module = moduleOf(unit, entry.module);
    const target = module && entry.name !== '*' ? exported(module, entry.name) : undefined;
    if (target) return target;
    const named = moduleNamed(unit, entry.module, entry.name);
    if (named) return { kind: 'module', unit: named };
    if (!module) return { kind: 'external', module: entry.elsewhere ?? entry.module, name: entry.name };
    // `import x from './cjs'` receives module.exports; a named import reads a property of it.
    if (entry.name === 'default' && exportsOf(module).byName.has('=')) return exported(module, '=') ?? { kind: 'module', unit: module };
    return entry.name === 'default' ? { kind: 'module', unit: module } : { kind: 'member', unit: module, name: entry.name };
  }

  function localDeclarations(unit: Unit): Map<string, Declaration> {
    let local = localCache.get(unit);
    if (!local) {
      local = new Map();
      // A table or a message that a text in the file declares is no type of the file's own.
      const isOwn = ({ kind }: ShapeFacts): boolean => unit.facts.nodes.length === 0 || (kind !== 'table' && kind !== 'message');
      for (const shape of unit.facts.shapes) if (isOwn(shape) && !local.has(shape.name)) local.set(shape.name, { kind: 'shape', unit, shape });
      unit.facts.classes.forEach((cls, index) => {
        if (cls.name && !local!.has(cls.name)) local!.set(cls.name, { kind: 'class', unit, cls: index });
      });
      localCache.set(unit, local);
    }
    return local;
  }

  function importNamed(unit: Unit, local: string): number | undefined {
    let index = importCache.get(unit);
    if (!index) {
      index = new Map(unit.facts.imports.map((entry, at) => [entry.local, at]));
      importCache.set(unit, index);
    }
    return index.get(local);
  }

  function declaration(unit: Unit, typeName: string, asked: Asked = new Set()): Declaration | undefined {
    const local = localDeclarations(unit).get(typeName);
    if (local) return local;
    const dot = typeName.indexOf('.');
    if (dot > 0) {
      const importIndex = importNamed(unit, typeName.slice(0, dot));
      const entry = importIndex === undefined ? undefined : unit.facts.imports[importIndex];
      const module = entry && (moduleNamed(unit, entry.module, entry.name) ?? moduleOf(unit, entry.module));
      return module && exportedDeclaration(module, typeName.slice(dot + 1), asked);
    }
    const importIndex = importNamed(unit, typeName);
    const entry = importIndex === undefined ? undefined : unit.facts.imports[importIndex];
    const module = entry && moduleOf(unit, entry.module);
    return module && exportedDeclaration(module, entry.name === '*' ? typeName : entry.name, asked);
  }

  function exportedDeclaration(unit: Unit, name: string, asked: Asked): Declaration | undefined {
    if (!asksAnew(asked, unit, name)) return undefined;
    const index = exportsOf(unit);
    const own = index.byName.get(name) ?? index.shapes.get(name);
    if (own) {
      if (own.shape !== undefined) return localDeclarations(unit).get(own.shape);
      if (own.from !== undefined) {
        const next = moduleOf(unit, own.from);
        return next && exportedDeclaration(next, own.imported ?? name, asked);
      }
      const node = own.node === undefined ? undefined : unit.facts.nodes[own.node];
      if (node?.op === 'class') return { kind: 'class', unit, cls: node.cls };
    }
    // `export { Patient }` of a type that the file itself imported, and declarations that files share without export.
    const local = localDeclarations(unit).get(name) ?? (own ? declaration(unit, name, asked) : undefined);
    if (local) return local;
    for (const star of index.stars) {
      const next = moduleOf(unit, star);
      const found = next && exportedDeclaration(next, name, asked);
      if (found) return found;
    }
    return undefined;
  }

  function forget(unit: Unit): void {
    for (const cache of [exportCache, localCache, importCache]) cache.delete(unit);
    modulesOf.delete(unit);
    targetsOf.delete(unit);
  }

  return {
    units,
    unitAt: (path) => byPath.get(path),
    moduleOf,
    importTarget,
    exported,
    declaration: (unit, name) => declaration(unit, name),
    forget,
  };
}

/** Most files are never asked, so they get no table in advance. */
function perUnit<Answer>(): { of(unit: Unit): Map<string, Answer>; delete(unit: Unit): void } {
  const tables = new Map<Unit, Map<string, Answer>>();
  return {
    of(unit) {
      let own = tables.get(unit);
      if (!own) tables.set(unit, (own = new Map()));
      return own;
    },
    delete: (unit) => tables.delete(unit),
  };
}

function asksAnew(asked: Asked, unit: Unit, name: string): boolean {
  const key = `${unit.index}:${name}`;
  if (asked.has(key)) return false;
  asked.add(key);
  return true;
}

interface ExportIndex {
  readonly byName: ReadonlyMap<string, ExportFacts>;
  readonly shapes: ReadonlyMap<string, ExportFacts>;
  /** Modules re-exported whole. */
  readonly stars: readonly string[];
}

function indexExports(exports: readonly ExportFacts[]): ExportIndex {
  const byName = new Map<string, ExportFacts>();
  const shapes = new Map<string, ExportFacts>();
  const stars: string[] = [];
  for (const entry of exports) {
    if (entry.name === '*' && entry.from !== undefined) stars.push(entry.from);
    else if (entry.node === undefined && entry.shape !== undefined) shapes.set(entry.name, entry);
    else if (!byName.has(entry.name)) byName.set(entry.name, entry);
  }
  return { byName, shapes, stars };
}
