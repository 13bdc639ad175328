/** Finding phrases of words in a list of words: a tree of maps, so that a name costs a few look-ups whatever the size of the vocabulary. */
import { singulars, splitName } from './split-name.js';

export interface Phrase<Meaning> {
  readonly meaning: Meaning;
  /** Words that the phrase takes of the list, from its start. */
  readonly length: number;
  /** Its last word stands in the plural. */
  readonly plural: boolean;
}

export interface PhraseBook<Meaning> {
  /** The longest phrase that starts at an index. */
  readonly longestAt: (words: readonly string[], index: number) => Phrase<Meaning> | undefined;
  /** The words of a word that is run together from phrases (`nomepaciente`, `dateofbirth`); the word itself, where it is none. */
  readonly unjoined: (word: string) => readonly string[];
}

interface Node<Meaning> {
  readonly next: Map<string, Node<Meaning>>;
  meaning?: Meaning;
}

/** Shorter words are not looked into: too many of them are a part of another word by chance. */
const shortestJoined = 7;
const shortestPart = 3;

export function phraseBook<Meaning>(meanings: ReadonlyMap<string, Meaning>): PhraseBook<Meaning> {
  const root: Node<Meaning> = { next: new Map() };
  const vocabulary = new Set<string>();
  /** Phrases without their spaces, and the one-word phrases. */
  const joined = new Map<string, readonly string[]>();

  for (const [phrase, meaning] of meanings) {
    const words = splitName(phrase);
    let node = root;
    for (const word of words) {
      vocabulary.add(word);
      node = childOf(node, word);
    }
    node.meaning = meaning;
    joined.set(words.join(''), words);
  }

  function longestAt(words: readonly string[], index: number): Phrase<Meaning> | undefined {
    return longestFrom(root, words, index, index);
  }

  function unjoined(word: string): readonly string[] {
    if (vocabulary.has(word) || singulars(word).some((one) => vocabulary.has(one))) return [word];
    const whole = partOf(word);
    if (whole !== undefined) return whole;
    if (word.length < shortestJoined) return [word];
    return partsOf(word, 3) ?? [word];
  }

  function partOf(text: string): readonly string[] | undefined {
    if (text.length < shortestPart && text !== 'id') return undefined;
    const exact = joined.get(text);
    if (exact !== undefined) return exact;
    for (const one of singulars(text)) {
      const words = joined.get(one);
      if (words !== undefined) return words.length === 1 ? [text] : words;
    }
    return undefined;
  }

  /** Long parts are tried first, so that `patientname` is not looked for in smaller words. */
  function partsOf(text: string, most: number): readonly string[] | undefined {
    if (most === 0) return undefined;
    for (let end = text.length; end >= shortestPart; end--) {
      const first = partOf(text.slice(0, end));
      if (first === undefined) continue;
      if (end === text.length) return first;
      const rest = partsOf(text.slice(end), most - 1);
      if (rest !== undefined) return [...first, ...rest];
    }
    return partOf(text);
  }

  return { longestAt, unjoined };
}

function childOf<Meaning>(node: Node<Meaning>, word: string): Node<Meaning> {
  const known = node.next.get(word);
  if (known !== undefined) return known;
  const child: Node<Meaning> = { next: new Map() };
  node.next.set(word, child);
  return child;
}

function nodeOfSingular<Meaning>(node: Node<Meaning>, word: string): Node<Meaning> | undefined {
  for (const one of singulars(word)) {
    const found = node.next.get(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The word as it stands and its singular are two ways on: `doctors note` is a phrase, and `doctors` the plural of one. */
function longestFrom<Meaning>(node: Node<Meaning>, words: readonly string[], start: number, index: number): Phrase<Meaning> | undefined {
  const word = words[index];
  if (word === undefined) return undefined;
  const exact = node.next.get(word);
  const ofSingular = nodeOfSingular(node, word);
  // A number that no phrase asks for is passed over: address 1 line, icd 10 code.
  if (exact === undefined && ofSingular === undefined) return index > start && isNumber(word) ? longestFrom(node, words, start, index + 1) : undefined;
  const asIs = exact && phraseThrough(exact, false, words, start, index);
  const inSingular = ofSingular && phraseThrough(ofSingular, true, words, start, index);
  return (asIs?.length ?? 0) >= (inSingular?.length ?? 0) ? asIs : inSingular;
}

function phraseThrough<Meaning>(node: Node<Meaning>, plural: boolean, words: readonly string[], start: number, index: number): Phrase<Meaning> | undefined {
  const longer = longestFrom(node, words, start, index + 1);
  if (longer !== undefined) return longer;
  return node.meaning === undefined ? undefined : { meaning: node.meaning, length: index - start + 1, plural };
}

export function isNumber(word: string): boolean {
  const code = word.charCodeAt(0);
  return code >= 48 && code <= 57;
}
