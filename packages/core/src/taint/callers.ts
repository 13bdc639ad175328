/** Finds the calls that may run a function: by the names it goes by, made sure by what the called expression is. */
import type { NodeId } from '../facts/facts.js';
import type { Program, Unit } from '../link/program.js';
import { callAt, type CallOf, type Engine } from './engine.js';
import { constructorsFor } from './instances.js';
import { underlying } from './literals.js';

export function createCallers(engineOf: () => Engine): (unit: Unit, fn: number) => readonly CallOf[] {
  let importers: Importers | undefined;
  const aliases = new Map<Unit, Map<number, string[]>>();
  const found = new Map<Unit, Map<number, readonly CallOf[]>>();

  return (unit, fn) => {
    let own = found.get(unit);
    if (!own) found.set(unit, (own = new Map()));
    const known = own.get(fn);
    if (known) return known;
    own.set(fn, []);
    const engine = engineOf();
    importers ??= indexImporters(engine.program);
    const callers: CallOf[] = [];
    for (const name of namesOf(unit, fn, importers, aliases))
      for (const candidate of engine.survey().callsNamed(name)) {
        const callee = engine.valueOf(candidate.unit, callAt(candidate.unit, candidate.call).callee);
        if (callee.some((atom) => runs(atom, unit, fn, callAt(candidate.unit, candidate.call).args.length))) callers.push(candidate);
      }
    own.set(fn, callers);
    return callers;
  };
}

function runs(atom: { readonly kind: string; readonly unit?: Unit; readonly fn?: number; readonly cls?: number }, unit: Unit, fn: number, count: number): boolean {
  if (atom.unit !== unit) return false;
  if (atom.kind === 'function') return atom.fn === fn;
  if (atom.kind !== 'class') return false;
  const facts = unit.facts.functions[fn];
  return facts?.kind === 'constructor' && facts.cls === atom.cls && constructorsFor(unit, facts.cls, count).includes(fn);
}

/** Names under which other files know a file, or the node of it that they mean. */
type Importers = ReadonlyMap<Unit, readonly { readonly local: string; readonly name: string; readonly node: NodeId | undefined }[]>;

function indexImporters(program: Program): Importers {
  const index = new Map<Unit, { local: string; name: string; node: NodeId | undefined }[]>();
  for (const unit of program.units)
    unit.facts.imports.forEach((entry, at) => {
      const target = program.importTarget(unit, at);
      if (target.kind === 'external') return;
      const found = { local: entry.local, name: entry.name, node: target.kind === 'value' ? target.node : undefined };
      const list = index.get(target.unit);
      if (list) list.push(found);
      else index.set(target.unit, [found]);
    });
  return index;
}

function namesOf(unit: Unit, fn: number, importers: Importers, aliases: Map<Unit, Map<number, string[]>>): ReadonlySet<string> {
  const facts = unit.facts.functions[fn];
  const names = new Set<string>();
  if (!facts) return names;
  if (facts.kind === 'constructor') {
    const cls = unit.facts.classes[facts.cls];
    if (cls?.name) names.add(cls.name);
  } else if (facts.name) names.add(facts.name);
  for (const alias of aliasesIn(unit, aliases).get(fn) ?? []) names.add(alias);
  for (const entry of importers.get(unit) ?? []) if (entry.name === 'default' || entry.name === '*' || isOf(unit, fn, entry.node)) names.add(entry.local);
  return names;
}

function isOf(unit: Unit, fn: number, id: NodeId | undefined): boolean {
  const node = id === undefined ? undefined : underlying(unit, id);
  return node?.op === 'fn' ? node.fn === fn : node?.op === 'class' && unit.facts.functions[fn]?.cls === node.cls;
}

/** Other names inside the file: `module.exports = { create: createPatient }`, `const save = persist`. */
function aliasesIn(unit: Unit, aliases: Map<Unit, Map<number, string[]>>): ReadonlyMap<number, readonly string[]> {
  const known = aliases.get(unit);
  if (known) return known;
  const own = new Map<number, string[]>();
  aliases.set(unit, own);
  const put = (id: NodeId, name: string): void => {
    const node = underlying(unit, id);
    const fn = node.op === 'fn' ? node.fn : undefined;
    if (fn === undefined || unit.facts.functions[fn]?.name === name) return;
    const list = own.get(fn);
    if (list) list.push(name);
    else own.set(fn, [name]);
  };
  for (const node of unit.facts.nodes) {
    if (node.op === 'object') for (const entry of node.entries) if (entry.key !== null && !entry.spread) put(entry.value, entry.key);
    if (node.op === 'bind') put(node.of, node.name);
  }
  for (const entry of unit.facts.exports) if (entry.node !== undefined && entry.name !== '=' && entry.name !== 'default') put(entry.node, entry.name);
  return own;
}
