/** Every `flags` and `passes` of rules/words, rules/urls.yaml and rules/sanitizers.yaml holds. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { CarrierWords, ElementWords, HarmlessWords, RecordWords, SubjectWords, WordKnowledge } from '../../src/knowledge/knowledge.js';
import { singular } from '../../src/knowledge/split-name.js';
import { compileWords } from '../../src/knowledge/words.js';

interface Examples {
  readonly flags: readonly string[];
  readonly passes: readonly string[];
}

function read<Entry>(name: string): readonly (Entry & Examples)[] {
  return parse(readFileSync(new URL(`../../../../rules/words/${name}.yaml`, import.meta.url), 'utf8')) as readonly (Entry & Examples)[];
}

const elements = read<ElementWords>('elements');
const records = read<RecordWords>('records');
const subjects = read<SubjectWords>('subjects');
const harmless = read<HarmlessWords>('harmless');
const carriers = read<CarrierWords>('carriers');
const knowledge: WordKnowledge = { elements, records, subjects, harmless, carriers };
const { classifyName } = compileWords(knowledge);

describe.each(elements.map((entry) => [`${entry.id} (${entry.label}, ${entry.needs})`, entry] as const))('the element %s', (_, entry) => {
  test.each(entry.flags)('is said by %s', (name) => {
    const verdict = classifyName(name);
    expect(verdict.harmless).toBeUndefined();
    expect(verdict.element).toBe(entry);
  });
  test.each(entry.passes)('is not said by %s', (name) => {
    const verdict = classifyName(name);
    const counts = entry.needs === 'nothing' || verdict.subject !== 'thing';
    expect(counts ? verdict.element : undefined).not.toBe(entry);
  });
});

describe.each(records.map((entry) => [entry.id, entry] as const))('the record %s', (_, entry) => {
  test.each(entry.flags)('is said by %s', (name) => {
    const verdict = classifyName(name);
    expect(verdict.harmless).toBeUndefined();
    expect(verdict.record).toBe(entry);
  });
  test.each(entry.passes)('is not what %s holds', (name) => {
    const verdict = classifyName(name);
    // With an element, the record is only what the element is part of.
    expect(verdict.element === undefined ? verdict.record : undefined).not.toBe(entry);
  });
});

describe.each(subjects.map((entry) => [entry.id, entry] as const))('the subject %s', (_, entry) => {
  test.each(entry.flags)('is that of %s', (name) => {
    expect(classifyName(name).subject).toBe(entry.id);
  });
  test.each(entry.passes)('is not that of %s', (name) => {
    expect(classifyName(name).subject).not.toBe(entry.id);
  });
});

describe.each(harmless.map((entry) => [entry.id, entry] as const))('harmless by %s', (_, entry) => {
  test.each(entry.flags)('is %s', (name) => {
    if (entry.object) {
      const { element, record, harmless: plain } = classifyName(name);
      expect([element, record, plain]).toEqual([undefined, undefined, undefined]);
      return;
    }
    const word = classifyName(name).harmless;
    expect(word).toBeDefined();
    expect(entry.names.some((known) => known === word || known === singular(word ?? ''))).toBe(true);
  });
  test.each(entry.passes)('is not %s', (name) => {
    expect(classifyName(name).harmless).toBeUndefined();
  });
});

describe.each(carriers.map((entry) => [entry.id, entry] as const))('a carrier (%s)', (_, entry) => {
  test.each(entry.flags)('leaves %s telling', (name) => {
    const verdict = classifyName(name);
    expect(verdict.harmless).toBeUndefined();
    expect(verdict.element ?? verdict.record).toBeDefined();
  });
  test.each(entry.passes)('leaves %s without an element or record', (name) => {
    const verdict = classifyName(name);
    expect(verdict.element ?? verdict.record).toBeUndefined();
  });
});
