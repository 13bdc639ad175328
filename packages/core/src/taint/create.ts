/** Puts the engine together. */
import type { NodeId } from '../facts/facts.js';
import { indexApis } from '../knowledge/apis.js';
import type { Knowledge } from '../knowledge/knowledge.js';
import { indexTransfers } from '../knowledge/transfers.js';
import { compileWords } from '../knowledge/words.js';
import type { Program, Unit } from '../link/program.js';
import { createCallers } from './callers.js';
import type { Engine } from './engine.js';
import { evaluate } from './evaluate.js';
import { createModels } from './models.js';
import { typeValue } from './types.js';
import { nothing, step, union, type Value } from './value.js';

/** Deeper chains of values end as unknown; real code stays far below. */
const maxDepth = 400;

export function createEngine(program: Program, knowledge: Knowledge): Engine & { readonly limits: ReadonlySet<Unit> } {
  const values: (Value | undefined)[][] = program.units.map(() => []);
  /** For each node under evaluation, the depth at which its evaluation started. */
  const open: Map<NodeId, number>[] = program.units.map(() => new Map());
  const returns: Map<number, Value>[] = program.units.map(() => new Map());
  const openReturns: Map<number, number>[] = program.units.map(() => new Map());
  const limits = new Set<Unit>();
  let depth = 0;
  /** The outermost evaluation that what was computed since depends on and that has not ended: such results are provisional. */
  let pending = Number.POSITIVE_INFINITY;

  function remembering<Key>(known: (key: Key) => Value | undefined, opened: Map<Key, number>, key: Key, keep: (value: Value) => void, compute: () => Value, unit: Unit): Value {
    const before = known(key);
    if (before) return before;
    const started = opened.get(key);
    if (started !== undefined) {
      pending = Math.min(pending, started);
      return nothing;
    }
    if (depth >= maxDepth) {
      limits.add(unit);
      return nothing;
    }
    const outer = pending;
    pending = Number.POSITIVE_INFINITY;
    depth += 1;
    opened.set(key, depth);
    try {
      const value = compute();
      // A result that waits for an outer evaluation is incomplete: whoever asks after that one has ended gets it computed anew.
      if (pending >= depth) keep(value);
      return value;
    } finally {
      opened.delete(key);
      const mine = depth;
      depth -= 1;
      pending = Math.min(outer, pending >= mine ? Number.POSITIVE_INFINITY : pending);
    }
  }

  const engine: Engine & { readonly limits: ReadonlySet<Unit> } = {
    program,
    knowledge,
    names: compileWords(knowledge.words),
    apis: indexApis(knowledge.apis),
    transfers: indexTransfers(knowledge.transfers),
    models: createModels(() => engine),
    limits,
    valueOf(unit, node) {
      const own = values[unit.index]!;
      return remembering(
        (key) => own[key],
        open[unit.index]!,
        node,
        (value) => {
          own[node] = value;
        },
        () => evaluate(engine, unit, node),
        unit,
      );
    },
    returnOf(unit, fn) {
      const own = returns[unit.index]!;
      return remembering(
        (key) => own.get(key),
        openReturns[unit.index]!,
        fn,
        (value) => own.set(fn, value),
        () => returned(engine, unit, fn),
        unit,
      );
    },
    callersOf: createCallers(() => engine),
  };
  return engine;
}

function returned(engine: Engine, unit: Unit, fn: number): Value {
  const facts = unit.facts.functions[fn];
  if (!facts) return nothing;
  const value = union(facts.returns.map((node) => engine.valueOf(unit, node)));
  if (!facts.returnType) return value;
  const declared = typeValue(engine, unit, facts.returnType, step(unit, facts.at, `declared result of ${facts.name || 'the function'}`));
  if (declared === undefined) return value;
  const known = value.filter((atom) => atom.kind !== 'unknown' && atom.kind !== 'source');
  return declared.length === 0 && known.length === 0 ? nothing : union([declared, known]);
}
