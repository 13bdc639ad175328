/** What a project's configuration adds to the knowledge, as findings of code that only that project has. */
import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analyse.js';
import { elementIds, mistakesIn, withUserKnowledge, type KnowledgeAdditions } from '../../src/knowledge/extend.js';
import { loadKnowledge } from '../../src/knowledge/load.js';
import { lowerFile } from '../../src/lower/lower.js';

const resolver = (): readonly string[] => [];

/** The findings as `rule[element, …]`. */
function findingsIn(text: string, additions: KnowledgeAdditions): string[] {
  const { facts } = lowerFile('/', { file: 'code.ts', named: true, text });
  const material = { files: [facts!], resolver, knowledge: withUserKnowledge(loadKnowledge(), additions), textOf: () => text };
  const { findings } = analyse(material, { includeStaff: false, minConfidence: 'medium', context: [], reportUnusedIgnores: false });
  return findings.map(({ rule, elements }) => `${rule}[${elements.join(', ')}]`);
}

describe.each<{ what: string; text: string; without: string[]; additions: KnowledgeAdditions; found: string[] }>([
  {
    what: 'a word says an element, wherever it stands and however it is written',
    text: 'export function f(x: Form) { console.log(x.torchId); console.log(x.TORCH_ID); console.log(x.torchCount); }',
    without: [],
    additions: { words: { 'torch id': 'mrn' } },
    found: ['no-phi-in-logs[mrn]', 'no-phi-in-logs[mrn]'],
  },
  {
    what: 'a word says a name, without a patient beside it',
    text: 'export function f(torchBearer: string) { console.log(torchBearer); }',
    without: [],
    additions: { words: { torchBearer: 'name' } },
    found: ['no-phi-in-logs[name]'],
  },
  {
    what: 'a word says a record',
    text: 'export function f(pilgrim: Pilgrim) { console.log(pilgrim); console.log(pilgrim.id); console.log(pilgrim.firstName); }',
    without: [],
    additions: { words: { pilgrim: 'patient-record' } },
    found: ['no-phi-object-dump[patient-record]', 'no-phi-in-logs[name]'],
  },
  {
    what: 'a word that is known gets another meaning',
    text: 'export function f(resident: Guest) { console.log(resident); }',
    without: ['no-phi-object-dump[patient-record]'],
    additions: { staffWords: ['resident'] },
    found: [],
  },
  {
    what: 'data of staff is nobody else’s',
    text: 'export function f(torchBearer: Bearer) { console.log(torchBearer.email); }',
    without: ['no-phi-in-logs[email]'],
    additions: { staffWords: ['torch bearer'] },
    found: [],
  },
  {
    what: 'a name that is ignored says nothing, even of a value that is known',
    text: 'export function f(patient: Patient) { const demoPatient = patient; console.log(demoPatient); console.log(patient); }',
    without: ['no-phi-object-dump[patient-record]', 'no-phi-object-dump[patient-record]'],
    additions: { ignoredNames: ['demoPatient'] },
    found: ['no-phi-object-dump[patient-record]'],
  },
  {
    what: 'an ignored name is no part of other names',
    text: 'export function f(ssnLabel: string, ssn: string) { console.log(ssn); console.log(ssnLabel); }',
    without: ['no-phi-in-logs[ssn]'],
    additions: { ignoredNames: ['ssn label'] },
    found: ['no-phi-in-logs[ssn]'],
  },
  {
    what: 'a function writes',
    text: 'export class A { f(patient: Patient) { this.auditTrail.record(1, patient.ssn); auditTrail.record(patient.ssn); other.record(patient.ssn); } }',
    without: [],
    additions: { sinks: [{ name: 'auditTrail.record', kind: 'telemetry' }] },
    found: ['no-phi-in-telemetry[ssn]', 'no-phi-in-telemetry[ssn]'],
  },
  {
    what: 'a function of the project writes, though its code does not show it, and only the arguments that are named',
    text: 'function ship(id: string, data: unknown) { queue.put(data); } export function f(patient: Patient) { ship(patient.ssn, 1); ship(patient.id, patient.email); }',
    without: [],
    additions: { sinks: [{ name: 'ship', kind: 'log', args: [1] }] },
    found: ['no-phi-in-logs[email]'],
  },
  {
    what: 'a function gives a record',
    text: 'export async function f() { const x = await api.loadAll(1); console.log(x); console.log(x.id); console.log(x.firstName); }',
    without: [],
    additions: { sources: [{ name: 'api.loadAll', holds: 'patient' }] },
    found: ['no-phi-object-dump[patient-record]', 'no-phi-in-logs[name]'],
  },
  {
    what: 'a function gives an element',
    text: 'export function f() { const x = readCard(); console.log(`card ${x}`); }',
    without: [],
    additions: { sources: [{ name: 'readCard', holds: 'insurance-id' }] },
    found: ['no-phi-in-logs[insurance-id]'],
  },
  {
    what: 'a declared model holds patient data',
    text: 'interface Wristband { code: string; note: string; name: string } export function f(x: Wristband) { console.log(x); console.log(x.name); console.log(x.code); }',
    without: [],
    additions: { models: { Wristband: ['mrn'] } },
    found: ['no-phi-object-dump[patient-record]', 'no-phi-in-logs[name]'],
  },
  {
    what: 'a model that stands in another package holds patient data',
    text: "import type { Wristband } from '@clinic/models'; export function f(x: Wristband) { console.log(x); console.log(x.id); }",
    without: [],
    additions: { models: { Wristband: ['mrn'] } },
    found: ['no-phi-object-dump[patient-record]'],
  },
  {
    what: 'a function makes a value safe',
    text: 'const toAuditView = (x: object) => ({ ...x }); const privacy = { view: (x: string) => x.trim() }; export function f(patient: Patient) { console.log(toAuditView(patient)); console.log(privacy.view(patient.ssn)); }',
    without: ['no-phi-object-dump[patient-record]', 'no-phi-in-logs[ssn]'],
    additions: { sanitizers: ['toAuditView', 'privacy.view'] },
    found: [],
  },
  {
    what: 'a literal looks like a value',
    text: "export function f() { console.log('admitted TB-123456'); console.log('admitted TB-000000'); }",
    without: [],
    additions: { values: [{ pattern: '\\bTB-\\d{6}\\b', element: 'mrn', except: ['^TB-0+$'] }] },
    found: ['no-phi-literals[mrn]'],
  },
])('$what', ({ text, without, additions, found }) => {
  test('without the addition', () => expect(findingsIn(text, {})).toEqual(without));
  test('with it', () => expect(findingsIn(text, additions)).toEqual(found));
});

