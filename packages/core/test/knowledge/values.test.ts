import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { ValueKnowledge } from '../../src/knowledge/knowledge.js';
import { compileValues } from '../../src/knowledge/values.js';

const rulesFolder = new URL('../../../../rules/', import.meta.url);
const values = parse(readFileSync(new URL('values.yaml', rulesFolder), 'utf8')) as readonly (ValueKnowledge & { flags: readonly string[] })[];
const detector = compileValues(values);

const found = (text: string, element?: string): string[] =>
  detector.find(text, { element }).map(({ entry, start, end }) => `${entry.element}: ${text.slice(start, end)}`);

const made: ValueKnowledge = { id: 'made', element: 'ssn', label: 'made', pattern: '\\d{3}', ignoreCase: false, except: [], confidence: 'high' };

describe('find', () => {
  test('finds several values in their order', () => {
    expect(found('Patient John Doe (SSN: 123-45-6789), call 617-438-2291 or john.doe@gmail.com')).toEqual([
      'name: John Doe',
      'ssn: 123-45-6789',
      'phone: 617-438-2291',
      'email: john.doe@gmail.com',
    ]);
  });

  test('gives the value without the words that announce it', () => {
    expect(found('MRN: A1234567.')).toEqual(['mrn: A1234567']);
    expect(found('patient_name = "Maria Silva"')).toEqual(['name: Maria Silva']);
  });

  test('takes a word near by, in any writing, as context', () => {
    for (const text of ['dob 1985-03-14', 'patientDOB: 1985-03-14', 'DATA_DE_NASCIMENTO=1985-03-14', '1985-03-14 was the birth date']) expect(found(text), text).toEqual(['dob: 1985-03-14']);
    expect(found('dobby 1985-03-14')).toEqual([]);
    expect(found(`dob ${'and so on '.repeat(6)} 1985-03-14`)).toEqual([]);
  });

  test('takes the name of the field as context', () => {
    expect(found('1985-03-14')).toEqual([]);
    expect(found('1985-03-14', 'dob')).toEqual(['dob: 1985-03-14']);
    expect(found('1985-03-14', 'phone')).toEqual([]);
    expect(found('8842107', 'mrn')).toEqual(['mrn: 8842107']);
  });

  test('prefers what the field says over what the form says', () => {
    expect(found('943 476 5919')).toEqual(['national-id: 943 476 5919']);
    expect(found('943 476 5919', 'phone')).toEqual(['phone: 943 476 5919']);
  });

  test('tells numbers of staff', () => {
    expect(detector.find('NPI 1245319599').map(({ entry }) => entry.staff)).toEqual([true]);
  });

  test('a harmless value is not taken for another one', () => {
    const decoy: ValueKnowledge = { ...made, id: 'decoy', pattern: '\\d{6}', except: ['^0'] };
    const pair = compileValues([made, decoy]);
    expect(pair.find('012345')).toEqual([]);
    expect(pair.find('112345').map(({ entry }) => entry.id)).toEqual(['decoy']);
  });

  test('looks again behind a match that fails its check', () => {
    const luhn = compileValues([{ ...made, pattern: '\\d{2}', check: 'luhn' }]);
    expect(luhn.find('1180').map(({ start, end }) => [start, end])).toEqual([[1, 3]]);
  });
});

test('an unknown check or a broken pattern is told at once', () => {
  expect(() => compileValues([{ ...made, check: 'lunh' }])).toThrow('value "made": there is no check "lunh"');
  expect(() => compileValues([{ ...made, pattern: '(' }])).toThrow(SyntaxError);
});

