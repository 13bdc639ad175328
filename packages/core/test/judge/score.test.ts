import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ruleIds, type RuleId, type ScoreContext } from '../../src/finding.js';
import { rowFor, scoreOf, type ScoreFacts } from '../../src/judge/score.js';
import type { RiskRow } from '../../src/knowledge/knowledge.js';

interface ExampledRow extends RiskRow {
  readonly flags: readonly string[];
  readonly passes: readonly string[];
}

const rules = new URL('../../../../rules/', import.meta.url);
const risk = parse(readFileSync(new URL('risk.yaml', rules), 'utf8')) as { rows: readonly ExampledRow[] };

/** The notation in the head of risk.yaml: `name,ssn no-phi-in-logs debug third-party +cloud-logs = 95`. */
function example(written: string): { facts: ScoreFacts; context: ScoreContext[]; score: number | undefined } {
  const [before = '', score] = written.split(' = ');
  const [elements = '', rule = '', ...words] = before.split(' ');
  expect(ruleIds).toContain(rule);
  for (const word of words) expect(['debug', 'third-party', '+cloud-logs', '+third-party', '+public-errors', '+production']).toContain(word);
  return {
    facts: { elements: elements.split(','), rule: rule as RuleId, debug: words.includes('debug'), thirdParty: words.includes('third-party') },
    context: words.filter((word) => word.startsWith('+')).map((word) => word.slice(1) as ScoreContext),
    score: score === undefined ? undefined : Number(score),
  };
}

describe.each(risk.rows)('risk.yaml: $id', (row) => {
  test.each(row.flags)('counts for %s', (written) => {
    const { facts, context, score } = example(written);
    expect(rowFor(facts, risk)?.id).toBe(row.id);
    expect(scoreOf(facts, context, risk).value).toBe(score);
  });

  test.each(row.passes)('does not count for %s', (written) => {
    expect(rowFor(example(written).facts, risk)?.id).not.toBe(row.id);
  });
});

const facts = (given: Partial<ScoreFacts>): ScoreFacts => ({ elements: ['name'], rule: 'no-phi-in-logs', debug: false, thirdParty: false, ...given });

test('the founding table is there as it was written', () => {
  const founding = risk.rows.slice(0, 4).map(({ label, base, multipliers }) => [label, base, multipliers.map((multiplier) => [multiplier.label, multiplier.context, multiplier.factor])]);
  expect(founding).toEqual([
    ['SSN in logs', 95, [['Cloud logs', 'cloud-logs', 1.1]]],
    ['Full patient record logged', 90, [['Third-party service', 'third-party', 1.15]]],
    ['PHI in error messages', 80, [['Public error page', 'public-errors', 1.2]]],
    ['PHI in debug logs', 65, [['Production', 'production', 1.1]]],
  ]);
});

describe('scoreOf', () => {
  test.each([
    [facts({ debug: true }), [], '65'],
    [facts({ debug: true }), ['production'], '65 × 1.1 = 71.5'],
    [facts({ elements: ['patient-record'], rule: 'no-phi-object-dump', thirdParty: true }), [], '90 × 1.15 = 100 (capped)'],
    [facts({ elements: ['ssn'] }), ['cloud-logs'], '95 × 1.1 = 100 (capped)'],
    [facts({ rule: 'no-phi-in-errors' }), ['public-errors'], '80 × 1.2 = 96'],
    [facts({ rule: 'no-raw-error-in-phi-context', thirdParty: true }), ['cloud-logs'], '40 × 1.1 × 1.15 = 50.6'],
  ] as const)('%j in %j is %s', (given, context, arithmetic) => {
    expect(scoreOf(given, context, risk).arithmetic).toBe(arithmetic);
  });

  test('tells its terms', () => {
    expect(scoreOf(facts({ elements: ['patient-record'], rule: 'no-phi-object-dump' }), ['third-party', 'production'], risk)).toEqual({
      value: 100,
      terms: [
        { label: 'Full patient record logged', factor: 90 },
        { label: 'Third-party service', factor: 1.15 },
      ],
      arithmetic: '90 × 1.15 = 100 (capped)',
    });
  });

  test('a third-party sink in a third-party context counts once', () => {
    const third = facts({ rule: 'no-phi-in-telemetry', thirdParty: true });
    expect(scoreOf(third, ['third-party'], risk)).toEqual(scoreOf(third, [], risk));
  });

  test('every rule has a score for every element, and debug never raises it', () => {
    const elements = [...new Set(risk.rows.flatMap(({ when }) => when.elements ?? [])), 'ip', 'free-text', 'token', 'something-new'];
    for (const rule of ruleIds) {
      for (const element of elements) {
        const plain = scoreOf(facts({ rule, elements: [element] }), [], risk);
        expect(plain.value, `${element} ${rule}`).toBeGreaterThan(0);
        expect(scoreOf(facts({ rule, elements: [element], debug: true }), [], risk).value).toBeLessThanOrEqual(plain.value);
      }
    }
  });

  test('without a row the score is 0', () => {
    expect(scoreOf(facts({}), [], { rows: [] })).toEqual({ value: 0, terms: [], arithmetic: '0' });
  });

  test('of rows with the same base the first counts', () => {
    const row: RiskRow = { id: 'a', label: 'a', base: 50, when: {}, multipliers: [] };
    expect(rowFor(facts({}), { rows: [row, { ...row, id: 'b' }] })?.id).toBe('a');
  });
});

test('rules.yaml has the six rules in their order', () => {
  const entries = parse(readFileSync(new URL('rules.yaml', rules), 'utf8')) as { id: RuleId; advice: string; tags: string[] }[];
  expect(entries.map(({ id }) => id)).toEqual([...ruleIds]);
  for (const { id, advice, tags } of entries) {
    expect(advice, id).toMatch(/`[^`]+`/);
    expect(tags, id).toContain('hipaa');
    expect(tags.length, id).toBeLessThanOrEqual(20);
  }
});
