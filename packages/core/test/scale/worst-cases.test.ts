import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { scan } from '../../src/scan.js';
import { defaultOptions } from '../scan-options.js';
import * as make from './worst-cases.js';

const made: string[] = [];
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

async function scanned(program: make.Program): Promise<{ leaks: string[]; told: string[] }> {
  const root = mkdtempSync(join(tmpdir(), 'phi-scan-worst-case-'));
  made.push(root);
  for (const folder of new Set(Object.keys(program).map((file) => dirname(join(root, file))))) mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(program)) writeFileSync(join(root, file), text);
  const { findings, notifications } = await scan({ ...defaultOptions, root });
  return { leaks: findings.map(({ location, rule }) => `${location.file} ${rule}`), told: notifications.map(({ kind, file }) => `${kind} ${file}`) };
}

const isLong = 300_000;
const leak = 'no-phi-in-logs';

/** Each ends, gives what it can, and where a bound was hit the report says so. Nothing here is timed. */
describe('what only machines write', () => {
  it('a generated file of 5 MB', { timeout: isLong }, async () => {
    expect(await scanned(make.generatedFile())).toEqual({ leaks: [`generated.ts ${leak}`], told: [] });
  });

  it('a larger one', async () => {
    expect(await scanned(make.tooLargeFile())).toEqual({ leaks: [`small.ts ${leak}`], told: ['too-large generated.ts'] });
  });

  it('a minified file of 20,000 lines that does not look like one', { timeout: isLong }, async () => {
    expect(await scanned(make.minifiedFile())).toEqual({ leaks: [`bundle.js ${leak}`], told: ['limit bundle.js'] });
  });

  it('10,000 functions that call each other', { timeout: isLong }, async () => {
    expect(await scanned(make.recursiveFunctions())).toEqual({ leaks: [`steps.js ${leak}`], told: ['limit steps.js'] });
  });

  it('2,000 files that import each other in a circle', { timeout: isLong }, async () => {
    const { leaks, told } = await scanned(make.importCycle());
    expect(leaks).toEqual([`run.js ${leak}`]);
    expect(told).toEqual([expect.stringMatching(/^limit m\d+\.js$/)]);
  });

  it('a barrel that exports 5,000 files again', { timeout: isLong }, async () => {
    expect(await scanned(make.wideBarrel())).toEqual({ leaks: [`run.js ${leak}`], told: [] });
  });

  it.each([['an expression', make.deepExpression], ['a call', make.deepCalls]])('%s nested 3,000 deep', async (_what, program) => {
    expect(await scanned(program())).toEqual({ leaks: [`other.js ${leak}`], told: ['limit deep.js'] });
  });

  it('an object literal of 50,000 keys', { timeout: isLong }, async () => {
    const { leaks, told } = await scanned(make.hugeObject());
    expect(leaks).toContain(`table.js ${leak}`);
    expect(told).toEqual([]);
  });
});
