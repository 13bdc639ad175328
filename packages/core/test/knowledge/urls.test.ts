import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { UrlKnowledge } from '../../src/knowledge/knowledge.js';
import { loadKnowledge } from '../../src/knowledge/load.js';
import { classifyUrl, type UrlVerdict } from '../../src/knowledge/urls.js';
import { compileWords } from '../../src/knowledge/words.js';

const knowledge = loadKnowledge();
const words = compileWords(knowledge.words);
const said = (text: string): string | undefined => idOf(classifyUrl(text, words, knowledge.urls));
const idOf = (verdict: UrlVerdict): string | undefined => (typeof verdict === 'object' ? verdict.id : verdict);

describe('classifyUrl', () => {
  test.each([
    ['/api/patients/${id}/prescriptions', 'prescription'],
    ['https://x.example/fhir/Observation?patient=${id}', 'observation'],
    ['https://patients.example.com/login', 'sign-in'],
    ['/patients/:id/appointments', 'appointment'],
    ['/doctor/appointments', 'appointment'],
    ['/patients/count', 'nothing'],
    ['/patients/:id', 'patient'],
    ['/patients/[id]', 'patient'],
    ['/patients/{patientId}/visits', 'encounter'],
    ['`${API_URL}/patients/search`', 'patient'],
    ['${API_URL}patients', 'patient'],
    ['${base}/patient-${id}', 'patient'],
    ['/doctors', 'staff'],
    ['/doctors/:id', 'staff'],
    ['/doctor/profile', 'staff'],
    ['/patient/login', 'patient'],
    ['/admin/users', 'user'],
    ['/auth/login', 'sign-in'],
    ['/users/:id', 'user'],
    ['/medicines', 'nothing'],
    ['/patients/1/medications', 'health-data'],
    ['/patients/:id/photo', 'patient'],
    ['/assets/x.png', 'nothing'],
    ['/prontuarios/1', 'medical-record'],
    ['/consultas', 'appointment'],
    ['/api/v1/departments', 'nothing'],
    ['/api/v2', undefined],
    ['/', undefined],
    ['', undefined],
    ['/something/else', undefined],
    ['https://x.example', undefined],
    ['/appointments/:id/cancel', 'appointment'],
    ['/appointments/:id/status', 'appointment'],
    ['patients', 'patient'],
    ['/patients/${patients.map((p) => p.id).join("/")}', 'patient'],
  ])('%s holds %s', (text, expected) => {
    expect(said(text)).toBe(expected);
  });

  test.each(['${', '{', '}}}', '<', '/<x', '%E0%A4%A', '?', '#', '://'])('does not stumble over %s', (text) => {
    expect(() => said(text)).not.toThrow();
  });
});

const entries = parse(readFileSync(new URL('../../../../rules/urls.yaml', import.meta.url), 'utf8')) as readonly (UrlKnowledge & { flags: string[]; passes: string[] })[];

describe.each(entries.map((entry) => [entry.id, entry] as const))('the entry %s', (id, { holds, flags, passes }) => {
  /** staff and nothing have no record to tell entries apart by. */
  const expected = holds === 'staff' || holds === 'nothing' ? holds : id;
  const only = (text: string): string | undefined => idOf(classifyUrl(text, words, entries.filter((entry) => entry.id === id || holds !== entry.holds)));
  test.each(flags)('decides %s', (text) => {
    const verdict = classifyUrl(text, words, entries);
    // `/doctor/login` is decided by an earlier segment.
    expect(idOf(verdict)).toBe(expected);
    expect(only(text)).toBe(expected);
  });
  test.each(passes)('does not decide %s', (text) => {
    const without = entries.filter((entry) => entry.id !== id);
    expect(idOf(classifyUrl(text, words, entries))).toBe(idOf(classifyUrl(text, words, without)));
  });
});
