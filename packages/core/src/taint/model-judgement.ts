/** What a model holds, and for whom: told by its name, its fields and the models that these lead to. */
import type { TypeFacts } from '../facts/facts.js';
import type { NameVerdict } from '../knowledge/knowledge.js';
import type { Unit } from '../link/program.js';
import type { Engine } from './engine.js';
import { fieldValue } from './model-fields.js';
import type { Model, ModelField, ModelJudgement } from './models.js';
import { recordElement } from './names.js';
import type { Value } from './value.js';

/** Models inside models are looked into this deep. */
const maxNesting = 3;

export function judgeModel(engine: Engine, model: Model, depth: number): ModelJudgement {
  const { verdict } = model;
  const why = (text: string): string => `${model.name ? `the model ${model.name}` : 'the declared shape'} ${text}`;
  const own = engine.own.model(model.name);
  if (own) return { holds: 'patient', elements: own.elements, confidence: 'high', why: why(`holds ${own.elements.join(', ') || 'patient data'}, says the configuration`) };
  if (engine.code.types.errorModels.has(model.name)) return aboutNobody(why);
  const told = elementsOf(engine, model, depth);
  // `ApiResponse<Patient>` is named for what it wraps with.
  if (verdict.subject === 'thing' && !told.nestedPatient && !wraps(engine, model)) return aboutNobody(why);
  const list = [...told.elements];
  const listed = told.names.slice(0, 4).join(', ');
  if (verdict.subject === 'staff' && !told.nestedPatient) return { holds: 'staff', elements: list, confidence: 'high', why: why('is about staff') };
  if (model.record?.kind === 'patient') {
    if (model.fields.size > 0 && list.length === 0) return { holds: 'nothing', elements: [], confidence: 'medium', why: why('declares no patient data') };
    return { holds: 'patient', elements: list, confidence: 'high', why: listed ? why(`holds ${listed}`) : why('is about a patient') };
  }
  if (model.record?.kind === 'account') {
    if (told.roles === 'staff') return { holds: 'staff', elements: list, confidence: 'high', why: why('has accounts with roles of staff only') };
    if (told.roles === 'patient' || told.strong) return { holds: 'patient', elements: list, confidence: 'high', why: why(`holds ${listed || 'patients'}`) };
    if (list.length === 0 && model.fields.size > 0) return { holds: 'nothing', elements: [], confidence: 'medium', why: why('declares no personal data') };
    return { holds: 'user', elements: list, confidence: 'medium', why: why(`holds ${listed || 'user accounts'}`) };
  }
  if (model.record) {
    if (model.fields.size > 0 && list.length === 0) return { holds: 'nothing', elements: [], confidence: 'medium', why: why('holds only ids, dates and states') };
    return { holds: 'patient', elements: list, confidence: model.fields.size > 0 ? 'high' : 'medium', why: listed ? why(`holds ${listed}`) : why(`is ${model.record.label}`) };
  }
  if (told.strong || told.nestedPatient) return { holds: 'patient', elements: list, confidence: 'medium', why: why(`holds ${listed}`) };
  if (told.contact >= 2) return { holds: 'user', elements: list, confidence: 'medium', why: why(`holds ${listed}`) };
  const isEmpty = list.length === 0 && model.fields.size > 0 && !wraps(engine, model);
  return { holds: isEmpty ? 'nothing' : 'unknown', elements: list, confidence: 'low', why: why(listed ? `holds ${listed}` : 'says nothing of patients') };
}

interface ToldByFields {
  readonly elements: ReadonlySet<string>;
  readonly names: readonly string[];
  /** An element that needs no subject: ssn, date of birth, diagnosis. */
  readonly strong: boolean;
  readonly contact: number;
  readonly nestedPatient: boolean;
  /** Whose accounts these are, as the roles say that the model enumerates. */
  readonly roles: 'patient' | 'staff' | undefined;
}

function elementsOf(engine: Engine, model: Model, depth: number): ToldByFields {
  const elements = new Set<string>();
  const names: string[] = [];
  let strong = false;
  let contact = 0;
  let nestedPatient = false;
  let roles: ToldByFields['roles'];
  const owner: NameVerdict = { plural: false, ...(model.record ? { record: model.record } : {}), ...(model.verdict.subject ? { subject: model.verdict.subject } : {}) };
  const isPerson = model.record?.kind === 'patient' || (model.record?.kind === 'clinical' && namesPerson(engine, model));
  const person = isPerson ? { ...owner, subject: owner.subject ?? ('patient' as const) } : owner;
  for (const field of model.fields.values()) {
    if (field.type && roles !== 'patient') roles = rolesIn(engine, field) ?? roles;
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
      // Somebody's account inside is somebody's contact data inside.
      const whose = engine.names.classifyName(field.name).subject;
      if (judged.holds === 'user' && whose !== 'staff' && whose !== 'thing') {
        contact += 2;
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
    // `patientPhone` says itself whose it is.
    if (verdict.element.needs === 'nothing' || engine.names.classifyName(field.name).subject === 'patient') strong = true;
    else contact += 1;
  }
  return { elements, names, strong, contact, nestedPatient, roles };
}

/** A clinical record with contact data of its own (a booking) names its patient; one without (an order set, a lab test) names itself. */
export function namesPerson(engine: Engine, model: Model): boolean {
  if (model.record?.kind !== 'clinical') return true;
  return [...model.fields.keys()].some((field) => {
    const { element } = engine.names.classifyName(field);
    if (element?.id === 'email' || element?.id === 'phone') return true;
    return element?.id === 'name' && element.needs === 'patient' && engine.names.splitName(field).length > 1 && field.toLowerCase() !== 'displayname';
  });
}

/** Whether a field is what such a record is about: the value of an observation, the text of a message. */
export function isContent(engine: Engine, model: Model, name: string): boolean {
  return model.record?.content?.includes(engine.names.splitName(name).join(' ')) ?? false;
}

function aboutNobody(why: (text: string) => string): ModelJudgement {
  return { holds: 'nothing', elements: [], confidence: 'high', why: why('is about no person') };
}

function wraps(engine: Engine, model: Model): boolean {
  return [...model.fields.values()].some((field) => isOpenEnvelope(engine, field));
}

/** `data: T`, `payload: any`: the declared shape only wraps what its other members say nothing of. */
function isOpenEnvelope(engine: Engine, field: ModelField): boolean {
  if (!engine.code.members.envelopes.has(field.name) || !field.type) return false;
  return isOpenType(field.type) || (field.type.kind === 'ref' && fieldValue(engine, field, { unit: field.unit, at: field.at, what: '' }) === undefined);
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

/** One that a patient can have says patient; none that a patient, or just any user, could have says staff. */
function rolesIn(engine: Engine, field: ModelField): ToldByFields['roles'] {
  if (!engine.code.members.roleFields.has(field.name.toLowerCase())) return undefined;
  const words = new Set<string>();
  collectLiterals(engine, field.unit, field.type, words, 0);
  const verdicts = [...words].map((word) => engine.names.classifyName(word));
  if (verdicts.some(({ record }) => record?.kind === 'patient')) return 'patient';
  return verdicts.some(({ subject }) => subject === 'staff') && !verdicts.some(({ record }) => record !== undefined) ? 'staff' : undefined;
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
