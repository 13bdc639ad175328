import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { inProject, phiScanHere, type Files } from './support/spawned.js';

const code = `// phi-scan-ignore-file no-phi-literals -- none here
export function show(patient: Patient) {
  // phi-scan-ignore-next-line no-phi-in-logs -- synthetic
  console.log(patient.ssn);
  // phi-scan-ignore-next-line no-phi-in-logs -- of no use
  console.log(patient.id);
  console.log(patient.mrn); // phi-scan-ignore no-phi-in-logs, no-phi-in-errors -- half of it
  console.log('seen'); // eslint-disable-line no-console // phi-scan-ignore -- of no use
  console.log('seen'); /* phi-scan-ignore no-phi-in-logs -- of no use */
  const name = 1; // a phi-scan-ignorant comment
  // phi-scan-ignore-start no-phi-in-logs -- a block
  return name;
  // phi-scan-ignore-end no-phi-in-logs
}
`;
const fixed = `export function show(patient: Patient) {
  // phi-scan-ignore-next-line no-phi-in-logs -- synthetic
  console.log(patient.ssn);
  console.log(patient.id);
  console.log(patient.mrn); // phi-scan-ignore no-phi-in-logs -- half of it
  console.log('seen'); // eslint-disable-line no-console
  console.log('seen');
  const name = 1; // a phi-scan-ignorant comment
  // phi-scan-ignore-start no-phi-in-logs -- a block
  return name;
  // phi-scan-ignore-end no-phi-in-logs
}
`;
const page = 'export const Page = ({ patient }: { patient: Patient }) => (\n  <p>\n    {/* phi-scan-ignore-next-line no-phi-in-logs -- of no use */}\n    {patient.id}\n  </p>\n);\n';
const files: Files = { 'src/a.ts': code, 'src/page.tsx': page };
const read = (root: string, file: string): string => readFileSync(join(root, file), 'utf8');

describe('--fix', () => {
  it('takes out comments that silence nothing, and nothing else; the rest parses and scans as before', async () => {
    await inProject(files, async (root) => {
      const before = await phiScanHere(root, ['--format', 'json', '--no-cache']);
      const { status, stderr, stdout } = await phiScanHere(root, ['--fix', '--no-cache', '--format', 'json']);
      expect({ status, stderr }).toEqual({ status: 0, stderr: 'phi-scan: comments that silence nothing were taken out of 2 files\n' });
      expect(read(root, 'src/a.ts')).toBe(fixed);
      expect(read(root, 'src/page.tsx')).toBe(page.replace(/.*phi-scan-ignore.*\n/, ''));
      for (const file of Object.keys(files)) expect(ts.transpileModule(read(root, file), { fileName: file, reportDiagnostics: true }).diagnostics).toEqual([]);
      const summary = (json: string): unknown => (JSON.parse(json) as { summary: { findings: number; suppressed: number } }).summary;
      expect(summary(stdout)).toMatchObject({ suppressed: (summary(before.stdout) as { suppressed: number }).suppressed, findings: 0 });
      expect((await phiScanHere(root, ['--fix', '--no-cache'])).stderr).toContain('taken out of 0 files');
      expect(read(root, 'src/a.ts')).toBe(fixed);
    });
  });

  it('shows a diff, and changes nothing, when only asked how it would look', async () => {
    await inProject(files, async (root) => {
      const { status, stdout, stderr } = await phiScanHere(root, ['--fix-dry-run', '--no-cache']);
      expect({ status, stderr }).toEqual({ status: 0, stderr: 'phi-scan: comments that silence nothing would be taken out of 2 files\n' });
      expect(stdout).toContain('--- a/src/a.ts');
      expect(stdout).toContain('-  // phi-scan-ignore-next-line no-phi-in-logs -- of no use');
      expect(stdout).toContain('+  console.log(patient.mrn); // phi-scan-ignore no-phi-in-logs -- half of it');
      expect(read(root, 'src/a.ts')).toBe(code);
    });
  });

  it('keeps a comment whose finding a scan would leave out: of staff, in a test, of a rule that is off', async () => {
    const kept: Files = {
      'a.ts': 'export function show(doctor: Doctor) {\n  // phi-scan-ignore-next-line -- on the door\n  console.log(doctor.name);\n}\n',
      'a.test.ts': 'export function show(patient: Patient) {\n  // phi-scan-ignore-next-line -- synthetic\n  console.log(patient.ssn);\n}\n',
    };
    await inProject({ ...kept, 'phi-scan.config.yaml': 'rules:\n  no-phi-in-logs: off\n' }, async (root) => {
      expect((await phiScanHere(root, ['--fix', '--no-cache'])).stderr).toContain('taken out of 0 files');
      for (const [file, text] of Object.entries(kept)) expect(read(root, file)).toBe(text);
    });
  });

  it.each([[['src', '--fix']], [['--fix', '--exclude', 'lib']], [['--fix-dry-run', '--stdin']]])('%j: a part of the project is not enough', async (argv) => {
    await inProject(files, async (root) => {
      expect(await phiScanHere(root, argv)).toMatchObject({ status: 2, stderr: expect.stringContaining('must see the whole project') as string });
      expect(read(root, 'src/a.ts')).toBe(code);
    });
  });

  it('leaves a file alone that could not be parsed', async () => {
    const broken = `const = ;\n${code}`;
    await inProject({ 'a.ts': broken }, async (root) => {
      await phiScanHere(root, ['--fix', '--no-cache']);
      expect(read(root, 'a.ts')).toBe(broken);
    });
  });
});
