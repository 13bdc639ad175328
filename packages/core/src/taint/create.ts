/** Puts the engine together. */
import type { NodeId } from '../facts/facts.js';
import type { Shelf } from '../facts/shelf.js';
import { indexKnowledge } from '../knowledge/indexes.js';
import type { Knowledge } from '../knowledge/knowledge.js';
import type { Program, Unit } from '../link/program.js';
import { createCallers } from './callers.js';
import type { Engine } from './engine.js';
import { evaluate, moduleValue } from './evaluate.js';
import { createModels } from './models.js';
import { declaresField } from './schemas.js';
import { atOnce } from '../turns.js';
import { surveyProgram, type Survey } from './survey.js';
import { typeValue, withoutDeclared } from './types.js';
import { nothing, step, union, type Value } from './value.js';

/** Deeper chains of values are cut off, and the file is told among the limits; real code stays far below. */
const maxDepth = 400;

export function createEngine(program: Program, knowledge: Knowledge, shelf?: Shelf): Engine & { readonly limits: ReadonlySet<Unit> } {
  const limits = new Set<Unit>();
  const memory = createMemory(limits);
  const tables = new Map<Unit, UnitTables>();
  const tablesOf = (unit: Unit): UnitTables => {
    let own = tables.get(unit);
    if (!own) tables.set(unit, (own = { nodes: memory.table(), returns: memory.table(), fields: memory.table() }));
    return own;
  };
  const modules = memory.table<number>();
  let surveyed: Survey | undefined;
  const unitOf = new Map(program.units.map((unit) => [unit.facts, unit]));

  const engine: Engine & { readonly limits: ReadonlySet<Unit> } = {
    program,
    knowledge,
    ...indexKnowledge(knowledge),
    models: createModels(() => engine),
    limits,
    valueOf: (unit, node) => memory.remember(tablesOf(unit).nodes, node, unit, () => evaluate(engine, unit, node)),
    returnOf: (unit, fn) => memory.remember(tablesOf(unit).returns, fn, unit, () => returned(engine, unit, fn)),
    fieldOf: (unit, cls, name) => memory.remember(tablesOf(unit).fields, `${cls}.${name}`, unit, () => writtenTo(engine, unit, cls, name)),
    moduleOf: (unit) => memory.remember(modules, unit.index, unit, () => moduleValue(engine, unit)),
    callersOf: createCallers(() => engine),
    survey: () => (surveyed ??= atOnce(surveyProgram(engine))),
    *surveying() {
      surveyed ??= yield* surveyProgram(engine);
    },
    rest: () => {
      if (memory.isAtWork()) return;
      shelf?.tidy((facts) => {
        const unit = unitOf.get(facts)!;
        tables.delete(unit);
        program.forget(unit);
      });
    },
  };
  return engine;
}

function writtenTo(engine: Engine, unit: Unit, cls: number, name: string): Value {
  const field = unit.facts.classes[cls]?.fields.find((candidate) => candidate.name === name);
  return field ? union(field.writes.filter((write) => !declaresField(engine, unit, write)).map((write) => engine.valueOf(unit, write))) : nothing;
}

/** Answers by what they answer. */
interface Table<Key> {
  readonly known: Map<Key, Value>;
  /** Under evaluation: the depth at which it began. */
  readonly open: Map<Key, number>;
  /** Incomplete answers: they wait for the evaluation that began at this depth. */
  readonly waiting: Map<Key, { readonly value: Value; readonly on: number }>;
}

interface UnitTables {
  readonly nodes: Table<NodeId>;
  readonly returns: Table<number>;
  readonly fields: Table<string>;
}

interface Memory {
  isAtWork(): boolean;
  table<Key>(): Table<Key>;
  remember<Key>(table: Table<Key>, key: Key, unit: Unit, compute: () => Value): Value;
}

/**
 * Evaluates once and ends on cycles. What is met again while it is under evaluation gives nothing for the moment, and every answer that
 * was built on that is only kept until the evaluation that it waits for has ended; whoever asks later gets it computed anew, with the
 * whole answer at hand.
 */
function createMemory(limits: Set<Unit>): Memory {
  let depth = 0;
  /** The outermost open evaluation that the current one has met. */
  let met = Number.POSITIVE_INFINITY;
  const waitingOn: (() => void)[][] = [];

  return {
    isAtWork: () => depth > 0,
    table: () => ({ known: new Map(), open: new Map(), waiting: new Map() }),
    remember(table, key, unit, compute) {
      const known = table.known.get(key);
      if (known) return known;
      const began = table.open.get(key);
      if (began !== undefined) {
        met = Math.min(met, began);
        return nothing;
      }
      const waiting = table.waiting.get(key);
      if (waiting) {
        met = Math.min(met, waiting.on);
        return waiting.value;
      }
      if (depth >= maxDepth) {
        limits.add(unit);
        return nothing;
      }
      const outer = met;
      met = Number.POSITIVE_INFINITY;
      depth += 1;
      const own = depth;
      table.open.set(key, own);
      try {
        const value = compute();
        if (met >= own) table.known.set(key, value);
        else {
          table.waiting.set(key, { value, on: met });
          (waitingOn[met] ??= []).push(() => table.waiting.delete(key));
        }
        return value;
      } finally {
        table.open.delete(key);
        for (const forget of waitingOn[own] ?? []) forget();
        waitingOn[own] = [];
        depth -= 1;
        met = Math.min(outer, met >= own ? Number.POSITIVE_INFINITY : met);
      }
    },
  };
}

function returned(engine: Engine, unit: Unit, fn: number): Value {
  const facts = unit.facts.functions[fn];
  if (!facts) return nothing;
  const value = union(facts.returns.map((node) => engine.valueOf(unit, node)));
  if (!facts.returnType) return value;
  const declared = typeValue(engine, unit, facts.returnType, step(unit, facts.at, `declared result of ${facts.name || 'the function'}`));
  if (declared === undefined) return value;
  const known = withoutDeclared(engine, value, declared);
  return declared.length === 0 && known.length === 0 ? nothing : union([declared, known]);
}
