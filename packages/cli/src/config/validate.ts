/** Checks a value against a schema and says what is wrong in words for the person who wrote it. */
import type { Schema } from './schema.js';

export type KeyPath = readonly (string | number)[];

export interface Problem {
  readonly path: KeyPath;
  readonly message: string;
}

export type Nearest = (word: string, words: readonly string[]) => string | undefined;

export function validate(value: unknown, schema: Schema, nearest: Nearest): Problem[] {
  return check(value, schema, []);

  function check(value: unknown, schema: Schema, path: KeyPath): Problem[] {
    const wrong = (message: string): Problem[] => [{ path, message: `${subject(path)} ${message}` }];
    if (schema.anyOf !== undefined) {
      const attempts = schema.anyOf.map((each) => check(value, each, path));
      // Of several forms, the one of the same type is the one that was meant.
      const meant = schema.anyOf.findIndex((each) => each.type !== undefined && typeOf(value) === each.type);
      if (attempts.some((problems) => problems.length === 0)) return [];
      return attempts[meant] ?? wrong(`is ${describe(value)}, must be ${schema.anyOf.map(expected).join(' or ')}`);
    }
    if (schema.enum !== undefined) {
      if (schema.enum.some((each) => each === value)) return [];
      const meant = typeof value === 'string' ? nearest(value, schema.enum) : undefined;
      return wrong(`is ${describe(value)}, must be one of ${schema.enum.join(', ')}${didYouMean(meant)}`);
    }
    if (schema.type !== undefined && typeOf(value) !== schema.type) return wrong(`is ${describe(value)}, must be ${expected(schema)}`);
    if (typeof value === 'string' && value.length < (schema.minLength ?? 0)) return wrong('must not be empty');
    if (typeof value === 'number' && value < (schema.minimum ?? value)) return wrong(`is ${value}, must be ${schema.minimum} or more`);
    if (Array.isArray(value)) {
      if (value.length < (schema.minItems ?? 0)) return wrong('must not be empty');
      const { items } = schema;
      return items === undefined ? [] : value.flatMap((item, index) => check(item, items, [...path, index]));
    }
    return isObject(value) ? checkKeys(value, schema, path) : [];
  }

  function checkKeys(value: Readonly<Record<string, unknown>>, { properties = {}, required = [], additionalProperties }: Schema, path: KeyPath): Problem[] {
    const missing = required.filter((key) => !Object.hasOwn(value, key)).map((key) => ({ path, message: `${subject(path)} lacks the key "${key}"` }));
    const known = Object.keys(properties);
    const others = Object.entries(value).flatMap(([key, item]) => {
      const schema = Object.hasOwn(properties, key) ? properties[key] : undefined;
      if (schema !== undefined) return check(item, schema, [...path, key]);
      if (typeof additionalProperties === 'object') return check(item, additionalProperties, [...path, key]);
      if (additionalProperties === undefined) return [];
      const where = path.length === 0 ? '' : ` in ${pathText(path)}`;
      const meant = nearest(key, known);
      const hint = meant === undefined ? `; known are ${known.filter((each) => each !== '$schema').join(', ')}` : didYouMean(meant);
      return [{ path: [...path, key], message: `unknown key "${key}"${where}${hint}` }];
    });
    return [...missing, ...others];
  }
}

function didYouMean(word: string | undefined): string {
  return word === undefined ? '' : `; did you mean ${word}?`;
}

/** overrides[0].rules.no-phi-in-logs */
export function pathText(path: KeyPath): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}

function subject(path: KeyPath): string {
  return path.length === 0 ? 'the configuration' : pathText(path);
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return isObject(value) ? 'object' : value === null ? 'null' : typeof value;
}

const typeNames: Readonly<Record<string, string>> = { object: 'keys with values', array: 'a list', string: 'a text', boolean: 'true or false', integer: 'a whole number' };

function expected({ type, items, enum: words }: Schema): string {
  if (words !== undefined || type === undefined) return `one of ${words?.join(', ')}`;
  return type === 'array' && items?.type === 'string' ? 'a list of texts' : (typeNames[type] ?? type);
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `"${value.length > 60 ? `${value.slice(0, 60)}…` : value}"`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === null || value === undefined) return 'empty';
  if (typeof value === 'function') return 'a function';
  return Array.isArray(value) ? 'a list' : value instanceof RegExp ? 'a regular expression' : 'keys with values';
}

/** A plain one: an instance of a class is no configuration. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof RegExp);
}
