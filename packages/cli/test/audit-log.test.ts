import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inProject, phiScanHere } from './support/spawned.js';

const leak = "export function show(patient: Patient) {\n  console.log(patient.ssn, '123-45-6789');\n}\n";
const records = (root: string): Record<string, unknown>[] => readFileSync(join(root, 'audit.jsonl'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);

describe('--audit-log', () => {
  it('appends a line a run, with counts and hashes and nothing of the code', async () => {
    await inProject({ 'a.ts': leak, 'b.ts': 'export const id = 1;\n' }, async (root) => {
      const scan = (...argv: readonly string[]) => phiScanHere(root, ['--audit-log', 'audit.jsonl', ...argv]);
      await scan('a.ts');
      await scan('a.ts', '--format', 'json');
      await scan('b.ts');
      await scan('a.ts', '--fail-on', 'never');
      const [first, second, third, fourth] = records(root);
      expect(records(root)).toHaveLength(4);
      expect(first).toMatchObject({ record: 1, time: '2026-11-20T12:00:00.000Z', tool: 'phi-scan', exitStatus: 1, files: 1, reported: { error: 1, warning: 1, note: 0 }, problems: 0 });
      expect(second).toEqual(first);
      expect(third).toMatchObject({ exitStatus: 0, found: 0 });
      expect(third?.['resultHash']).not.toBe(first?.['resultHash']);
      expect(fourth).toMatchObject({ exitStatus: 0, resultHash: first?.['resultHash'] });
      expect(fourth?.['configHash']).not.toBe(first?.['configHash']);
      expect(readFileSync(join(root, 'audit.jsonl'), 'utf8')).not.toMatch(/123-45-6789|patient|a\.ts/);
    });
  });

  it('tells of a run that could not begin', async () => {
    await inProject({ 'a.ts': leak, 'phi-scan.config.yaml': 'failOnn: x\n' }, async (root) => {
      expect((await phiScanHere(root, ['--audit-log', 'audit.jsonl'])).status).toBe(2);
      expect(records(root)).toMatchObject([{ exitStatus: 2 }]);
    });
  });

  it('that cannot be written is an error', async () => {
    await inProject({ 'a.ts': 'export const id = 1;\n', 'folder/x.txt': '' }, async (root) => {
      expect(await phiScanHere(root, ['--audit-log', 'folder'])).toMatchObject({ status: 2, stderr: 'phi-scan: cannot write the audit log folder: it is a folder\n' });
    });
  });
});
