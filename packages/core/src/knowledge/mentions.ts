/**
 * Whether a text can write to a log, an error or telemetry at all. What writes is known by a module, a global, a type or a name, and by the members that
 * lead from there to a call: a text has to mention all words of such a way. Most files of a front end mention none, and an editor need not look at
 * them further. Says yes too often, and never no wrongly.
 */
import { indexCode } from './code.js';
import type { Api, Knowledge } from './knowledge.js';

/** The words of a path, all of which have to be there. Of one that begins with a call (`(=>1)`), the object itself has to be called besides. */
interface Way {
  readonly words: readonly string[];
  readonly isCall: boolean;
}

/** What an object of an api has that writes, and what it hands out. */
interface Reach {
  readonly sinks: readonly Way[];
  readonly gives: readonly { readonly way: Way; readonly to: string }[];
}

/** An object of the api is met where all these words are. */
interface Root {
  readonly words: readonly string[];
  readonly api: string;
}

const nothing: readonly never[] = [];

export function indexMentions({ apis, own, code }: Knowledge): (text: string) => boolean {
  const relevant = writing(apis);
  const ids = new Set(relevant.map(({ id }) => id));
  const reaches = new Map(relevant.map((api): [string, Reach] => [api.id, reachOf(api, ids)]));
  const { roots, patterns } = rootsOf(relevant);
  const ownSinks = new Set((own?.sinks ?? []).map(({ name }) => lastWord(name)));
  const { errorBases, errorClasses } = indexCode(code).types;
  const isError = (word: string): boolean => errorBases.has(word) || errorClasses.has(word);

  const vocabulary = new Set(['throw', 'super', ...ownSinks, ...roots.keys()]);
  for (const { words } of [...roots.values()].flat()) for (const word of words) vocabulary.add(word);
  for (const { sinks, gives } of reaches.values()) for (const { words } of [...sinks, ...gives.map(({ way }) => way)]) for (const word of words) vocabulary.add(word);

  const meets = (word: string): ((pattern: Pattern) => boolean) => ({ head, tail }) => word.startsWith(head) && word.endsWith(tail);
  const says = remembered((word) => vocabulary.has(word) || patterns.some(meets(word)) || isError(word));
  const rootsAt = (word: string): readonly Root[] => [...(roots.get(word) ?? nothing), ...patterns.filter(meets(word)).map(({ api }) => ({ words: nothing, api }))];

  return (text) => {
    const words = new Set<string>();
    for (const word of text.match(/[\w$\u0080-\uFFFF]+/g) ?? nothing) if (says(word)) words.add(word);
    if (words.has('throw')) return true;
    const isMet = ({ words: all, isCall }: Way, root: string | undefined): boolean => all.every((each) => words.has(each)) && (!isCall || root === undefined || mayBeCalled(root, text));
    const seen = new Set<string>();
    const reachesSink = (api: string, root?: string): boolean => {
      if (seen.has(api)) return false;
      seen.add(api);
      const { sinks, gives } = reaches.get(api)!;
      return sinks.some((way) => isMet(way, root)) || gives.some(({ way, to }) => isMet(way, root) && reachesSink(to));
    };
    for (const word of words) {
      if (ownSinks.has(word)) return true;
      for (const root of rootsAt(word)) {
        seen.clear();
        if (root.words.every((each) => words.has(each)) && reachesSink(root.api, word)) return true;
      }
    }
    // The message of a class of errors is handed to its base.
    return words.has('super') && [...words].some(isError);
  };
}

/** Not where it only stands in types and before its members: `Promise<void>`, `Promise.all`. */
function mayBeCalled(name: string, text: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    const after = /\S/.exec(text.slice(at + name.length, at + name.length + 100))?.[0];
    if (after !== '.' && after !== '<') return true;
    if (after === '<' && /^[^;]*[^=]>\(/.test(text.slice(at + name.length, at + name.length + 1_000))) return true;
  }
  return false;
}

interface Pattern {
  readonly head: string;
  readonly tail: string;
  readonly api: string;
}

function rootsOf(apis: readonly Api[]): { readonly roots: ReadonlyMap<string, readonly Root[]>; readonly patterns: readonly Pattern[] } {
  const roots = new Map<string, Root[]>();
  const patterns: Pattern[] = [];
  const put = (words: readonly string[], api: string): void => {
    const [first] = words;
    if (first !== undefined) roots.set(first, [...(roots.get(first) ?? nothing), { words, api }]);
  };
  for (const { id, from, makes, globals, names, types } of apis) {
    for (const name of [...globals, ...names, ...types.map(lastWord)]) {
      const star = name.indexOf('*');
      if (star < 0) put(wordsOf(name), id);
      else patterns.push({ head: name.slice(0, star), tail: name.slice(star + 1), api: id });
    }
    // What a module exports by default has the name that the importer likes.
    for (const module of from) for (const made of makes) put([...wordsOf(module), ...wordsOf(made).filter((word) => word !== 'default')], id);
  }
  return { roots, patterns };
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

function reachOf({ sinks, gives }: Api, relevant: ReadonlySet<string>): Reach {
  return {
    sinks: sinks.flatMap(({ members }) => members.map(wayOf)),
    gives: Object.entries(gives).flatMap(([path, to]) => (relevant.has(to) ? [{ way: wayOf(path), to }] : [])),
  };
}

function wayOf(path: string): Way {
  return { words: wordsOf(path), isCall: path.startsWith('(') };
}

/** The names in a path or a module; what stands in its brackets says which argument, and a star any name. */
function wordsOf(path: string): string[] {
  return path.replaceAll(/\([^)]*\)/g, '').match(/[\w$\u0080-\uFFFF]+/g) ?? [];
}

function lastWord(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** Words come again in each file. What is kept is a copy: a part of a text would keep the whole text. */
function remembered(ask: (word: string) => boolean): (word: string) => boolean {
  const known = new Map<string, boolean>();
  return (word) => {
    let answer = known.get(word);
    if (answer === undefined) {
      if (known.size >= mostRemembered) known.clear();
      known.set(Buffer.from(word).toString(), (answer = ask(word)));
    }
    return answer;
  };
}

const mostRemembered = 50_000;
