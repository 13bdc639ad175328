/** The examples of `rules/values.yaml` hold, and its patterns can be run over any text. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as checkDigits from '../../src/knowledge/check-digits.js';
import type { ValueKnowledge } from '../../src/knowledge/knowledge.js';
import { compileValues } from '../../src/knowledge/values.js';

interface ExampledValue extends ValueKnowledge {
  readonly flags: readonly string[];
  readonly passes: readonly string[];
}

const values = parse(readFileSync(new URL('../../../../rules/values.yaml', import.meta.url), 'utf8')) as readonly ExampledValue[];
const detector = compileValues(values);

/** `[dob] 1985-03-14` is the text 1985-03-14 in a field that a name says to be dob. */
function example(written: string): { text: string; hint: { element?: string } } {
  const [, element, text] = /^\[([a-z-]+)\] (.*)$/s.exec(written) ?? [];
  return element !== undefined && text !== undefined ? { text, hint: { element } } : { text: written, hint: {} };
}

describe.each(values)('$id', (value) => {
  test.each(value.flags)('flags %j', (written) => {
    const { text, hint } = example(written);
    const found = detector.find(text, hint);
    expect(found.map(({ entry }) => entry.id)).toContain(value.id);
    for (const { start, end } of found) expect(detector.mask(text, hint)).not.toContain(text.slice(start, end));
  });

  test.each(value.passes)('passes %j', (written) => {
    const { text, hint } = example(written);
    const found = detector.find(text, hint).filter(({ entry }) => entry.staff !== true);
    expect(found.map(({ entry, start, end }) => `${entry.id}: ${text.slice(start, end)}`)).toEqual([]);
  });

  test('has examples of both, unless every match is harmless', () => {
    expect(value.passes.length).toBeGreaterThan(0);
    if (!value.except.includes('^')) expect(value.flags.length).toBeGreaterThan(0);
  });

  test('names a check that exists', () => {
    expect(value.check === undefined || value.check in checkDigits).toBe(true);
  });

  test('has patterns whose every repetition is bounded', () => {
    for (const pattern of [value.pattern, ...value.except]) expect(unboundedRepetitions(pattern), pattern).toEqual([]);
  });

  test('comes to an end on long texts made to mislead it', () => {
    const alone = compileValues([value]);
    for (const piece of ['1', '12', 'A', 'Aa ', 'a.', 'a-', '1.', '1 ', '+1 ', 'a@', '@a.', '(', '"', 'Patient Ann Q. ', ...value.flags, ...value.flags.map((text) => text.slice(0, -1))]) {
      const text = piece.repeat(Math.ceil(100_000 / piece.length));
      expect(alone.mask(text)).toBeTypeOf('string');
    }
  });
});

test('ids are unique', () => {
  const ids = values.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
});

/**
 * Repetitions without an upper bound. Where a pattern has none, what it does at one position of a text does not depend on the text's length,
 * and so a search takes time in proportion to it.
 */
function unboundedRepetitions(pattern: string): string[] {
  const withoutEscapesAndClasses = pattern.replace(/\\[pP]\{[^}]*\}|\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
  return [...withoutEscapesAndClasses.matchAll(/[*+]|\{\d+,\}/g)].map(([repetition]) => repetition);
}

test.each([
  ['a+', ['+']],
  ['[a-z]*', ['*']],
  ['(?:a{2,})', ['{2,}']],
  ['\\+[+*]{1,3}a{2,3}?', []],
])('an unbounded repetition in %s is noticed', (pattern, repetitions) => {
  expect(unboundedRepetitions(pattern)).toEqual(repetitions);
});
