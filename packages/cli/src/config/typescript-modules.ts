/** Lets `import()` read TypeScript where Node itself cannot, and alike in every version of Node. */
import { register } from 'node:module';

let registered = false;

export function understandTypeScript(): void {
  if (registered) return;
  registered = true;
  register('./typescript-hooks.js', import.meta.url);
}
