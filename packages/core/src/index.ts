export * from './finding.js';
export type * from './facts/facts.js';
export type * from './knowledge/knowledge.js';
export type { Language, SourceText } from './languages/language.js';
export { loadKnowledge } from './knowledge/load.js';
export { compileValues, type ValueDetector } from './knowledge/values.js';
export { scan } from './scan.js';
export { decodeSource, readSourceFile } from './files/read.js';
export { nearestWord } from './judge/nearest.js';
