/** Schemas that a project declares by calling a library: Mongoose, Sequelize, Drizzle, zod, yup, joi. */
import type { CallNode, NodeId } from '../facts/facts.js';
import type { SchemaCall } from '../knowledge/knowledge.js';
import type { Unit } from '../link/program.js';
import { callAt, nodeAt, type Engine } from './engine.js';
import { callsInside } from './handed.js';
import { literalText, terminalName, underlying } from './literals.js';

export interface SchemaDeclaration {
  readonly name: string;
  /** What declares the fields: an object literal by its keys, a list, a function that calls a table's builder, a text. */
  readonly object: NodeId;
  /** The call that declares it. */
  readonly call: NodeId;
  /** A migration's table: a model of the code speaks for its rows before it does. */
  readonly isTable?: boolean;
}

export interface SchemaField {
  readonly name: string;
  /** The node that says what it is; the name itself, where nothing else does. */
  readonly definition: NodeId;
}

/** The fields that a schema declares. */
export function fieldsIn(engine: Engine, unit: Unit, declared: NodeId): SchemaField[] {
  const node = nodeAt(unit, declared);
  switch (node.op) {
    case 'bind':
    case 'cast':
      return fieldsIn(engine, unit, node.of);
    case 'object':
      return node.entries.flatMap(({ key, value, spread }) => (spread ? fieldsIn(engine, unit, value) : key === null ? [] : [{ name: key, definition: value }]));
    case 'array':
      return node.items.flatMap((item) => listedField(unit, item));
    case 'fn':
      return builtFields(engine, unit, node.fn);
    case 'const':
      // namedtuple('Patient', 'name birth_date')
      return typeof node.value === 'string' ? node.value.split(/[\s,]+/).filter((name) => /^\w+$/.test(name)).map((name) => ({ name, definition: declared })) : [];
    default:
      return [];
  }
}

/** `'name'`, `('name', str)`, `{ name: 'name', type: 'varchar' }` */
function listedField(unit: Unit, item: NodeId): SchemaField[] {
  const node = underlying(unit, item);
  if (node.op === 'const') return typeof node.value === 'string' ? [{ name: node.value, definition: item }] : [];
  const name = node.op === 'array' ? node.items[0] : node.op === 'object' ? node.entries.find(({ key }) => key === 'name')?.value : undefined;
  const written = name === undefined ? undefined : underlying(unit, name);
  return written?.op === 'const' && typeof written.value === 'string' ? [{ name: written.value, definition: item }] : [];
}

/** `(table) => { table.string('first_name').notNullable() }` */
function builtFields(engine: Engine, unit: Unit, fn: number): SchemaField[] {
  const builder = unit.facts.functions[fn]?.params[0]?.node;
  return callsInside(unit, fn).flatMap((call) => {
    const node = callAt(unit, call);
    const callee = nodeAt(unit, node.callee);
    const [first] = node.args;
    if (callee.op !== 'prop' || callee.of !== builder || first === undefined || !engine.code.schemas.columns.has(callee.name)) return [];
    const name = literalText(engine, unit, first);
    return name === undefined ? [] : [{ name, definition: call }];
  });
}

export function schemasIn(engine: Engine, unit: Unit): readonly SchemaDeclaration[] {
  const found: SchemaDeclaration[] = [];
  const nodes = unit.facts.nodes;
  for (let id = 0; id < nodes.length; id += 1) {
    const node = nodes[id]!;
    if (node.op === 'call') {
      const declared = schemaOfCall(engine, unit, id);
      if (declared?.name) found.push(declared);
    } else if (node.op === 'bind' && nodes[node.of]?.op === 'call') {
      const declared = schemaOfCall(engine, unit, node.of);
      if (declared && !declared.name) found.push({ ...declared, name: node.name });
    }
  }
  return found;
}

/** What a schema call declares, with the name it is given, if any; undefined where the call is no schema. */
export function schemaOfCall(engine: Engine, unit: Unit, call: NodeId): SchemaDeclaration | undefined {
  const node = nodeAt(unit, call);
  if (node.op !== 'call') return undefined;
  const terminal = terminalName(unit, node.callee);
  const form = engine.code.schemas.calls.get(terminal);
  if (!form) {
    // z.object({ … }).refine(…)
    const callee = nodeAt(unit, node.callee);
    return callee.op === 'prop' ? schemaOfCall(engine, unit, callee.of) : undefined;
  }
  const fields = node.args[form.fields];
  if (fields === undefined) return undefined;
  const object = fieldsObject(engine, unit, fields, form.lists === true);
  if (object === undefined) return undefined;
  const own = form.inside === undefined ? undefined : underlying(unit, object);
  if (form.inside !== undefined) {
    const list = own?.op === 'object' ? own.entries.find(({ key }) => key === form.inside)?.value : undefined;
    const name = own?.op === 'object' ? own.entries.find(({ key }) => key === 'name')?.value : undefined;
    return list === undefined || name === undefined ? undefined : { name: literalText(engine, unit, name) ?? '', object: list, call, isTable: form.table === true };
  }
  return { name: nameIn(engine, unit, node, form), object, call, ...(form.table ? { isTable: true } : {}) };
}

