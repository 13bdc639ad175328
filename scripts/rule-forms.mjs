/** Forms of the YAML files: small checkers that name file, entry and key of what is wrong, and fill in what may be left out. */

/** @typedef {{ file: string, path: string, problems: string[] }} Place */
/** @typedef {(value: unknown, place: Place) => unknown} Form */

export function placeIn(file, problems) {
  return { file, path: '', problems };
}

export function inside(place, step) {
  return { ...place, path: place.path === '' ? step : typeof step === 'number' ? `${place.path}[${step}]` : `${place.path}.${step}` };
}

export function problem(place, what) {
  place.problems.push(`${place.file}: ${place.path === '' ? '' : `${place.path}: `}${what}`);
}

/** @returns {Form} */
export const text = (value, place) => {
  if (typeof value !== 'string') problem(place, `is ${nameOf(value)}, must be a text${isScalar(value) ? '; write it in quotes' : ''}`);
  return value;
};

/** A text that says something. */
export const words = (value, place) => {
  text(value, place);
  if (typeof value === 'string' && value.trim() === '') problem(place, 'is empty');
  return value;
};

export const number = (value, place) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) problem(place, `is ${nameOf(value)}, must be a number`);
  return value;
};

export const index = (value, place) => {
  if (!Number.isInteger(value) || value < 0) problem(place, `is ${nameOf(value)}, must be 0, 1, 2 …`);
  return value;
};

export const flag = (value, place) => {
  if (typeof value !== 'boolean') problem(place, `is ${nameOf(value)}, must be true or false`);
  return value;
};

/** A phrase of lower-case words. */
export const phrase = (value, place) => {
  words(value, place);
  if (typeof value === 'string' && !/^[a-z0-9]+( [a-z0-9]+)*$/.test(value)) problem(place, `"${value}" must be lower-case words without accents, with single spaces between them`);
  return value;
};

/** A name as it is written in code; a `*` at its ends stands for any letters. */
export const nameOfCode = (value, place) => {
  words(value, place);
  if (typeof value === 'string' && !/^\*?[\w$.]+\*?$/.test(value)) problem(place, `"${value}" must be a name of code, with a * at its ends at most`);
  return value;
};

export const pattern = (flags) => (value, place) => {
  words(value, place);
  try {
    if (typeof value === 'string') new RegExp(value, flags);
  } catch (error) {
    problem(place, error.message);
  }
  return value;
};

export const oneOf = (...allowed) => (value, place) => {
  if (!allowed.includes(value)) problem(place, `is ${nameOf(value)}, must be ${allowed.join(', ')}${suggestion(value, allowed)}`);
  return value;
};

/** The first form that has no problem; where none fits, the problems of the last. */
export const either = (...forms) => (value, place) => {
  for (const form of forms.slice(0, -1)) {
    const trial = { ...place, problems: [] };
    const result = form(value, trial);
    if (trial.problems.length === 0) return result;
  }
  return forms.at(-1)(value, place);
};

export const list = (of, { atLeast = 0 } = {}) => (value, place) => {
  if (!Array.isArray(value)) {
    problem(place, `is ${nameOf(value)}, must be a list`);
    return [];
  }
  if (value.length < atLeast) problem(place, `needs at least ${atLeast === 1 ? 'one entry' : `${atLeast} entries`}`);
  return value.map((item, at) => of(item, inside(place, labelOf(item, at))));
};

/** A list in which nothing stands twice. */
export const set = (of, options) => (value, place) => {
  const items = list(of, options)(value, place);
  for (const twice of repeated(items)) problem(place, `"${twice}" stands there twice`);
  return items;
};

export function repeated(items) {
  return new Set(items.filter((item, at) => items.indexOf(item) !== at));
}

export const mapOf = (of) => (value, place) => {
  if (!isObject(value)) {
    problem(place, `is ${nameOf(value)}, must be keys with values`);
    return {};
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, of(item, inside(place, key))]));
};

/**
 * @param {Record<string, Form>} required
 * @param {Record<string, Form>} optional left out where not given, unless `defaults` has a value
 * @param {Record<string, unknown>} defaults
 */
export const object = (required, optional = {}, defaults = {}) => (value, place) => {
  if (!isObject(value)) {
    problem(place, `is ${nameOf(value)}, must be keys with values`);
    return {};
  }
  const forms = { ...required, ...optional };
  for (const key of Object.keys(value)) if (!Object.hasOwn(forms, key)) problem(place, `does not know the key "${key}"${suggestion(key, Object.keys(forms))}`);
  for (const key of Object.keys(required)) if (!Object.hasOwn(value, key)) problem(place, `lacks the key "${key}"`);
  const result = {};
  for (const [key, form] of Object.entries(forms)) {
    if (Object.hasOwn(value, key)) result[key] = form(value[key], inside(place, key));
    else if (Object.hasOwn(defaults, key)) result[key] = defaults[key];
  }
  return result;
};

export function known(value, ids, place, what) {
  if (!ids.has(value)) problem(place, `there is no ${what} "${value}"${suggestion(value, [...ids])}`);
}

export function distinct(entries, keyOf, place) {
  const seen = new Set();
  for (const entry of entries) {
    const key = keyOf(entry);
    if (seen.has(key)) problem(inside(place, key), 'stands there twice');
    seen.add(key);
  }
}

function suggestion(value, allowed) {
  if (typeof value !== 'string') return '';
  const ranked = allowed
    .filter((candidate) => typeof candidate === 'string')
    .map((candidate) => ({ candidate, distance: editDistance(value.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.max(2, Math.floor(best.candidate.length / 3)) ? `; did you mean "${best.candidate}"?` : '';
}

function editDistance(a, b) {
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) row.push(Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    last = row;
  }
  return last[b.length];
}

function labelOf(item, at) {
  return isObject(item) && typeof item.id === 'string' ? `${item.id}` : at;
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isScalar(value) {
  return typeof value === 'number' || typeof value === 'boolean' || value === null;
}

function nameOf(value) {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'a list';
  return isObject(value) ? 'an object' : JSON.stringify(value);
}
