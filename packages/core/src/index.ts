export * from './finding.js';
export type * from './facts/facts.js';
export type * from './knowledge/knowledge.js';
export type { Language, SourceText } from './languages/language.js';
export { elementIds, mistakesIn, withUserKnowledge } from './knowledge/extend.js';
export type { KnowledgeAdditions, SinkAddition, SourceAddition, ValueAddition } from './knowledge/extend.js';
export { loadKnowledge } from './knowledge/load.js';
export { compileValues, type ValueDetector } from './knowledge/values.js';
export { decodeSource, readSourceFile } from './files/read.js';
export { nearestWord } from './judge/nearest.js';

/** Most of the time to load goes to the TypeScript compiler, so it waits until something is scanned: `--help` needs none of it. */
export const scan: typeof import('./scan.js').scan = async (options) => {
  const engine = await import('./scan.js');
  return engine.scan(options);
};
