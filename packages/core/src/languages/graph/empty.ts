/** The Facts of a file of which nothing could be lowered, or that declares shapes only. */
import type { FileFacts } from '../../facts/facts.js';

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

export function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
