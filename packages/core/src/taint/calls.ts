/** What a call gives back. */
import { spreadByName } from '../facts/arguments.js';
import type { CallNode, NodeId } from '../facts/facts.js';
import { isSanitizerName } from '../knowledge/sanitizers.js';
import type { Unit } from '../link/program.js';
import { nodeAt, type Engine } from './engine.js';
import { errorContent, isErrorClass } from './instances.js';
import { boundName, expressionText, literalKeys, literalText, terminalName, underlying } from './literals.js';
import { apiAt, originValue } from './libraries.js';
import { memberOf, resultOfParam } from './members.js';
import { dataFromName, fromVerdict, named } from './names.js';
import type { Model } from './models.js';
import { pickOf, restOf } from './rest.js';
import { schemaOfCall } from './schemas.js';
import { bindCall, substitute, withClosure } from './substitute.js';
import { callMethod, receiverOf, transferred } from './transfers.js';
import { chained, failureOf, nothing, objectOf, step, stepped, union, type ApiAtom, type Atom, type OriginAtom, type Value } from './value.js';

/** A longer expression on a library leads nowhere that the knowledge names. */
const maxOriginLength = 120;

export function callValue(engine: Engine, unit: Unit, call: NodeId, node: CallNode): Value {
  if (node.form === 'jsx') return nothing;
  const name = terminalName(unit, node.callee);
  const own = resultOfOwn(engine, unit, node);
  if (own) return own;
  const callee = engine.valueOf(unit, node.callee);
  // A class may be named for being safe; what its methods do, they say themselves.
  if (node.form !== 'new' && isSanitizerName(name, engine.knowledge.sanitizers)) return nothing;

  const results: Value[] = [];
  let opaque = callee.length === 0;
  for (const atom of callee) {
    switch (atom.kind) {
      case 'function':
        results.push(returned(engine, unit, call, node, atom));
        break;
      case 'class':
        results.push(instanceOf(engine, unit, call, node, atom));
        break;
      case 'origin':
        results.push(calledOrigin(engine, unit, call, node, atom));
        break;
      case 'api':
        results.push(calledApi(engine, unit, call, node, atom));
        break;
      case 'param':
        results.push(resultOfParam(atom, unit, node.at));
        opaque = true;
        break;
      default:
        opaque = true;
    }
  }
  if (opaque) results.push(calledUnknown(engine, unit, call, node, name));
  return withoutGuess(union(results));
}

/** What the configuration says of a function of the project goes before what its code says. */
function resultOfOwn(engine: Engine, unit: Unit, node: CallNode): Value | undefined {
  if (engine.own.saysNothing) return undefined;
  const written = expressionText(unit, node.callee);
  if (engine.own.isSanitizer(written)) return nothing;
  const source = engine.own.source(written);
  if (!source) return undefined;
  const { element, record } = source;
  const found = dataFromName({ subject: 'patient', plural: false, ...(element ? { element } : { record }) }, written, unit, node.at);
  if (!found) return nothing;
  const held = (element ?? record).label;
  return [{ ...found, confidence: 'high', evidence: { kind: 'use', why: `the configuration says that ${written} gives ${held}` }, trail: step(unit, node.at, `${written} gives ${held}`) }];
}

/** Where one reading of the callee knows what it gives, that another does not counts for nothing. */
function withoutGuess(value: Value): Value {
  const known = value.some((atom) => atom.kind === 'api' || atom.kind === 'source' || atom.kind === 'shape');
  return known ? value.filter((atom) => atom.kind !== 'unknown' || atom.name !== '') : value;
}

/** A function of the project: what it returns, with the arguments put in; its declared return type where the body tells nothing. */
function returned(engine: Engine, unit: Unit, call: NodeId, node: CallNode, atom: Extract<Atom, { kind: 'function' }>): Value {
  const facts = atom.unit.facts.functions[atom.fn];
  if (!facts) return nothing;
  const made = engine.returnOf(atom.unit, atom.fn);
  const inner = substitute(engine, made, bindCall(engine, unit, call, atom), { unit, call });
  const value = withClosure(engine, inner, atom);
  if (value.length === 0 && made.some((part) => part.kind === 'param')) return takenOut(engine, unit, node, facts.name);
  return stepped(value, unit, node.at, facts.name ? `returned by ${facts.name}` : 'returned');
}

