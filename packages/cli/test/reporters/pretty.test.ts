import { describe, expect, it } from 'vitest';
import type { Level, Notification } from '@phi-scan/core';
import { displayWidth } from '../../src/reporters/display-width.js';
import { prettyReporter } from '../../src/reporters/pretty.js';
import { finding, locate, report } from '../support/fakes.js';

const file = 'src/patients.ts';

/** The report of one finding in this code. */
function show(text: string, statement: string, culprit: string, parts: Parameters<typeof report>[0] = {}): string {
  return prettyReporter(report({ sources: { [file]: text }, findings: [finding({ file, text, statement, culprit })], ...parts }));
}

/** The lines of the code frame. */
function frame(text: string, statement: string, culprit: string, width = 100): string[] {
  return show(text, statement, culprit, { width })
    .split('\n')
    .filter((line) => /^ {4}[> ] [ \d·]+ \|/.test(line));
}

/** What the marks are under. */
function underlined(lines: readonly string[]): string {
  const index = lines.findIndex((line) => /\| +~+$/.test(line));
  const [code = '', marks = ''] = [lines[index - 1], lines[index]];
  let column = 0;
  let text = '';
  for (const { segment } of new Intl.Segmenter().segment(code)) {
    if (marks[column] === '~') text += segment;
    column += displayWidth(segment);
  }
  return text;
}

describe('a finding', () => {
  it('shows code, flow, reasons, confidence, score, law and advice', () => {
    const text = "export async function show(id) {\n  const patient = await Patient.findById(id);\n  console.log('loaded', patient.ssn);\n}\n";
    const one = finding({
      file,
      text,
      statement: "console.log('loaded', patient.ssn)",
      culprit: 'patient.ssn',
      flow: [
        { ...locate(file, text, 'Patient.findById(id)'), what: 'a patient is read by findById' },
        { ...locate(file, text, 'console.log'), what: 'logged by console.log' },
      ],
      score: {
        value: 100,
        terms: [
          { label: 'SSN in logs', factor: 95 },
          { label: 'Cloud logs', factor: 1.1 },
        ],
        arithmetic: '95 × 1.1 = 100 (capped)',
      },
    });
    expect(prettyReporter(report({ sources: { [file]: text }, findings: [one] }))).toBe(
      [
        'src/patients.ts',
        '',
        '  3:3  error  no-phi-in-logs  The social security number of a patient is logged',
        '',
        '      2 |   const patient = await Patient.findById(id);',
        "    > 3 |   console.log('loaded', patient.ssn);",
        '        |                         ~~~~~~~~~~~',
        '      4 | }',
        '',
        '    flow        1  2:25  a patient is read by findById',
        '                2  3:3   logged by console.log',
        '    why         the name ssn says so',
        '    confidence  high',
        '    risk        95 × 1.1 = 100 (capped): SSN in logs, Cloud logs',
        '    law         45 CFR §164.312(b): Audit controls',
        '    instead     Log `patient.id` instead',
        '',
        'By rule             error  warning     note',
        '  no-phi-in-logs        1        0        0',
        '',
        'By file              error  warning     note',
        '  src/patients.ts        1        0        0',
        '',
        '1 finding (1 error) in 1 file; 1 file and 10 lines scanned.',
        'More about a rule, and how to silence it: phi-scan explain no-phi-in-logs',
        '',
      ].join('\n'),
    );
  });

  it('is shown without code when the file has gone', () => {
    const text = 'console.log(patient.ssn);\n';
    const output = show(text, 'console.log(patient.ssn)', 'patient.ssn', { sources: {} });
    expect(output).toContain('1:1  error');
    expect(output).not.toContain('|');
  });
});

