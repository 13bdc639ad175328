/** Whether a function's name says that its result no longer tells whose data it was made from. */
import type { SanitizerKnowledge } from './knowledge.js';
import { phraseBook, type PhraseBook } from './phrases.js';
import { splitName } from './split-name.js';

interface Compiled {
  readonly book: PhraseBook<'safe' | 'unsafe'>;
  readonly openers: ReadonlySet<string>;
  readonly verdicts: Map<string, boolean>;
}

const compiled = new WeakMap<SanitizerKnowledge, Compiled>();

export function isSanitizerName(name: string, knowledge: SanitizerKnowledge): boolean {
  const { book, openers, verdicts } = compile(knowledge);
  const known = verdicts.get(name);
  if (known !== undefined) return known;
  const verdict = isSanitizer(splitName(name), book, openers);
  verdicts.set(name, verdict);
  return verdict;
}

function compile(knowledge: SanitizerKnowledge): Compiled {
  const known = compiled.get(knowledge);
  if (known !== undefined) return known;
  const meanings = new Map<string, 'safe' | 'unsafe'>(knowledge.verbs.map((verb) => [verb, 'safe']));
  for (const name of knowledge.not) meanings.set(name, 'unsafe');
  const fresh: Compiled = { book: phraseBook(meanings), openers: new Set(knowledge.openers), verdicts: new Map() };
  compiled.set(knowledge, fresh);
  return fresh;
}

/** An exception anywhere wins (`escapeAndSanitizeHtml`); else the verb is at the start, after openers, or at the end. */
function isSanitizer(words: readonly string[], book: PhraseBook<'safe' | 'unsafe'>, openers: ReadonlySet<string>): boolean {
  let safe = false;
  let onlyOpeners = true;
  for (let i = 0; i < words.length; i++) {
    const phrase = book.longestAt(words, i);
    if (phrase === undefined) {
      if (!openers.has(words[i]!)) onlyOpeners = false;
      continue;
    }
    if (phrase.meaning === 'unsafe') return false;
    if (onlyOpeners || i + phrase.length === words.length) safe = true;
    onlyOpeners = false;
    i += phrase.length - 1;
  }
  return safe;
}
