/** State of a user interface: what it starts with, what it is set to, and what a form that starts blank will hold. */
import type { CallNode, FileFacts, NodeId, ObjectNode } from '../facts/facts.js';
import type { Unit } from '../link/program.js';
import { nodeAt, type Engine } from './engine.js';
import { underlying } from './literals.js';
import { fromVerdict } from './names.js';
import { surroundingSubject } from './surroundings.js';
import { nothing, objectOf, step, union, type Value } from './value.js';

/** A form asks for so many things at least. */
const fewestFields = 2;

/** What state starts with. A part that starts blank will hold what its name says; many of them make a form. */
export function stateValue(engine: Engine, unit: Unit, node: CallNode): Value {
  const first = node.args[0];
  if (first === undefined) return nothing;
  const value = engine.valueOf(unit, first);
  const object = underlying(unit, first);
  if (object.op !== 'object') return value;
  const blank = object.entries.filter(({ key, spread, value: part }) => key !== null && !spread && isBlank(unit, part));
  if (blank.length === 0) return value;
  const form = blank.length < fewestFields ? nothing : formOf(engine, unit, first, object);
  if (form.length > 0) return withoutFields(value, new Set(blank.map(({ key }) => key!)), form);
  return objectOf(new Map(blank.map(({ key, value: part }) => [key!, fromVerdict(engine, engine.names.classifyName(key!), key!, unit, nodeAt(unit, part).at)])), value);
}

/** The object with those of its fields left to what stands behind them. */
function withoutFields(value: Value, names: ReadonlySet<string>, behind: Value): Value {
  return union(
    value.map((atom): Value => {
      if (atom.kind !== 'object') return [atom];
      const others = [...atom.fields].filter(([name]) => !names.has(name));
      const base = union([atom.base, behind]);
      return others.length === 0 ? base : objectOf(new Map(others), base);
    }),
  );
}

/** State in a box: `ref({ … }).value`, `signal({ … }).value`. */
export function heldValue(engine: Engine, unit: Unit, node: CallNode): Value {
  const value = stateValue(engine, unit, node);
  return value.some((atom) => atom.kind === 'object' || atom.kind === 'shape') ? union([value, objectOf(new Map([['value', value]]), nothing)]) : value;
}

function isBlank(unit: Unit, id: NodeId): boolean {
  const start = underlying(unit, id);
  return start.op === 'const' && (start.value === '' || start.value === null);
}

/** The fields of a form that people fill in declare a shape as an interface does; whose data they will be, the component around it may say. */
function formOf(engine: Engine, unit: Unit, id: NodeId, object: ObjectNode): Value {
  const model = engine.models.ofSchema(unit, id, '');
  const { holds } = engine.models.judge(model);
  if (holds === 'nothing' || holds === 'unknown') return nothing;
  const subject = surroundingSubject(engine, unit, object.at[0]);
  return [{ kind: 'shape', model, ...(subject ? { subject } : {}), trail: step(unit, object.at, 'a form to fill in') }];
}

/** `const [patient, setPatient] = useState(null)`: all that setPatient is ever called with. */
export function handedToSetter(engine: Engine, unit: Unit, call: NodeId): Value {
  const found: Value[] = [];
  for (const given of givenToSetters(engine, unit).get(call) ?? []) {
    const value = engine.valueOf(unit, given);
    found.push(value);
    for (const atom of value) if (atom.kind === 'function') found.push(engine.returnOf(atom.unit, atom.fn));
  }
  return union(found).filter((atom) => atom.kind !== 'function');
}

const givenByUnit = new WeakMap<FileFacts['nodes'], ReadonlyMap<NodeId, readonly NodeId[]>>();

/** By the call that makes a setter: what a file hands to it, in order. */
function givenToSetters(engine: Engine, unit: Unit): ReadonlyMap<NodeId, readonly NodeId[]> {
  const { nodes } = unit.facts;
  const known = givenByUnit.get(nodes);
  if (known) return known;
  const makers = new Map<NodeId, NodeId>();
  nodes.forEach((node, id) => {
    const pair = node.op === 'bind' && engine.code.calls.setters.has(node.name) ? nodes[node.of] : undefined;
    if (pair?.op === 'element') makers.set(id, pair.of);
  });
  const given = new Map<NodeId, NodeId[]>();
  for (const node of makers.size === 0 ? [] : nodes) {
    const maker = node.op === 'call' ? makers.get(node.callee) : undefined;
    if (maker === undefined || node.op !== 'call' || node.args[0] === undefined) continue;
    const list = given.get(maker);
    if (list) list.push(node.args[0]);
    else given.set(maker, [node.args[0]]);
  }
  givenByUnit.set(nodes, given);
  return given;
}