function nameIn(engine: Engine, unit: Unit, node: CallNode, { name }: SchemaCall): string {
  if (name === undefined) return '';
  if (name !== 'receiver') return literalText(engine, unit, node.args[name]!) ?? '';
  // `Patient.init({…})` names its class.
  const callee = nodeAt(unit, node.callee);
  return callee.op === 'prop' ? terminalName(unit, callee.of) : '';
}

/** The argument itself, or the fields of the schema that is handed over: `model('User', userSchema)`. */
function fieldsObject(engine: Engine, unit: Unit, id: NodeId, lists: boolean): NodeId | undefined {
  let at = id;
  for (let hops = 0; hops < 8; hops += 1) {
    const node = nodeAt(unit, at);
    if (node.op === 'object' || (lists && (node.op === 'fn' || node.op === 'array' || (node.op === 'const' && typeof node.value === 'string')))) return at;
    if (node.op === 'bind' || node.op === 'cast' || node.op === 'await') at = node.of;
    else if (node.op === 'call') return schemaOfCall(engine, unit, at)?.object;
    else return undefined;
  }
  return undefined;
}

/** A class whose fields are declared by calls: `ssn = models.CharField(…)`, `name: str = Field(…)`. The call is no value of the field. */
export function declaresField(engine: Engine, unit: Unit, write: NodeId): CallNode | undefined {
  const node = underlying(unit, write);
  return node.op === 'call' && engine.code.schemas.fields.has(terminalName(unit, node.callee)) ? node : undefined;
}

export interface SchemaWords {
  readonly words: readonly string[];
  readonly isEnum: boolean;
  readonly nested?: NodeId;
  readonly reference?: string;
}

/** The names in a field's definition: String, ObjectId, email, DataTypes.STRING; and whether it is an enumeration, nested fields or a reference. */
export function schemaWords(engine: Engine, unit: Unit, definition: NodeId): SchemaWords {
  const words: string[] = [];
  let isEnum = false;
  let nested: NodeId | undefined;
  let reference: string | undefined;
  const visit = (id: NodeId, depth: number): void => {
    if (depth > 8) return;
    const node = nodeAt(unit, id);
    switch (node.op) {
      case 'object': {
        const type = node.entries.find((entry) => entry.key === 'type');
        const ref = node.entries.find((entry) => entry.key === 'ref');
        if (ref) {
          const target = underlying(unit, ref.value);
          reference = target.op === 'const' && typeof target.value === 'string' ? target.value : terminalName(unit, ref.value) || 'reference';
        }
        if (node.entries.some((entry) => entry.key === 'enum')) isEnum = true;
        if (type && nodeAt(unit, type.value).op !== 'object') visit(type.value, depth + 1);
        else if (!type && node.entries.length > 0) nested ??= id;
        else if (type) nested ??= id;
        return;
      }
      case 'array':
        for (const item of node.items) visit(item, depth + 1);
        return;
      case 'call': {
        const terminal = terminalName(unit, node.callee);
        words.push(terminal, ...(node.names ?? []).filter((name) => name !== null));
        if (engine.code.schemas.nesting.has(terminal)) {
          const fields = node.args[0];
          if (fields !== undefined && underlying(unit, fields).op === 'object') nested ??= fields;
        } else for (const argument of node.args) visit(argument, depth + 1);
        visit(node.callee, depth + 1);
        return;
      }
      case 'prop':
        words.push(node.name);
        visit(node.of, depth + 1);
        return;
      case 'free':
      case 'param':
        words.push(node.name);
        return;
      case 'bind':
      case 'cast':
      case 'await':
        visit(node.of, depth + 1);
        return;
      default:
    }
  };
  visit(definition, 0);
  return { words, isEnum, ...(nested === undefined ? {} : { nested }), ...(reference === undefined ? {} : { reference }) };
}
