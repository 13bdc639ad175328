import { readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { readonly name: string; readonly version: string };

export const product = {
  name: manifest.name,
  version: manifest.version,
  /** The folder of the rules' pages. */
  documentation: 'https://github.com/phi-scan/phi-scan/blob/main/packages/eslint-plugin/docs/rules',
} as const;
