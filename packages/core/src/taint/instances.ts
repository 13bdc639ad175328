/** Members of the project's own classes and their instances, through the classes they extend. */
import { takes } from '../facts/arguments.js';
import type { CallNode, MethodFacts, NodeId, Span } from '../facts/facts.js';
import type { Unit } from '../link/program.js';
import { callAt, type Engine } from './engine.js';
import { heirsOf, implementations } from './implementations.js';
import { declaresField } from './schemas.js';
import { memberOf } from './members.js';
import { modelMember } from './model-members.js';
import { fromVerdict } from './names.js';
import { bindCall, substitute } from './substitute.js';
import { typeValue } from './types.js';
import { nothing, step, union, type ClassAtom, type InstanceAtom, type Value } from './value.js';

const maxBases = 8;

export function instanceMember(engine: Engine, atom: InstanceAtom | ClassAtom, name: string, unit: Unit, at: Span): Value {
  const said = (): Value => fromVerdict(engine, engine.names.classifyName(name), name, unit, at);
  const found = memberOfClass(engine, atom, atom, name, unit, at, said, 0);
  // A class that does not show where `Kind.PATIENT` comes from calls a constant so.
  return found ?? (atom.kind === 'class' && isConstantName(name) ? nothing : said());
}

function isConstantName(name: string): boolean {
  return /^[A-Z][A-Z0-9_]+$/.test(name);
}

/** What a class and its bases, in their order, say of a member; undefined: nothing. */
function memberOfClass(
  engine: Engine,
  atom: InstanceAtom | ClassAtom,
  owner: { readonly unit: Unit; readonly cls: number },
  name: string,
  unit: Unit,
  at: Span,
  said: () => Value,
  hops: number,
): Value | undefined {
  const facts = owner.unit.facts.classes[owner.cls];
  if (!facts || hops > maxBases) return undefined;
  const methods = facts.methods.filter((candidate) => candidate.name === name);
  const field = facts.fields.find((candidate) => candidate.name === name);
  const writes = field?.writes.filter((write) => !declaresField(engine, owner.unit, write)) ?? [];
  if (field && writes.length + (field.type ? 1 : 0) > 0) {
    const written = withOwnModel(engine, engine.fieldOf(owner.unit, owner.cls, name), atom);
    const declared = field.type && typeValue(engine, owner.unit, field.type, step(owner.unit, field.at, `${name} is declared`));
    if (declared !== undefined && declared.length > 0) return union([declared, written.filter((value) => value.kind !== 'unknown')]);
    const modelled = fieldOfModel(engine, owner, name, unit, at);
    if (written.length > 0 || modelled.length > 0) return union([modelled, written]);
    if (declared !== undefined || writes.length > 0) return isOnlyEmpty(owner.unit, writes) ? said() : nothing;
  }
  if (methods.length > 0) return methodsValue(engine, owner, methods);
  if (field) return said();
  if (facts.base === undefined) return undefined;
  const bases = engine.valueOf(owner.unit, facts.base);
  for (const base of bases) {
    const found = base.kind === 'class' ? memberOfClass(engine, atom, base, name, unit, at, said, hops + 1) : undefined;
    if (found) return found;
  }
  // A class of an ORM: its statics read this model's rows.
  const library = bases.filter((candidate) => candidate.kind === 'api');
  if (library.length === 0) return undefined;
  // `extends Repository<Patient>` says whose rows they are.
  const type = facts.heritage.find((candidate) => candidate.kind === 'ref' && candidate.args !== undefined);
  const told = type ? { type: { unit: owner.unit, type } } : { model: engine.models.ofDeclaration({ kind: 'class', unit: atom.unit, cls: atom.cls }) };
  return memberOf(engine, library.map((candidate) => ({ ...candidate, ...told })), name, unit, at);
}

/** What a class of data holds in a field, its model says: `return name + ssn` in the toString of a patient. */
function fieldOfModel(engine: Engine, { unit, cls }: { readonly unit: Unit; readonly cls: number }, name: string, reader: Unit, at: Span): Value {
  const model = engine.models.ofDeclaration({ kind: 'class', unit, cls });
  const { holds } = engine.models.judge(model);
  if (model.behaviour !== 'data' || holds === 'nothing' || holds === 'unknown') return nothing;
  return modelMember(engine, { kind: 'shape', model, trail: step(reader, at, `${name} is read`) }, name, reader, at).filter((atom) => atom.kind === 'data');
}

/** `objects = models.Manager()`: what a class holds to read its rows by, reads rows of this class. */
function withOwnModel(engine: Engine, written: Value, atom: InstanceAtom | ClassAtom): Value {
  if (atom.kind !== 'class') return written;
  return written.map((held) => {
    const readsRows = held.kind === 'api' && !held.model && engine.apis.get(held.id)?.sources.some((source) => source.holds === 'model' && source.toldBy === undefined);
    return readsRows ? { ...held, model: engine.models.ofDeclaration({ kind: 'class', unit: atom.unit, cls: atom.cls }) } : held;
  });
}

