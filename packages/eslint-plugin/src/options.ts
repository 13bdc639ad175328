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

/** What files are linted with seldom changes: it is worked out once for each pair of a rule's options and the settings. */
const known = new WeakMap<object, WeakMap<object, Options>>();
/** Options that say the same are the same object, whichever rule they are of. */
const same = new Map<string, Options>();
const unsaid = {};

/** A rule's own options go before the settings, key by key. ESLint fills in what a rule was not told, so that a default counts as nothing said. */
export function optionsOf(context: Rule.RuleContext): Options {
  const { options: [own = unsaid], settings: { 'phi-scan': settings = unsaid } } = context as { options: readonly object[]; settings: Readonly<Record<string, unknown>> };
  if (typeof settings !== 'object' || settings === null) return combined(own, settings);
  let ofOwn = known.get(own);
  if (!ofOwn) known.set(own, (ofOwn = new WeakMap()));
  let options = ofOwn.get(settings);
  if (!options) ofOwn.set(settings, (options = combined(own, settings)));
  return options;
}

function combined(own: Options, settings: unknown): Options {
  // ESLint has checked the rule's options against the schema; settings it does not know.
  const said = Object.entries(own).filter(([key, value]) => value !== (defaults as Options)[key as keyof Options]);
  const options: Options = { ...defaults, ...checkedSettings(settings), ...Object.fromEntries(said) };
  const key = JSON.stringify(options);
  const equal = same.get(key);
  if (!equal) same.set(key, options);
  return equal ?? options;
}

function checkedSettings(settings: unknown): Options {
  // The validator that ESLint has, so that a mistake is told in the same words.
  const validate = new Ajv({ allErrors: true }).compile(optionsSchema);
  if (validate(settings) !== true) {
    const mistakes = (validate.errors ?? []).map(({ dataPath, message, params }) => `settings['phi-scan']${dataPath} ${message ?? 'is wrong'}${details(params)}.`);
    throw new Error(mistakes.join('\n'));
  }
  return settings as Options;
}

function details(params: object): string {
  if ('additionalProperty' in params) return `: "${String(params.additionalProperty)}"`;
  if ('allowedValues' in params && Array.isArray(params.allowedValues)) return `: ${params.allowedValues.join(', ')}`;
  return '';
}

const extended = new Map<string, Knowledge>();
const knowledgeOf = new WeakMap<Options, Knowledge>();

/** The same additions give the same knowledge, whose indexes are made once. */
export function knowledgeFor(options: Options): Knowledge {
  let knowledge = knowledgeOf.get(options);
  if (!knowledge) knowledgeOf.set(options, (knowledge = extendedBy(options)));
  return knowledge;
}

function extendedBy({ redactor, sanitizers = [], words, staffWords, ignoredNames, sinks, sources, models, values }: Options): Knowledge {
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
