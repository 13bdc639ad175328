import * as core from '@phi-scan/core';
import { remembering, type Mask } from './reporters/mask.js';

/** What the command line needs of the engine; tests give a small one of their own. */
export interface Engine extends Pick<typeof core, 'scan' | 'describeModels' | 'explainLine' | 'loadKnowledge' | 'readSourceFile' | 'decodeSource' | 'defaultCacheFolder' | 'nearestWord' | 'compileGlobs' | 'mistakesIn' | 'withUserKnowledge'> {
  /** Takes out the values that this knowledge knows. */
  createMasker(knowledge: core.Knowledge): Mask;
}

export const coreEngine: Engine = {
  ...core,
  createMasker(knowledge) {
    const values = core.compileValues(knowledge.values);
    return remembering((text, element) => values.mask(text, { element }));
  },
};