/** A field that starts as null or '' is filled later by code that we may not see. */
function isOnlyEmpty(unit: Unit, writes: readonly number[]): boolean {
  return writes.every((write) => {
    const node = unit.facts.nodes[write];
    return node?.op === 'const' && (node.value === null || node.value === '');
  });
}

/** A method of a class or of those that it extends; undefined where none has it. */
export function methodNamed(engine: Engine, atom: InstanceAtom | ClassAtom, name: string): Value | undefined {
  let owner: { unit: Unit; cls: number } = atom;
  for (let hops = 0; hops < maxBases; hops += 1) {
    const facts = owner.unit.facts.classes[owner.cls];
    const methods = facts?.methods.filter((candidate) => candidate.name === name) ?? [];
    if (methods.length > 0) return methodsValue(engine, owner, methods);
    const next = facts?.base === undefined ? undefined : engine.valueOf(owner.unit, facts.base).find((candidate) => candidate.kind === 'class');
    if (next?.kind !== 'class') return undefined;
    owner = next;
  }
  return undefined;
}

/** Methods of one name: all of them, for the number of arguments tells which one a call means. */
function methodsValue(engine: Engine, { unit, cls }: { readonly unit: Unit; readonly cls: number }, methods: readonly MethodFacts[]): Value {
  const [first] = methods;
  return union(methods.filter((method) => method.static === first?.static).map((method) => methodValue(engine, unit, cls, method)));
}

function methodValue(engine: Engine, unit: Unit, cls: number, method: MethodFacts): Value {
  const facts = unit.facts.functions[method.fn];
  if (facts?.kind === 'getter') return engine.returnOf(unit, method.fn);
  const written = facts?.abstract === true ? implementations(engine, unit, cls, method) : [];
  return written.length > 0 ? written : [{ kind: 'function', unit, fn: method.fn }];
}

/** Of several methods or constructors of one name, those that take as many arguments as a call has; all of them where none does. */
export function takingAll(value: Value, count: number): Value {
  const fits = (atom: Value[number]): boolean => atom.kind !== 'function' || takes(atom.unit.facts.functions[atom.fn]!, count);
  return value.length > 1 && value.some((atom) => atom.kind === 'function' && fits(atom)) ? value.filter(fits) : value;
}

/** The constructors that a call of a class may run: those that take as many arguments, for which of them it is only types would tell. */
export function constructorsFor(unit: Unit, cls: number, count: number): readonly number[] {
  const declared = unit.facts.classes[cls]?.methods.filter((method) => method.name === 'constructor').map((method) => method.fn) ?? [];
  const fitting = declared.filter((fn) => takes(unit.facts.functions[fn]!, count));
  return fitting.length > 0 ? fitting : declared.slice(0, 1);
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
  const constructors = constructorsFor(cls.unit, cls.cls, callAt(unit, call).args.length);
  if (constructors.length === 0) return union(callAt(unit, call).args.map((argument) => engine.valueOf(unit, argument)));
  return union(
    constructors.map((fn) => {
      const handed = cls.unit.facts.functions[fn]!.calls.map((id) => callAt(cls.unit, id)).filter((inner) => classOfSuper(cls.unit, inner) === cls.cls);
      const parts = [...handed.flatMap((inner) => inner.args), ...facts.fields.flatMap((field) => field.writes)];
      const made = union(parts.map((part) => engine.valueOf(cls.unit, part)));
      return substitute(engine, made, bindCall(engine, unit, call, { unit: cls.unit, fn }), { unit, call });
    }),
  );
}

/** More places that make an error are not asked. */
const maxMakers = 60;

/** What the errors of a class, and of those that extend it, are made from anywhere: only what is known to be data. */
export function messagesOf(engine: Engine, { unit, cls }: { readonly unit: Unit; readonly cls: number }): Value {
  const made: Value[] = [];
  for (const candidate of [{ unit, cls }, ...heirsOf(engine.program, { unit, cls })])
    for (const method of candidate.unit.facts.classes[candidate.cls]!.methods) {
      if (method.name !== 'constructor') continue;
      for (const caller of engine.callersOf(candidate.unit, method.fn)) {
        if (made.length >= maxMakers) return union(made);
        if (callAt(caller.unit, caller.call).form === 'new') made.push(errorContent(engine, caller.unit, caller.call, { kind: 'class', ...candidate }));
      }
    }
  return union(made).filter((atom) => atom.kind === 'data' && !atom.assumed);
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
