/**
 * What the project's declared shapes hold: interfaces, classes, ORM schemas, schema files. A model is judged once, from its name and its
 * fields, and everything typed with it, read by it or validated against it is judged by it.
 */
import type { NodeId, ShapeField, Span, TypeFacts } from '../facts/facts.js';
import type { Confidence } from '../finding.js';
import type { NameVerdict, RecordWords } from '../knowledge/knowledge.js';
import type { Declaration, Unit } from '../link/program.js';
import { nodeAt, type Engine } from './engine.js';
import { dataFromName, fromVerdict, recordElement } from './members.js';
import { schemasIn, schemaWords } from './schemas.js';
import { isPlainPrimitive, typeValue } from './types.js';
import { nothing, step, type ShapeAtom, type Value } from './value.js';

export interface Model {
  readonly name: string;
  readonly unit: Unit;
  readonly at: Span;
  readonly record?: RecordWords;
  /** What its name says it is about, whatever kind of code it is (Dto, Schema, Props). */
  readonly verdict: NameVerdict;
  readonly fields: ReadonlyMap<string, ModelField>;
  /** A class with methods and injected services is behaviour, not data. */
  readonly behaviour: 'data' | 'service';
  /** References to other models are filled in (populate, include), not just their ids. */
  readonly populated: boolean;
}

export interface ModelField {
  readonly name: string;
  readonly unit: Unit;
  readonly at: Span;
  readonly type?: TypeFacts;
  /** What a schema says: the node of its definition. */
  readonly schema?: NodeId;
  /** Only an id stands here until the reference is populated. */
  readonly reference?: string;
  /** Cannot carry text: a count, a flag, one of a few words. */
  readonly plain: boolean;
}

/** What a model holds, for whom. */
export interface ModelJudgement {
  readonly holds: 'patient' | 'user' | 'staff' | 'nothing' | 'unknown';
  readonly elements: readonly string[];
  readonly confidence: Confidence;
  readonly why: string;
}

export interface Models {
  ofDeclaration(declared: Declaration): Model;
  ofObjectType(unit: Unit, type: Extract<TypeFacts, { kind: 'object' | 'and' }>, name: string): Model;
  /** A model known by the name of a type alone; undefined where the name says nothing. */
  ofTypeName(name: string): { readonly record?: RecordWords; readonly verdict: NameVerdict } | undefined;
  /** The model behind a name used as a string or a delegate: 'Patient', prisma.patient, collection('patients'). */
  named(name: string, near: Unit): Model | undefined;
  /** From the fields that a schema's object literal declares. */
  ofSchema(unit: Unit, object: NodeId, name: string): Model;
  populatedOf(model: Model): Model;
  /** The model of what is left when fields are taken out of its objects. */
  without(model: Model, names: readonly string[]): Model;
  judge(model: Model): ModelJudgement;
}

