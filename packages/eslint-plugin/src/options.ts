/** What a rule was told, by its own options and by the settings that all rules share. */
import { withUserKnowledge, loadKnowledge, type Confidence, type Knowledge, type KnowledgeAdditions, type ScoreContext } from '@phi-scan/core';
import Ajv from 'ajv';
import type { Rule } from 'eslint';
import { optionsSchema } from './schema.js';

export interface Options extends KnowledgeAdditions {
  readonly redactor?: string;
  readonly context?: readonly ScoreContext[];
  readonly minConfidence?: Confidence;
  readonly includeStaff?: boolean;
  readonly crossFile?: boolean;
}

export const defaults = { minConfidence: 'medium', includeStaff: false, crossFile: false } as const satisfies Options;

/** A rule's own options go before the settings, key by key. ESLint fills in what a rule was not told, so that a default counts as nothing said. */
export function optionsOf(context: Rule.RuleContext): Options {
  // ESLint has checked the rule's options against the schema; settings it does not know.
  const own = Object.entries((context.options[0] ?? {}) as Options).filter(([key, value]) => value !== (defaults as Options)[key as keyof Options]);
  return { ...defaults, ...checkedSettings(context.settings['phi-scan']), ...Object.fromEntries(own) };
}

const checked = new WeakSet<object>();

function checkedSettings(settings: unknown): Options {
  if (settings === undefined) return {};
  if (typeof settings === 'object' && settings !== null && checked.has(settings)) return settings;
  // The validator that ESLint has, so that a mistake is told in the same words.
  const validate = new Ajv({ allErrors: true }).compile(optionsSchema);
  if (validate(settings) !== true) {
    const mistakes = (validate.errors ?? []).map(({ dataPath, message, params }) => `settings['phi-scan']${dataPath} ${message ?? 'is wrong'}${details(params)}.`);
    throw new Error(mistakes.join('\n'));
  }
  checked.add(settings as object);
  return settings as Options;
}

function details(params: object): string {
  if ('additionalProperty' in params) return `: "${String(params.additionalProperty)}"`;
  if ('allowedValues' in params && Array.isArray(params.allowedValues)) return `: ${params.allowedValues.join(', ')}`;
  return '';
}

const extended = new Map<string, Knowledge>();

/** The same additions give the same knowledge, whose indexes are made once. */
export function knowledgeFor({ redactor, sanitizers = [], words, staffWords, ignoredNames, sinks, sources, models, values }: Options): Knowledge {
  const given = { words, staffWords, ignoredNames, sinks, sources, models, values, sanitizers: redactor === undefined ? sanitizers : [...sanitizers, redactor] };
  const additions = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && Object.keys(value).length > 0)) as KnowledgeAdditions;
  const key = JSON.stringify(additions);
  let knowledge = extended.get(key);
  if (!knowledge) {
    knowledge = key === '{}' ? loadKnowledge() : withUserKnowledge(loadKnowledge(), additions);
    extended.set(key, knowledge);
  }
  return knowledge;
}
