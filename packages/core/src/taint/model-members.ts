/** What reading a member of a value of a declared shape gives. */
import type { Span } from '../facts/facts.js';
import type { NameVerdict } from '../knowledge/knowledge.js';
import type { Unit } from '../link/program.js';
import { weaker } from './confidence.js';
import type { Engine } from './engine.js';
import { fieldValue } from './model-fields.js';
import { recipientAmong } from './letters.js';
import { isContent, namesPerson } from './model-judgement.js';
import type { Model, ModelJudgement } from './models.js';
import { dataFromName, fromVerdict, recipientData, recordElement } from './names.js';
import { tellsPatient } from './together.js';
import { nothing, step, type DataAtom, type ShapeAtom, type Value } from './value.js';

export function modelMember(engine: Engine, atom: ShapeAtom, read: string, unit: Unit, at: Span): Value {
  const { model } = atom;
  const field = model.fields.get(read);
  // A query may hand a column over under another name.
  const name = field?.name ?? read;
  const trail = step(unit, at, `${name} is read`, atom.trail);
  const judgement = engine.models.judge(model);
  const verdict = engine.names.classifyMember(ownerOf(engine, model, judgement), name);
  if (!field) {
    if (engine.code.members.plainRows.has(name)) return [{ ...atom, trail }];
    return fromVerdict(engine, verdict, name, unit, at, atom.trail);
  }
  if (field.reference !== undefined && !field.loads && !model.populated) return nothing;
  const inner = fieldValue(engine, field, trail);
  if (inner !== undefined && inner.length > 0) return inner;
  if (verdict.harmless !== undefined) return nothing;
  if (field.plain) {
    // Numbers that are somebody's measurements are data; other numbers, flags and enums are none.
    return verdict.element?.id === 'clinical' || verdict.element?.id === 'geo' ? [modelData(engine, model, name, verdict, judgement, unit, at, atom)].flat() : nothing;
  }
  const found = modelData(engine, model, name, verdict, judgement, unit, at, atom);
  const recipient = found.length === 0 ? recipientAmong(engine, name, model.fields.keys(), model.name) : undefined;
  if (recipient) return [recipientData(recipient, name, `${model.name || 'the declared type'} is sent to it`, trail)];
  if (found.length === 0 && isContentOfPatient(engine, model, name)) return [contentData(model, name, trail)];
  return found.length > 0 ? found : fromVerdict(engine, { ...verdict, plural: verdict.plural }, name, unit, at, atom.trail);
}

/** What a clinical record is about, where it says by an id whose it is: the tests of a laboratory order with its patientId. */
function isContentOfPatient(engine: Engine, model: Model, name: string): boolean {
  return model.record?.kind === 'clinical' && isContent(engine, model, name) && tellsPatient(engine, [...model.fields.keys()]);
}

function contentData(model: Model, name: string, trail: ShapeAtom['trail']): DataAtom {
  const record = model.record!;
  const why = `${model.name || 'the declared type'} is ${record.label} of a patient and declares ${name}`;
  return { kind: 'data', element: recordElement(record.kind), whole: false, record, subject: 'patient', confidence: 'medium', evidence: { kind: 'model', why }, trail };
}

function modelData(engine: Engine, model: Model, name: string, verdict: NameVerdict, judgement: ModelJudgement, unit: Unit, at: Span, atom: ShapeAtom): Value {
  const owner = judgement.holds === 'user' && !verdict.subject && verdict.element ? { ...verdict, subject: 'patient' as const } : verdict;
  const found = dataFromName(owner, name, unit, at, atom.trail);
  if (!found) return nothing;
  const subject = atom.subject ?? (judgement.holds === 'user' ? 'user' : found.subject);
  const confidence = found.word?.id === 'clinical' && !tellsWhose(engine, model) ? weaker(found.confidence, 'medium') : found.confidence;
  return [{ ...found, subject, confidence, evidence: { kind: 'model', why: `${model.name || 'the declared type'} declares ${name}` } }];
}

/** An item of a prescription alone is but a drug: nothing in it says whose it is. */
function tellsWhose(engine: Engine, model: Model): boolean {
  if (model.record?.kind !== 'clinical') return true;
  const names = [...model.fields.keys()];
  return namesPerson(engine, model) || tellsPatient(engine, names) || names.some((name) => engine.names.topicOf(name).record?.kind === 'patient');
}

function ownerOf(engine: Engine, model: Model, judgement: ModelJudgement | undefined): NameVerdict {
  const subject = judgement?.holds === 'patient' && namesPerson(engine, model) ? 'patient' : judgement?.holds === 'staff' ? 'staff' : model.verdict.subject;
  return { plural: false, ...(model.record ? { record: model.record } : {}), ...(subject ? { subject } : {}) };
}
