import { describe, expect, it } from 'vitest';
import { lower, argumentsOf, logged } from './show.js';

describe('a variable is the value it has at that point', () => {
  it('ends with the last assignment', () => {
    expect(logged('let p = patient; p = redact(p); log(p)')).toEqual(['p=redact(p=patient)']);
  });
  it('is both values after a branch that redacts one side', () => {
    expect(logged('let p = patient; if (safe) { p = redact(p) } log(p)')).toEqual(['phi(p=redact(p=patient), p=patient)']);
  });
});