/** `extract_patient_name(path.name)`: what a function takes out of something that is nobody's is what the function is called after. */
function takenOut(engine: Engine, unit: Unit, node: CallNode, name: string): Value {
  const { giving, words, isBare } = engine.code.verbs.workOf(engine.names.splitName(name));
  const verdict = engine.names.classifyName(words.join('_'));
  if (!giving || isBare || !verdict.element || verdict.harmless !== undefined || verdict.subject !== 'patient') return nothing;
  const said = dataFromName(verdict, name, unit, node.at);
  return said ? [{ ...said, confidence: 'medium' }] : nothing;
}

function instanceOf(engine: Engine, unit: Unit, call: NodeId, node: CallNode, atom: Extract<Atom, { kind: 'class' }>): Value {
  const trail = step(unit, node.at, 'created');
  const atoms: Atom[] = [{ kind: 'instance', unit: atom.unit, cls: atom.cls, trail }];
  if (isErrorClass(engine, atom.unit, atom.cls)) return union([atoms, failureOf(errorContent(engine, unit, call, atom))]);
  const model = engine.models.ofDeclaration({ kind: 'class', unit: atom.unit, cls: atom.cls });
  if (model.behaviour === 'data' && model.fields.size > 0) atoms.push({ kind: 'shape', model, trail });
  const fields = givenFields(engine, unit, node, atom);
  return fields.size > 0 ? objectOf(fields, atoms) : atoms;
}

/** `Visit(patient_name=name)`: a class that writes no constructor (a data class, a model) holds what it is given by name. */
function givenFields(engine: Engine, unit: Unit, node: CallNode, atom: Extract<Atom, { kind: 'class' }>): ReadonlyMap<string, Value> {
  const fields = new Map<string, Value>();
  const facts = atom.unit.facts.classes[atom.cls];
  if (!node.names || facts?.methods.some((method) => method.name === 'constructor')) return fields;
  node.names.forEach((name, index) => {
    if (name === null || name === spreadByName) return;
    const argument = node.args[index]!;
    fields.set(name, named(engine, engine.valueOf(unit, argument), name, unit, nodeAt(unit, argument).at));
  });
  return fields;
}

function originKey(atom: OriginAtom): string {
  return atom.module === '' ? atom.path : atom.path === '' ? atom.module : `${atom.module}.${atom.path}`;
}

function calledOrigin(engine: Engine, unit: Unit, call: NodeId, node: CallNode, atom: OriginAtom): Value {
  const key = originKey(atom);
  const sanitizer = engine.knowledge.sanitizers.functions.find((entry) => entry.origin === key);
  if (sanitizer) return sanitized(engine, unit, node, sanitizer.how);
  const transfer = engine.transfers.fn(key);
  if (transfer) return transferred(engine, unit, call, node, transfer, undefined);
  const path = `${atom.path}()`;
  if (path.length > maxOriginLength) return nothing;
  const value = originValue(engine, { kind: 'origin', module: atom.module, path, calls: chained(unit, call, atom.calls) });
  if (value.some((found) => found.kind === 'api')) return withModels(engine, unit, call, value);
  return callMethod(engine, unit, call, node) ?? union([heldByLibrary(engine, unit, node, atom), value]);
}

function sanitized(engine: Engine, unit: Unit, node: CallNode, how: 'whole' | 'pick' | 'omit'): Value {
  const first = node.args[0];
  if (how === 'whole' || first === undefined) return nothing;
  const keys = node.args.slice(1).flatMap((argument) => literalKeys(unit, argument));
  const value = engine.valueOf(unit, first);
  return how === 'pick' ? pickOf(engine, value, keys, unit, node.at) : restOf(engine, value, keys, unit, node.at);
}

/** An object of a library: what the knowledge says the member gives, a source, or what the method does to any value. */
function calledApi(engine: Engine, unit: Unit, call: NodeId, node: CallNode, atom: ApiAtom): Value {
  const path = `${atom.path}()`;
  const place = engine.apis.at(atom.id, path);
  const next: ApiAtom = { ...atom, path, calls: chained(unit, call, atom.calls) };
  if (place.gives !== undefined || place.source || place.leadsOn) {
    const value = withModels(engine, unit, call, apiAt(engine, next, '', unit, node.at));
    return populatedBy(engine, unit, call, value);
  }
  // createError(404, text), new NotFoundException(text)
  if (engine.apis.at(atom.id, atom.path).sinks.some((sink) => sink.kind === 'error')) return failureOf(union(node.args.map((argument) => engine.valueOf(unit, argument))));
  return calledUnknown(engine, unit, call, node, terminalName(unit, node.callee));
}

