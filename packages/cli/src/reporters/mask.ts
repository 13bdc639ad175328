/**
 * Takes the literal values of patients out of a text.
 * `element` is what the code around the text says of it: in `{ dob: '1985-03-14' }` only the name of the field makes the date a birth date.
 */
export type Mask = (text: string, element?: string) => string;

export function maskAll(mask: Mask, text: string, elements: Iterable<string>): string {
  let masked = mask(text);
  for (const element of elements) masked = mask(masked, element);
  return masked;
}

/** Findings repeat each other's advice and reasons. Long texts, which hardly do, are not kept. */
export function remembering(mask: Mask): Mask {
  const known = new Map<string, string>();
  return (text, element) => {
    if (text.length > longestRemembered) return mask(text, element);
    const key = `${element ?? ''}\n${text}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const masked = mask(text, element);
    if (known.size >= mostRemembered) known.clear();
    known.set(key, masked);
    return masked;
  };
}

const longestRemembered = 500;
const mostRemembered = 50_000;
