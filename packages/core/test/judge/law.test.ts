import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { lawOf, type ElementInLaw, type LawFacts } from '../../src/judge/law.js';
import type { LawKnowledge, LawRow, Sink } from '../../src/knowledge/knowledge.js';

interface ExampledLaw extends LawKnowledge {
  readonly references: readonly (LawRow & { flags: readonly string[]; passes: readonly string[] })[];
}

const law = parse(readFileSync(new URL('../../../../rules/law.yaml', import.meta.url), 'utf8')) as ExampledLaw;

const elements: readonly ElementInLaw[] = [
  { id: 'ssn', safeHarbor: 'G' },
  { id: 'name', safeHarbor: 'A' },
  { id: 'national-id', safeHarbor: 'I' },
  { id: 'national-id', safeHarbor: 'R', lgpd: 'art. 46' },
  { id: 'clinical' },
];

/** The notation in the head of law.yaml: `log name,email third-party brazilian`. */
function example(written: string): LawFacts {
  const [sinkKind = '', ids = '', ...words] = written.split(' ');
  expect(['log', 'error', 'telemetry']).toContain(sinkKind);
  for (const word of words) expect(['third-party', 'brazilian']).toContain(word);
  const found = ids.split(',');
  const recognised = words.includes('brazilian') ? found.map((id) => ({ id, lgpd: 'art. 46' })) : [];
  return { sinkKind: sinkKind as Sink['kind'], elements: found, thirdParty: words.includes('third-party'), recognised };
}

const citations = (facts: LawFacts): string[] => lawOf(facts, law, elements).map(({ citation }) => citation);

describe.each(law.references)('law.yaml: $citation', ({ citation, flags, passes }) => {
  test.each(flags)('is touched by %s', (written) => expect(citations(example(written))).toContain(citation));
  test.each(passes)('is not touched by %s', (written) => expect(citations(example(written))).not.toContain(citation));
});

test('cites the rule of the sink, then the Safe Harbor identifiers, then LGPD', () => {
  const recognised = elements.filter(({ lgpd }) => lgpd !== undefined);
  expect(citations({ sinkKind: 'telemetry', elements: ['national-id', 'name'], thirdParty: true, recognised })).toEqual([
    '45 CFR §164.530(c)',
    '45 CFR §164.314(a)',
    '45 CFR §164.514(b)(2)(i)(A)',
    '45 CFR §164.514(b)(2)(i)(R)',
    'LGPD art. 5 II',
    'LGPD art. 11',
    'LGPD art. 46',
  ]);
});

test('takes the first entry of an element that was not recognised by one', () => {
  expect(citations({ sinkKind: 'log', elements: ['national-id', 'ssn'], thirdParty: false })).toEqual([
    '45 CFR §164.312(b)',
    '45 CFR §164.514(b)(2)(i)(G)',
    '45 CFR §164.514(b)(2)(i)(I)',
  ]);
});

test('what is no Safe Harbor identifier cites none', () => {
  expect(citations({ sinkKind: 'error', elements: ['clinical', 'patient-record'], thirdParty: false })).toEqual(['45 CFR §164.530(c)']);
});

test('names the identifier', () => {
  expect(lawOf({ sinkKind: 'log', elements: ['ssn'], thirdParty: false }, law, elements)).toContainEqual({
    citation: '45 CFR §164.514(b)(2)(i)(G)',
    title: 'Safe Harbor identifier: Social security numbers',
  });
});

test('the eighteen identifiers are there', () => {
  expect(Object.keys(law.safeHarbor)).toEqual([...'ABCDEFGHIJKLMNOPQR']);
});