/** `mongoose.model('User', schema)`, `sequelize.define(…)`: the object that reads rows knows its model. */
function withModels(engine: Engine, unit: Unit, call: NodeId, value: Value): Value {
  if (!value.some((atom) => atom.kind === 'api' && !atom.model)) return value;
  const schema = schemaOfCall(engine, unit, call);
  const model = schema ? engine.models.ofSchema(unit, schema.object, schema.name || boundName(unit, call)) : modelHandedOver(engine, unit, call);
  return model ? value.map((atom) => (atom.kind === 'api' && !atom.model ? { ...atom, model } : atom)) : value;
}

/** `getRepository(Patient)`, `model('Patient')`: by the class handed over, or by a name that a schema of the project has. */
function modelHandedOver(engine: Engine, unit: Unit, call: NodeId): Model | undefined {
  const node = nodeAt(unit, call);
  const first = node.op === 'call' ? node.args[0] : undefined;
  if (first === undefined) return undefined;
  for (const atom of engine.valueOf(unit, first)) {
    if (atom.kind === 'class') return engine.models.ofDeclaration({ kind: 'class', unit: atom.unit, cls: atom.cls });
    if (atom.kind === 'api' && atom.model) return atom.model;
  }
  const text = literalText(engine, unit, first);
  return text !== undefined && /^[\w.-]+$/.test(text) ? engine.models.named(text, unit) : modelOfColumns(engine, unit, node.op === 'call' ? node.args : []);
}

/** `query(Patient.id, Patient.name)`: rows of the model whose telling columns are asked for; ids alone are rows of none. */
function modelOfColumns(engine: Engine, unit: Unit, args: readonly NodeId[]): Model | undefined {
  for (const argument of args) {
    const column = underlying(unit, argument);
    if (column.op !== 'prop') continue;
    const owner = engine.valueOf(unit, column.of).find((atom) => atom.kind === 'class');
    if (owner?.kind !== 'class') continue;
    const model = engine.models.ofDeclaration({ kind: 'class', unit: owner.unit, cls: owner.cls });
    const { element, harmless, subject } = engine.names.classifyMember({ plural: false, ...(model.record ? { record: model.record } : {}) }, column.name);
    if (model.fields.has(column.name) && element && harmless === undefined && subject !== 'thing') return model;
  }
  return undefined;
}

/** Rows with their references filled in: include/relations/with in the call, populate in the chain. */
function populatedBy(engine: Engine, unit: Unit, call: NodeId, value: Value): Value {
  const node = nodeAt(unit, call);
  if (node.op !== 'call') return value;
  const options = node.args.map((argument) => underlying(unit, argument));
  const { fills } = engine.code.calls;
  return options.some((option) => option.op === 'object' && option.entries.some(({ key }) => key !== null && fills.has(key))) ? populate(engine, value) : value;
}

function populate(engine: Engine, value: Value): Value {
  return value.map((atom) => {
    if (atom.kind === 'shape') return { ...atom, model: engine.models.populatedOf(atom.model) };
    if (atom.kind === 'api' && atom.model) return { ...atom, model: engine.models.populatedOf(atom.model) };
    return atom;
  });
}

function calledUnknown(engine: Engine, unit: Unit, call: NodeId, node: CallNode, name: string): Value {
  if (engine.code.calls.populates.has(name)) return populate(engine, receiverOf(engine, unit, node));
  const said = engine.names.splitName(name);
  if (said[0] === 'get' || said[0] === 'is') {
    const receiver = receiverOf(engine, unit, node);
    const read = union([accessor(engine, unit, node, receiver, []), propertyRead(engine, unit, node, receiver, name)]);
    if (read.length > 0) return read;
  }
  const method = callMethod(engine, unit, call, node);
  if (method !== undefined) return method;
  const { giving, doing, words, isBare } = engine.code.verbs.workOf(said);
  const receiver = receiverOf(engine, unit, node);
  // A parameter's or a record's own accessor: patient.getName(), row.get('ssn').
  if (giving || receiver.some((atom) => atom.kind === 'data' || atom.kind === 'shape')) {
    const read = receiver.length > 0 && nodeAt(unit, node.callee).op === 'prop' ? accessor(engine, unit, node, receiver, words) : nothing;
    if (read.length > 0) return read;
  }
  // Patient.find(), ctx.treatments.create(): what the receiver is called is what comes back.
  if ((giving || doing) && isBare) return rowsOf(engine, unit, node, giving);
  if (!giving && !doing) return [{ kind: 'unknown', name: '', verdict: undefined, trail: step(unit, node.at, `${name || 'a function'} gives a value`) }];
  const told = engine.names.classifyName(words.join('_'));
  // `session.getAttribute("resetEmail")`: where the method's name says nothing of what comes back, the key does.
  const key = told.element || told.record ? undefined : keyAsked(unit, node);
  const found = key === undefined ? fromVerdict(engine, told, name, unit, node.at) : fromVerdict(engine, engine.names.classifyName(key), key, unit, node.at);
  return found.filter((atom) => atom.kind !== 'api').map((atom) => (atom.kind === 'data' && !giving ? { ...atom, confidence: 'low' as const } : atom));
}

