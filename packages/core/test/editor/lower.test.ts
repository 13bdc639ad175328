/** A tree that somebody else has parsed gives the same Facts as the text. */
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { parseForESLint } from '@typescript-eslint/parser';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { lowerText } from '../../src/editor/lower.js';
import { isReadableSource } from '../../src/languages/typescript/readable.js';

const fixtures = fileURLToPath(new URL('../../../../fixtures/', import.meta.url));
const files = readdirSync(fixtures, { recursive: true, encoding: 'utf8' }).filter((file) => /\.([cm]?js|jsx|tsx?)$/.test(file)).sort();
const read = (file: string): string => readFileSync(join(fixtures, file), 'utf8');

test('as @typescript-eslint/parser has it, with parents and comments of JSDoc, over all fixtures', () => {
  expect(files.length).toBeGreaterThan(100);
  for (const file of files) {
    const text = read(file);
    const { ast, services } = parseForESLint(text, { filePath: file, range: true, sourceType: 'module', ecmaFeatures: { jsx: true }, jsDocParsingMode: 'all' });
    const source = services.esTreeNodeToTSNodeMap.get(ast);
    expect(isReadableSource(source), file).toBe(true);
    expect(lowerText({ path: file, text, source }), file).toEqual(lowerText({ path: file, text }));
  }
});

test('as a program with types has it', () => {
  const named = files.filter((file) => file.startsWith('flow/')).map((file) => join(fixtures, file));
  const program = ts.createProgram(named, { noResolve: true, noLib: true, allowJs: true, jsx: ts.JsxEmit.Preserve, target: ts.ScriptTarget.ESNext });
  program.getSemanticDiagnostics();
  for (const path of named) {
    const text = readFileSync(path, 'utf8');
    expect(lowerText({ path, text, source: program.getSourceFile(path)! }), path).toEqual(lowerText({ path, text }));
  }
});

test('a tree of another text, or of a compiler that numbers its nodes in another way, is not used', () => {
  const text = 'console.log(patient.ssn);';
  const expected = lowerText({ path: 'a.ts', text });
  const other = ts.createSourceFile('a.ts', 'console.log(1);', ts.ScriptTarget.Latest);
  expect(lowerText({ path: 'a.ts', text, source: other })).toEqual(expected);

  // A copy of the compiler that counts otherwise, as other versions do.
  const { cache } = createRequire(import.meta.url);
  class ForeignSource {
    readonly kind = ts.SyntaxKind.SourceFile;
    readonly text = text;
  }
  const foreign = { SyntaxKind: { ...ts.SyntaxKind, Identifier: 79 }, createSourceFile: () => new ForeignSource() };
  cache['/elsewhere/typescript.js'] = { exports: foreign } as unknown as NodeJS.Module;
  try {
    expect(isReadableSource(new ForeignSource())).toBe(false);
    expect(lowerText({ path: 'a.ts', text, source: new ForeignSource() })).toEqual(expected);
  } finally {
    delete cache['/elsewhere/typescript.js'];
  }
  for (const source of [{}, Object.create(null) as object, { kind: ts.SyntaxKind.SourceFile, text }]) expect(isReadableSource(source)).toBe(false);
});

test('a text without a name of its own is read as TypeScript with JSX', () => {
  expect(lowerText({ path: '<input>', text: 'const a = <p>{patient.name as string}</p>;' }).problems).toEqual([]);
});