export function createModels(engineOf: () => Engine): Models {
  const byDeclaration = new Map<unknown, Model>();
  const byType = new Map<TypeFacts, Model>();
  const bySchema = new Map<Unit, Map<NodeId, Model>>();
  const populated = new Map<Model, Model>();
  const reduced = new Map<Model, Map<string, Model>>();
  const judgements = new Map<Model, ModelJudgement>();
  const typeNames = new Map<string, { record?: RecordWords; verdict: NameVerdict } | undefined>();
  let byName: ReadonlyMap<string, () => Model> | undefined;

  function make(name: string, unit: Unit, at: Span, fields: ReadonlyMap<string, ModelField>, behaviour: Model['behaviour'] = 'data'): Model {
    const verdict = nameVerdict(engineOf(), name);
    return { name, unit, at, verdict, fields, behaviour, populated: false, ...(verdict.record ? { record: verdict.record } : {}) };
  }

  function ofDeclaration(declared: Declaration): Model {
    const key = declared.kind === 'shape' ? declared.shape : declared.unit.facts.classes[declared.cls];
    const known = byDeclaration.get(key);
    if (known) return known;
    const model = declared.kind === 'shape' ? ofShape(declared) : ofClass(declared.unit, declared.cls);
    byDeclaration.set(key, model);
    return model;
  }

  function ofShape(declared: Extract<Declaration, { kind: 'shape' }>): Model {
    const { shape, unit } = declared;
    const fields = new Map<string, ModelField>();
    // Guards against interfaces that extend each other in a circle.
    byDeclaration.set(shape, make(shape.name, unit, shape.at, fields));
    for (const base of shape.extends ?? []) addFields(fields, unit, base, 0);
    addFields(fields, unit, shape.type, 0, shape.kind === 'model');
    return make(shape.name, unit, shape.at, fields);
  }

  function addFields(fields: Map<string, ModelField>, unit: Unit, type: TypeFacts, depth: number, isModel = false): void {
    if (depth > 6) return;
    if (type.kind === 'and') for (const part of type.of) addFields(fields, unit, part, depth + 1);
    else if (type.kind === 'object') for (const field of type.fields) fields.set(field.name, fieldOf(unit, field, isModel));
    else if (type.kind === 'ref') {
      const inner = type.args?.[0];
      if (inner && (type.name === 'Partial' || type.name === 'Omit' || type.name === 'Pick' || type.name === 'Required' || type.name === 'Readonly')) {
        const before = new Map<string, ModelField>();
        addFields(before, unit, inner, depth + 1);
        const keys = literalsOf(type.args?.[1]);
        for (const [name, field] of before) {
          if (type.name === 'Omit' && keys.has(name)) continue;
          if (type.name === 'Pick' && !keys.has(name)) continue;
          fields.set(name, field);
        }
        return;
      }
      const declared = engineOf().program.declaration(unit, type.name);
      if (declared) for (const [name, field] of ofDeclaration(declared).fields) fields.set(name, field);
    }
  }

  function fieldOf(unit: Unit, field: ShapeField, isModel: boolean): ModelField {
    const type = field.type;
    const reference = isModel && type ? referenceIn(unit, type) : undefined;
    return { name: field.name, unit, at: field.at, plain: type ? isPlainType(engineOf(), unit, type) : false, ...(type ? { type } : {}), ...(reference ? { reference } : {}) };
  }

  /** In a schema file another model's name as a type is a relation, not a part. */
  function referenceIn(unit: Unit, type: TypeFacts): string | undefined {
    const inner = type.kind === 'array' ? type.of : type;
    if (inner.kind !== 'ref') return undefined;
    const declared = engineOf().program.declaration(unit, inner.name);
    return declared?.kind === 'shape' && declared.shape.kind === 'model' ? inner.name : undefined;
  }

  function ofClass(unit: Unit, cls: number): Model {
    const facts = unit.facts.classes[cls]!;
    const fields = new Map<string, ModelField>();
    byDeclaration.set(facts, make(facts.name, unit, facts.at, fields));
    for (const base of facts.heritage) addFields(fields, unit, base, 0);
    let injected = 0;
    for (const field of facts.fields) {
      if (field.static) continue;
      const relation = field.decorators?.find((entry) => /^(ManyToOne|OneToOne|OneToMany|ManyToMany|BelongsTo|HasMany|HasOne|BelongsToMany)$/.test(entry.name));
      if (field.type?.kind === 'ref' && /(Service|Repository|Logger|Client|Controller|Store|Gateway|Provider|Manager|Router|Http|Config|Api|Adapter|Handler|Dispatcher|Bus|Queue|Module)$/.test(field.type.name)) injected += 1;
      fields.set(field.name, {
        name: field.name,
        unit,
        at: field.at,
        plain: field.type ? isPlainType(engineOf(), unit, field.type) : false,
        ...(field.type ? { type: field.type } : {}),
        ...(relation ? { reference: field.type?.kind === 'ref' ? field.type.name : field.name } : {}),
      });
    }
    const methods = facts.methods.filter((method) => method.name !== 'constructor').length;
    const service = injected > 0 || (methods > fields.size && methods > 2) || /(Service|Repository|Controller|Manager|Client|Provider|Component|Handler|Gateway|Module|Guard|Interceptor|Middleware|Factory|Store|Logger|Error|Exception)$/.test(facts.name);
    return make(facts.name, unit, facts.at, fields, service ? 'service' : 'data');
  }

  function ofSchema(unit: Unit, object: NodeId, name: string): Model {
    let own = bySchema.get(unit);
    if (!own) bySchema.set(unit, (own = new Map()));
    const known = own.get(object);
    if (known) return known;
    const fields = new Map<string, ModelField>();
    const node = nodeAt(unit, object);
    const model = make(name, unit, node.at, fields);
    own.set(object, model);
    schemaFields(unit, object, fields);
    return model;
  }

  function schemaFields(unit: Unit, object: NodeId, fields: Map<string, ModelField>): void {
    const node = nodeAt(unit, object);
    if (node.op === 'bind' || node.op === 'cast') return schemaFields(unit, node.of, fields);
    if (node.op !== 'object') return;
    for (const entry of node.entries) {
      if (entry.spread) schemaFields(unit, entry.value, fields);
      else if (entry.key !== null) fields.set(entry.key, schemaField(unit, entry.key, entry.value));
    }
  }

  /** `{ type: String, enum: […] }`, `{ type: ObjectId, ref: 'User' }`, `z.string().email()`, `DataTypes.STRING`, `varchar('x')`: told by the words in it. */
  function schemaField(unit: Unit, name: string, definition: NodeId): ModelField {
    const at = nodeAt(unit, definition).at;
    const says = schemaWords(unit, definition);
    const plain = says.words.some((word) => /^(Number|Boolean|number|boolean|bool|int|integer|INTEGER|BOOLEAN|FLOAT|DECIMAL|enum|ENUM|nativeEnum|serial|timestamp|uuid|UUID)$/.test(word)) || says.isEnum;
    return { name, unit, at, plain, ...(says.nested === undefined ? {} : { schema: says.nested }), ...(says.reference === undefined ? {} : { reference: says.reference }) };
  }

  function populatedOf(model: Model): Model {
    let found = populated.get(model);
    if (!found) {
      found = { ...model, populated: true };
      populated.set(model, found);
    }
    return found;
  }

  function without(model: Model, names: readonly string[]): Model {
    let own = reduced.get(model);
    if (!own) reduced.set(model, (own = new Map()));
    const key = names.join();
    let found = own.get(key);
    if (!found) {
      found = { ...model, fields: new Map([...model.fields].filter(([name]) => !names.includes(name))) };
      own.set(key, found);
    }
    return found;
  }

  function ofTypeName(name: string): { record?: RecordWords; verdict: NameVerdict } | undefined {
    if (!typeNames.has(name)) {
      const verdict = nameVerdict(engineOf(), name.slice(name.lastIndexOf('.') + 1));
      typeNames.set(name, verdict.record || verdict.subject ? { verdict, ...(verdict.record ? { record: verdict.record } : {}) } : undefined);
    }
    return typeNames.get(name);
  }

  function namedModel(name: string, near: Unit): Model | undefined {
    const engine = engineOf();
    byName ??= indexNames(engine);
    const found = byName.get(singular(engine, name));
    if (found) return found();
    const declared = engine.program.declaration(near, name);
    return declared && ofDeclaration(declared);
  }

  /** Schema models and classes by their singular lower-case name; interfaces only where nothing nearer to the database has the name. */
  function indexNames(engine: Engine): ReadonlyMap<string, () => Model> {
    const index = new Map<string, { build: () => Model; rank: number }>();
    const put = (name: string, rank: number, build: () => Model): void => {
      const key = singular(engine, name.replace(/(Schema|Model|Entity)$/i, ''));
      const before = index.get(key);
      if (!before || before.rank < rank) index.set(key, { build, rank });
    };
    for (const unit of engine.program.units) {
      for (const shape of unit.facts.shapes) put(shape.name, shape.kind === 'model' ? 3 : 0, () => ofDeclaration({ kind: 'shape', unit, shape }));
      unit.facts.classes.forEach((cls, at) => put(cls.name, cls.decorators?.some((entry) => /^(Entity|Schema|Table|ObjectType)$/.test(entry.name)) ? 2 : 0, () => ofDeclaration({ kind: 'class', unit, cls: at })));
      for (const schema of schemasIn(engine, unit)) put(schema.name, 3, () => ofSchema(unit, schema.object, schema.name));
    }
    return new Map([...index].map(([name, entry]) => [name, entry.build]));
  }

  function judge(model: Model): ModelJudgement {
    let found = judgements.get(model);
    if (!found) {
      judgements.set(model, { holds: 'unknown', elements: [], confidence: 'low', why: '' });
      found = judgeModel(engineOf(), model, 0);
      judgements.set(model, found);
    }
    return found;
  }

  return {
    ofDeclaration,
    ofObjectType: (unit, type, name) => {
      let model = byType.get(type);
      if (!model) {
        const fields = new Map<string, ModelField>();
        model = make(name, unit, type.kind === 'object' ? (type.fields[0]?.at ?? [0, 0]) : [0, 0], fields);
        byType.set(type, model);
        addFields(fields, unit, type, 0);
      }
      return model;
    },
    ofTypeName,
    named: namedModel,
    ofSchema,
    populatedOf,
    without,
    judge,
  };
}

