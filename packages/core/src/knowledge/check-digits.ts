/**
 * Arithmetic that tells a real identifier from digits of the same length. Each function takes the text as written, with its
 * separators, and looks at nothing else: no clock, no tables of issued numbers.
 */

const digitsOf = (text: string): number[] => [...text.replace(/\D/g, '')].map(Number);

const weightedSum = (values: readonly number[], weights: readonly number[]): number =>
  weights.reduce((sum, weight, index) => sum + weight * (values[index] ?? 0), 0);

const allSame = (values: readonly number[]): boolean => values.every((value) => value === values[0]);

export function luhn(text: string): boolean {
  const digits = digitsOf(text).reverse();
  if (digits.length < 2 || allSame(digits)) return false;
  const sum = digits.reduce((total, digit, index) => {
    if (index % 2 === 0) return total + digit;
    return total + (digit > 4 ? digit * 2 - 9 : digit * 2);
  }, 0);
  return sum % 10 === 0;
}

/** US National Provider Identifier: Luhn over the number behind the prefix of the card issuer identification scheme for health, 80840. */
export function npi(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  return /^[12]\d{9}$/.test(digits) && luhn(`80840${digits}`);
}

/** NHS number: weights 10 to 2, modulus 11; a check digit of 10 is never issued. */
export function nhs(text: string): boolean {
  const digits = digitsOf(text);
  if (digits.length !== 10 || allSame(digits)) return false;
  const check = 11 - (weightedSum(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  return check !== 10 && check % 11 === digits[9];
}

/** The modulus 11 check digit of CPF and CNPJ, where a remainder below 2 stands for 0. */
function brazilianCheckDigit(values: readonly number[], weights: readonly number[]): number {
  const remainder = weightedSum(values, weights) % 11;
  return remainder < 2 ? 0 : 11 - remainder;
}

export function cpf(text: string): boolean {
  const digits = digitsOf(text);
  if (digits.length !== 11 || allSame(digits)) return false;
  return (
    brazilianCheckDigit(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) === digits[9] &&
    brazilianCheckDigit(digits, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) === digits[10]
  );
}

/** Since July 2026 the first twelve places may hold letters, which count as their ASCII code less 48. */
export function cnpj(text: string): boolean {
  const characters = text.toUpperCase().replace(/[^0-9A-Z]/g, '');
  if (!/^[0-9A-Z]{12}\d{2}$/.test(characters)) return false;
  const values = [...characters].map((character) => character.charCodeAt(0) - 48);
  if (allSame(values)) return false;
  return (
    brazilianCheckDigit(values, [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) === values[12] &&
    brazilianCheckDigit(values, [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) === values[13]
  );
}

/**
 * Brazil's health card. Weights 15 to 1 sum to a multiple of 11. A definitive card (1, 2) is a PIS number of eleven digits, 000 and the
 * check digit; 001 stands there only where the check digit would be 10. A provisional card (7, 8, 9) has no inner form.
 */
export function cns(text: string): boolean {
  const weights = [15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1];
  const digits = text.replace(/\D/g, '');
  const values = digitsOf(digits);
  if (values.length !== weights.length || allSame(values) || weightedSum(values, weights) % 11 !== 0) return false;
  if (/^[789]/.test(digits)) return true;
  const needsOne = weightedSum(values, weights.slice(0, 11)) % 11 === 1;
  return /^[12]/.test(digits) && digits.slice(11, 14) === (needsOne ? '001' : '000');
}

/** Not a check digit: the Social Security Administration has never issued these areas, groups and serials. */
export function ssn(text: string): boolean {
  return /^(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}$/.test(text.replace(/\D/g, ''));
}

/** Medicare Beneficiary Identifier: eleven places, each with its own kind; S, L, O, I, B and Z are never used. */
export function mbi(text: string): boolean {
  const letter = '[AC-HJKMNP-RT-Y]';
  const either = '[0-9AC-HJKMNP-RT-Y]';
  return new RegExp(`^[1-9]${letter}${either}\\d${letter}${either}\\d${letter}${letter}\\d\\d$`).test(text.toUpperCase().replace(/[ -]/g, ''));
}

const monthNumbers: Readonly<Record<string, number>> = {
  jan: 1, feb: 2, fev: 2, mar: 3, apr: 4, abr: 4, may: 5, mai: 5, jun: 6, jul: 7, aug: 8, ago: 8, sep: 9, set: 9, oct: 10, out: 10, nov: 11, dec: 12, dez: 12,
};

/**
 * A day that the calendar has and on which a patient can have been born. Day and month may stand in either order, as both are written.
 * The year is bounded by the founding pattern (1900 to 2099) and not by today, so that a scan gives the same answer every year.
 */
export function plausibleDate(text: string): boolean {
  const named = /[A-Za-z]{3}/.exec(text);
  const numbers = (text.replace(/T.*$/, '').match(/\d+/g) ?? []).flatMap((part) => (/^\d{8}$/.test(part) ? [part.slice(0, 4), part.slice(4, 6), part.slice(6)] : [part]));
  const month = named === null ? undefined : monthNumbers[named[0].toLowerCase()];
  if (named !== null && month !== undefined) {
    const [day, year] = numbers;
    return numbers.length === 2 && isDay(yearOf(year), month, Number(day));
  }
  const [first = '', second = '', third = ''] = numbers;
  if (numbers.length !== 3) return false;
  if (first.length === 4) return isDay(Number(first), Number(second), Number(third));
  const year = yearOf(third);
  return isDay(year, Number(first), Number(second)) || isDay(year, Number(second), Number(first));
}

/** Two digits are of the last century or this one; for the calendar only leap days care. */
const yearOf = (digits = ''): number => (digits.length === 2 ? 2000 + Number(digits) : Number(digits));

function isDay(year: number, month: number, day: number): boolean {
  if (year < 1900 || year > 2099 || month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}
