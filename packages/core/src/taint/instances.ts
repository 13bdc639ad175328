/** Members of the project's own classes and their instances, through the classes they extend. */
import type { MethodFacts, Span } from '../facts/facts.js';
import type { Unit } from '../link/program.js';
import type { Engine } from './engine.js';
import { fromVerdict, memberOf } from './members.js';
import { typeValue } from './types.js';
import { nothing, step, union, type ClassAtom, type InstanceAtom, type Value } from './value.js';

const maxBases = 8;

export function instanceMember(engine: Engine, atom: InstanceAtom | ClassAtom, name: string, unit: Unit, at: Span): Value {
  let owner: { unit: Unit; cls: number } = atom;
  for (let hops = 0; hops < maxBases; hops += 1) {
    const facts = owner.unit.facts.classes[owner.cls];
    if (!facts) break;
    const method = facts.methods.find((candidate) => candidate.name === name);
    const field = facts.fields.find((candidate) => candidate.name === name);
    if (field && field.writes.length + (field.type ? 1 : 0) > 0) {
      const written = engine.fieldOf(owner.unit, owner.cls, name);
      const declared = field.type && typeValue(engine, owner.unit, field.type, step(owner.unit, field.at, `${name} is declared`));
      if (declared !== undefined && declared.length > 0) return union([declared, written.filter((value) => value.kind !== 'unknown')]);
      if (written.length > 0) return written;
      if (declared !== undefined || field.writes.length > 0) return isOnlyEmpty(owner.unit, field.writes) ? fromVerdict(engine, engine.names.classifyName(name), name, unit, at) : nothing;
    }
    if (method) return methodValue(engine, owner.unit, method);
    if (field) return fromVerdict(engine, engine.names.classifyName(name), name, unit, at);
    if (facts.base === undefined) break;
    const base = engine.valueOf(owner.unit, facts.base);
    const next = base.find((candidate) => candidate.kind === 'class');
    if (next?.kind === 'class') {
      owner = next;
      continue;
    }
    // A class of an ORM: its statics read this model's rows.
    const library = base.filter((candidate) => candidate.kind === 'api');
    if (library.length > 0) {
      const model = engine.models.ofDeclaration({ kind: 'class', unit: atom.unit, cls: atom.cls });
      return memberOf(engine, library.map((candidate) => ({ ...candidate, model })), name, unit, at);
    }
    break;
  }
  return fromVerdict(engine, engine.names.classifyName(name), name, unit, at);
}

/** A field that starts as null or '' is filled later by code that we may not see. */
function isOnlyEmpty(unit: Unit, writes: readonly number[]): boolean {
  return writes.every((write) => {
    const node = unit.facts.nodes[write];
    return node?.op === 'const' && (node.value === null || node.value === '');
  });
}

function methodValue(engine: Engine, unit: Unit, method: MethodFacts): Value {
  const facts = unit.facts.functions[method.fn];
  return facts?.kind === 'getter' ? engine.returnOf(unit, method.fn) : [{ kind: 'function', unit, fn: method.fn }];
}

/** Whether a class is an error: what it passes to its base's constructor becomes a message. */
export function isErrorClass(engine: Engine, unit: Unit, cls: number): boolean {
  let owner: { unit: Unit; cls: number } = { unit, cls };
  for (let hops = 0; hops < maxBases; hops += 1) {
    const facts = owner.unit.facts.classes[owner.cls];
    if (!facts || facts.base === undefined) return false;
    const base = engine.valueOf(owner.unit, facts.base);
    const next = base.find((candidate) => candidate.kind === 'class');
    if (next?.kind === 'class') owner = next;
    else return facts.heritage.some((type) => type.kind === 'ref' && /(Error|Exception|Boom)$/.test(type.name)) || /(Error|Exception)$/.test(facts.name);
  }
  return false;
}
