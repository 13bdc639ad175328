import { readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string; homepage?: string };

export const product = {
  name: 'phi-scan',
  version: manifest.version,
  /** The folder of the documentation pages. */
  documentation: 'https://github.com/phi-scan/phi-scan/blob/main/docs',
  homepage: manifest.homepage ?? 'https://www.npmjs.com/package/phi-scan',
} as const;
