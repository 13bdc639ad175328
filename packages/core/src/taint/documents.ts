/** Functions that a schema runs on its documents: `patientSchema.methods.share = function () { this.email }`, `patientSchema.pre('save', function () { … })`. */
import type { NodeId } from '../facts/facts.js';
import type { Unit } from '../link/program.js';
import { nodeAt, type Engine } from './engine.js';
import { terminalName, underlying } from './literals.js';
import type { Model } from './models.js';
import { schemaOfCall } from './schemas.js';
import { functionAt } from './surroundings.js';

const schemasByUnit = new WeakMap<Unit, ReadonlyMap<number, NodeId>>();

/** The model whose document `this` is at an offset. */
export function documentModel(engine: Engine, unit: Unit, offset: number): Model | undefined {
  let schemas = schemasByUnit.get(unit);
  if (!schemas) schemasByUnit.set(unit, (schemas = schemasOfFunctions(engine, unit)));
  if (schemas.size === 0) return undefined;
  for (let fn = functionAt(unit, offset); fn > 0; fn = unit.facts.functions[fn]!.parent) {
    const schema = schemas.get(fn);
    if (schema !== undefined) return modelOf(engine, unit, schema);
  }
  return undefined;
}

function schemasOfFunctions(engine: Engine, unit: Unit): ReadonlyMap<number, NodeId> {
  const found = new Map<number, NodeId>();
  const { documentMembers, documentHooks, modelNames } = engine.code.schemas;
  const put = (schema: NodeId, value: NodeId): void => {
    const node = underlying(unit, value);
    if (node.op === 'fn') found.set(node.fn, schema);
    if (node.op === 'object') for (const entry of node.entries) put(schema, entry.value);
  };
  for (const node of unit.facts.nodes) {
    if (node.op === 'update') {
      if (documentMembers.has(node.path[0] ?? '')) put(node.of, node.value);
    } else if (node.op === 'call') {
      const callee = nodeAt(unit, node.callee);
      if (callee.op !== 'prop' || !documentHooks.has(callee.name) || !modelNames.has(terminalName(unit, callee.of).toLowerCase())) continue;
      for (const argument of node.args) put(callee.of, argument);
    }
  }
  return found;
}

const maxHops = 60;

function modelOf(engine: Engine, unit: Unit, schema: NodeId, name = ''): Model | undefined {
  let called = name;
  let id = schema;
  for (let hops = 0; hops < maxHops; hops += 1) {
    const node = nodeAt(unit, id);
    if (node.op === 'update' || node.op === 'cast') id = node.of;
    else if (node.op === 'bind') {
      called = node.name;
      id = node.of;
    } else if (node.op === 'phi') id = node.of[0]!;
    else if (node.op === 'call') {
      const declared = schemaOfCall(engine, unit, id);
      return declared && engine.models.ofSchema(unit, declared.object, declared.name || called);
    } else if (node.op === 'import') {
      const target = engine.program.importTarget(unit, node.import);
      if (target.kind === 'value') return modelOf(engine, target.unit, target.node, terminalName(unit, id));
      return named(engine, unit, terminalName(unit, id));
    } else return node.op === 'param' || node.op === 'free' ? named(engine, unit, node.name) : undefined;
  }
  return undefined;
}

/** `module.exports = (PatientSchema) => { PatientSchema.methods… }`: its name says whose schema is handed over. */
function named(engine: Engine, unit: Unit, name: string): Model | undefined {
  const own = engine.code.schemas.modelNames.starOf(name.toLowerCase());
  return own === undefined || own === '' ? undefined : engine.models.named(name.slice(0, own.length), unit);
}
