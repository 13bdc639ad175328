import { describe, expect, it } from 'vitest';
import { phiScan, inProject } from './support/spawned.js';

const files = {
  'src/patient.ts': 'export interface Patient {\n  id: string;\n  name: string;\n  ssn: string;\n  floor: number;\n}\n',
  'src/format.ts': 'export function line(value: string) {\n  return `<${value}>`;\n}\n\nexport function report(text: string) {\n  console.log(text);\n}\n',
  'src/app.ts': `import type { Patient } from './patient';
import { line, report } from './format';

export function show(patient: Patient, doctor: { name: string }, row: unknown, hash: (text: string) => string) {
  console.log(line(patient.ssn));
  console.log(patient.id, patient.floor, hash(patient.ssn));
  console.log('doctor', doctor.name);
  console.log(row);
  report(patient.name);
  const length = patient.name.length;
  // phi-scan-ignore-next-line no-phi-in-logs -- synthetic data
  console.log(patient.name);
  console.log({
    found: length,
    dob: '1985-03-14',
  });
}
`,
  'test/app.test.ts': "console.log('x');\n",
  'ignored/a.ts': "console.log('x');\n",
  '.gitignore': 'ignored\n',
};

async function explained(at: string, ...argv: string[]) {
  return inProject(files, async (folder) => phiScan(folder, ['explain', at, ...argv]));
}

describe('explain file:line', () => {
  it('tells the finding, the sink, the value and its way', async () => {
    const { status, stdout, stderr } = await explained('src/app.ts:5');
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toContain('reported: error no-phi-in-logs, high confidence');
    expect(stdout).toContain('risk 95: SSN in logs');
    expect(stdout).toContain('5:3  console.log writes to a log; known as console: log');
    expect(stdout).toMatch(/data: social security number of a patient.*Patient declares ssn/);
    expect(stdout).toMatch(/\d {2}5:15 {2}returned by line/);
  });

  it('tells why a line is silent: what made each value safe', async () => {
    const { stdout } = await explained('src/app.ts:6');
    expect(stdout).toContain('silent');
    expect(stdout).toContain('safe: id in the name id says identifier');
    expect(stdout).toContain('safe: Patient declares floor as a number');
    expect(stdout).toContain('safe: the name hash says that the result is');
  });

  it('tells what is known of a value that is no data', async () => {
    expect((await explained('src/app.ts:8')).stdout).toMatch(/row\n.*(nothing is known of it|what the caller hands over as row of show)/);
  });

  it('tells which option leaves a finding out', async () => {
    expect((await explained('src/app.ts:7')).stdout).toContain('left out, it is of staff; --include-staff reports it');
    expect((await explained('src/app.ts:7', '--include-staff')).stdout).toContain('reported: error no-phi-in-logs');
  });

  it('tells which comment silences a finding, and why', async () => {
    expect((await explained('src/app.ts:12')).stdout).toContain('suppressed, by the comment on line 11: synthetic data');
  });

  it('tells a wrapper from a sink, and what its callers hand to the sink inside', async () => {
    const outside = await explained('src/app.ts:9');
    expect(outside.stdout).toContain('reported: error no-phi-in-logs');
    expect(outside.stdout).toContain('hands data to console.log at src/format.ts:6');
    const inside = await explained('src/format.ts:6');
    expect(inside.stdout).toContain('from callers: text of report');
    expect(inside.stdout).toMatch(/src\/app\.ts:9:3 +(patient )?name of a patient/);
  });

  it('tells the calls of a line without a sink, and the nearest sinks', async () => {
    const { stdout } = await explained('src/app.ts:10');
    expect(stdout).toContain('no known sink on this line');
    expect(stdout).toContain('The nearest sinks:');
    expect(stdout).toContain('12:3  console.log');
  });

  it('meets the statement that the line is a part of, and masks the values in it', async () => {
    const { stdout } = await explained('src/app.ts:15');
    expect(stdout).toContain('no-phi-literals');
    expect(stdout).toContain('[dob]');
    expect(stdout).not.toContain('1985');
    expect((await explained('src/app.ts:15', '--format', 'json')).stdout).not.toContain('1985');
  });

  it.each([
    ['test/app.test.ts:1', 'test is left out: a folder of tests; --include-tests scans them'],
    ['ignored/a.ts:1', 'ignored is left out: ignored by a .gitignore or .phiscanignore'],
    ['src/none.ts:1', 'no such file or folder'],
    ['.gitignore:1', 'in no language that phi-scan reads'],
    ['src/app.ts:400', 'the file has only '],
  ])('tells why %s is not scanned', async (at, why) => {
    const { status, stdout } = await explained(at);
    expect(stdout).toContain(`not scanned: ${why}`);
    expect(status).toBe(2);
  });

  it('gives JSON with the code of each place', async () => {
    const { stdout } = await explained('src/app.ts:5:3', '--format', 'json');
    const told = JSON.parse(stdout) as { sinks: { written: { value: unknown; data: unknown[] }[] }[] };
    expect(told).toMatchObject({ schemaVersion: 1, file: 'src/app.ts', line: 5, findings: [{ outcome: 'reported', finding: { rule: 'no-phi-in-logs', elements: ['ssn'] } }], sinks: [{ name: 'console.log', kind: 'log' }] });
    const written = told.sinks[0]?.written[0];
    expect(written).toMatchObject({ value: { location: { file: 'src/app.ts', start: { line: 5, column: 15 }, code: 'line(patient.ssn)' } } });
    expect(written?.data[0]).toMatchObject({ element: 'ssn', subject: 'patient', confidence: 'high', way: [{ start: { line: 4 } }, {}, {}, {}] });
  });

  it('needs the project of a file outside the current folder', async () => {
    const { status, stderr } = await explained('../elsewhere.ts:1');
    expect(status).toBe(2);
    expect(stderr).toContain('outside the current folder');
  });
});
