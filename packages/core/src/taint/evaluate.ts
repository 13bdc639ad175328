/** What each node's value is: one case an operation. Nodes are asked for backwards from where they matter; nobody walks the program forwards. */
import type { FactNode, NodeId, Span } from '../facts/facts.js';
import { classifyUrl } from '../knowledge/urls.js';
import type { Unit } from '../link/program.js';
import { callValue } from './calls.js';
import { nodeAt, type Engine } from './engine.js';
import { methodNamed, takingAll } from './instances.js';
import { isKnownPlace, originValue } from './libraries.js';
import { elementAt, elementOf, memberOf } from './members.js';
import { dataFromName, fromVerdict, named } from './names.js';
import { paramValue } from './params.js';
import { literalText, terminalName, underlying } from './literals.js';
import { documentModel } from './documents.js';
import { restOf } from './rest.js';
import { besidePatient, labelled, tellsPatient } from './together.js';
import { typeValue, withoutDeclared } from './types.js';
import { listOf, nothing, objectOf, step, stepped, union, type Atom, type Value } from './value.js';

export function evaluate(engine: Engine, unit: Unit, id: NodeId): Value {
  const node = nodeAt(unit, id);
  switch (node.op) {
    case 'const':
    case 'plain':
      return nothing;
    case 'text':
      return textValue(engine, unit, node);
    case 'param':
      return paramValue(engine, unit, node);
    case 'free':
      return freeValue(engine, unit, node);
    case 'import':
      return importValue(engine, unit, node);
    case 'bind':
      return bindValue(engine, unit, node);
    case 'prop':
      return propValue(engine, unit, node);
    case 'index':
      return elementOf(engine, engine.valueOf(unit, node.of));
    case 'element':
      return node.index === undefined ? elementOf(engine, engine.valueOf(unit, node.of)) : elementAt(engine, engine.valueOf(unit, node.of), node.index);
    case 'call':
      return callValue(engine, unit, id, node);
    case 'object':
      return objectValue(engine, unit, node);
    case 'array': {
      const spread = new Set(node.spread ?? []);
      const items = node.items.map((item, index) => {
        const value = engine.valueOf(unit, item);
        return spread.has(index) ? elementOf(engine, value) : value;
      });
      return listOf(union(items));
    }
    case 'fn':
      return [{ kind: 'function', unit, fn: node.fn }];
    case 'class':
      return [{ kind: 'class', unit, cls: node.cls }];
    case 'this':
      return thisValue(engine, unit, node);
    case 'phi':
      return union(node.of.map((part) => engine.valueOf(unit, part)));
    case 'update':
      return updateValue(engine, unit, node);
    case 'rest':
      return restOf(engine, engine.valueOf(unit, node.of), node.omit, unit, node.at);
    case 'caught':
      return [{ kind: 'error', unit, from: node.from, to: node.to, trail: step(unit, node.at, 'an error is caught') }];
    case 'cast':
      return typed(engine, unit, engine.valueOf(unit, node.of), node);
    case 'await':
      return engine.valueOf(unit, node.of);
  }
}

type NodeOf<Op extends FactNode['op']> = Extract<FactNode, { op: Op }>;

/** An object that closures write very many members of, as controllers do with their scope: the writes of this one, and what it was before. */
function ofManyWrites(engine: Engine, unit: Unit, node: NodeOf<'prop'>): Value | undefined {
  const whole = nodeAt(unit, node.of);
  if (whole.op !== 'phi' || whole.of.length <= manyWrites) return undefined;
  const parts = new Set<NodeId>();
  for (const part of whole.of) {
    let id = part;
    for (let written = nodeAt(unit, id); written.op === 'update' && written.path[0] !== node.name && /\w/.test(written.path[0] ?? ''); written = nodeAt(unit, id)) id = written.of;
    if (id !== node.of) parts.add(id);
  }
  return union([...parts].map((part) => memberOf(engine, engine.valueOf(unit, part), node.name, unit, node.at)));
}

const manyWrites = 8;