test('mistakes are told together, each with its place and the word that was probably meant', () => {
  const additions: KnowledgeAdditions = {
    words: { 'torch id': 'mrnn', '--': 'mrn' },
    sinks: [{ name: 'audit trail', kind: 'log' }],
    sources: [{ name: 'load', holds: 'pacient' }],
    models: { Wristband: ['torch'] },
    values: [{ pattern: '(', element: 'mrn' }],
  };
  const mistakes = mistakesIn(loadKnowledge(), additions);
  expect(mistakes).toEqual([
    'words: "torch id": there is no data element "mrnn"; did you mean "mrn"?',
    'words: "--" has no letters',
    'sinks: "audit trail" must be a name as calls are written, like auditTrail.record',
    'sources: "load": there is no data element "pacient"; did you mean "patient"?',
    'models: "Wristband": there is no data element "torch"',
    expect.stringMatching(/^values\[0\]\.pattern: Invalid regular expression/),
  ]);
  expect(() => withUserKnowledge(loadKnowledge(), additions)).toThrow('did you mean "mrn"?');
});

test('an element is each id that findings and records have', () => {
  expect(elementIds(loadKnowledge())).toEqual(expect.arrayContaining(['ssn', 'mrn', 'clinical', 'patient-record', 'patient', 'appointment']));
});

test('nothing added changes nothing', () => {
  const { own: _own, words: { subjects: _subjects, harmless: _harmless, ...words }, ...rest } = withUserKnowledge(loadKnowledge(), {});
  expect({ ...rest, words }).toEqual({ ...rest, words: expect.objectContaining(words) });
  expect(rest.values).toEqual(loadKnowledge().values);
  expect(words.elements).toEqual(loadKnowledge().words.elements);
});
