/** How an identifier falls into words, and what the singular of a word may be. */

/** With a number up to this many letters are one word: hl7, s3, nk1, v2. After longer words a number is a word of its own: phone 2, icd 10. */
const shortWord = 2;

/**
 * The lower-case words of an identifier: `patientSSN` → patient ssn, `Patient_DOB-field2` → patient dob field 2, `_próximoPaciente` → proximo paciente.
 * One pass over the characters: names are split millions of times, and any text may stand as a property name.
 */
export function splitName(name: string): string[] {
  const text = isAscii(name) ? name : name.normalize('NFD').replace(/\p{M}+/gu, '');
  const words: string[] = [];
  let start = -1;
  for (let i = 0; i <= text.length; i++) {
    const kind = kindAt(text, i);
    if (start >= 0 && endsAt(text, start, i, kind)) {
      words.push(text.slice(start, i).toLowerCase());
      start = -1;
    }
    if (start < 0 && kind !== 'other') start = i;
  }
  return words;
}

type Kind = 'lower' | 'upper' | 'digit' | 'other';

function kindAt(text: string, index: number): Kind {
  if (index >= text.length) return 'other';
  const code = text.charCodeAt(index);
  if (code >= 97 && code <= 122) return 'lower';
  if (code >= 65 && code <= 90) return 'upper';
  if (code >= 48 && code <= 57) return 'digit';
  if (code < 128) return 'other';
  const char = text.charAt(index);
  const lower = char.toLowerCase();
  const upper = char.toUpperCase();
  if (lower === upper) return /\p{L}|\p{Cs}/u.test(char) ? 'lower' : 'other';
  return char === lower ? 'lower' : 'upper';
}

function endsAt(text: string, start: number, index: number, kind: Kind): boolean {
  const before = kindAt(text, index - 1);
  switch (kind) {
    case 'other':
      return true;
    case 'digit':
      return before !== 'digit' && index - start > shortWord;
    case 'lower':
      return before === 'digit';
    case 'upper':
      // `patientName` ends before N; `SSNs` and `SSN` do not end inside, `SSNField` ends before the F; `HL7Message` ends before M.
      if (before !== 'upper') return true;
      return kindAt(text, index + 1) === 'lower' && !isPluralEnding(text, index + 1);
  }
}

/** The s of `SSNs` and `patientIDs`. */
function isPluralEnding(text: string, index: number): boolean {
  return text.charAt(index) === 's' && kindAt(text, index + 1) !== 'lower';
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

const irregular: Readonly<Record<string, string>> = {
  addresses: 'address',
  anamneses: 'anamnese',
  biopsies: 'biopsy',
  children: 'child',
  diagnoses: 'diagnosis',
  neuroses: 'neurosis',
  people: 'person',
  persons: 'person',
  prognoses: 'prognosis',
  psychoses: 'psychosis',
  wives: 'wife',
};

/**
 * What a word may be the plural of, the likeliest first; none for a word that only looks like a plural (status, address, diagnosis).
 * English, and the Portuguese endings -ões, -ais, -éis, -ns, -res.
 */
export function singulars(word: string): readonly string[] {
  const known = Object.hasOwn(irregular, word) ? irregular[word] : undefined;
  if (known !== undefined) return [known];
  if (word.length < 4 || !word.endsWith('s') || word.endsWith('ss') || word.endsWith('us') || word.endsWith('is')) {
    return word.length > 4 && word.endsWith('is') && !word.endsWith('sis') && !word.endsWith('tis') ? [`${word.slice(0, -2)}l`, `${word.slice(0, -2)}il`] : [];
  }
  const found: string[] = [];
  if (word.endsWith('ies')) found.push(`${word.slice(0, -3)}y`);
  if (word.endsWith('oes')) found.push(`${word.slice(0, -3)}ao`);
  if (word.endsWith('ns')) found.push(`${word.slice(0, -2)}m`);
  if (/(?:ss|x|ch|sh|z|r|o)es$/.test(word)) found.push(word.slice(0, -2));
  return [word.slice(0, -1), ...found];
}

/** The likeliest singular of a word that nothing else is known of; the word itself, where it is no plural. */
export function singular(word: string): string {
  const found = singulars(word);
  return (word.endsWith('ies') || /(?:ss|x|ch|sh|z)es$/.test(word) ? found[1] : found[0]) ?? word;
}
