/**
 * Whether a text can write to a log, an error or telemetry at all. What writes is known by a module, a global, a type or a name, and by the members that
 * lead from there to a call: a text has to mention all words of such a way. Most files of a front end mention none, and an editor need not look at
 * them further. Says yes too often, and never no wrongly.
 */
import { indexCode } from './code.js';
import type { Api, Knowledge } from './knowledge.js';

/** The words of a path, all of which have to be there. Where it begins with a call (`(=>1)`) or is one (``), the object itself has to be called besides. */
interface Way {
  readonly words: readonly string[];
  readonly isCall: boolean;
}

/** What an object of an api has that writes, and what it hands out. */
interface Reach {
  readonly sinks: readonly Way[];
  readonly gives: readonly { readonly way: Way; readonly to: string }[];
}

/** An object of the api is met where all these words are, and the module they begin with, if they do, is named as modules are. */
interface Root {
  readonly words: readonly string[];
  readonly api: string;
  readonly module?: string;
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
  const says = (word: string): boolean => vocabulary.has(word) || patterns.some(meets(word)) || isError(word);
  const wordsIn = wordFinder([...vocabulary], [...patterns, ...[...errorBases.names, ...errorClasses.names].map(patternOf)], says);
  const rootsAt = (word: string): readonly Root[] => [...(roots.get(word) ?? nothing), ...patterns.filter(meets(word)).map(({ api }) => ({ words: nothing, api }))];

  return (text) => {
    const words = wordsIn(text);
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
      for (const { words: all, module, api } of rootsAt(word)) {
        seen.clear();
        if (!all.every((each) => words.has(each)) || (module !== undefined && !namesModule(text, module))) continue;
        // What is imported has the name that the importer gives it.
        if (module === undefined ? reachesSink(api, word) : reachesSink(api)) return true;
      }
    }
    // The message of a class of errors is handed to its base.
    return words.has('super') && [...words].some(isError);
  };
}

/** In quotes, from its beginning, or behind a scheme: 'node:fs'. */
function namesModule(text: string, module: string): boolean {
  for (let at = text.indexOf(module, 1); at > 0; at = text.indexOf(module, at + 1)) if (/['"`:]/.test(text[at - 1]!)) return true;
  return false;
}

/** What cannot be a call that writes, nor hand the name on: a word in a text, a member, a call of nothing, the last parameter of a function. */
const idle = /^[ \t]+(?!as\b|satisfies\b)[a-zA-Z]|^\s*(?:\.(?!\s*(?:call|apply|bind)\b)|\/|['"`](?!\s*\])|\(\s*\)|\)\s*(?:=>|\{))/;

/** Also not where it only stands in types: `Promise<void>`. */
function mayBeCalled(name: string, text: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    const end = at + name.length;
    if (isWordAt(text, at - 1) || isWordAt(text, end)) continue;
    const after = text.slice(end, end + 1_000);
    if (/^\s*</.test(after) ? /^[^;]*[^=]>\(/.test(after) : !idle.test(after)) return true;
  }
  return false;
}

function isWordAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 128 || isWordCode[code] === 1;
}

/** A name with a star in it. */
interface Pattern {
  readonly head: string;
  readonly tail: string;
}

interface NamePattern extends Pattern {
  readonly api: string;
}

function rootsOf(apis: readonly Api[]): { readonly roots: ReadonlyMap<string, readonly Root[]>; readonly patterns: readonly NamePattern[] } {
  const roots = new Map<string, Root[]>();
  const patterns: NamePattern[] = [];
  const put = (root: Root): void => {
    const [first] = root.words;
    if (first !== undefined) roots.set(first, [...(roots.get(first) ?? nothing), root]);
  };
  for (const { id, from, makes, globals, names, types } of apis) {
    for (const name of [...globals, ...names, ...types.map(lastWord)]) {
      if (name.includes('*')) patterns.push({ ...patternOf(name), api: id });
      else put({ words: wordsOf(name), api: id });
    }
    // What a module exports by default has the name that the importer likes.
    for (const module of from) for (const made of makes) put({ words: [...wordsOf(module), ...wordsOf(made).filter((word) => word !== 'default')], api: id, module: module.replace(/\*.*/, '') });
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
  return { words: wordsOf(path), isCall: path === '' || path.startsWith('(') };
}

/** The names in a path or a module; what stands in its brackets says which argument, and a star any name. */
function wordsOf(path: string): string[] {
  return path.replaceAll(/\([^)]*\)/g, '').match(/[\w$\u0080-\uFFFF]+/g) ?? [];
}

function lastWord(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** A name without a star is its own beginning. */
function patternOf(name: string): Pattern {
  const star = name.indexOf('*');
  return star < 0 ? { head: name, tail: '' } : { head: name.slice(0, star), tail: name.slice(name.lastIndexOf('*') + 1) };
}

const buckets = 1 << 16;
const isWordCode = Uint8Array.from({ length: 128 }, (_, code) => (/[\w$]/.test(String.fromCharCode(code)) ? 1 : 0));

/**
 * The words of a text that say something. All texts of a project are gone through, and nearly all their words say nothing: most are told by a hash that
 * is made while walking, without taking the word out of the text.
 */
function wordFinder(exact: readonly string[], patterns: readonly Pattern[], says: (word: string) => boolean): (text: string) => Set<string> {
  const hashes = new Uint8Array(buckets);
  /** By the first two and by the last two characters of patterns. */
  const heads = new Uint8Array(buckets);
  const tails = new Uint8Array(buckets);
  for (const word of exact) hashes[[...word].reduce((hash, _, at) => hashed(hash, word.charCodeAt(at)), 0) & (buckets - 1)] = 1;
  for (const { head, tail } of patterns) {
    // Less than a pair tells nothing.
    if (tail.length > 1) tails[pairOf(tail.charCodeAt(tail.length - 2), tail.charCodeAt(tail.length - 1))] = 1;
    else if (head.length > 1) heads[pairOf(head.charCodeAt(0), head.charCodeAt(1))] = 1;
    else hashes.fill(1);
  }
  return (text) => {
    const found = new Set<string>();
    const { length } = text;
    for (let at = 0; at < length; ) {
      let code = text.charCodeAt(at);
      if (code < 128 && isWordCode[code] === 0) {
        at += 1;
        continue;
      }
      const start = at;
      let hash = 0;
      do {
        hash = hashed(hash, code);
        at += 1;
        code = at < length ? text.charCodeAt(at) : 0;
      } while (code >= 128 || isWordCode[code] === 1);
      if (hashes[hash & (buckets - 1)] === 0 && tails[pairOf(text.charCodeAt(at - 2), text.charCodeAt(at - 1))] === 0 && heads[pairOf(text.charCodeAt(start), text.charCodeAt(start + 1))] === 0) continue;
      const word = text.slice(start, at);
      if (!found.has(word) && says(word)) found.add(word);
    }
    return found;
  };
}

function hashed(hash: number, code: number): number {
  return (Math.imul(hash, 31) + code) | 0;
}

function pairOf(first: number, second: number): number {
  return ((first & 0xff) << 8) | (second & 0xff);
}
