/** Reads which lines of which files a diff without context (`git diff --unified=0`) changes. */

/** From and to, both included; `all` for a file that git does not know yet. */
export type ChangedLines = 'all' | readonly (readonly [number, number])[];

/** By the file's new name. */
export function parseDiff(diff: string): Map<string, ChangedLines> {
  const files = new Map<string, [number, number][]>();
  let current: [number, number][] | undefined;
  // Lines of the code itself begin with + or -, and hunks say how many of them follow.
  let left = 0;
  for (const line of diff.split('\n')) {
    if (left > 0) {
      if (/^[+-]/.test(line)) left -= 1;
      continue;
    }
    const name = /^\+\+\+ (.*)$/.exec(line)?.[1];
    if (name !== undefined) {
      current = name === '/dev/null' ? undefined : [];
      if (current !== undefined) files.set(unquoted(name).replace(/^b\//, ''), current);
      continue;
    }
    const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (hunk === null) continue;
    const removed = Number(hunk[1] ?? 1);
    const start = Number(hunk[2]);
    const added = Number(hunk[3] ?? 1);
    left = removed + added;
    // Where lines were only taken away, those on both sides stand for them: what they did to the data is not done any more.
    current?.push(added === 0 ? [start, start + 1] : [start, start + added - 1]);
  }
  return files;
}

const escapes: Readonly<Record<string, string>> = { a: '\x07', b: '\b', t: '\t', n: '\n', v: '\v', f: '\f', r: '\r' };

/** Git quotes names with control characters and quotation marks as C does; behind a name with a blank stands a tab. */
function unquoted(name: string): string {
  if (!name.startsWith('"')) return name.replace(/\t$/, '');
  const bytes: number[] = [];
  for (const [part, octal, letter] of name.slice(1, name.lastIndexOf('"')).matchAll(/\\([0-7]{3})|\\(.)|[^\\]+/gs)) {
    bytes.push(...(octal !== undefined ? [Number.parseInt(octal, 8)] : Buffer.from(letter === undefined ? part : (escapes[letter] ?? letter))));
  }
  return Buffer.from(bytes).toString();
}

export function touches(changed: ChangedLines | undefined, first: number, last: number): boolean {
  return changed !== undefined && (changed === 'all' || changed.some(([from, to]) => from <= last && first <= to));
}
