/**
 * What stands beside a value in the same text or object says more of it.
 *
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

/** So many words before a value are its label: `Support phone number: ${phone}`. */
const labelWords = 3;
const placing = new Set(['in', 'from', 'inside', 'within']);

/** Contact data of which nobody said whose it is: the fixed text right before it may. */
export function labelled(engine: Engine, value: Value, text: string): Value {
  if (!value.some((atom) => atom.kind === 'data' && atom.subject === 'unknown')) return value;
  const words = engine.names.splitName(/[\w\s]*[\s:=#'"(<-]*$/.exec(text.slice(-60))?.[0].replace(/\W+/g, '_') ?? '');
  const subject = engine.names.classifyName(words.slice(-labelWords).join('_')).subject;
  // `no such e-mail address in the database: ${email}` says where it was looked for.
  if (subject === 'thing' && words.slice(-labelWords).some((word) => placing.has(word))) return value;
  if (subject === 'thing') return value.filter((atom) => atom.kind !== 'data' || atom.subject !== 'unknown');
  if (subject !== 'staff' && subject !== 'patient') return value;
  return value.map((atom) => (atom.kind === 'data' && atom.subject === 'unknown' ? { ...atom, subject } : atom));
}
