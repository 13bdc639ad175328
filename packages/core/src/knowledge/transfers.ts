/** Finds what a well-known function, method or property does to the values it is given. */
import type { Transfer } from './knowledge.js';

export interface TransferIndex {
  method(name: string): Transfer | undefined;
  /** By the expression that leads to it: JSON.stringify, lodash.map. */
  fn(origin: string): Transfer | undefined;
  /** Roots of the global functions: JSON, Object, String. */
  globalRoot(name: string): boolean;
  knowsModule(module: string): boolean;
  property(name: string): Transfer | undefined;
}

export function indexTransfers(transfers: readonly Transfer[]): TransferIndex {
  const methods = new Map<string, Transfer>();
  const functions = new Map<string, Transfer>();
  const properties = new Map<string, Transfer>();
  const roots = new Set<string>();
  for (const transfer of transfers) {
    for (const name of transfer.methods) if (!methods.has(name)) methods.set(name, transfer);
    for (const name of transfer.properties ?? []) if (!properties.has(name)) properties.set(name, transfer);
    const modules = transfer.modules && transfer.modules.length > 0 ? transfer.modules : undefined;
    for (const name of transfer.functions)
      for (const full of modules ? modules.map((module) => (name === '' ? module : `${module}.${name}`)) : [name]) {
        if (!functions.has(full)) functions.set(full, transfer);
        roots.add(rootOf(full));
      }
  }
  return {
    method: (name) => methods.get(name),
    fn: (origin) => {
      const dotted = origin.replaceAll('/', '.');
      const exact = functions.get(origin) ?? functions.get(dotted);
      if (exact) return exact;
      const last = origin.lastIndexOf('.');
      return last < 0 ? undefined : functions.get(`${origin.slice(0, last)}.*`);
    },
    globalRoot: (name) => roots.has(name),
    knowsModule: (module) => roots.has(module) || roots.has(rootOf(module.replaceAll('/', '.'))),
    property: (name) => properties.get(name),
  };
}

/** `@scope/name.fn` and `name.fn` begin with the module, `JSON.stringify` with the global. */
function rootOf(origin: string): string {
  const start = origin.startsWith('@') ? origin.indexOf('/') + 1 : 0;
  const end = origin.slice(start).search(/[.(]/);
  return end < 0 ? origin : origin.slice(0, start + end);
}
