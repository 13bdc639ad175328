/** Adds what a configuration says of the project's own code to the knowledge; what makes no sense is an error at its line. */
import type { Knowledge, KnowledgeAdditions } from '@phi-scan/core';
import type { Engine } from '../engine.js';
import { UsageError } from '../usage-error.js';
import { settingsOf, type Setting } from './merge.js';
import { shownPath, type Project } from './project.js';
import { isObject, pathText, type KeyPath } from './validate.js';

const keys = ['words', 'staffWords', 'ignoredNames', 'sinks', 'sources', 'models', 'sanitizers', 'values'] as const satisfies readonly (keyof KnowledgeAdditions)[];

export async function extendKnowledge({ config, sources }: Project, cwd: string, engine: Pick<Engine, 'loadKnowledge' | 'mistakesIn' | 'withUserKnowledge'>): Promise<Knowledge> {
  const knowledge = engine.loadKnowledge();
  const additions = Object.fromEntries(keys.flatMap((key) => (config[key] === undefined ? [] : [[key, config[key]]]))) as KnowledgeAdditions;
  if (Object.keys(additions).length === 0) return knowledge;
  // What takes regular expressions apart is only loaded where there are any.
  const { whyUnsafe } = config.values === undefined ? { whyUnsafe: () => undefined } : await import('./patterns.js');
  const mistakes = settingsOf(sources).flatMap((setting) => mistakesOf(setting, knowledge, engine, whyUnsafe).map((message) => at(setting, cwd) + message));
  if (mistakes.length > 0) throw new UsageError(mistakes.join('\n'));
  return engine.withUserKnowledge(knowledge, additions);
}

function at({ source, pathInSource }: Setting, cwd: string): string {
  const line = source.lineOf(pathInSource);
  return `${shownPath(source.file, cwd)}${line === undefined ? '' : `:${line}`}: `;
}

type WhyUnsafe = (pattern: string) => string | undefined;

/** Each entry is checked alone, so that a mistake has a line. */
function mistakesOf({ path, pathInSource, value }: Setting, knowledge: Knowledge, engine: Pick<Engine, 'mistakesIn'>, whyUnsafe: WhyUnsafe): string[] {
  const [key, entry] = path;
  if (!keys.some((each) => each === key)) return [];
  const alone = { [String(key)]: typeof entry === 'number' ? [value] : { [String(entry)]: value } } as KnowledgeAdditions;
  const known = engine.mistakesIn(knowledge, alone).map((message) => message.replace(`${String(key)}[0]`, pathText(pathInSource)));
  return known.length > 0 || key !== 'values' ? known : unsafePatterns(value, pathInSource, whyUnsafe);
}

function unsafePatterns(value: unknown, path: KeyPath, whyUnsafe: WhyUnsafe): string[] {
  if (!isObject(value)) return [];
  const excepts = Array.isArray(value['except']) ? (value['except'] as unknown[]) : [];
  const patterns = [[value['pattern'], 'pattern'] as const, ...excepts.map((each, index) => [each, `except[${index}]`] as const)];
  return patterns.flatMap(([pattern, name]) => {
    const reason = typeof pattern === 'string' ? whyUnsafe(pattern) : undefined;
    return reason === undefined ? [] : [`${pathText(path)}.${name}: ${reason}`];
  });
}
