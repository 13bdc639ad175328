/** The command of docs that compares the plugin with phi-scan, over all fixtures. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const agreement = (...argv: string[]) => spawnSync(process.execPath, ['bench/agreement.mjs', ...argv], { cwd: root, encoding: 'utf8', env: { PATH: process.env['PATH'] } });

test.each(['clinic', 'flow', 'founding'])('rule, line and column of each finding of fixtures/%s are those of the command line', (project) => {
  const { status, stdout } = agreement(`fixtures/${project}`);
  expect(stdout).toMatch(/^\d+ files: [1-9]\d* findings in both, 0 of phi-scan alone, 0 of ESLint alone\n$/);
  expect(status).toBe(0);
});

test('across files the plugin finds what a scan finds, but for what only a caller in another file tells', () => {
  const { stdout } = agreement('fixtures/flow', '--cross-file');
  const missed = stdout.split('\n').filter((line) => line.startsWith('-'));
  expect(stdout).toContain(' 0 of ESLint alone');
  expect(missed.every((line) => /react-props|wrappers\/rows|workspace/.test(line))).toBe(true);
});