function propValue(engine: Engine, unit: Unit, node: NodeOf<'prop'>): Value {
  const written = ofManyWrites(engine, unit, node);
  if (written) return written;
  const of = engine.valueOf(unit, node.of);
  if (node.arity === undefined) return memberOf(engine, of, node.name, unit, node.at);
  // What is called is a method, also where a field has its name.
  const member = union(of.map((atom) => (atom.kind === 'instance' || atom.kind === 'class' ? methodNamed(engine, atom, node.name) : undefined) ?? memberOf(engine, [atom], node.name, unit, node.at)));
  // `function.apply(x)`: where functions are objects of interfaces, a method of theirs runs them.
  const run = engine.code.calls.running.has(node.name) ? of.filter((atom) => atom.kind === 'function') : nothing;
  return takingAll(run.length > 0 ? run : member, node.arity);
}

function thisValue(engine: Engine, unit: Unit, node: NodeOf<'this'>): Value {
  const trail = step(unit, node.at, 'this');
  if (node.cls >= 0) return [{ kind: 'instance', unit, cls: node.cls, trail }];
  const document = documentModel(engine, unit, node.at[0]);
  return document ? [{ kind: 'shape', model: document, trail }] : [{ kind: 'unknown', name: 'this', verdict: undefined, trail }];
}

function freeValue(engine: Engine, unit: Unit, node: NodeOf<'free'>): Value {
  if (engine.apis.globalRoot(node.name) || engine.transfers.globalRoot(node.name)) {
    return originValue(engine, { kind: 'origin', module: '', path: node.name });
  }
  return fromVerdict(engine, engine.names.classifyName(node.name), node.name, unit, node.at);
}

function importValue(engine: Engine, unit: Unit, node: NodeOf<'import'>): Value {
  const target = engine.program.importTarget(unit, node.import);
  switch (target.kind) {
    case 'value':
      return engine.valueOf(target.unit, target.node);
    case 'module':
      return engine.moduleOf(target.unit);
    case 'member':
      return memberOf(engine, engine.moduleOf(target.unit), target.name, unit, node.at);
    case 'external': {
      const module = target.module.startsWith('node:') ? target.module.slice(5) : target.module;
      if (engine.apis.knowsModule(module) || engine.transfers.knowsModule(module)) {
        return exportOfLibrary(engine, module, target.name, unit, node.at);
      }
      const local = unit.facts.imports[node.import]?.local ?? '';
      const { harmless, plural, record } = engine.names.classifyName(local);
      const verdict = harmless === undefined ? { plural, ...(record ? { record } : {}) } : undefined;
      // A name that an unknown module exports is a function, a class or a constant far more often than a patient.
      const ids = engine.apis.named(local, unit.facts.language);
      return [
        ...ids.map((id) => ({ kind: 'api' as const, id, path: '', called: local })),
        { kind: 'unknown', name: local, verdict, trail: step(unit, node.at, `${local} is imported`) },
      ];
    }
  }
}

/** A named import is a member of whatever the module itself is: `import { captureException } from '@sentry/node'`. */
function exportOfLibrary(engine: Engine, module: string, name: string, unit: Unit, at: Span): Value {
  const whole = originValue(engine, { kind: 'origin', module, path: '' });
  if (name === '*' || name === 'default') return whole;
  return memberOf(engine, whole, name, unit, at).filter((atom) => atom.kind !== 'api' || atom.path === '' || isKnownPlace(engine, atom.id, atom.path));
}

/** A module as a value: an object of its exports. */
export function moduleValue(engine: Engine, unit: Unit): Value {
  const whole = unit.facts.exports.find((entry) => entry.name === '=');
  const fields = new Map<string, Value>();
  const stars: Value[] = [];
  for (const entry of unit.facts.exports) {
    if (entry.name === '=') continue;
    if (entry.name === '*' && entry.from !== undefined) {
      const next = engine.program.moduleOf(unit, entry.from);
      if (next && next !== unit) stars.push(engine.moduleOf(next));
      continue;
    }
    const target = engine.program.exported(unit, entry.name);
    if (target?.kind === 'value') fields.set(entry.name, engine.valueOf(target.unit, target.node));
    else if (target?.kind === 'module' && target.unit !== unit) fields.set(entry.name, engine.moduleOf(target.unit));
  }
  const base = union([...(whole?.node === undefined ? [] : [engine.valueOf(unit, whole.node)]), ...stars]);
  return fields.size === 0 ? base : objectOf(fields, base);
}

