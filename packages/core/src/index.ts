export * from './finding.js';
export type * from './facts/facts.js';
export type * from './knowledge/knowledge.js';
export type { Language, SourceText } from './languages/language.js';
export { elementIds, mistakesIn, withUserKnowledge } from './knowledge/extend.js';
export type { KnowledgeAdditions, SinkAddition, SourceAddition, ValueAddition } from './knowledge/extend.js';
export { defaultCacheFolder } from './cache/place.js';
export { loadKnowledge } from './knowledge/load.js';
export { compileValues, type ValueDetector } from './knowledge/values.js';
export { decodeSource, readSourceFile } from './files/read.js';
export { compileGlobs } from './files/globs.js';
export { makeFolder } from './files/make-folder.js';
export { nearestWord } from './judge/nearest.js';

export type { LearnedModels, LearnedShape } from './explain/models.js';
export type { ExplainedFinding, ExplainedSink, ExplainedWritten, LineExplanation } from './explain/line.js';
export type { ExplainedPart } from './explain/value.js';

/** Most of the time to load goes to the TypeScript compiler, so it waits until something is scanned: `--help` needs none of it. */
export const scan: typeof import('./scan.js').scan = async (options) => {
  const engine = await import('./scan.js');
  return engine.scan(options);
};

/** What was learned of the project itself: which of its shapes hold whose data. */
export const describeModels: typeof import('./explain/models.js').describeModels = async (options) => {
  const engine = await import('./explain/models.js');
  return engine.describeModels(options);
};

/** What reaches the sinks on a line, and why it was reported or was not. */
export const explainLine: typeof import('./explain/line.js').explainLine = async (options, file, line) => {
  const engine = await import('./explain/line.js');
  return engine.explainLine(options, file, line);
};
