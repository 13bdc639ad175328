let graphemes: Intl.Segmenter | undefined;
const plainText = /^[\u0020-\u007e]*$/;
const wide =
  /\p{Emoji_Presentation}|\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;
const invisible = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

/** The columns that a text takes on a terminal. */
export function displayWidth(text: string): number {
  if (plainText.test(text)) return text.length;
  return splitGraphemes(text).reduce((sum, each) => sum + each.width, 0);
}

interface Grapheme {
  readonly text: string;
  readonly width: number;
}

export function splitGraphemes(text: string): Grapheme[] {
  // Made where it is needed: it loads the tables of all writing.
  graphemes ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(graphemes.segment(text), ({ segment }) => ({ text: segment, width: graphemeWidth(segment) }));
}

function graphemeWidth(segment: string): number {
  if (wide.test(segment)) return 2;
  return invisible.test(segment) ? 0 : 1;
}

/** Code and file names may hold escape sequences and marks that turn the writing round: a terminal must never obey them. */
export function printable(text: string): string {
  return text.replace(/\t/g, '  ').replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, '\ufffd');
}
