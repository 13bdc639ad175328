/**
 * Whether a text can write to a log, an error or telemetry at all. What writes is known by a module, a global, a type or a name, and the text has to
 * mention it: most files of a front end mention none, and an editor need not look at them further. Says yes too often, and never no wrongly.
 */
import type { Api, Knowledge } from './knowledge.js';

/** What the language itself has to throw and to build an error with. */
const keywords = ['throw', 'super'];

export function indexMentions({ apis, own }: Knowledge): (text: string) => boolean {
  const exact = new Set([...keywords, ...(own?.sinks ?? []).map(({ name }) => lastWord(name))]);
  const patterns: { readonly head: string; readonly tail: string }[] = [];
  /** By one of its words: all its words. */
  const modules = new Map<string, (readonly string[])[]>();
  for (const { from, globals, names, types } of writing(apis)) {
    for (const name of [...globals.map(firstWord), ...names, ...types.map(lastWord)]) {
      const star = name.indexOf('*');
      if (star < 0) exact.add(name);
      else patterns.push({ head: name.slice(0, star), tail: name.slice(star + 1) });
    }
    for (const module of from) {
      const words = module.split(/[^\w$]+/).filter((word) => word !== '');
      const [first = ''] = words;
      modules.set(first, [...(modules.get(first) ?? []), words]);
    }
  }
  const known = new Map<string, boolean>();
  const isMention = (word: string): boolean => {
    let verdict = known.get(word);
    if (verdict === undefined) {
      verdict = exact.has(word) || patterns.some(({ head, tail }) => word.startsWith(head) && word.endsWith(tail));
      known.set(word, verdict);
    }
    return verdict;
  };
  return (text) => {
    const words = new Set<string>(text.match(/[\w$\u0080-\uFFFF]+/g));
    for (const word of words) if (isMention(word) || modules.get(word)?.some((all) => all.every((each) => words.has(each)))) return true;
    return false;
  };
}

/** The apis of JavaScript that have sinks, and those that hand out one that has. */
function writing(apis: readonly Api[]): Api[] {
  const ids = new Set<string>();
  for (let before = -1; before < ids.size; ) {
    before = ids.size;
    for (const { id, sinks, gives } of apis) if (sinks.length > 0 || Object.values(gives).some((given) => ids.has(given))) ids.add(id);
  }
  return apis.filter(({ id, language }) => ids.has(id) && (language === undefined || language === 'typescript'));
}

function firstWord(path: string): string {
  return /^[\w$*]*/.exec(path)![0];
}

function lastWord(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
