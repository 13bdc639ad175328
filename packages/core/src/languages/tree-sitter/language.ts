/** What all languages do that tree-sitter parses: their grammar is loaded once, before the first file is lowered. */
import type { FactProblem, FileFacts } from '../../facts/facts.js';
import { orEmpty } from '../graph/empty.js';
import type { Language, SourceText } from '../language.js';
import { loadGrammar, type LoadedGrammar } from './grammar.js';
import { parseTree, type SyntaxNode } from './tree.js';

interface TreeSitterLanguage extends Pick<Language, 'id' | 'extensions' | 'createResolver'> {
  readonly lowerTree: (source: SourceText, root: SyntaxNode, problems: readonly FactProblem[]) => FileFacts;
}

export function treeSitterLanguage({ lowerTree, ...language }: TreeSitterLanguage): Language {
  let grammar: LoadedGrammar | undefined;
  return {
    ...language,
    load: async () => {
      grammar ??= await loadGrammar(language.id);
    },
    lower: (source) => {
      const loaded = grammar;
      if (loaded === undefined) throw new Error(`the grammar of ${language.id} is not loaded`);
      return orEmpty(language.id, source, () => {
        const { root, problems } = parseTree(loaded, source.text);
        return lowerTree(source, root, problems);
      });
    },
  };
}