function nameVerdict(engine: Engine, name: string): NameVerdict {
  return engine.names.topicOf(name);
}

function literalsOf(type: TypeFacts | undefined): ReadonlySet<string> {
  const found = new Set<string>();
  const parts = type?.kind === 'union' ? type.of : type ? [type] : [];
  for (const part of parts) if (part.kind === 'literal') found.add(String(part.value));
  return found;
}

/** A type whose values cannot hold text of a person: numbers, flags, one of a few words. Numbers of clinical meaning are judged by their name. */
function isPlainType(engine: Engine, unit: Unit, type: TypeFacts, depth = 0): boolean {
  switch (type.kind) {
    case 'literal':
      return true;
    case 'primitive':
      return isPlainPrimitive(type.name);
    case 'union':
      return type.of.every((part) => isPlainType(engine, unit, part, depth + 1));
    case 'array':
      return isPlainType(engine, unit, type.of, depth + 1);
    case 'function':
      return true;
    case 'ref': {
      if (depth > 4) return false;
      const declared = engine.program.declaration(unit, type.name);
      if (declared?.kind !== 'shape') return false;
      return declared.shape.kind === 'enum' || (declared.shape.kind === 'alias' && isPlainType(engine, declared.unit, declared.shape.type, depth + 1));
    }
    default:
      return false;
  }
}

