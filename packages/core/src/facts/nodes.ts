/**
 * Nodes as bytes: numbers of a few bytes each, and texts, types and other values by their index in a table. A third of the size of JSON, and taken
 * apart in a fraction of the time.
 */
import type { ArrayNode, CallNode, ConstNode, FactNode, NodeId, ObjectEntry, TypeFacts } from './facts.js';
import { writeList, type Reader, type Writer } from './varints.js';

/** What nodes hold besides numbers; plain data. */
export interface Tables {
  /** Each text and each literal once. */
  readonly values: ConstNode['value'][];
  readonly types: TypeFacts[];
}

/** The order is the form of the bytes: the place of an operation is its code. */
const ops = [
  'const', 'text', 'param', 'free', 'import', 'bind', 'prop', 'index', 'call', 'object', 'array', 'fn', 'class', 'this', 'phi', 'update', 'rest', 'element', 'plain', 'caught', 'cast', 'await',
] as const satisfies readonly FactNode['op'][];
type Op = (typeof ops)[number];
const codes = Object.fromEntries(ops.map((op, code) => [op, code])) as Readonly<Record<Op, number>>;

/** What is written of each, besides its operation and its place. */
interface Members {
  const: 'value';
  text: 'parts';
  param: 'fn' | 'index' | 'name';
  free: 'name';
  import: 'import';
  bind: 'name' | 'of' | 'type';
  prop: 'of' | 'name' | 'arity';
  index: 'of' | 'key';
  call: 'fn' | 'callee' | 'args' | 'spread' | 'names' | 'form';
  object: 'entries';
  array: 'items' | 'spread';
  fn: 'fn';
  class: 'cls';
  this: 'cls' | 'name';
  phi: 'of';
  update: 'of' | 'path' | 'value';
  rest: 'of' | 'omit';
  element: 'of' | 'index';
  plain: 'kind' | 'of';
  caught: 'fn' | 'from' | 'to' | 'until';
  cast: 'of' | 'type';
  await: 'of';
}
type Unwritten = { [Each in Op]: Exclude<keyof Extract<FactNode, { op: Each }>, 'op' | 'at' | Members[Each]> }[Op];
/** Nodes with a member that is not written are none: what is added to them stops the build where they are to be written. */
type Written = [Unwritten] extends [never] ? FactNode : never;

const forms = ['new', 'jsx', 'tagged'] as const satisfies readonly CallNode['form'][];
const plainKinds = ['boolean', 'number', 'type', 'key'] as const satisfies readonly Extract<FactNode, { op: 'plain' }>['kind'][];

/** Bits that say which of the members are there that a node may have or not. */
const first = 1;
const second = 2;

export function writeNodes(to: Writer, nodes: readonly Written[]): Tables {
  const tables: Tables = { values: [], types: [] };
  const known = new Map<ConstNode['value'], number>();
  const valueIndex = (value: ConstNode['value']): number => {
    let index = known.get(value);
    if (index === undefined) {
      index = tables.values.push(value) - 1;
      known.set(value, index);
    }
    return index;
  };
  let before = 0;
  to.count(nodes.length);
  for (const node of nodes) {
    to.count(codes[node.op]);
    to.signed(node.at[0] - before);
    to.signed(node.at[1] - node.at[0]);
    [before] = node.at;
    writeNode(to, node, valueIndex, tables.types);
  }
  return tables;
}

function writeNode(to: Writer, node: FactNode, indexOf: (value: ConstNode['value']) => number, types: TypeFacts[]): void {
  switch (node.op) {
    case 'const':
      return to.count(indexOf(node.value));
    case 'text':
      return writeList(to, node.parts);
    case 'param':
      to.count(node.fn);
      to.count(node.index);
      return to.count(indexOf(node.name));
    case 'free':
      return to.count(indexOf(node.name));
    case 'import':
      return to.count(node.import);
    case 'bind':
      to.count(indexOf(node.name));
      to.signed(node.of);
      return to.count(node.type ? types.push(node.type) : 0);
    case 'prop':
      to.signed(node.of);
      to.count(indexOf(node.name));
      return to.count(node.arity === undefined ? 0 : node.arity + 1);
    case 'index':
      to.signed(node.of);
      return to.signed(node.key);
    case 'call': {
      const { spread, names, form } = node;
      to.count((spread ? first : 0) + (names ? second : 0) + 4 * (form ? forms.indexOf(form) + 1 : 0));
      to.signed(node.fn);
      to.signed(node.callee);
      writeList(to, node.args);
      if (spread) writeList(to, spread);
      if (names) writeList(to, names.map(indexOf));
      return;
    }
    case 'object':
      to.count(node.entries.length);
      for (const { key, value, spread } of node.entries) {
        to.count(2 * indexOf(key) + (spread ? 1 : 0));
        to.signed(value);
      }
      return;
    case 'array':
      to.count(node.spread ? first : 0);
      writeList(to, node.items);
      if (node.spread) writeList(to, node.spread);
      return;
    case 'fn':
      return to.signed(node.fn);
    case 'class':
      return to.signed(node.cls);
    case 'this':
      to.signed(node.cls);
      return to.count(node.name === undefined ? 0 : indexOf(node.name) + 1);
    case 'phi':
      return writeList(to, node.of);
    case 'update':
      to.signed(node.of);
      writeList(to, node.path.map(indexOf));
      return to.signed(node.value);
    case 'rest':
      to.signed(node.of);
      return writeList(to, node.omit.map(indexOf));
    case 'element':
      to.signed(node.of);
      to.count(node.index === undefined ? 0 : 1);
      if (node.index !== undefined) to.signed(node.index);
      return;
    case 'plain':
      to.count(plainKinds.indexOf(node.kind));
      return writeList(to, node.of);
    case 'caught':
      to.signed(node.fn);
      to.signed(node.from);
      to.signed(node.to);
      to.count(node.until === undefined ? 0 : 1);
      if (node.until !== undefined) to.signed(node.until);
      return;
    case 'cast':
      to.signed(node.of);
      to.count(types.push(node.type) - 1);
      return;
    case 'await':
      return to.signed(node.of);
  }
}

