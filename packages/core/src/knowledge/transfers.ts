/** Finds what a well-known function, method or property does to the values it is given. */
import type { Transfer } from './knowledge.js';

export interface TransferIndex {
  /** In a file of a language. */
  method(name: string, language: string): Transfer | undefined;
  /** By the expression that leads to it: JSON.stringify, lodash.map. */
  fn(origin: string): Transfer | undefined;
  /** Roots of the global functions: JSON, Object, String. */
  globalRoot(name: string): boolean;
  knowsModule(module: string): boolean;
  property(name: string, language: string): Transfer | undefined;
}

export function indexTransfers(transfers: readonly Transfer[]): TransferIndex {
  const methods: ByLanguage = new Map();
  const functions = new Map<string, Transfer>();
  const properties: ByLanguage = new Map();
  const roots = new Set<string>();
  for (const transfer of transfers) {
    for (const name of transfer.methods) put(methods, transfer, name);
    for (const name of transfer.properties ?? []) put(properties, transfer, name);
    const modules = transfer.modules && transfer.modules.length > 0 ? transfer.modules : undefined;
    for (const name of transfer.functions)
      for (const full of modules ? modules.map((module) => (name === '' ? module : `${module}.${name}`)) : [name]) {
        if (!functions.has(full)) functions.set(full, transfer);
        roots.add(rootOf(full));
      }
  }
  return {
    method: (name, language) => inLanguage(methods, name, language),
    fn: (origin) => {
      const dotted = origin.replaceAll('/', '.');
      const exact = functions.get(origin) ?? functions.get(dotted);
      if (exact) return exact;
      const last = origin.lastIndexOf('.');
      return last < 0 ? undefined : functions.get(`${origin.slice(0, last)}.*`);
    },
    globalRoot: (name) => roots.has(name),
    knowsModule: (module) => roots.has(module) || roots.has(rootOf(module.replaceAll('/', '.'))),
    property: (name, language) => inLanguage(properties, name, language),
  };
}

/** By name, then by language; '' is for all languages. */
type ByLanguage = Map<string, Map<string, Transfer>>;

function put(index: ByLanguage, transfer: Transfer, name: string): void {
  let own = index.get(name);
  if (!own) index.set(name, (own = new Map()));
  const language = transfer.language ?? '';
  if (!own.has(language)) own.set(language, transfer);
}

function inLanguage(index: ByLanguage, name: string, language: string): Transfer | undefined {
  const own = index.get(name);
  return own?.get(language) ?? own?.get('');
}

/** `@scope/name.fn` and `name.fn` begin with the module, `JSON.stringify` with the global. */
function rootOf(origin: string): string {
  const start = origin.startsWith('@') ? origin.indexOf('/') + 1 : 0;
  const end = origin.slice(start).search(/[.(]/);
  return end < 0 ? origin : origin.slice(0, start + end);
}
