/** What the command line does holds for Python too. */
import { describe, expect, it } from 'vitest';
import { inProject, phiScan, type Files } from './support/spawned.js';

interface Report {
  readonly findings: readonly { readonly elements: readonly string[]; readonly suppressed?: unknown; readonly location: { readonly file: string; readonly start: { readonly line: number } } }[];
  readonly notifications: readonly { readonly kind: string; readonly file?: string }[];
}

const leak = 'def show(patient):\n    print(patient.ssn)\n';

async function scanned(files: Files, args: readonly string[] = []): Promise<{ found: string[]; told: string[] }> {
  return inProject(files, async (folder) => {
    const { stdout, stderr } = await phiScan(folder, ['--format', 'json', ...args]);
    expect(stderr).toBe('');
    const { findings, notifications } = JSON.parse(stdout) as Report;
    return {
      found: findings.filter(({ suppressed }) => !suppressed).map(({ elements, location }) => `${location.file}:${location.start.line} ${elements[0]}`),
      told: notifications.map(({ file, kind }) => `${file} ${kind}`),
    };
  });
}

describe('what is left out', () => {
  const files: Files = {
    'app/views.py': leak,
    'app/tests.py': leak,
    'app/test_views.py': leak,
    'app/views_test.py': leak,
    'app/conftest.py': leak,
    'tests/helpers.py': leak,
    'venv/lib/python3.12/site-packages/lib.py': leak,
    '.venv/lib/lib.py': leak,
    'app/__pycache__/views.py': leak,
    'app/visits_pb2.py': leak,
    'ignored/old.py': leak,
    '.gitignore': 'ignored/\n',
  };

  it('are tests, virtual environments, generated and ignored files', async () => {
    expect((await scanned(files)).found).toEqual(['app/views.py:2 ssn']);
  });

  it('are not tests with --include-tests', async () => {
    const { found } = await scanned(files, ['--include-tests']);
    expect(found).toEqual(['app/conftest.py:2 ssn', 'app/test_views.py:2 ssn', 'app/tests.py:2 ssn', 'app/views.py:2 ssn', 'app/views_test.py:2 ssn', 'tests/helpers.py:2 ssn']);
  });

  it('is a test that stands among other code', async () => {
    const code = 'def test_show(patient):\n    print(patient.mrn)\n';
    expect((await scanned({ 'a.py': leak + code })).found).toEqual(['a.py:2 ssn']);
    expect((await scanned({ 'a.py': leak + code }, ['--include-tests'])).found).toEqual(['a.py:2 ssn', 'a.py:4 mrn']);
  });
});

it('comments silence', async () => {
  const code = [
    'def show(patient):',
    '    print(patient.ssn)  # phi-scan-ignore -- at the desk',
    '    # phi-scan-ignore-next-line no-phi-in-logs -- on the label',
    '    print(',
    '        patient.mrn,',
    '    )',
    '    # phi-scan-ignore-start -- a report',
    '    print(patient.email)',
    '    # phi-scan-ignore-end',
    '    print("# phi-scan-ignore -- no comment", patient.phone)',
  ].join('\n');
  expect((await scanned({ 'a.py': code })).found).toEqual(['a.py:10 phone']);
});

it('a code frame and a way over files', async () => {
  const files = { 'app/__init__.py': '', 'app/out.py': 'def audit(what):\n    print(what)\n', 'app/main.py': 'from .out import audit\n\ndef show(patient):\n    audit(patient.ssn)\n' };
  await inProject(files, async (folder) => {
    const { stdout } = await phiScan(folder, ['--no-color']);
    expect(stdout).toContain('> 4 |     audit(patient.ssn)\n        |           ~~~~~~~~~~~');
    expect(stdout).toContain('app/out.py:2:5');
  });
});

it('literal values are masked wherever they show', async () => {
  const code = 'import logging\n\nlogging.info("patient 123-45-6789 came")\nlogging.info(f"ssn {1} 123-45-6789", extra={"ssn": \'123-45-6789\'})\n';
  await inProject({ 'a.py': code }, async (folder) => {
    for (const format of ['pretty', 'json', 'sarif']) {
      const { stdout } = await phiScan(folder, ['--format', format]);
      expect(stdout).toContain('a.py');
      expect(stdout).not.toContain('123-45-6789');
    }
  });
});

it('SARIF names the file, the line and the columns', async () => {
  await inProject({ 'src/a.py': leak }, async (folder) => {
    const { stdout } = await phiScan(folder, ['--format', 'sarif']);
    const [result] = (JSON.parse(stdout) as { runs: { results: { locations: { physicalLocation: unknown }[] }[] }[] }).runs[0]!.results;
    expect(result!.locations[0]!.physicalLocation).toMatchObject({ artifactLocation: { uri: 'src/a.py' }, region: { startLine: 2, startColumn: 5 } });
  });
});

describe('unusual files', () => {
  it('declare their encoding', async () => {
    const encodings = ['latin-1', 'iso-8859-1', 'cp1252', 'windows-1251', 'no-such-encoding'];
    const written = (encoding: string): Buffer =>
      Buffer.concat([Buffer.from(`#!/usr/bin/env python\n# -*- coding: ${encoding} -*-\nname = "`), Buffer.from([0xe9, 0xe8]), Buffer.from('"\nprint(patient.ssn)\n')]);
    const files = Object.fromEntries(encodings.map((encoding) => [`${encoding}.py`, written(encoding)]));
    expect(await scanned(files)).toEqual({ found: encodings.map((encoding) => `${encoding}.py:4 ssn`).sort(), told: ['no-such-encoding.py encoding'] });
  });

  it('mix tabs and spaces', async () => {
    const code = 'def show(patient):\n\tif patient:\n\t\tprint(patient.name)\n        print(patient.ssn)\n\tprint(patient.dob)\n';
    expect((await scanned({ 'a.py': code })).found).toEqual(['a.py:3 name', 'a.py:4 ssn', 'a.py:5 dob']);
  });

  it('are Python 2', async () => {
    const code = 'def show(patient):\n    print "ssn", patient.ssn\n    try:\n        save()\n    except IOError, e:\n        raise ValueError, patient.mrn\n    exec "x"\n    print `patient.name`\n';
    const { found } = await scanned({ 'a.py': code });
    expect(found).toEqual(expect.arrayContaining(['a.py:2 ssn', 'a.py:6 mrn']));
  });

  it('nest deep, and are broken: no other file loses its findings', async () => {
    const files = {
      'deep.py': `print(${'['.repeat(3000)}patient.mrn${']'.repeat(3000)})\n`,
      'blocks.py': Array.from({ length: 1500 }, (_, depth) => `${' '.repeat(depth)}if a:\n`).join('') + `${' '.repeat(1500)}print(patient.mrn)\n`,
      'broken.py': 'def show(patient):\n    print(patient.name)\n    x = = 3 ((\n    print(patient.ssn)\n\nclass A(\n',
      'good.py': leak,
    };
    const { found, told } = await scanned(files);
    expect(found).toEqual(expect.arrayContaining(['broken.py:2 name', 'broken.py:4 ssn', 'good.py:2 ssn']));
    expect(told).toEqual(expect.arrayContaining(['broken.py syntax', 'deep.py limit', 'blocks.py limit']));
  });
});
