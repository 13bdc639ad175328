/** What the documents say is so. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const node = (...argv: string[]) => spawnSync(process.execPath, argv, { cwd: root, encoding: 'utf8', env: { PATH: process.env['PATH'] } });

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'fixtures/README.md',
  'packages/eslint-plugin/README.md',
  ...readdirSync(join(root, 'packages/eslint-plugin/docs/rules')).map((name) => `packages/eslint-plugin/docs/rules/${name}`),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md')).map((name) => `docs/${name.replaceAll('\\', '/')}`),
];

it('the pages of the rules are what rules/ says', () => {
  expect(node('scripts/write-rule-docs.mjs', '--check')).toMatchObject({ status: 0, stderr: '' });
});

it('the pages of options, commands and configuration are what the program says', () => {
  expect(node('scripts/write-cli-docs.mjs', '--check')).toMatchObject({ status: 0, stderr: '' });
});

describe('README.md', () => {
  it('shows what a scan of the clinic prints', () => {
    expect(node('scripts/write-readme-output.mjs', '--check')).toMatchObject({ status: 0, stderr: '' });
  });

  it('names options that exist', () => {
    const help = node('bin/phi-scan.js', '--help').stdout;
    const named = [...new Set(read('README.md').match(/(?<=[`\s])--[a-z-]+/g))];
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((option) => !help.includes(option))).toEqual([]);
  });
});

it('each package has the license', () => {
  for (const folder of ['packages/core', 'packages/cli', 'packages/eslint-plugin']) expect(read(`${folder}/LICENSE`)).toBe(read('LICENSE'));
});

it.each(pages)('links of %s lead somewhere', (page) => {
  const links = [...read(page).replace(/```[\s\S]*?```|`[^`\n]*`/g, '').matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map((match) => match[1] ?? '').filter((link) => !/^https?:/.test(link));
  expect(links.filter((link) => !existsSync(resolve(root, dirname(page), link)))).toEqual([]);
});
