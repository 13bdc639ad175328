/** Every `flags` and `passes` of rules/apis, rules/transfers*.yaml and rules/rules.yaml holds: statements, in the language that the file names, that go through a whole scan. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ruleIds, type Finding, type RuleId } from '../../src/finding.js';
import { scan } from '../../src/scan.js';
import { defaultOptions } from '../scan-options.js';

interface Entry {
  readonly id: string;
  readonly flags: readonly string[];
  readonly passes: readonly string[];
}

/** A file's `language` says what its examples are written in; without one it is TypeScript. */
const extensions = { typescript: 'tsx', python: 'py', java: 'java' } as const;
type ExampleLanguage = keyof typeof extensions;

interface Content {
  readonly language: ExampleLanguage;
  readonly entries: readonly Entry[];
}

interface Snippet {
  readonly entry: string;
  readonly expected: 'flags' | 'passes';
  readonly text: string;
}

const rulesFolder = new URL('../../../../rules/', import.meta.url);

function read(name: string): Content {
  const content = parse(readFileSync(new URL(name, rulesFolder), 'utf8')) as readonly Entry[] | ({ readonly language?: ExampleLanguage } & Readonly<Record<string, readonly Entry[]>>);
  if (Array.isArray(content)) return { language: 'typescript', entries: content };
  const { language = 'typescript', ...lists } = content as { readonly language?: ExampleLanguage };
  return { language, entries: Object.values(lists as Readonly<Record<string, readonly Entry[]>>).flat() };
}

function snippetsOf({ id, flags, passes }: Entry): Snippet[] {
  return [...flags.map((text) => ({ entry: id, expected: 'flags' as const, text })), ...passes.map((text) => ({ entry: id, expected: 'passes' as const, text }))];
}

/**
 * One scan for the snippets of one entry, each a file of its own. Those of other entries stay out: the models and roles that one declares
 * would tell of the data of all.
 */
async function findingsOf(snippets: readonly Snippet[], language: ExampleLanguage): Promise<(snippet: Snippet) => readonly Finding[]> {
  const nameOf = (index: number): string => `snippet-${index}.${extensions[language]}`;
  const overlay = new Map(snippets.map(({ text }, index) => [nameOf(index), `${text}\n`]));
  const { findings, notifications } = await scan({ ...defaultOptions, root: '/snippets', paths: [...overlay.keys()], overlay });
  expect(notifications.map(({ message, file }) => `${message}: ${overlay.get(file ?? '') ?? file}`).join('\n')).toBe('');
  return (snippet) => findings.filter(({ location }) => location.file === nameOf(snippets.indexOf(snippet)));
}

const files = [
  ...readdirSync(rulesFolder).filter((name) => /^transfers.*\.yaml$/.test(name)),
  ...readdirSync(new URL('apis/', rulesFolder)).filter((name) => name.endsWith('.yaml')).map((name) => `apis/${name}`),
];

describe.each(files)('rules/%s', (file) => {
  const { language, entries } = read(file);
  test.each(entries.map((entry) => [entry.id, entry] as const))('%s', async (_, entry) => {
    const snippets = snippetsOf(entry);
    const of = await findingsOf(snippets, language);
    const broken = snippets.filter((snippet) => of(snippet).some(({ level }) => level !== 'note') !== (snippet.expected === 'flags'));
    expect(broken.map(({ expected, text }) => `${expected}: ${text}`).join('\n')).toBe('');
  });
});

describe('rules/rules.yaml', () => {
  const { language, entries: rules } = read('rules.yaml');

  test('has an entry for each rule', () => {
    expect(rules.map(({ id }) => id).sort()).toEqual([...ruleIds].sort());
  });

  test.each(rules.map((entry) => [entry.id as RuleId, entry] as const))('%s', async (id, entry) => {
    const snippets = snippetsOf(entry);
    const of = await findingsOf(snippets, language);
    const broken = snippets.filter((snippet) => of(snippet).some(({ rule }) => rule === id) !== (snippet.expected === 'flags'));
    expect(broken.map(({ expected, text }) => `${expected}: ${text}`).join('\n')).toBe('');
  });
});
