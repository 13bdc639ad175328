/** A list of names in which a `*` at an end, or at both, stands for any letters, or none. */
export interface NameSet {
  /** In the order of the list. */
  readonly names: readonly string[];
  has(name: string): boolean;
  /** What a `*` stands for in a name: `patient` of patientschema, where the list has `*schema`. undefined: the list does not have the name so. */
  starOf(name: string): string | undefined;
}

export function nameSet(names: readonly string[]): NameSet {
  const exact = new Set(names.filter((name) => !name.includes('*')));
  const patterns = names.filter((name) => name.includes('*')).map(patternOf);
  const starOf = (name: string): string | undefined => {
    for (const pattern of patterns) {
      const star = pattern(name);
      if (star !== undefined) return star;
    }
    return undefined;
  };
  const known = new Map<string, boolean>();
  const has = (name: string): boolean => {
    let found = known.get(name);
    if (found === undefined) known.set(name, (found = exact.has(name) || starOf(name) !== undefined));
    return found;
  };
  return { names, starOf, has: patterns.length === 0 ? (name) => exact.has(name) : has };
}

function patternOf(pattern: string): (name: string) => string | undefined {
  const text = pattern.replace(/^\*/, '').replace(/\*$/, '');
  const before = pattern.startsWith('*');
  const after = pattern.endsWith('*');
  if (before && after) return (name) => (name.includes(text) ? name.replace(text, '') : undefined);
  if (before) return (name) => (name.endsWith(text) ? name.slice(0, name.length - text.length) : undefined);
  return (name) => (name.startsWith(text) ? name.slice(text.length) : undefined);
}
