/** Reads the compiled knowledge of `rules/`. */
import { readFileSync } from 'node:fs';
import type { Knowledge } from './knowledge.js';

let loaded: Knowledge | undefined;

/** Read once; the path holds from src/ as from dist/. */
export function loadKnowledge(): Knowledge {
  loaded ??= JSON.parse(readFileSync(new URL('../../generated/rules.json', import.meta.url), 'utf8')) as Knowledge;
  return loaded;
}
