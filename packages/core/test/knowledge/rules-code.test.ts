/** Every `flags` and `passes` of rules/code holds. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { indexCode } from '../../src/knowledge/code.js';
import type { CodeKnowledge } from '../../src/knowledge/knowledge.js';
import { loadKnowledge } from '../../src/knowledge/load.js';
import { nameSet } from '../../src/knowledge/name-set.js';
import { splitName } from '../../src/knowledge/split-name.js';

interface Entry {
  readonly names: readonly string[];
  readonly flags: readonly string[];
  readonly passes: readonly string[];
}

const { verbs, ...lists } = indexCode(loadKnowledge().code);

function read<Part extends keyof CodeKnowledge>(part: Part): readonly (readonly [keyof CodeKnowledge[Part] & string, Entry | readonly Entry[]])[] {
  const content = parse(readFileSync(new URL(`../../../../rules/code/${part}.yaml`, import.meta.url), 'utf8')) as Readonly<Record<string, Entry | readonly Entry[]>>;
  return Object.entries(content) as [keyof CodeKnowledge[Part] & string, Entry | readonly Entry[]][];
}

const reports = (name: string): boolean => verbs.reports(splitName(name));
const isAbout: Readonly<Record<keyof CodeKnowledge['verbs'], (name: string) => boolean>> = {
  giving: (name) => verbs.workOf(splitName(name)).giving,
  doing: (name) => verbs.workOf(splitName(name)).doing,
  trailing: (name) => verbs.workOf(splitName(name)).words.at(-1) !== splitName(name).at(-1),
  reporting: reports,
  reporters: reports,
  recording: reports,
  events: reports,
};

describe.each(read('verbs'))('the verbs %s', (list, entry) => {
  const { flags, passes } = entry as Entry;
  test.each(flags)('are in %s', (name) => expect(isAbout[list](name)).toBe(true));
  test.each(passes)('are not in %s', (name) => expect(isAbout[list](name)).toBe(false));
});

describe.each(['members', 'schemas', 'types', 'frameworks', 'calls'] as const)('rules/code/%s.yaml', (part) => {
  describe.each(read(part))('%s', (key, content) => {
    const compiled = lists[part][key] as { has(name: string): boolean };
    const several = Array.isArray(content);
    describe.each((several ? content : [content]) as readonly Entry[])('$names', ({ names, flags, passes }) => {
      const has = several ? (name: string): boolean => names.includes(name) : (name: string): boolean => compiled.has(name);
      test.each(flags)('has %s', (name) => {
        expect(has(name)).toBe(true);
        expect(compiled.has(name)).toBe(true);
      });
      test.each(passes)('has not %s', (name) => expect(has(name)).toBe(false));
    });
  });
});

describe('workOf', () => {
  test.each([
    ['getPatient', { giving: true, doing: false, words: ['patient'], isBare: false }],
    ['findOrCreatePatient', { giving: true, doing: false, words: ['or', 'create', 'patient'], isBare: false }],
    ['createList', { giving: false, doing: true, words: ['list'], isBare: true }],
    ['get', { giving: true, doing: false, words: ['get'], isBare: true }],
    ['patient', { giving: false, doing: false, words: ['patient'], isBare: false }],
    ['', { giving: false, doing: false, words: [], isBare: false }],
  ])('%s', (name, work) => expect(verbs.workOf(splitName(name))).toEqual(work));
});

test('a * stands for any letters, or none', () => {
  const { has, starOf } = nameSet(['Pick', '*Error', 'set*', '*role*']);
  expect(['Pick', 'Error', 'ValidationError', 'set', 'setPatient', 'role', 'userrole', 'roles'].every(has)).toBe(true);
  expect(['Picks', 'Errors', 'reset', 'constructor', ''].some(has)).toBe(false);
  expect(starOf('ValidationError')).toBe('Validation');
  expect(starOf('Pick')).toBeUndefined();
});
