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

test('across files the plugin finds what a scan finds, but for what only another file that it does not import tells', () => {
  const { stdout } = agreement('fixtures/clinic', '--cross-file');
  const [, both, scan, plugin] = /(\d+) findings in both, (\d+) of phi-scan alone, (\d+) of ESLint alone/.exec(stdout)!.map(Number);
  expect(plugin).toBe(0);
  expect(both).toBeGreaterThan(50);
  expect(scan).toBeLessThan(10);
});