describe('findings that say the same', () => {
  const text = 'console.log(patient.ssn);\nconsole.warn(patient.ssn);\ncatchIt(error);\ncatchIt(error);\n';
  const at = (statement: string, parts: Partial<Parameters<typeof finding>[0]> = {}) => finding({ file, text, statement, culprit: statement, ...parts });
  const errors = [at('console.log(patient.ssn)'), at('console.log(patient.ssn)', { rule: 'no-phi-object-dump' }), at('console.warn(patient.ssn)')];
  const note = at('catchIt(error)', { rule: 'no-raw-error-in-phi-context', level: 'note', message: 'A raw error is logged', advice: 'Log its name' });
  const shown = (briefNotes: boolean): string => prettyReporter(report({ sources: { [file]: text }, findings: [...errors, note, note], briefNotes }));

  it('show a statement once, and advice once', () => {
    expect(shown(true).match(/> 1 \|/g)).toHaveLength(1);
    expect(shown(true).match(/> 2 \|/g)).toHaveLength(1);
    expect(shown(true).match(/instead +\S.*/g)).toEqual(['instead     Log `patient.id` instead', 'instead     as above', 'instead     as above']);
  });

  it('take a line at the end where they are notes, unless notes are asked for', () => {
    expect(shown(true)).toContain('\n\nnote  no-raw-error-in-phi-context\n  src/patients.ts:3:1  A raw error is logged\n  src/patients.ts:3:1  A raw error is logged\n\nBy rule');
    expect(shown(true)).toContain('--fail-on note shows all of them');
    expect(shown(false)).toContain('Log its name');
    expect(shown(false)).not.toContain('in brief');
  });

  it('are counted, the most errors first', () => {
    const rules = shown(true).split('\n').filter((line) => /^ {2}no-[a-z-]+ +\d/.test(line)).map((line) => line.trim().split(' ')[0]);
    expect(rules).toEqual(['no-phi-in-logs', 'no-phi-object-dump', 'no-raw-error-in-phi-context']);
    expect(shown(true)).toContain('explain no-phi-in-logs');
  });
});

describe('the flow', () => {
  const text = 'console.log(patient.ssn);\n';
  const far = { ...locate('packages/records/src/repositories/patient-repository.ts', text, 'patient'), what: 'a patient is read by findById from the table of patients' };
  const near = { ...locate(file, text, 'console.log'), what: 'logged by console.log' };
  const lines = (width: number): string[] => {
    const one = finding({ file, text, statement: 'console.log(patient.ssn)', culprit: 'patient.ssn', flow: [far, near] });
    const all = prettyReporter(report({ sources: { [file]: text }, findings: [one], width })).split('\n');
    return all.slice(all.findIndex((line) => line.startsWith('    flow')), all.findIndex((line) => line.startsWith('    why')));
  };

  it('names other files, and lines up', () => {
    expect(lines(160)).toEqual([
      '    flow        1  packages/records/src/repositories/patient-repository.ts:1:13  a patient is read by findById from the table of patients',
      '                2  1:1                                                           logged by console.log',
    ]);
  });

  it('stays within a narrow terminal', () => {
    expect(lines(80)).toEqual([
      '    flow        1  packages/records/src/repositories/patient-repository.ts:1:13',
      '                                                        a patient is read by',
      '                                                        findById from the table',
      '                                                        of patients',
      '                2  1:1                                  logged by console.log',
    ]);
  });
});

