/** Lowers the text of an editor, which need not be that of the file on disk. */
import type { FileFacts } from '../facts/facts.js';
import { indexKnowledge } from '../knowledge/indexes.js';
import type { Knowledge } from '../knowledge/knowledge.js';
import type { Language } from '../languages/language.js';
import { languageOf } from '../languages/registry.js';
import { lowerSource, typescript } from '../languages/typescript/index.js';
import { isReadableSource } from '../languages/typescript/readable.js';

export interface EditorText {
  /** Relative to the root, with `/`. Text of no language that phi-scan knows (a buffer without a name) is read as TypeScript with JSX. */
  readonly path: string;
  readonly text: string;
  /** The tree that a TypeScript parser has made of a text, if there is one: used where it is of just this text and numbers its nodes as our compiler does. */
  readonly source?: object;
}

/** Whether it is worth to lower a text that is analysed alone: one that mentions nothing that writes has no findings. */
export function mayHaveFindings({ path, text }: EditorText, knowledge: Knowledge): boolean {
  return languageFor(path) !== typescript || indexKnowledge(knowledge).mayWrite(text);
}

export function lowerText({ path, text, source }: EditorText): FileFacts {
  if (source !== undefined && isReadableSource(source) && source.text === text) return lowerSource(path, source);
  return languageFor(path).lower({ path, text });
}

function languageFor(path: string): Language {
  return languageOf(path) ?? typescript;
}
