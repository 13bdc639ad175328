/** Tree-sitter's grammars, compiled to WebAssembly. Nothing of them is loaded before a file of their language is met. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Language as Grammar, Parser } from '@vscode/tree-sitter-wasm';

const require = createRequire(import.meta.url);

export interface LoadedGrammar {
  readonly parser: Parser;
  /** By the numbers that a cursor gives: asking it for names costs far more. */
  readonly kinds: readonly NodeKind[];
  readonly fields: readonly string[];
}

export interface NodeKind {
  readonly name: string;
  readonly named: boolean;
  /** Says nothing that the tree around it does not say. */
  readonly punctuation: boolean;
}

let engine: Promise<typeof import('@vscode/tree-sitter-wasm')> | undefined;

/** `name` as in tree-sitter-python.wasm. */
export async function loadGrammar(name: string): Promise<LoadedGrammar> {
  const folder = dirname(require.resolve('@vscode/tree-sitter-wasm'));
  engine ??= startEngine(folder);
  const { Language, Parser } = await engine;
  const grammar = await Language.load(join(folder, `tree-sitter-${name}.wasm`));
  const parser = new Parser();
  parser.setLanguage(grammar);
  return { parser, kinds: kindsOf(grammar), fields: grammar.fields.map((field) => field ?? '') };
}

function kindsOf(grammar: Grammar): NodeKind[] {
  return grammar.types.map((name, id) => {
    const named = grammar.nodeTypeIsNamed(id);
    return { name, named, punctuation: !named && /^[()[\]{},;.:]$/.test(name) };
  });
}

async function startEngine(folder: string): Promise<typeof import('@vscode/tree-sitter-wasm')> {
  const module = require('@vscode/tree-sitter-wasm') as typeof import('@vscode/tree-sitter-wasm');
  await module.Parser.init({ locateFile: (file) => join(folder, file) });
  return module;
}
