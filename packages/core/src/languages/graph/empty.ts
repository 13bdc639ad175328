/** The Facts of a file of which nothing could be lowered, or that declares shapes only. */
import type { FileFacts } from '../../facts/facts.js';
import type { SourceText } from '../language.js';

export function emptyFacts(path: string, language: string, text: string): FileFacts {
  return {
    path,
    language,
    lineStarts: lineStartsOf(text),
    nodes: [],
    variableReads: [],
    functions: [{ name: '', at: [0, text.length], kind: 'module', parent: -1, cls: -1, params: [], returns: [], throws: [], calls: [] }],
    classes: [],
    shapes: [],
    imports: [],
    exports: [],
    comments: [],
    problems: [],
  };
}

/** One file costs no other its findings: what cannot be lowered has no Facts but says why. Nesting that only a machine writes is the usual reason. */
export function orEmpty(language: string, { path, text }: SourceText, lower: () => FileFacts): FileFacts {
  try {
    return lower();
  } catch (error) {
    const message = error instanceof RangeError ? 'nested too deeply to be read' : `could not be read: ${String(error)}`;
    return { ...emptyFacts(path, language, text), problems: [{ kind: 'limit', message, at: [0, 0] }] };
  }
}

export function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
