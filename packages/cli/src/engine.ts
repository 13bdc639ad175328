import * as core from '@phi-scan/core';
import { remembering, type Mask } from './reporters/mask.js';

/** What the command line needs of the engine; tests give a small one of their own. */
export interface Engine extends Pick<typeof core, 'scan' | 'describeModels' | 'explainLine' | 'loadKnowledge' | 'readSourceFile' | 'decodeSource' | 'defaultCacheFolder' | 'nearestWord' | 'compileGlobs' | 'mistakesIn' | 'withUserKnowledge'> {
  /** Takes out the values that this knowledge knows. */
  createMasker(knowledge: core.Knowledge): Mask;
}

const masks = new WeakMap<core.Knowledge, Mask>();
let extended: { readonly base: core.Knowledge; readonly key: string; readonly knowledge: core.Knowledge } | undefined;

/** `--watch` asks the same again with each change: what is made of the same knowledge is made once. */
export const coreEngine: Engine = {
  ...core,
  createMasker(knowledge) {
    let mask = masks.get(knowledge);
    if (!mask) {
      const values = core.compileValues(knowledge.values);
      masks.set(knowledge, (mask = remembering((text, element) => values.mask(text, { element }))));
    }
    return mask;
  },
  withUserKnowledge(base, additions) {
    const key = JSON.stringify(additions);
    if (extended?.base !== base || extended.key !== key) extended = { base, key, knowledge: core.withUserKnowledge(base, additions) };
    return extended.knowledge;
  },
};
