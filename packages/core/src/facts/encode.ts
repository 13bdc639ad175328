/**
 * Facts as bytes, to be kept on disk or handed over by a thread. The small part that linking asks every file for stays data; the rest is
 * taken apart when someone asks for it, which for most files of a project nobody does.
 */
import type { FileFacts } from './facts.js';

type Body = Pick<FileFacts, 'lineStarts' | 'nodes' | 'variableReads' | 'functions' | 'classes' | 'shapes'>;
export type FactsHead = Omit<FileFacts, keyof Body>;

export interface EncodedFacts {
  readonly head: FactsHead;
  readonly body: Uint8Array;
}

/** Facts that nobody has looked into since they were bytes need no second encoding. */
const untouched = new WeakMap<FileFacts, EncodedFacts>();

export function encodeFacts(facts: FileFacts): EncodedFacts {
  const known = untouched.get(facts);
  if (known) return known;
  const { path, language, imports, exports, comments, problems, lineStarts, nodes, variableReads, functions, classes, shapes } = facts;
  const body: Body = { lineStarts, nodes, variableReads, functions, classes, shapes };
  return { head: { path, language, imports, exports, comments, problems }, body: new TextEncoder().encode(JSON.stringify(body)) };
}

/** Holds the bytes until they are asked for, and what is in them from then on. */
export function decodeFacts(encoded: EncodedFacts): FileFacts {
  let decoded: Body | undefined;
  const body = (): Body => {
    if (!decoded) {
      decoded = JSON.parse(new TextDecoder().decode(untouched.get(facts)!.body)) as Body;
      untouched.delete(facts);
    }
    return decoded;
  };
  const facts: FileFacts = {
    ...encoded.head,
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
  untouched.set(facts, encoded);
  return facts;
}
