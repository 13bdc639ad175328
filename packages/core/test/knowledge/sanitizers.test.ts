import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadKnowledge } from '../../src/knowledge/load.js';
import { isSanitizerName } from '../../src/knowledge/sanitizers.js';

interface Entry {
  readonly id: string;
  readonly origins?: readonly string[];
  readonly flags: readonly string[];
  readonly passes: readonly string[];
}

const knowledge = loadKnowledge().sanitizers;
const { openers, verbs, not, functions } = parse(readFileSync(new URL('../../../../rules/sanitizers.yaml', import.meta.url), 'utf8')) as Record<'verbs' | 'not' | 'functions', readonly Entry[]> & { readonly openers: Entry };

test.each(['redactPhi', 'maskEmail', 'hashSsn', 'sanitizeForLog', 'scrub', 'anonymise', 'pseudonymize', 'deidentify', 'encrypt', 'tokenize', 'obfuscate', 'stripPhi', 'toSafeLog', 'omitSensitive', 'hash', 'sha256', 'mascarar', 'anonimizar', 'ocultar'])('%s is a sanitizer', (name) => {
  expect(isSanitizerName(name, knowledge)).toBe(true);
});

test.each(['', 'token', 'safeStringify', 'JSON', 'stringify', 'format', 'decrypt', 'toString', 'getPatient', 'constructor', 'hasOwnProperty'])('%s is none', (name) => {
  expect(isSanitizerName(name, knowledge)).toBe(false);
});

describe('the openers', () => {
  test.each(openers.flags)('stand before the verb of %s', (name) => expect(isSanitizerName(name, knowledge)).toBe(true));
  test.each(openers.passes)('do not stand before that of %s', (name) => expect(isSanitizerName(name, knowledge)).toBe(false));
});

describe.each(verbs.map((entry) => [entry.id, entry] as const))('the verbs %s', (_, { flags, passes }) => {
  test.each(flags)('make %s a sanitizer', (name) => expect(isSanitizerName(name, knowledge)).toBe(true));
  test.each(passes)('do not make %s one', (name) => expect(isSanitizerName(name, knowledge)).toBe(false));
});

describe.each(not.map((entry) => [entry.id, entry] as const))('the exceptions %s', (_, { flags, passes }) => {
  test.each(flags)('keep %s from being a sanitizer', (name) => expect(isSanitizerName(name, knowledge)).toBe(false));
  test.each(passes)('leave %s one', (name) => expect(isSanitizerName(name, knowledge)).toBe(true));
});

describe.each(functions.map((entry) => [entry.id, entry] as const))('the functions %s', (_, { origins = [], flags, passes }) => {
  test.each(flags)('hold %s', (origin) => expect(origins).toContain(origin));
  test.each(passes)('do not hold %s', (origin) => expect(origins).not.toContain(origin));
});
