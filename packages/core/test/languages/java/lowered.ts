import type { FileFacts } from '../../../src/facts/facts.js';
import { java } from '../../../src/languages/java/index.js';
import { argumentsOf } from '../typescript/show.js';

await java.load?.();

export function lower(text: string, path = 'src/org/clinic/File.java'): FileFacts {
  return java.lower({ path, text });
}

/** What `log(…)` is given by statements of a method. */
export function logged(statements: string): string[] {
  return argumentsOf(lower(`class File { void run(Patient p, String[] xs, int k, Object o) throws Exception { ${statements} } }`), 'log');
}
