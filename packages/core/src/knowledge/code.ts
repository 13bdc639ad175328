/** The lists of `rules/code`, ready to be asked. Made once a scan. */
import type { CodeKnowledge, RequestDecorator, SchemaCall } from './knowledge.js';
import { nameSet, type NameSet } from './name-set.js';
import { indexVerbs, type VerbIndex } from './verbs.js';

type Sets<Lists> = { readonly [List in keyof Lists]: NameSet };

export interface CodeIndex {
  readonly verbs: VerbIndex;
  readonly members: Sets<CodeKnowledge['members']>;
  readonly schemas: Sets<Omit<CodeKnowledge['schemas'], 'calls'>> & { readonly calls: ReadonlyMap<string, SchemaCall> };
  readonly types: Sets<CodeKnowledge['types']>;
  readonly frameworks: Sets<Omit<CodeKnowledge['frameworks'], 'requests'>> & { readonly requests: ReadonlyMap<string, RequestDecorator> };
  readonly calls: Sets<CodeKnowledge['calls']>;
}

export function indexCode(knowledge: CodeKnowledge): CodeIndex {
  const { calls, ...schemas } = knowledge.schemas;
  const { requests, ...frameworks } = knowledge.frameworks;
  return {
    verbs: indexVerbs(knowledge.verbs),
    members: setsOf(knowledge.members),
    schemas: { ...setsOf(schemas), calls: byName(calls) },
    types: setsOf(knowledge.types),
    frameworks: { ...setsOf(frameworks), requests: byName(requests) },
    calls: setsOf(knowledge.calls),
  };
}

function setsOf<Lists extends { readonly [List in keyof Lists]: readonly string[] }>(lists: Lists): Sets<Lists> {
  return Object.fromEntries(Object.entries<readonly string[]>(lists).map(([list, names]) => [list, nameSet(names)])) as Sets<Lists>;
}

function byName<Entry extends { readonly names: readonly string[] }>(entries: readonly Entry[]): ReadonlyMap<string, Entry> {
  return new Map(entries.flatMap((entry) => entry.names.map((name) => [name, entry] as const)));
}
