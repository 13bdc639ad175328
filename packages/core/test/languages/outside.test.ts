import { describe, expect, it } from 'vitest';
import { sourceExtensions } from '../../src/languages/outside.js';
import { languages } from '../../src/languages/registry.js';

describe('what is known of the languages before one is loaded', () => {
  it('is what they say themselves', () => {
    expect([...sourceExtensions].sort()).toEqual(languages.flatMap(({ extensions }) => extensions).sort());
  });
});
