import { describe, expect, it } from 'vitest';
import { fingerprints, type FingerprintParts } from '../../src/judge/fingerprint.js';

const one: FingerprintParts = {
  rule: 'no-phi-in-logs',
  file: 'src/a.ts',
  sink: 'logger.info',
  statement: "logger.info('x', patient.ssn);",
  culprit: 'patient.ssn',
};

function of(parts: Partial<FingerprintParts>): string {
  return fingerprints([{ ...one, ...parts }])[0] ?? '';
}

describe('a fingerprint', () => {
  it('is 32 hexadecimal digits and always the same', () => {
    expect(of({})).toMatch(/^[0-9a-f]{32}$/);
    expect(of({})).toBe(of({}));
  });

  it('survives a formatter', () => {
    expect(of({ statement: "logger.info(\n\t'x',\n\tpatient.ssn,\n)" })).toBe(of({}));
  });

  it.each<[string, Partial<FingerprintParts>]>([
    ['rule', { rule: 'no-phi-in-errors' }],
    ['file', { file: 'src/b.ts' }],
    ['sink', { sink: 'logger.warn' }],
    ['statement', { statement: "logger.info('y', patient.ssn);" }],
    ['culprit', { culprit: "'x'" }],
  ])('changes with the %s', (_, parts) => {
    expect(of(parts)).not.toBe(of({}));
  });

  it('tells equal statements of a file apart, and keeps them in their order', () => {
    const [first, second] = fingerprints([one, one]);
    expect(second).not.toBe(first);
    expect(fingerprints([{ ...one, statement: 'other()' }, one, one]).slice(1)).toEqual([first, second]);
  });

  it('takes the parts for what they are, not for one long text', () => {
    expect(of({ sink: 'ab', culprit: 'c' })).not.toBe(of({ sink: 'a', culprit: 'bc' }));
  });
});
