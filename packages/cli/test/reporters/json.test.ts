import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { jsonReporter } from '../../src/reporters/json.js';
import { finding, locate, report } from '../support/fakes.js';
import { violations } from '../support/json-schema.js';

const docs = new URL('../../../../docs/', import.meta.url);
const schema = JSON.parse(readFileSync(new URL('schemas/phi-scan-report-1.schema.json', docs), 'utf8')) as object;

const text = 'console.log(patient.ssn);\n';
const one = finding({ text, statement: 'console.log(patient.ssn)', culprit: 'patient.ssn' });
const full = report({
  findings: [
    { ...one, flow: [{ ...locate('src/patients.ts', text, 'patient'), what: 'a patient' }] },
    { ...one, rule: 'no-phi-literals', level: 'warning' },
    { ...one, suppressed: { reason: 'why', at: one.location } },
  ],
  notifications: [
    { kind: 'no-files', level: 'note', message: 'nothing' },
    { kind: 'syntax', level: 'warning', message: 'broken', file: 'a.ts', location: one.location },
  ],
});

describe('the JSON report', () => {
  it('is as the schema says', () => {
    expect(violations(schema, JSON.parse(jsonReporter(report({}))))).toEqual([]);
    expect(violations(schema, JSON.parse(jsonReporter(full)))).toEqual([]);
  });

  it('tells what a baseline accepted', () => {
    const entry = { file: 'a.ts', rule: one.rule, sink: one.sink, elements: one.elements, content: one.contentFingerprint, owner: 'billing', expires: '2026-01-31' };
    const json = JSON.parse(jsonReporter({ ...full, baseline: { shown: 'base.json', known: [{ finding: one, entry }], expired: [{ finding: one, entry }], fixed: [entry] } })) as object;
    expect(violations(schema, json)).toEqual([]);
    expect(json).toMatchObject({ baseline: { file: 'base.json', known: 1, expired: [entry], fixed: [entry] } });
  });

  it('is as the documentation shows it', () => {
    const example = /```json\n([\s\S]*?)```/.exec(readFileSync(new URL('json-output.md', docs), 'utf8'))?.[1] ?? '';
    expect(violations(schema, JSON.parse(example))).toEqual([]);
  });

  it('counts what is not suppressed', () => {
    expect(JSON.parse(jsonReporter(full))).toMatchObject({
      summary: { findings: 2, suppressed: 1, byLevel: { error: 1, warning: 1, note: 0 }, byRule: { 'no-phi-in-logs': 1, 'no-phi-literals': 1 } },
    });
  });

  it('has no absolute path of the machine', () => {
    expect(jsonReporter(full)).not.toContain('/project');
  });
});

describe('the schema', () => {
  it.each<[string, (value: Record<string, unknown>) => void]>([
    ['an unknown field', (value) => (value['more'] = 1)],
    ['a missing field', (value) => delete value['summary']],
    ['another version', (value) => (value['schemaVersion'] = 2)],
    ['a wrong rule', (value) => (value['findings'] = [{ ...one, rule: 'x' }])],
  ])('refuses %s', (_, change) => {
    const value = JSON.parse(jsonReporter(full)) as Record<string, unknown>;
    change(value);
    expect(violations(schema, value)).not.toEqual([]);
  });
});
