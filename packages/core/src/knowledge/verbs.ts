/** What the verbs in a function's name say of its work. */
import type { VerbKnowledge } from './knowledge.js';
import { nameSet } from './name-set.js';

export interface VerbIndex {
  /** By the words of a name: whether it hands over, or makes, what the rest of it says. */
  workOf(words: readonly string[]): Work;
  /** Whether a function or class of that name has reporting for its business: logAction, auditLogger; but not recordVisit. */
  reports(words: readonly string[]): boolean;
}

export interface Work {
  readonly giving: boolean;
  readonly doing: boolean;
  /** The words without verbs before and after them; the last verb where there are no others. */
  readonly words: readonly string[];
  /** Nothing but verbs: `find`, `createList`. */
  readonly isBare: boolean;
}

export function indexVerbs(knowledge: VerbKnowledge): VerbIndex {
  const giving = nameSet(knowledge.giving);
  const doing = nameSet(knowledge.doing);
  const trailing = nameSet(knowledge.trailing);
  const reporting = nameSet(knowledge.reporting);
  const reporters = nameSet(knowledge.reporters);
  const recording = nameSet(knowledge.recording);
  const events = nameSet(knowledge.events);
  const isVerb = (word: string): boolean => giving.has(word) || doing.has(word);

  return {
    workOf(words) {
      let from = 0;
      while (from < words.length - 1 && isVerb(words[from]!)) from += 1;
      let to = words.length;
      while (to - from > 1 && trailing.has(words[to - 1]!)) to -= 1;
      const verbs = words.slice(0, Math.max(from, 1));
      const rest = words.slice(from, to);
      return {
        giving: verbs.some((word) => giving.has(word)),
        doing: verbs.some((word) => doing.has(word)),
        words: rest,
        isBare: rest.length === 1 && isVerb(rest[0]!),
      };
    },
    reports(words) {
      const [first, second] = words;
      const last = words.at(-1);
      if (first === undefined || last === undefined) return false;
      if (recording.has(first)) return second === undefined || reporting.has(second) || events.has(second);
      return reporting.has(first) || reporters.has(last);
    },
  };
}
