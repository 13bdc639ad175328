import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTiming } from '../src/timing.js';
import { inProject, phiScan } from './support/spawned.js';

const project = { 'a.ts': 'export const show = (patient: { ssn: string }) => console.log(patient.ssn);\n', 'node_modules/some/index.js': '' };
const entries = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.phi-scan-cache')) : []);

describe('the cache of the command line', () => {
  it('stands among those of the other tools, and gives the same report again', async () => {
    await inProject(project, async (folder) => {
      const first = await phiScan(folder, []);
      expect(entries(join(folder, 'node_modules/.cache/phi-scan'))).not.toEqual([]);
      expect(await phiScan(folder, [])).toEqual(first);
      expect(first.status).toBe(1);
    });
  });

  it('stands where it is told to, or nowhere', async () => {
    await inProject(project, async (folder) => {
      await phiScan(folder, ['--no-cache']);
      expect(entries(join(folder, 'node_modules/.cache/phi-scan'))).toEqual([]);
      await phiScan(folder, ['--cache-location', 'kept/here']);
      expect(entries(join(folder, 'kept/here'))).not.toEqual([]);
      expect(entries(join(folder, 'node_modules/.cache/phi-scan'))).toEqual([]);
    });
  });
});

describe('--timing', () => {
  it('tells on standard error where the time went, and leaves the report as it is', async () => {
    await inProject(project, async (folder) => {
      const plain = await phiScan(folder, ['--no-cache', '--format', 'json']);
      const timed = await phiScan(folder, ['--no-cache', '--format', 'json', '--timing']);
      expect(timed.stdout).toBe(plain.stdout);
      expect(plain.stderr).toBe('');
      for (const stage of ['reading files', 'following data', 'reporting', 'memory at most']) expect(timed.stderr).toContain(stage);
    });
  });

  it('adds up the stages, also those that come back', () => {
    let now = 0;
    const timing = createTiming(() => now);
    const spend = (stage: 'discover' | 'lower', time: number): void => {
      timing.begin(stage);
      now += time;
    };
    now = 10;
    spend('discover', 30);
    spend('lower', 40);
    spend('lower', 10);
    spend('discover', 10);
    const table = timing.table();
    expect(table).toContain('phi-scan took 100 ms');
    expect(table).toMatch(/starting +10 ms +10 %/);
    expect(table).toMatch(/looking for files +40 ms +40 %/);
    expect(table).toMatch(/reading files +50 ms +50 %/);
  });
});
