/** Module hooks for Node: compiles the `.ts` files of a configuration as they are imported. Types are taken off, not checked. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire, type LoadHook, type ResolveHook } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as TypeScript from 'typescript';

/** As CommonJS: searching the compiler for its exports takes longer than loading it. */
const ts = createRequire(import.meta.url)('typescript') as typeof TypeScript;

/** TypeScript writes `./words.js` for what is `words.ts` on disk. */
export const resolve: ResolveHook = (specifier, context, next) => {
  const from = context.parentURL;
  if (/^\.{1,2}\/.*\.m?js$/.test(specifier) && from !== undefined && /\.m?ts(?:\?|$)/.test(from)) {
    const typed = specifier.replace(/js$/, 'ts');
    if (!existsSync(new URL(specifier, from)) && existsSync(new URL(typed, from))) return next(typed, context);
  }
  return next(specifier, context);
};

export const load: LoadHook = (url, context, next) => {
  if (!/^file:.*\.m?ts(?:\?|$)/.test(url)) return next(url, context);
  const file = fileURLToPath(url);
  const text = readFileSync(file, 'utf8');
  const { outputText, diagnostics } = ts.transpileModule(text, {
    fileName: file,
    reportDiagnostics: true,
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  const error = diagnostics?.find((each) => each.category === ts.DiagnosticCategory.Error);
  if (error !== undefined) {
    const line = text.slice(0, error.start ?? 0).split('\n').length;
    throw new SyntaxError(`${relative(process.cwd(), file)}:${line}: ${ts.flattenDiagnosticMessageText(error.messageText, ' ')}`);
  }
  return { format: 'module', source: outputText, shortCircuit: true };
};