export function readNodes(from: Reader, { values, types }: Tables): FactNode[] {
  const count = from.count();
  const nodes = new Array<FactNode>(count);
  let start = 0;
  for (let id = 0; id < count; id += 1) {
    const op = ops[from.count()]!;
    start += from.signed();
    nodes[id] = readNode(from, op, [start, start + from.signed()], values, types);
  }
  return nodes;
}

function readNode(from: Reader, op: Op, at: FactNode['at'], values: Tables['values'], types: readonly TypeFacts[]): FactNode {
  const text = (): string => values[from.count()] as string;
  switch (op) {
    case 'const':
      return { op, at, value: values[from.count()]! };
    case 'text':
      return { op, at, parts: from.list() };
    case 'param':
      return { op, at, fn: from.count(), index: from.count(), name: text() };
    case 'free':
      return { op, at, name: text() };
    case 'import':
      return { op, at, import: from.count() };
    case 'bind': {
      const name = text();
      const of = from.signed();
      const type = types[from.count() - 1];
      return type ? { op, at, name, of, type } : { op, at, name, of };
    }
    case 'prop': {
      const of = from.signed();
      const name = text();
      const arity = from.count();
      return arity > 0 ? { op, at, of, name, arity: arity - 1 } : { op, at, of, name };
    }
    case 'index':
      return { op, at, of: from.signed(), key: from.signed() };
    case 'call':
      return readCall(from, at, values);
    case 'object':
      return { op, at, entries: readEntries(from, values) };
    case 'array': {
      const flags = from.count();
      const items = from.list();
      const array: ArrayNode = { op, at, items };
      return flags === 0 ? array : { ...array, spread: from.list() };
    }
    case 'fn':
      return { op, at, fn: from.signed() };
    case 'class':
      return { op, at, cls: from.signed() };
    case 'this': {
      const cls = from.signed();
      const name = from.count();
      return name > 0 ? { op, at, cls, name: values[name - 1] as string } : { op, at, cls };
    }
    case 'phi':
      return { op, at, of: from.list() };
    case 'update':
      return { op, at, of: from.signed(), path: textsOf(from, values), value: from.signed() };
    case 'rest':
      return { op, at, of: from.signed(), omit: textsOf(from, values) };
    case 'element': {
      const of = from.signed();
      return from.count() === 0 ? { op, at, of } : { op, at, of, index: from.signed() };
    }
    case 'plain':
      return { op, at, kind: plainKinds[from.count()]!, of: from.list() };
    case 'caught': {
      const caught = { op, at, fn: from.signed(), from: from.signed(), to: from.signed() };
      return from.count() === 0 ? caught : { ...caught, until: from.signed() };
    }
    case 'cast':
      return { op, at, of: from.signed(), type: types[from.count()]! };
    case 'await':
      return { op, at, of: from.signed() };
  }
}

function readCall(from: Reader, at: FactNode['at'], values: Tables['values']): CallNode {
  const flags = from.count();
  const call: CallNode = { op: 'call', at, fn: from.signed(), callee: from.signed(), args: from.list() };
  if (flags === 0) return call;
  const form = forms[Math.floor(flags / 4) - 1];
  return {
    ...call,
    ...(flags & first ? { spread: from.list() } : {}),
    ...(flags & second ? { names: textsOf(from, values) as (string | null)[] } : {}),
    ...(form ? { form } : {}),
  };
}

function readEntries(from: Reader, values: Tables['values']): ObjectEntry[] {
  const entries = new Array<ObjectEntry>(from.count());
  for (let index = 0; index < entries.length; index += 1) {
    const code = from.count();
    const key = values[code >> 1] as string | null;
    const value: NodeId = from.signed();
    entries[index] = code & 1 ? { key, value, spread: true } : { key, value };
  }
  return entries;
}

function textsOf(from: Reader, values: Tables['values']): string[] {
  return from.list().map((index) => values[index] as string);
}
