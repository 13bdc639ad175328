export * from './finding.js';
export type * from './facts/facts.js';
export type * from './knowledge/knowledge.js';
export type { Language, SourceText } from './languages/language.js';
