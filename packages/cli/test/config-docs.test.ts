/** The configurations that the documentation shows are ones that phi-scan takes. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { nearestWord } from '../../core/src/judge/nearest.js';
import { configSchema } from '../src/config/schema.js';
import { validate } from '../src/config/validate.js';
import { inProject, phiScan } from './support/spawned.js';

const page = readFileSync(new URL('../../../docs/config.md', import.meta.url), 'utf8');
const example = (language: string): string => new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? '';

it('in YAML', () => {
  expect(validate(parse(example('yaml')), configSchema, nearestWord)).toEqual([]);
});

it('in TypeScript', async () => {
  const files = { 'phi-scan.config.ts': example('ts'), 'node_modules/phi-scan/package.json': '{ "type": "module", "exports": "./index.js" }', 'node_modules/phi-scan/index.js': 'export const defineConfig = (config) => config;' };
  await inProject({ ...files, 'a.ts': "console.log('for TZ-123456');\n" }, async (root) => {
    expect(await phiScan(root, ['--quiet'])).toMatchObject({ status: 1, stderr: '', stdout: expect.stringContaining('torch number') as string });
  });
});
