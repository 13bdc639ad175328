/** Puts configurations that extend each other together: lists add up, other values replace. Knows of every value where it comes from. */
import type { PhiScanConfig } from './define.js';
import type { ConfigSource } from './read.js';
import { isObject, type KeyPath } from './validate.js';

export interface Setting {
  readonly path: KeyPath;
  readonly value: unknown;
  readonly source: ConfigSource;
  /** Where it stands in its own source: entries of lists move when lists add up. */
  readonly pathInSource: KeyPath;
}

/** Keys that say something about the file alone. */
const ownKeys = new Set(['$schema', 'extends']);

export function mergeConfigs(sources: readonly ConfigSource[]): PhiScanConfig {
  return sources.reduce<PhiScanConfig>((merged, { value }) => mergeTwo(merged, value), {});
}

function mergeTwo(base: object, over: unknown): PhiScanConfig {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(isObject(over) ? over : {})) {
    const before = merged[key];
    if (ownKeys.has(key)) continue;
    if (Array.isArray(before) && Array.isArray(value)) merged[key] = [...(before as unknown[]), ...(value as unknown[])];
    else merged[key] = isObject(before) && isObject(value) ? { ...before, ...value } : value;
  }
  return merged;
}

/** The values that hold in the end, entries of lists and of `rules` one by one. */
export function settingsOf(sources: readonly ConfigSource[]): Setting[] {
  const settings = new Map<string, Setting>();
  const lengths = new Map<string, number>();
  for (const source of sources) {
    for (const [key, value] of Object.entries(isObject(source.value) ? source.value : {})) {
      if (ownKeys.has(key)) continue;
      const set = (path: KeyPath, pathInSource: KeyPath, each: unknown): void => void settings.set(JSON.stringify(path), { path, value: each, source, pathInSource });
      if (Array.isArray(value)) {
        const from = lengths.get(key) ?? 0;
        value.forEach((each, index) => set([key, from + index], [key, index], each));
        lengths.set(key, from + value.length);
      } else if (isObject(value)) for (const [name, each] of Object.entries(value)) set([key, name], [key, name], each);
      else set([key], [key], value);
    }
  }
  return [...settings.values()];
}
