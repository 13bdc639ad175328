/**
 * Values that are written together with the id of a patient are about that patient: `{ patientId, dosage }`, `${drugName} for ${patientId}`.
 * That makes clinical content out of words that alone may be a catalogue's; it makes no name out of a name.
 */
import type { Span } from '../facts/facts.js';
import type { Unit } from '../link/program.js';
import type { Engine } from './engine.js';
import { dataFromName } from './names.js';
import type { DataAtom, Value } from './value.js';

/** Whether one of the names is that of a patient's id. */
export function tellsPatient(engine: Engine, names: readonly string[]): boolean {
  return names.some((name) => name !== '' && engine.names.classifyName(name).harmless !== undefined && engine.names.topicOf(name).record?.kind === 'patient');
}

/** The value as what its name says beside a patient's id; the value itself where it says nothing new. */
export function besidePatient(engine: Engine, value: Value, name: string, unit: Unit, at: Span): Value {
  if (name === '' || value.some((atom) => atom.kind === 'data')) return value;
  if (!value.some((atom) => atom.kind === 'unknown' || atom.kind === 'param' || atom.kind === 'source')) return value;
  const verdict = engine.names.classifyMember({ plural: false, subject: 'patient' }, name);
  if (!verdict.element || verdict.element.safeHarbor !== undefined || verdict.subject !== 'patient') return value;
  const said = dataFromName(verdict, name, unit, at);
  if (!said) return value;
  const data: DataAtom = { ...said, confidence: 'medium', evidence: { kind: 'name', why: `${name} is written together with a patient's id` } };
  return [data, ...value];
}