function bindValue(engine: Engine, unit: Unit, node: NodeOf<'bind'>): Value {
  const value = node.type ? typed(engine, unit, engine.valueOf(unit, node.of), { at: node.at, type: node.type }) : engine.valueOf(unit, node.of);
  if (value.length === 0) return value;
  const source = nodeAt(unit, node.of);
  // `const redacted = Object.fromEntries(…)`: put together anew, and called so for a reason. A mere copy under that name is none.
  if ((source.op === 'call' || source.op === 'object' || source.op === 'text') && engine.names.harmlessAs(node.name) === 'protected') return nothing;
  const under = source.op === 'text' ? namedText(engine, value, node.name, unit, node.at) : named(engine, value, node.name, unit, node.at);
  const same = source.op === 'param' || (source.op === 'prop' && source.name === node.name);
  return same ? under : stepped(under, unit, node.at, `put into ${node.name}`);
}

/** `const sql = "… VALUES ('" + req.body.name`: that it is the wording of something takes out no value that stands in it. */
function namedText(engine: Engine, value: Value, name: string, unit: Unit, at: Span): Value {
  return union(value.map((atom) => (atom.kind === 'source' ? [atom] : named(engine, [atom], name, unit, at))));
}

/** A declared type says what an unknown value is; a known value keeps what is known. */
function typed(engine: Engine, unit: Unit, value: Value, node: Pick<NodeOf<'cast'>, 'at' | 'type'>): Value {
  const declared = typeValue(engine, unit, node.type, step(unit, node.at, 'declared type'));
  if (declared === undefined) return value;
  if (declared.length === 0) return node.type.kind === 'primitive' ? withoutObjects(node.type.name, value) : value.every((atom) => atom.kind === 'unknown' || atom.kind === 'source') ? nothing : value;
  const known = withoutDeclared(engine, value, declared);
  const source = value.find((atom) => atom.kind === 'source');
  const trail = source?.kind === 'source' ? source.trail : undefined;
  const told = trail ? declared.map((atom) => (atom.kind === 'shape' ? { ...atom, trail: step(unit, node.at, `declared as ${atom.model.name}`, trail) } : atom)) : declared;
  return union([told, known]);
}

/** `int updated = store.update(patient)`: a number may be somebody's weight, and is no record; true or false is neither. */
function withoutObjects(primitive: string, value: Value): Value {
  if (primitive === 'boolean') return nothing;
  return value.filter((atom) => (atom.kind === 'param' && !atom.path.includes('()')) || (atom.kind === 'data' && !atom.whole));
}

function textValue(engine: Engine, unit: Unit, node: NodeOf<'text'>): Value {
  const values = node.parts.map((part, index) => {
    if (isMasked(engine, unit, node, index)) return nothing;
    const before = index === 0 ? undefined : nodeAt(unit, node.parts[index - 1]!);
    const value = askedFor(engine, unit, node, index) ?? engine.valueOf(unit, part);
    return before?.op === 'const' && typeof before.value === 'string' ? labelled(engine, value, before.value) : value;
  });
  if (node.parts.length < 3) return union(values);
  const names = node.parts.map((part) => terminalName(unit, part));
  if (!tellsPatient(engine, names)) return union(values);
  return union(values.map((value, index) => besidePatient(engine, value, names[index]!, unit, nodeAt(unit, node.parts[index]!).at)));
}

/** `/patients?name=${text}`: the path and the key of a query say what is looked for. */
function askedFor(engine: Engine, unit: Unit, node: NodeOf<'text'>, index: number): Value | undefined {
  const before = index === 0 ? undefined : nodeAt(unit, node.parts[index - 1]!);
  const key = before?.op === 'const' && typeof before.value === 'string' ? /[?&]([A-Za-z]\w*)=$/.exec(before.value)?.[1] : undefined;
  if (key === undefined) return undefined;
  const value = engine.valueOf(unit, node.parts[index]!);
  if (value.length === 0 || value.some((atom) => atom.kind === 'data')) return undefined;
  const path = node.parts.slice(0, index).map((part) => literalText(engine, unit, part) ?? '{}').join('');
  const told = classifyUrl(path, engine.names, engine.knowledge.urls);
  if (typeof told !== 'object' || told.kind === 'account') return undefined;
  const verdict = engine.names.classifyMember({ plural: false, record: told, subject: 'patient' }, key);
  const { at } = nodeAt(unit, node.parts[index]!);
  const said = verdict.harmless === undefined ? dataFromName(verdict, key, unit, at) : undefined;
  return said && [{ ...said, confidence: 'medium', evidence: { kind: 'use', why: `${path.slice(0, 60)} looks for ${key}` } }];
}

