import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inProject, phiScanHere } from './support/spawned.js';

const files = { 'a.ts': 'export function show(patient: Patient) {\n  console.log(patient.ssn);\n}\n' };

describe('what cannot be written is an error, and leaves no half of it', () => {
  // Linux has a device that is always full.
  it.skipIf(!existsSync('/dev/full')).each([
    ['a report', ['--format', 'html:/dev/full'], 'cannot write /dev/full: the disk is full'],
    ['an audit log', ['--audit-log', '/dev/full', '--quiet'], 'cannot write the audit log /dev/full: the disk is full'],
    ['a baseline', ['baseline', 'create', '--force', '--file', '/dev/full'], 'cannot write /dev/full: the disk is full'],
  ])('on a full disk: %s', async (_, argv, message) => {
    await inProject(files, async (root) => {
      expect(await phiScanHere(root, ['--no-cache', ...argv])).toMatchObject({ status: 2, stderr: expect.stringContaining(message) as string });
      expect(readdirSync(root)).toEqual(['a.ts']);
    });
  });

  it.each([
    ['a report', ['--format', 'csv:folder']],
    ['a baseline', ['baseline', 'create', '--force', '--file', 'folder']],
    ['a report below a file', ['--format', 'junit:a.ts/report.xml']],
  ])('where a folder or a file is in the way: %s', async (_, argv) => {
    await inProject(files, async (root) => {
      mkdirSync(join(root, 'folder'));
      expect(await phiScanHere(root, ['--no-cache', ...argv])).toMatchObject({ status: 2, stderr: expect.stringMatching(/^phi-scan: cannot write /) as string });
      expect(readdirSync(root).sort()).toEqual(['a.ts', 'folder']);
    });
  });
});

// Node's recursive mkdir never ends there.
it.skipIf(!existsSync('/proc/self'))('a place where nobody can make a folder is told at once; a cache there is gone without', async () => {
  await inProject({ 'a.ts': 'export const a = 1;\n' }, async (root) => {
    const place = '/proc/nothing/here';
    for (const [argv, what] of [[['--format', `json:${place}`], place], [['--audit-log', place], `the audit log ${place}`]] as const) {
      expect(await phiScanHere(root, ['--no-cache', '--quiet', ...argv])).toMatchObject({ status: 2, stderr: `phi-scan: cannot write ${what}: there is no such folder, and none can be made\n` });
    }
    expect((await phiScanHere(root, ['--cache-location', place, '--quiet'])).status).toBe(0);
  });
});