describe('the code frame', () => {
  it.each([
    ['tabs', '\tif (x) {\n\t\tlog("a",\tpatient.ssn);\n\t}\n', 'patient.ssn'],
    ['wide characters', "log('患者の名前', patient.ssn);\n", 'patient.ssn'],
    ['emoji and combining marks', "log('👩‍⚕️ é 🇧🇷', patient.ssn);\n", 'patient.ssn'],
    ['a wide culprit', "log('x' + '患者', 1);\n", "'患者'"],
    ['values that are masked before it', "log('123-45-6789 123-45-6789', patient.ssn, '123-45-6789');\n", 'patient.ssn'],
    ['Windows line ends', 'other();\r\nlog(patient.ssn);\r\n', 'patient.ssn'],
  ])('underlines the culprit behind %s', (_, text, culprit) => {
    const begin = text.indexOf('log(');
    const statement = text.slice(begin, text.indexOf(');', begin) + 1);
    expect(underlined(frame(text, statement, culprit))).toBe(culprit);
  });

  it('underlines the mask of a value', () => {
    expect(underlined(frame("log('123-45-6789');\n", "log('123-45-6789')", "'123-45-6789'"))).toBe("'[ssn]'");
  });

  it('crops long lines around the culprit', () => {
    const text = `a("${'x'.repeat(500)}"); log('患者', patient.ssn, "${'y'.repeat(500)}"); b("${'z'.repeat(300)}");\n`;
    const lines = frame(text, text.slice(text.indexOf('log('), text.indexOf('; b(')), 'patient.ssn', 80);
    expect(underlined(lines)).toBe('patient.ssn');
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(80);
  });

  it('crops a culprit that is itself too long', () => {
    const culprit = `'${'patient '.repeat(50)}'`;
    const lines = frame(`log(${culprit});\n`, `log(${culprit})`, culprit, 60);
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(60);
    expect(underlined(lines)).toContain('patient patient');
  });

  it('underlines each line of a culprit, and cuts a very long one', () => {
    const culprit = `{\n  ssn,\n${'  field,\n'.repeat(20)}}`;
    const lines = frame(`log(${culprit});\n`, `log(${culprit})`, culprit);
    expect(lines.slice(0, 4)).toEqual(['    >  1 | log({', '         |     ~', '    >  2 |   ssn,', '         |   ~~~~']);
    expect(lines.at(-1)).toBe('      ·· |');
    expect(lines).toHaveLength(13);
  });

  it('shows where the statement begins, however far above', () => {
    const text = `log({\n${'  a,\n'.repeat(10)}  ssn: patient.ssn,\n});\n`;
    expect(frame(text, text.slice(0, -2), 'patient.ssn').map((line) => line.trim())).toEqual([
      '1 | log({',
      '·· |',
      '11 |   a,',
      '> 12 |   ssn: patient.ssn,',
      '|        ~~~~~~~~~~~',
      '13 | });',
    ]);
  });

  it('never passes on what would steer the terminal', () => {
    const output = show("log('\u001b[2J\u202e', patient.ssn);\n", "log('\u001b[2J\u202e', patient.ssn)", 'patient.ssn');
    expect(output).not.toMatch(/[\u001b\u202e]/);
    expect(output).toContain('\ufffd[2J');
  });
});

describe('the summary', () => {
  const text = 'console.log(patient.ssn);\n';
  const one = finding({ file, text, statement: 'console.log(patient.ssn)', culprit: 'patient.ssn' });

  it('counts by rule and by file, the most first, ten at most', () => {
    const inFile = (name: string, level: Level) => finding({ file: name, level, text, statement: 'console.log', culprit: 'patient.ssn' });
    const findings = Array.from({ length: 12 }, (_, index) => inFile(`f${index}.ts`, 'warning'));
    const output = prettyReporter(report({ findings: [...findings, inFile('f7.ts', 'error')] }));
    expect(output).toContain('  no-phi-in-logs        1       12        0');
    const table = output.slice(output.indexOf('By file (the 10 of 12 with the most)')).split('\n\n')[0]?.split('\n') ?? [];
    expect(table).toHaveLength(11);
    expect(table[1]).toMatch(/^ {2}f7\.ts +1 +1 +0$/);
    expect(output).toContain('13 findings (1 error, 12 warnings) in 12 files; 1 file and 10 lines scanned.');
  });

  it('does not call clean what it has not seen', () => {
    expect(prettyReporter(report({ stats: { filesFound: 1, filesScanned: 0, linesScanned: 0 } }))).toBe('Nothing was scanned.\n');
  });

  it('says how many are suppressed, and does not show them', () => {
    const output = prettyReporter(report({ findings: [{ ...one, suppressed: { reason: 'why', at: one.location } }], stats: { filesFound: 2, filesScanned: 2, linesScanned: 1234 } }));
    expect(output).toBe('No patient data found on its way out: 2 files and 1,234 lines scanned; 1 suppressed by comments.\n');
  });

  it('tells what else is to be known, but not twice', () => {
    const notifications: Notification[] = [
      { kind: 'unreadable', level: 'error', message: 'no such file or folder: x' },
      ...Array.from({ length: 12 }, (_, index): Notification => ({ kind: 'binary', level: 'note', message: `b${index}.ts holds binary data` })),
      { kind: 'ignore-without-reason', level: 'warning', message: 'phi-scan-ignore: say why', file, location: one.location },
    ];
    const output = prettyReporter(report({ notifications, alreadyTold: notifications.slice(0, 1) }));
    expect(output).not.toContain('no such file');
    expect(output).toContain('  … and 2 more of this kind (binary)');
    expect(output).toContain('  warning  src/patients.ts:1:1  phi-scan-ignore: say why');
  });
});