/** `${phone.slice(-4)}` beside asterisks: what is left of the value is not enough to know it by. */
function isMasked(engine: Engine, unit: Unit, node: NodeOf<'text'>, index: number): boolean {
  const part = underlying(unit, node.parts[index]!);
  if (part.op !== 'call' || !engine.code.calls.cutting.has(terminalName(unit, part.callee))) return false;
  return [index - 1, index + 1].some((beside) => {
    const text = node.parts[beside] === undefined ? undefined : nodeAt(unit, node.parts[beside]);
    return text?.op === 'const' && typeof text.value === 'string' && /[*•]{2,}|x{3,}/i.test(text.value);
  });
}

function objectValue(engine: Engine, unit: Unit, node: NodeOf<'object'>): Value {
  let fields = new Map<string, Value>();
  let base: Value = nothing;
  const aboutPatient = tellsPatient(engine, node.entries.flatMap((entry) => entry.key ?? []));
  for (const entry of node.entries) {
    const value = engine.valueOf(unit, entry.value);
    if (entry.spread) {
      // Keys written before a spread are overwritten by it only if it has them; both stay possible.
      base = fields.size === 0 ? union([base, value]) : union([base, objectOf(fields, nothing), value]);
      fields = new Map();
    } else if (entry.key === null) {
      fields.set('*', union([fields.get('*') ?? nothing, ofWholeForm(value)]));
    } else {
      const { at } = nodeAt(unit, entry.value);
      const known = named(engine, value, entry.key, unit, at);
      fields.set(entry.key, aboutPatient ? besidePatient(engine, known, entry.key, unit, at) : known);
    }
  }
  return fields.size === 0 ? base : objectOf(fields, base);
}

/** `{ ...form, [event.target.name]: event.target.value }`: any field of the form, so all of them. */
function ofWholeForm(value: Value): Value {
  return value.map((atom) => (atom.kind === 'source' && atom.holds === 'form-field' ? { ...atom, holds: 'form-values' } : atom));
}

function updateValue(engine: Engine, unit: Unit, node: NodeOf<'update'>): Value {
  const before = engine.valueOf(unit, node.of);
  const written = stepped(engine.valueOf(unit, node.value), unit, node.at, `written to ${node.path.join('.') || 'it'}`);
  if (node.path.length === 0) return union([before, written]);
  return written.length === 0 && before.length === 0 ? nothing : writeAt(engine, before, node.path, written, unit, node.at);
}

function writeAt(engine: Engine, before: Value, path: readonly string[], written: Value, unit: Unit, at: readonly [number, number]): Value {
  const [name, ...rest] = path;
  if (name === undefined) return written;
  if (name === '*') {
    const element = writeAt(engine, nothing, rest, written, unit, at);
    if (element.length === 0) return before;
    return union([before, listOf(element)]);
  }
  const inner = rest.length === 0 ? written : writeAt(engine, memberOf(engine, before, name, unit, at), rest, written, unit, at);
  const value = named(engine, isOfStaff(engine, before) ? inner.map(asStaffs) : inner, name, unit, at);
  const only = before.length === 1 ? before[0] : undefined;
  if (only?.kind === 'object') return objectOf(new Map(only.fields).set(name, value), only.base);
  return objectOf(new Map([[name, value]]), before);
}

/** `doctor.setPhone(row.getString("phone"))`: whose contact data it is, the object that it is written to says. */
function isOfStaff(engine: Engine, owner: Value): boolean {
  return owner.some((atom) => (atom.kind === 'shape' && (atom.subject ?? engine.models.judge(atom.model).holds) === 'staff') || (atom.kind === 'object' && isOfStaff(engine, atom.base)));
}

function asStaffs(atom: Atom): Atom {
  return atom.kind === 'data' && atom.subject !== 'patient' ? { ...atom, subject: 'staff' } : atom;
}
