import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lowerText } from '../../src/editor/lower.js';
import { openProject } from '../../src/editor/project.js';

let root = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'phi-scan-editor-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
}

const importsOf = (path: string, text: string): string[] => openProject(root).importsOf(lowerText({ path, text })).files.map((facts) => facts.path);

test('what a file imports, and what that imports, the nearest first and each once', () => {
  write({ 'src/b.ts': "import './c.js'; import './a.js'; export * from './d';", 'src/c.ts': "import './b';", 'src/d/index.ts': '', 'src/e.ts': '' });
  expect(importsOf('src/a.ts', "import './b'; import './c'; import './missing'; import 'react'; import './style.css'; import '../../outside';")).toEqual(['src/b.ts', 'src/c.ts', 'src/d/index.ts']);
});

test('the paths of a tsconfig, also of one nearer to an imported file', () => {
  write({
    'tsconfig.json': '{ "compilerOptions": { "paths": { "@app/*": ["./src/*"] } } }',
    'src/log.ts': '',
    'web/tsconfig.json': '{ "compilerOptions": { "baseUrl": "." } }',
    'web/page.ts': "import 'lib/format';",
    'web/lib/format.ts': '',
  });
  expect(importsOf('src/a.ts', "import '@app/log'; import '../web/page';")).toEqual(['src/log.ts', 'web/page.ts', 'web/lib/format.ts']);
});

test('a package of the same workspace, through the link that the package manager made; an installed one is not read', () => {
  write({
    'packages/shared/package.json': '{ "name": "@clinic/shared", "main": "dist/index.js" }',
    'packages/shared/src/index.ts': '',
    'node_modules/other/package.json': '{ "name": "other", "main": "index.js" }',
    'node_modules/other/index.js': '',
    'apps/web/node_modules/@clinic/.keep': '',
  });
  symlinkSync(join(root, 'packages/shared'), join(root, 'apps/web/node_modules/@clinic/shared'));
  expect(importsOf('apps/web/src/a.ts', "import '@clinic/shared'; import 'other';")).toEqual(['packages/shared/src/index.ts']);
});

test('a file is read again when it has changed, and one that is gone is gone', () => {
  write({ 'b.ts': 'export const one = 1;' });
  const project = openProject(root);
  const facts = lowerText({ path: 'a.ts', text: "import './b';" });
  const exported = (): string[] => project.importsOf(facts).files.flatMap((file) => file.exports.map(({ name }) => name));
  expect(exported()).toEqual(['one']);
  write({ 'b.ts': 'export const two = 2;' });
  utimesSync(join(root, 'b.ts'), 1, 1);
  expect(exported()).toEqual(['two']);
  rmSync(join(root, 'b.ts'));
  expect(exported()).toEqual([]);
});

test('many imports are bounded', () => {
  const names = Array.from({ length: 200 }, (_, index) => `m${index}`);
  write(Object.fromEntries(names.map((name) => [`${name}.ts`, ''])));
  expect(importsOf('a.ts', names.map((name) => `import './${name}';`).join('\n'))).toEqual(names.slice(0, 60).map((name) => `${name}.ts`));
});

test('Facts can come from somewhere else than the disk', () => {
  const facts = lowerText({ path: 'a.ts', text: "import './b';" });
  const kept = lowerText({ path: 'b.ts', text: '' });
  expect(openProject(root, (path) => (path === 'b.ts' ? kept : undefined)).importsOf(facts).files).toEqual([kept]);
});
