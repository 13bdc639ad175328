/** What an editor needs: one text, its findings, at once. Loads the TypeScript compiler, which `@phi-scan/core` alone does not. */
export { analyse, type Analysed, type AnalyseOptions, type Material } from './analyse.js';
export { lowerText, mayHaveFindings, type EditorText } from './editor/lower.js';
export { openProject, type FactsOf, type Imported, type Project } from './editor/project.js';
export { indexKnowledge, type KnowledgeIndexes } from './knowledge/indexes.js';
export type { ModuleResolver } from './link/program.js';