describe('mask', () => {
  test.each([
    ['logger.info("Patient John Doe (SSN: 123-45-6789)");', 'logger.info("Patient [name] (SSN: [ssn])");'],
    ["const dob = '1985-03-14';", "const dob = '[dob]';"],
    ["send(record, '1985-03-14', '536228143')", "send(record, '[dob]', '[ssn]')"],
    ["{ mrn: 'AB-12345', phone: '6174382291' }", "{ mrn: '[mrn]', phone: '[phone]' }"],
    ['"patientName": "Maria Silva",', '"patientName": "[name]",'],
    ['cpf = "52998224725"', 'cpf = "[national-id]"'],
    ['diagnosis: `E11.9`', 'diagnosis: `[clinical]`'],
  ])('%j becomes %j', (text, masked) => {
    expect(detector.mask(text)).toBe(masked);
  });

  test('takes the hint of a field whose name is not in the text', () => {
    expect(detector.mask("of('E11.9')")).toBe("of('E11.9')");
    expect(detector.mask("of('E11.9')", { element: 'clinical' })).toBe("of('[clinical]')");
    expect(detector.mask('John Doe', { element: 'name' })).toBe('[name]');
  });

  test.each([
    "import { Injectable } from '@nestjs/common';",
    "@Injectable({ providedIn: 'root' })",
    '"typescript": "~6.0.0", "node": ">=20.19", "pkg": "npm:lodash@4.17.21"',
    "const at = '2024-01-15T10:30:00.000Z';",
    'const epoch = 1700000000000; const seconds = 1700000000;',
    "color: '#336699'; background: #12345678;",
    'app.listen(3000); const timeout = 300_000; const max = 2147483647;',
    'at Object.<anonymous> (/srv/app/index.js:120:34567)',
    "const id = 'c56a4180-65aa-42ec-a945-5fd21dec0538';",
    "const key = '5f3a12b49c0d8e7766554433';",
    'fetch(`http://localhost:8080/api/v1/patients/${id}`)',
    "server.listen(8443, '127.0.0.1')",
    'if (patient.age >= 18 && items[0].length < 10_000) return i + 1;',
    "user@example.com and 'noreply@clinic.com'",
    'const path = "M12.316 3.051a1 1 0 01.633 1.265l-4 12";',
    "throw new PatientNotFoundError('Patient Record Not Found');",
    'sha512-nNBpi5NmFD1XRLwNzmWkaDGkGcfv0Zk3EJbPkQKb7fJPHMs==',
  ])('leaves %j alone', (code) => {
    expect(detector.mask(code)).toBe(code);
  });

  test('leaves alone what the rules say, and the law', () => {
    const rules = readFileSync(new URL('rules.yaml', rulesFolder), 'utf8').split('\n').filter((line) => !line.includes('- "') && !line.includes("- '"));
    const law = readFileSync(new URL('law.yaml', rulesFolder), 'utf8').split('\n');
    for (const line of [...rules, ...law]) expect(detector.mask(line)).toBe(line);
  });

  test('masks a value again where it stands without its context', () => {
    expect(detector.mask('ssn 12, diagnosis E11.9 and E11.9'.padEnd(60) + 'x(E11.9)')).not.toContain('E11.9');
  });

  test('keeps the lines of the text', () => {
    const text = 'one 123-45-6789\r\n\ttwo john@gmail.com\n\nthree';
    expect(detector.mask(text)).toBe('one [ssn]\r\n\ttwo [email]\n\nthree');
    const across = compileValues([{ ...made, pattern: 'a\\s\\s?b' }]);
    expect(across.mask('xa\r\nby')).toBe('x[ssn]\r\ny');
  });

  test('leaves no part of values that overlap', () => {
    const pair = compileValues([made, { ...made, id: 'other', element: 'mrn', pattern: '2..A' }]);
    expect(pair.mask('x1234Ay')).not.toMatch(/\d/);
  });

  const random = sequence(7);
  const pieces = [...values.flatMap(({ flags }) => flags.map((text) => text.replace(/^\[[a-z-]+\] /, ''))), ' ', '\n', ', ', ': ', "'", '"', 'dob ', 'ssn=', 'mrn ', 'phone ', 'x', '0', '-', '(', '@'];
  const texts = Array.from({ length: 500 }, () => Array.from({ length: 1 + random(6) }, () => pieces[random(pieces.length)]).join(''));

  test('holds nothing that find found, in any mixture', () => {
    for (const text of texts) {
      for (const element of [undefined, 'dob', 'mrn', 'name', 'national-id']) {
        const masked = detector.mask(text, { element });
        for (const { start, end } of detector.find(text, { element })) expect(masked).not.toContain(text.slice(start, end));
        expect(masked.split('\n').length).toBe(text.split('\n').length);
      }
    }
  });

  test('changes a masked text no further', () => {
    for (const text of texts) {
      const masked = detector.mask(text);
      expect(detector.mask(masked)).toBe(masked);
      expect(detector.find(masked).map(({ entry }) => entry.id)).toEqual([]);
    }
  });
});

/** Numbers below a limit that look random and are the same in every run. */
function sequence(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % limit;
  };
}