/** The key by which a value is asked for: `row.getString("birth_date")`. */
function keyAsked(unit: Unit, node: CallNode): string | undefined {
  const key = node.args.length === 1 ? underlying(unit, node.args[0]!) : undefined;
  return key?.op === 'const' && typeof key.value === 'string' ? key.value : undefined;
}

/** `statement.executeQuery().getString("birth_date")`: what an object that a library made holds under a key. Of `System.getProperty("user.name")` the name of the method says all. */
function heldByLibrary(engine: Engine, unit: Unit, node: CallNode, atom: OriginAtom): Value {
  const [verb, ...kind] = engine.names.splitName(terminalName(unit, node.callee));
  const key = atom.path.includes('()') && kind.length > 0 && (verb === 'get' || verb === 'opt') ? keyAsked(unit, node) : undefined;
  return key === undefined ? nothing : fromVerdict(engine, engine.names.classifyName(key), key, unit, node.at).filter((found) => found.kind === 'data');
}

/** `patient.getBirthDate()` of a model or an object that has a birthDate. */
function propertyRead(engine: Engine, unit: Unit, node: CallNode, receiver: Value, name: string): Value {
  const property = /^(?:get|is)([A-Z])(\w*)$/.exec(name);
  if (!property || node.args.length > 0) return nothing;
  const member = `${property[1]!.toLowerCase()}${property[2]!}`;
  const callee = nodeAt(unit, node.callee);
  // Where methods are chosen by their arguments, fields are read through accessors, whatever the object is.
  const always = callee.op === 'prop' && callee.arity === 0;
  const has = (atom: Atom): boolean => {
    if (atom.kind === 'shape') return atom.model.fields.has(member);
    if (atom.kind === 'object') return atom.fields.has(member) || (always && atom.base.some(has));
    return always && (atom.kind === 'source' || atom.kind === 'param');
  };
  return memberOf(engine, receiver.filter(has), member, unit, node.at);
}

/** The records that an object which nothing is known of hands over, by its own name. */
function rowsOf(engine: Engine, unit: Unit, node: CallNode, giving: boolean): Value {
  const callee = nodeAt(unit, node.callee);
  const name = callee.op === 'prop' ? terminalName(unit, callee.of) : '';
  const { record, plural } = engine.names.topicOf(name);
  if (!record || record.kind === 'account') return [{ kind: 'unknown', name: '', verdict: undefined, trail: step(unit, node.at, 'a function gives a value') }];
  return fromVerdict(engine, { record, plural }, name, unit, node.at).map((atom) => (atom.kind === 'data' && !giving ? { ...atom, confidence: 'medium' as const } : atom));
}

function accessor(engine: Engine, unit: Unit, node: CallNode, receiver: Value, words: readonly string[]): Value {
  const literal = keyAsked(unit, node);
  const own = terminalName(unit, node.callee);
  // A record's accessor is called as its field is.
  const name = literal ?? (receiver.some((atom) => atom.kind === 'shape' && atom.model.fields.has(own)) ? own : words.join('_'));
  if (name === '') return nothing;
  // row.getValue('patientName'): the key tells even where the object does not.
  if (literal !== undefined && receiver.every((atom) => atom.kind === 'unknown' || atom.kind === 'param')) {
    return fromVerdict(engine, engine.names.classifyName(literal), literal, unit, node.at).filter((atom) => atom.kind === 'data');
  }
  return memberOf(engine, receiver.filter((atom) => atom.kind === 'data' || atom.kind === 'shape'), name, unit, node.at);
}
