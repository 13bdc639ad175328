import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { inProject, phiScan } from './support/spawned.js';

const fixtures = fileURLToPath(new URL('../../../fixtures', import.meta.url));

interface Report {
  readonly findings: readonly { readonly fingerprint: string; readonly rule: string; readonly location: { readonly file: string } }[];
}

const keys = ({ findings }: Report): string[] => findings.map(({ rule, fingerprint, location }) => `${location.file} ${rule} ${fingerprint}`);

async function findingsOf(...argv: string[]): Promise<string[]> {
  const { stdout } = await phiScan(fixtures, ['--no-cache', '--format', 'json', ...argv]);
  return keys(JSON.parse(stdout) as Report);
}

describe('--shard', () => {
  it.each([2, 3, 7])('finds in %i parts what one scan finds, each finding once', async (count) => {
    const parts = await Promise.all(Array.from({ length: count }, (_, index) => findingsOf('--shard', `${index + 1}/${count}`)));
    const whole = await findingsOf();
    expect(parts.flat().sort()).toEqual([...whole].sort());
    expect(parts.filter((part) => part.length > 0).length).toBeGreaterThan(1);
  });

  it('follows a flow into the package that another part has', async () => {
    const files = {
      'package.json': '{ "name": "all", "workspaces": ["packages/*"] }',
      'packages/log/package.json': '{ "name": "@all/log", "main": "index.ts" }',
      'packages/log/index.ts': 'export function logIt(value: unknown) { console.log(value); }\n',
      'packages/desk/package.json': '{ "name": "@all/desk" }',
      'packages/desk/main.ts': "import { logIt } from '@all/log';\nexport const show = (patient: { ssn: string }) => logIt(patient.ssn);\n",
    };
    await inProject(files, async (folder) => {
      const parts = await Promise.all([1, 2].map((part) => phiScan(folder, ['--format', 'json', '--shard', `${part}/2`])));
      expect(parts.flatMap(({ stdout }) => keys(JSON.parse(stdout) as Report)).map((key) => key.split(' ')[0])).toEqual(['packages/desk/main.ts']);
    });
  });

  it('says so when a part gets nothing', async () => {
    await inProject({ 'package.json': '{ "name": "one" }', 'a.ts': 'export {};\n' }, async (folder) => {
      const { status, stderr } = await phiScan(folder, ['--shard', '2/2']);
      expect(status).toBe(0);
      expect(stderr).toContain('no package falls to part 2 of 2');
    });
  });

  it.each(['0/2', '3/2', '2', 'a/b', '1/0'])('refuses %s', async (shard) => {
    const { status, stderr } = await phiScan(fixtures, ['--shard', shard]);
    expect(status).toBe(2);
    expect(stderr).toContain('the second of four');
  });
});

describe('phi-scan merge', () => {
  const sarif = (...argv: string[]): Promise<unknown> => phiScan(fixtures, ['--no-cache', '--fail-on', 'never', ...argv]);

  it('makes of the parts the report of the whole, and each result stands in it once', async () => {
    await inProject({}, async (folder) => {
      await Promise.all([1, 2, 3].map((part) => sarif('--shard', `${part}/3`, '--format', `sarif:${folder}/${part}.sarif`)));
      await sarif('--format', `sarif:${folder}/whole.sarif`);
      const merged = await phiScan(folder, ['merge', '3.sarif', '1.sarif', '2.sarif', '1.sarif', '-o', 'all/merged.sarif']);
      expect(merged).toMatchObject({ status: 1, stdout: '', stderr: '' });
      const { stdout } = await phiScan(folder, ['merge', 'whole.sarif', '--fail-on', 'never']);
      const again = await phiScan(folder, ['merge', 'all/merged.sarif', '--fail-on', 'never']);
      type Log = { runs: { results: { partialFingerprints: object; message: object; locations: object }[] }[] };
      const told = (text: string): unknown => (JSON.parse(text) as Log).runs.map(({ results }) => results.map(({ partialFingerprints, message, locations }) => ({ partialFingerprints, message, locations })));
      expect(told(again.stdout)).toEqual(told(stdout));
    });
  });

  it('fails like a scan: at findings of the level, at parts that failed, at what is no report', async () => {
    await inProject({ 'a.ts': 'console.log(patient.ssn);\n', 'other.sarif': '{ "version": "2.1.0", "runs": [{ "tool": { "driver": { "name": "other" } } }] }' }, async (folder) => {
      await phiScan(folder, ['a.ts', '--format', 'sarif:a.sarif']);
      await phiScan(folder, ['gone.ts', '--format', 'sarif:gone.sarif']);
      expect((await phiScan(folder, ['merge', 'a.sarif'])).status).toBe(1);
      expect((await phiScan(folder, ['merge', 'a.sarif', '--fail-on', 'never'])).status).toBe(0);
      expect((await phiScan(folder, ['merge', 'a.sarif', 'gone.sarif', '--fail-on', 'never'])).status).toBe(2);
      for (const report of ['other.sarif', 'a.ts', 'nothing.sarif']) {
        const { status, stderr } = await phiScan(folder, ['merge', 'a.sarif', report]);
        expect(status).toBe(2);
        expect(stderr).toContain(`cannot merge ${report}`);
      }
    });
  });
});
