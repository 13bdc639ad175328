import type { Knowledge } from '@phi-scan/core';
import type { Engine } from '../engine.js';
import { maskAll } from './mask.js';

/** For code that is shown without a finding: nothing says which values it may hold, so it is masked for all of them. */
export function everyMask(engine: Engine, knowledge: Knowledge): (text: string) => string {
  const mask = engine.createMasker(knowledge);
  const elements = knowledge.words.elements.map(({ id }) => id);
  return (text) => maskAll(mask, text, elements);
}
