import { describe, expect, test } from 'vitest';
import { cnpj, cns, cpf, luhn, mbi, nhs, npi, plausibleDate, ssn } from '../../src/knowledge/check-digits.js';

/** Numbers that the issuers, or the standards they follow, publish as examples; and numbers that are wrong in one place. */
describe.each([
  { name: 'luhn', check: luhn, valid: ['79927398713', '4111 1111 1111 1111', '378282246310005', '5555-5555-5555-4444'], invalid: ['79927398710', '4111111111111112', '', '0000000000000000'] },
  { name: 'npi', check: npi, valid: ['1234567893', '1245319599'], invalid: ['1234567890', '3234567893', '123456789'] },
  { name: 'nhs', check: nhs, valid: ['943 476 5919', '4010232137'], invalid: ['943 476 5918', '4010232173', '0000000000', '94347659'] },
  { name: 'cpf', check: cpf, valid: ['111.444.777-35', '52998224725', '123.456.789-09'], invalid: ['111.444.777-53', '11111111111', '00000000000', '1114447773'] },
  { name: 'cnpj', check: cnpj, valid: ['11.222.333/0001-81', '11222333000181', '12.ABC.345/01DE-35', '12abc34501de35'], invalid: ['11.222.333/0001-18', '12.ABC.345/01DE-53', '00000000000000', '1122233300018'] },
  { name: 'cns', check: cns, valid: ['898 0000 0004 3208', '700123456789010', '205123789040005'], invalid: ['898000000043209', '205123789040013', '300000000000000', '777777777777777', '89800000004320'] },
  { name: 'ssn', check: ssn, valid: ['123-45-6789', '536 22 8143', '899999999'], invalid: ['000-12-3456', '666-12-3456', '900-12-3456', '123-00-6789', '123-45-0000', '123-45-678'] },
  { name: 'mbi', check: mbi, valid: ['1EG4-TE5-MK73', '1EG4TE5MK73', '1eg4 te5 mk73'], invalid: ['0EG4-TE5-MK73', '1SG4-TE5-MK73', '1EG4-TE5-OK73', '1EG4-TE5-MK7', '1EGA-TE5-MK73'] },
  {
    name: 'plausibleDate',
    check: plausibleDate,
    valid: ['1985-03-14', '03/14/1985', '14.03.1985', '14/3/85', '19850314', 'March 14, 1985', '14 de março de 1985', '2024-02-29', '1985-03-14T00:00:00.000Z', '29/02/00'],
    invalid: ['1985-02-30', '2023-02-29', '31/31/1985', '1885-03-14', '2100-03-14', '19851314', 'February 30, 1985', '1985-03', 'Foo 14, 1985', ''],
  },
])('$name', ({ check, valid, invalid }) => {
  test.each(valid)('takes %j', (text) => expect(check(text)).toBe(true));
  test.each(invalid)('does not take %j', (text) => expect(check(text)).toBe(false));
});

/**
 * Numbers that are made valid by trying all last digits. Luhn and the NHS number notice every wrong digit; the Brazilian ones write
 * two remainders as 0, and the CNS gives its fifth digit the weight 11, so they notice most.
 */
describe.each([
  { name: 'luhn', check: luhn, first: '', body: 15, digits: 1, noticed: 1 },
  { name: 'npi', check: npi, first: '1', body: 9, digits: 1, noticed: 1 },
  { name: 'nhs', check: nhs, first: '', body: 9, digits: 1, noticed: 1 },
  { name: 'cpf', check: cpf, first: '', body: 9, digits: 2, noticed: 0.95 },
  { name: 'cnpj', check: cnpj, first: '', body: 12, digits: 2, noticed: 0.95 },
  { name: 'cns', check: cns, first: '7', body: 14, digits: 1, noticed: 0.9 },
])('$name over generated numbers', ({ check, first, body, digits, noticed }) => {
  test('takes one ending at most, and notices a changed digit', () => {
    const random = sequence(2011);
    let made = 0;
    let rejected = 0;
    for (let round = 0; round < 400; round++) {
      const stem = first + Array.from({ length: body - first.length }, () => random(10)).join('');
      const endings = Array.from({ length: 10 ** digits }, (_, ending) => stem + String(ending).padStart(digits, '0'));
      const valid = endings.filter((number) => check(number));
      expect(valid.length).toBeLessThanOrEqual(1);
      for (const number of valid) {
        const place = random(number.length);
        const wrong = number.slice(0, place) + ((Number(number[place]) + 1 + random(9)) % 10) + number.slice(place + 1);
        made++;
        if (!check(wrong)) rejected++;
      }
    }
    expect(made).toBeGreaterThan(300);
    expect(rejected / made).toBeGreaterThanOrEqual(noticed);
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