/** A clinical record with contact data of its own (a booking) names its patient; one without (an order set, a lab test) names itself. */
function namesPerson(engine: Engine, model: Model): boolean {
  if (model.record?.kind !== 'clinical') return true;
  return [...model.fields.keys()].some((field) => {
    const { element } = engine.names.classifyName(field);
    return element?.id === 'email' || element?.id === 'phone' || (element?.id === 'name' && element.needs === 'patient' && engine.names.splitName(field).length > 1 && field.toLowerCase() !== 'displayname');
  });
}

function ownerOf(engine: Engine, model: Model, judgement: ModelJudgement | undefined): NameVerdict {
  const subject = judgement?.holds === 'patient' && namesPerson(engine, model) ? 'patient' : judgement?.holds === 'staff' ? 'staff' : model.verdict.subject;
  return { plural: false, ...(model.record ? { record: model.record } : {}), ...(subject ? { subject } : {}) };
}

export function modelMember(engine: Engine, atom: ShapeAtom, name: string, unit: Unit, at: Span): Value {
  const { model } = atom;
  const field = model.fields.get(name);
  const trail = step(unit, at, `${name} is read`, atom.trail);
  const judgement = engine.models.judge(model);
  const verdict = engine.names.classifyMember(ownerOf(engine, model, judgement), name);
  if (!field) {
    if (name === '_doc' || name === 'dataValues' || name === 'attributes') return [{ ...atom, trail }];
    return fromVerdict(engine, verdict, name, unit, at, atom.trail);
  }
  if (field.reference !== undefined && !model.populated) return nothing;
  const inner = fieldValue(engine, field, trail);
  if (inner !== undefined && inner.length > 0) return inner;
  if (verdict.harmless !== undefined) return nothing;
  if (field.plain) {
    // Numbers that are somebody's measurements are data; other numbers, flags and enums are none.
    return verdict.element?.id === 'clinical' || verdict.element?.id === 'geo' ? [modelData(engine, model, name, verdict, judgement, unit, at, atom)].flat() : nothing;
  }
  const found = modelData(engine, model, name, verdict, judgement, unit, at, atom);
  return found.length > 0 ? found : fromVerdict(engine, { ...verdict, plural: verdict.plural }, name, unit, at, atom.trail);
}

