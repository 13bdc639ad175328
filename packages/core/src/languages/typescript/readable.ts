/**
 * Whether a syntax tree that another tool has parsed can be lowered as it is. Editors hand over trees of the TypeScript that the project has, which need
 * not be the copy, nor the version, that stands here, and versions number the kinds of nodes in their own ways: 4.9, 5.0 and 6.0 have the same
 * number for a source file and different ones for most of what is in it.
 */
import { createRequire } from 'node:module';
import ts from './compiler.js';

const { cache } = createRequire(import.meta.url);
const verdicts = new WeakMap<object, boolean>();

export function isReadableSource(source: object): source is ts.SourceFile {
  const maker: unknown = source.constructor;
  if (typeof maker !== 'function') return false;
  let verdict = verdicts.get(maker);
  if (verdict === undefined) {
    verdict = isMadeBy(ts, maker) || Object.values(cache).some((loaded) => isCompiler(loaded?.exports) && isMadeBy(loaded.exports, maker) && hasOurKinds(loaded.exports));
    verdicts.set(maker, verdict);
  }
  return verdict && 'kind' in source && source.kind === ts.SyntaxKind.SourceFile;
}

type Compiler = Pick<typeof ts, 'createSourceFile' | 'SyntaxKind'>;

/** The compiler is a CommonJS module: whoever has loaded it, it stands in the cache. */
function isCompiler(exports: unknown): exports is Compiler {
  return typeof exports === 'object' && exports !== null && 'SyntaxKind' in exports && 'createSourceFile' in exports && typeof exports.createSourceFile === 'function';
}

/** Each copy has a class of its own for source files. */
function isMadeBy(compiler: Compiler, maker: object): boolean {
  return compiler.createSourceFile('', '', ts.ScriptTarget.Latest).constructor === maker;
}

function hasOurKinds({ SyntaxKind }: Compiler): boolean {
  return Object.entries(ts.SyntaxKind).every(([name, kind]) => SyntaxKind[name as keyof typeof SyntaxKind] === kind);
}
