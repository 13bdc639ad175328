/** Columns of table libraries, declared with the type of a row: `const columns: ColumnDef<Appointment>[] = [{ cell: ({ row }) => … }]`, or a function that returns them. */
import type { ParamNode, Span, TypeFacts } from '../facts/facts.js';
import type { Unit } from '../link/program.js';
import { nodeAt, type Engine } from './engine.js';
import { typeValue } from './types.js';
import { objectOf, step, union, type Value } from './value.js';

interface Columns {
  /** The list of columns. */
  readonly at: Span;
  readonly row: TypeFacts;
}

const columnsByUnit = new WeakMap<Unit, readonly Columns[]>();

/** What a cell's function is handed, as far as the declared row tells: the row itself, or what leads to it under `row` and `row.original`. */
export function cellValue(engine: Engine, unit: Unit, node: ParamNode): Value | undefined {
  let columns = columnsByUnit.get(unit);
  if (!columns) columnsByUnit.set(unit, (columns = columnsIn(engine, unit)));
  const { at } = unit.facts.functions[node.fn]!;
  const around = columns.find((list) => list.at[0] <= at[0] && at[1] <= list.at[1]);
  const row = around && typeValue(engine, unit, around.row, step(unit, node.at, 'a row of the table'));
  if (!row || row.length === 0) return undefined;
  if (node.index > 0) return node.index === 1 ? row : undefined;
  const original = objectOf(new Map([['original', row]]), row);
  return union([objectOf(new Map([['row', original]]), [])]);
}

function columnsIn(engine: Engine, unit: Unit): Columns[] {
  const rowOf = (type: TypeFacts | undefined): TypeFacts | undefined => {
    const column = type?.kind === 'array' ? type.of : type;
    return column?.kind === 'ref' && engine.code.types.columns.has(column.name) ? column.args?.[0] : undefined;
  };
  const found: Columns[] = [];
  for (const node of unit.facts.nodes) {
    const row = node.op === 'bind' && node.type ? rowOf(node.type) : undefined;
    if (row && node.op === 'bind') found.push({ at: nodeAt(unit, node.of).at, row });
  }
  for (const { at, returnType } of unit.facts.functions) {
    const row = rowOf(returnType);
    if (row) found.push({ at, row });
  }
  return found;
}