function modelData(engine: Engine, model: Model, name: string, verdict: NameVerdict, judgement: ModelJudgement, unit: Unit, at: Span, atom: ShapeAtom): Value {
  void engine;
  const owner = judgement.holds === 'user' && !verdict.subject && verdict.element ? { ...verdict, subject: 'patient' as const } : verdict;
  const found = dataFromName(owner, name, unit, at, atom.trail);
  if (!found) return nothing;
  const subject = atom.subject ?? (judgement.holds === 'user' ? 'user' : found.subject);
  return [{ ...found, subject, evidence: { kind: 'model', why: `${model.name || 'the declared type'} declares ${name}` } }];
}

function fieldValue(engine: Engine, field: ModelField, trail: ShapeAtom['trail']): Value | undefined {
  if (field.reference !== undefined) {
    const target = engine.models.named(field.reference, field.unit);
    if (target) return [{ kind: 'shape', model: target, trail }];
  }
  if (field.schema !== undefined) return [{ kind: 'shape', model: engine.models.ofSchema(field.unit, field.schema, field.name), trail }];
  return field.type ? typeValue(engine, field.unit, field.type, trail) : undefined;
}

const maxNesting = 3;

function judgeModel(engine: Engine, model: Model, depth: number): ModelJudgement {
  const { verdict } = model;
  const why = (text: string): string => `${model.name ? `the model ${model.name}` : 'the declared shape'} ${text}`;
  if (verdict.subject === 'thing' || /(Error|Errors|Exception)$/.test(model.name)) return { holds: 'nothing', elements: [], confidence: 'high', why: why('is about no person') };
  const told = elementsOf(engine, model, depth);
  const list = [...told.elements];
  const listed = told.names.slice(0, 4).join(', ');
  if (verdict.subject === 'staff' && !told.nestedPatient) return { holds: 'staff', elements: list, confidence: 'high', why: why('is about staff') };
  if (model.record?.kind === 'patient') {
    if (model.fields.size > 0 && list.length === 0) return { holds: 'nothing', elements: [], confidence: 'medium', why: why('declares no patient data') };
    return { holds: 'patient', elements: list, confidence: 'high', why: listed ? why(`holds ${listed}`) : why('is about a patient') };
  }
  if (model.record?.kind === 'account') {
    if (told.saysPatient || told.strong) return { holds: 'patient', elements: list, confidence: 'high', why: why(`holds ${listed || 'patients'}`) };
    if (list.length === 0 && model.fields.size > 0) return { holds: 'nothing', elements: [], confidence: 'medium', why: why('declares no personal data') };
    return { holds: 'user', elements: list, confidence: 'medium', why: why(`holds ${listed || 'user accounts'}`) };
  }
  if (model.record) {
    if (model.fields.size > 0 && list.length === 0) return { holds: 'nothing', elements: [], confidence: 'medium', why: why('holds only ids, dates and states') };
    return { holds: 'patient', elements: list, confidence: model.fields.size > 0 ? 'high' : 'medium', why: listed ? why(`holds ${listed}`) : why(`is ${model.record.label}`) };
  }
  if (told.strong || told.nestedPatient) return { holds: 'patient', elements: list, confidence: 'medium', why: why(`holds ${listed}`) };
  if (told.contact >= 2) return { holds: 'user', elements: list, confidence: 'medium', why: why(`holds ${listed}`) };
  return { holds: list.length > 0 ? 'unknown' : model.fields.size > 0 ? 'nothing' : 'unknown', elements: list, confidence: 'low', why: why(listed ? `holds ${listed}` : 'says nothing of patients') };
}

interface ToldByFields {
  readonly elements: ReadonlySet<string>;
  readonly names: readonly string[];
  /** An element that needs no subject: ssn, date of birth, diagnosis. */
  readonly strong: boolean;
  readonly contact: number;
  readonly nestedPatient: boolean;
  /** One of its enumerations has the word patient: an account that can be a patient's. */
  readonly saysPatient: boolean;
}

