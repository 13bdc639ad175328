/** What is asked of all files of a project at once, found out in one walk over them: who calls what, what is declared, which roles there are. */
import type { ShapeFacts } from '../facts/facts.js';
import type { Declaration, Unit } from '../link/program.js';
import { roleTextsIn } from './accounts.js';
import type { Stepwise } from '../turns.js';
import { callAt, type CallOf, type Engine } from './engine.js';
import { terminalName } from './literals.js';
import { fieldsIn, schemasIn, type SchemaDeclaration } from './schemas.js';

export interface Survey {
  /** By the last name of what is called, in the order of the files. */
  callsNamed(name: string): readonly CallOf[];
  /** Declarations by name anywhere, for names that no import explains (schema models, globals, string references). */
  declarationsNamed(name: string): readonly Declaration[];
  /** Types of GraphQL schemas and described APIs, by name. */
  messagesNamed(name: string): readonly Extract<Declaration, { kind: 'shape' }>[];
  /** What may be a model, in the order of the files. */
  readonly declared: readonly Declared[];
  /** Files that give handlers to routes. */
  readonly routing: readonly Unit[];
  /** Words that the code uses for the roles of those who sign in. */
  readonly roleTexts: ReadonlySet<string>;
}

/** A shape or class by its index in the file's Facts, or a schema. Of several with one name, the one of the highest rank speaks for the rows. */
export type Declared =
  | { readonly kind: 'shape'; readonly unit: Unit; readonly name: string; readonly rank: number; readonly index: number }
  | { readonly kind: 'class'; readonly unit: Unit; readonly name: string; readonly rank: number; readonly index: number }
  | { readonly kind: 'schema'; readonly unit: Unit; readonly name: string; readonly rank: number; readonly schema: SchemaDeclaration };

export function* surveyProgram(engine: Engine): Stepwise<Survey> {
  const calls = new Map<string, CallOf[]>();
  const declared: Declared[] = [];
  const declaring = new Map<string, Unit[]>();
  const routing: Unit[] = [];
  const roleTexts = new Set<string>();
  const messages = new Map<string, Extract<Declaration, { kind: 'shape' }>[]>();
  for (const unit of engine.program.units) {
    if (addCalls(engine, calls, unit)) routing.push(unit);
    const own = declaredIn(engine, unit);
    declared.push(...own);
    for (const name of new Set(own.flatMap((entry) => (entry.kind === 'schema' || entry.name === '' ? [] : entry.name)))) put(declaring, name, unit);
    for (const shape of unit.facts.shapes) if (shape.kind === 'message') put(messages, shape.name, { kind: 'shape', unit, shape });
    for (const text of roleTextsIn(engine, unit)) roleTexts.add(text);
    engine.rest();
    yield;
  }
  return {
    callsNamed: (name) => calls.get(name) ?? [],
    declarationsNamed: (name) => {
      const declarations = (declaring.get(name) ?? []).flatMap((unit) => engine.program.declaration(unit, name) ?? []);
      const ofCode = declarations.filter((each) => each.kind !== 'shape' || (each.shape.kind !== 'table' && each.shape.kind !== 'message'));
      return ofCode.length > 0 ? ofCode : (messages.get(name) ?? []);
    },
    messagesNamed: (name) => messages.get(name) ?? [],
    declared,
    routing,
    roleTexts,
  };
}

/** Says whether one of them may give a handler to a route. */
function addCalls(engine: Engine, index: Map<string, CallOf[]>, unit: Unit): boolean {
  const { routes } = engine.code.frameworks;
  let isRouting = false;
  for (const fn of unit.facts.functions)
    for (const call of fn.calls) {
      const name = terminalName(unit, callAt(unit, call).callee);
      if (name === '') continue;
      isRouting ||= routes.has(name);
      put(index, name, { unit, call });
    }
  return isRouting;
}

function declaredIn(engine: Engine, unit: Unit): Declared[] {
  const { modelDecorators } = engine.code.schemas;
  const { shapes, classes } = unit.facts;
  return [
    ...shapes.map((shape, index): Declared => ({ kind: 'shape', unit, name: shape.name, index, rank: rankOf(shape) })),
    ...classes.map(({ name, decorators = [] }, index): Declared => ({ kind: 'class', unit, name, index, rank: decorators.some((entry) => modelDecorators.has(entry.name)) ? 2 : 0 })),
    ...schemasIn(engine, unit).map((schema): Declared => ({ kind: 'schema', unit, name: schema.name, schema, rank: schema.isTable ? rankOfTable(fieldsIn(engine, unit, schema.object).length) : 3 })),
  ];
}

/** An ORM's model before the table, and the widest of several tables. */
function rankOf({ kind, type }: ShapeFacts): number {
  if (kind === 'model') return 3;
  if (kind === 'message') return -1;
  return kind === 'table' && type.kind === 'object' ? rankOfTable(type.fields.length) : 0;
}

function rankOfTable(columns: number): number {
  return 2 - 1 / (1 + columns);
}

function put<Entry>(index: Map<string, Entry[]>, name: string, entry: Entry): void {
  const list = index.get(name);
  if (list) list.push(entry);
  else index.set(name, [entry]);
}
