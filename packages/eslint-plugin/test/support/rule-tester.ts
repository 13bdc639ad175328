/** ESLint's own RuleTester, and the examples that rules/rules.yaml gives of a rule: in a function whose parameter is `patient`. */
import { readFileSync } from 'node:fs';
import type { RuleId } from '@phi-scan/core';
import { Linter, RuleTester } from 'eslint';
import { afterAll, describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import plugin from '../../src/index.js';

RuleTester.describe = describe;
RuleTester.it = it;
RuleTester.itOnly = it.only;
(RuleTester as unknown as { afterAll: typeof afterAll }).afterAll = afterAll;

export const ruleTester = new RuleTester();

export const around = (statement: string): string => `export function show(patient, logger) {\n  ${statement}\n}\n`;

interface Examples {
  readonly id: RuleId;
  readonly flags: readonly string[];
  readonly passes: readonly string[];
}

const entries = parse(readFileSync(new URL('../../../../rules/rules.yaml', import.meta.url), 'utf8')) as readonly Examples[];

export function testExamples(rule: RuleId): void {
  const { flags, passes } = entries.find(({ id }) => id === rule)!;
  const lint = (statement: string): (string | null)[] => {
    const config: Linter.Config = { plugins: { 'phi-scan': plugin }, rules: { [`phi-scan/${rule}`]: 'error' } };
    return new Linter({ configType: 'flat' }).verify(around(statement), config).map(({ ruleId, message }) => ruleId ?? message);
  };
  describe('the examples of rules/', () => {
    test.each(flags)('reports %s', (statement) => expect(lint(statement)).toContain(`phi-scan/${rule}`));
    test.each(passes)('passes %s', (statement) => expect(lint(statement)).toEqual([]));
  });
}