function elementsOf(engine: Engine, model: Model, depth: number): ToldByFields {
  const elements = new Set<string>();
  const names: string[] = [];
  let strong = false;
  let contact = 0;
  let nestedPatient = false;
  let saysPatient = false;
  const owner: NameVerdict = { plural: false, ...(model.record ? { record: model.record } : {}), ...(model.verdict.subject ? { subject: model.verdict.subject } : {}) };
  const person = model.record?.kind === 'patient' || (model.record?.kind === 'clinical' && namesPerson(engine, model)) ? { ...owner, subject: owner.subject ?? ('patient' as const) } : owner;
  for (const field of model.fields.values()) {
    if (field.type && mentionsPatient(engine, field)) saysPatient = true;
    if (field.reference !== undefined && !model.populated) continue;
    const held = depth < maxNesting ? fieldValue(engine, field, { unit: field.unit, at: field.at, what: '' }) : undefined;
    const inner = held && shapeIn(held);
    const record = held?.find((atom) => atom.kind === 'data' && atom.whole && atom.subject === 'patient');
    if (record?.kind === 'data') {
      nestedPatient = true;
      names.push(field.name);
      elements.add(record.element);
      continue;
    }
    if (inner) {
      const judged = engine.models.judge(inner);
      if (judged.holds === 'patient') {
        nestedPatient = true;
        names.push(field.name);
        for (const element of judged.elements) elements.add(element);
        continue;
      }
    }
    const verdict = engine.names.classifyMember(person, field.name);
    if (verdict.record?.kind === 'patient' && !verdict.element && field.type && isOpenType(field.type)) {
      nestedPatient = true;
      names.push(field.name);
      elements.add('patient-record');
      continue;
    }
    if (isContent(engine, model, field.name)) {
      elements.add(recordElement(model.record!.kind));
      names.push(field.name);
      continue;
    }
    if (verdict.harmless !== undefined || !verdict.element) continue;
    if (field.plain && verdict.element.id !== 'clinical' && verdict.element.id !== 'geo') continue;
    if (verdict.subject === 'thing' || (verdict.subject === 'staff' && model.verdict.subject !== 'staff')) continue;
    if (verdict.element.needs === 'patient' && verdict.subject !== 'patient' && !model.record) {
      if (verdict.element.id === 'name') contact += 0.5;
      continue;
    }
    elements.add(verdict.element.id);
    names.push(field.name);
    if (verdict.element.needs === 'nothing') strong = true;
    else contact += 1;
  }
  return { elements, names, strong, contact, nestedPatient, saysPatient };
}

function isContent(engine: Engine, model: Model, name: string): boolean {
  return model.record?.content?.includes(engine.names.splitName(name).join(' ')) ?? false;
}

/** `patient: any`: the declaration leaves to the name what it is. */
function isOpenType(type: TypeFacts): boolean {
  if (type.kind === 'array') return isOpenType(type.of);
  return type.kind === 'primitive' && (type.name === 'any' || type.name === 'unknown' || type.name === 'object');
}

function shapeIn(value: Value): Model | undefined {
  const shape = value.find((atom) => atom.kind === 'shape');
  return shape?.kind === 'shape' ? shape.model : undefined;
}

function mentionsPatient(engine: Engine, field: ModelField): boolean {
  if (!/role|type|kind/i.test(field.name)) return false;
  const words = new Set<string>();
  collectLiterals(engine, field.unit, field.type, words, 0);
  return [...words].some((word) => engine.names.classifyName(word).record?.kind === 'patient');
}

function collectLiterals(engine: Engine, unit: Unit, type: TypeFacts | undefined, into: Set<string>, depth: number): void {
  if (!type || depth > 4) return;
  if (type.kind === 'literal') into.add(String(type.value));
  else if (type.kind === 'union') for (const part of type.of) collectLiterals(engine, unit, part, into, depth + 1);
  else if (type.kind === 'array') collectLiterals(engine, unit, type.of, into, depth + 1);
  else if (type.kind === 'ref') {
    const declared = engine.program.declaration(unit, type.name);
    if (declared?.kind === 'shape') collectLiterals(engine, declared.unit, declared.shape.type, into, depth + 1);
  }
}

function singular(engine: Engine, name: string): string {
  return engine.names.splitName(name).map((word) => engine.names.singular(word)).join('');
}
