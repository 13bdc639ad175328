/**
 * Facts as bytes, to be kept on disk or handed over by a thread. The small part that linking asks every file for stays data; the rest is
 * taken apart when someone asks for it, which for many files of a project nobody does.
 */
import type { FileFacts } from './facts.js';

export type Body = Pick<FileFacts, 'lineStarts' | 'nodes' | 'variableReads' | 'functions' | 'classes' | 'shapes'>;
export type FactsHead = Omit<FileFacts, keyof Body>;

export interface EncodedFacts {
  readonly head: FactsHead;
  readonly body: Uint8Array;
}

export function encodeFacts(facts: FileFacts): EncodedFacts {
  const { path, language, imports, exports, comments, problems, lineStarts, nodes, variableReads, functions, classes, shapes } = facts;
  const body: Body = { lineStarts, nodes, variableReads, functions, classes, shapes };
  return { head: { path, language, imports, exports, comments, problems }, body: new TextEncoder().encode(JSON.stringify(body)) };
}

export function bodyOf(bytes: Uint8Array): Body {
  return JSON.parse(new TextDecoder().decode(bytes)) as Body;
}

/** Facts whose larger part is asked for when it is needed. */
export function factsAround(head: FactsHead, body: () => Body): FileFacts {
  return {
    ...head,
    get lineStarts() {
      return body().lineStarts;
    },
    get nodes() {
      return body().nodes;
    },
    get variableReads() {
      return body().variableReads;
    },
    get functions() {
      return body().functions;
    },
    get classes() {
      return body().classes;
    },
    get shapes() {
      return body().shapes;
    },
  };
}
