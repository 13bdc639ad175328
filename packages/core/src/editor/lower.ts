/** Lowers the text of an editor, which need not be that of the file on disk. What is linted is JavaScript, TypeScript, or has it inside: no other language is loaded. */
import type { FileFacts } from '../facts/facts.js';
import { indexKnowledge } from '../knowledge/indexes.js';
import type { Knowledge } from '../knowledge/knowledge.js';
import { lowerSource, typescript } from '../languages/typescript/index.js';
import { isReadableSource } from '../languages/typescript/readable.js';

export interface EditorText {
  /** Relative to the root, with `/`. What its ending does not explain (a buffer without a name) is read as TypeScript with JSX. */
  readonly path: string;
  readonly text: string;
  /** The tree that a TypeScript parser has made of a text, if there is one: used where it is of just this text and numbers its nodes as our compiler does. */
  readonly source?: object;
}

/** Whether it is worth to lower a text that is analysed alone: one that mentions nothing that writes has no findings. */
export function mayHaveFindings(text: string, knowledge: Knowledge): boolean {
  return indexKnowledge(knowledge).mayWrite(text);
}

export function lowerText({ path, text, source }: EditorText): FileFacts {
  if (source !== undefined && isReadableSource(source) && source.text === text) return lowerSource(path, source);
  return typescript.lower({ path, text });
}
