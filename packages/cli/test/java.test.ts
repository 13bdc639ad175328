/** What the command line does holds for Java too. */
import { describe, expect, it } from 'vitest';
import { inProject, phiScan, type Files } from './support/spawned.js';

interface Report {
  readonly findings: readonly { readonly elements: readonly string[]; readonly suppressed?: unknown; readonly location: { readonly file: string; readonly start: { readonly line: number } } }[];
}

const leak = 'class Desk {\n  void show(Patient patient) { System.out.println(patient.getSsn()); }\n}\n';

async function found(files: Files, args: readonly string[] = []): Promise<string[]> {
  return inProject(files, async (folder) => {
    const { stdout, stderr } = await phiScan(folder, ['--format', 'json', ...args]);
    expect(stderr).toBe('');
    const { findings } = JSON.parse(stdout) as Report;
    return findings.filter(({ suppressed }) => !suppressed).map(({ elements, location }) => `${location.file}:${location.start.line} ${elements[0]}`);
  });
}

describe('what is left out', () => {
  const files: Files = {
    'src/main/java/org/clinic/Desk.java': leak,
    'src/test/java/org/clinic/DeskTest.java': leak,
    'target/generated-sources/Desk.java': leak,
    'build/tmp/Desk.java': leak,
    'old/Desk.java': leak,
    '.gitignore': 'old/\n',
  };

  it('are tests, build output, generated and ignored files', async () => {
    expect(await found(files)).toEqual(['src/main/java/org/clinic/Desk.java:2 ssn']);
  });

  it('are not tests with --include-tests', async () => {
    expect(await found(files, ['--include-tests'])).toEqual(['src/main/java/org/clinic/Desk.java:2 ssn', 'src/test/java/org/clinic/DeskTest.java:2 ssn']);
  });
});

it('comments silence', async () => {
  const code = [
    'class Desk { void show(Patient patient) {',
    '  System.out.println(patient.getSsn()); // phi-scan-ignore -- at the desk',
    '  /* phi-scan-ignore-next-line no-phi-in-logs -- on the label */',
    '  System.out.println(',
    '    patient.getMrn());',
    '  // phi-scan-ignore-start -- a report',
    '  System.out.println(patient.getEmail());',
    '  // phi-scan-ignore-end',
    '  System.out.println("// phi-scan-ignore -- no comment" + patient.getPhone());',
    '} }',
  ].join('\n');
  expect(await found({ 'Desk.java': code })).toEqual(['Desk.java:9 phone']);
});

describe('reports', () => {
  const files: Files = {
    'org/clinic/Audit.java': 'package org.clinic;\nclass Audit {\n  static void audit(String what) { System.out.println(what); }\n}\n',
    'org/clinic/Desk.java': 'package org.clinic;\nclass Desk {\n  void show(Patient patient) {\n    Audit.audit(patient.getSsn());\n    System.out.println("call 078-05-1121");\n  }\n}\n',
  };

  it('have a code frame and the way over files', async () => {
    await inProject(files, async (folder) => {
      const { stdout } = await phiScan(folder, ['--no-color']);
      expect(stdout).toContain('> 4 |   Audit.audit(patient.getSsn());\n        |               ~~~~~~~~~~~~~~~~');
      expect(stdout).toContain('org/clinic/Audit.java:3:36');
    });
  });

  it.each(['pretty', 'json', 'sarif'])('as %s hold no value', async (format) => {
    await inProject(files, async (folder) => {
      const { stdout } = await phiScan(folder, ['--format', format]);
      expect(stdout).toContain('Desk.java');
      expect(stdout).not.toContain('078-05-1121');
    });
  });
});
