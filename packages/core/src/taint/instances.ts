/** Members of the project's own classes and their instances, through the classes they extend. */
import type { CallNode, MethodFacts, NodeId, Span } from '../facts/facts.js';
import type { Unit } from '../link/program.js';
import { callAt, type Engine } from './engine.js';
import { memberOf } from './members.js';
import { fromVerdict } from './names.js';
import { bindCall, substitute } from './substitute.js';
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
      if (declared !== undefined || field.writes.length > 0) {
        return isOnlyEmpty(owner.unit, field.writes) ? fromVerdict(engine, engine.names.classifyName(name), name, unit, at) : nothing;
      }
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

/** The class whose constructor calls its base's: `super(…)`. */
export function classOfSuper(unit: Unit, call: CallNode): number | undefined {
  const caller = unit.facts.functions[call.fn];
  if (caller?.kind !== 'constructor' || call.form !== undefined) return undefined;
  return unit.facts.classes[caller.cls]?.base === call.callee ? caller.cls : undefined;
}

/**
 * What an error object of the project's own class is made from: what its constructor hands to the base's and writes to fields; without a
 * constructor of its own, the arguments.
 */
export function errorContent(engine: Engine, unit: Unit, call: NodeId, cls: ClassAtom): Value {
  const facts = cls.unit.facts.classes[cls.cls]!;
  const constructor = facts.methods.find((method) => method.name === 'constructor')?.fn;
  if (constructor === undefined) return union(callAt(unit, call).args.map((argument) => engine.valueOf(unit, argument)));
  const handed = cls.unit.facts.functions[constructor]!.calls.map((id) => callAt(cls.unit, id)).filter((inner) => classOfSuper(cls.unit, inner) === cls.cls);
  const parts = [...handed.flatMap((inner) => inner.args), ...facts.fields.flatMap((field) => field.writes)];
  const made = union(parts.map((part) => engine.valueOf(cls.unit, part)));
  return substitute(engine, made, bindCall(engine, unit, call, { unit: cls.unit, fn: constructor }), { unit, call });
}

/** Whether a class is an error: what it passes to its base's constructor becomes a message. */
export function isErrorClass(engine: Engine, unit: Unit, cls: number): boolean {
  const { errorBases, errorClasses } = engine.code.types;
  let owner: { unit: Unit; cls: number } = { unit, cls };
  for (let hops = 0; hops < maxBases; hops += 1) {
    const facts = owner.unit.facts.classes[owner.cls];
    if (!facts || facts.base === undefined) return false;
    const base = engine.valueOf(owner.unit, facts.base);
    const next = base.find((candidate) => candidate.kind === 'class');
    if (next?.kind === 'class') owner = next;
    else return facts.heritage.some((type) => type.kind === 'ref' && errorBases.has(type.name)) || errorClasses.has(facts.name);
  }
  return false;
}
