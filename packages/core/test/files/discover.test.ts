import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { discoverFiles, type DiscoverOptions } from '../../src/files/discover.js';

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'phi-scan-discover-')));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

/** A path that ends in `/` is a folder; the others are files. */
function project(files: Readonly<Record<string, string>> | readonly string[]): void {
  const entries = Array.isArray(files) ? files.map((file: string) => [file, ''] as const) : Object.entries(files);
  for (const [file, text] of entries) {
    const path = join(root, file);
    mkdirSync(file.endsWith('/') ? path : dirname(path), { recursive: true });
    if (!file.endsWith('/')) writeFileSync(path, text);
  }
}

function options(parts: Partial<DiscoverOptions> = {}): DiscoverOptions {
  return { root, paths: [], extensions: ['.ts', '.tsx', '.js'], include: [], exclude: [], includeTests: false, ...parts };
}

async function find(parts: Partial<DiscoverOptions> = {}): Promise<readonly string[]> {
  return (await discoverFiles(options(parts))).files;
}

describe('a folder', () => {
  it('gives the files of the languages, sorted, each once', async () => {
    project(['b.ts', 'a.ts', 'a/z.js', 'a-b.ts', 'B.TS', 'notes.md', 'style.css']);
    expect(await find({ paths: ['.', 'a', 'a.ts'] })).toEqual(['B.TS', 'a-b.ts', 'a.ts', 'a/z.js', 'b.ts']);
  });

  it('leaves out packages, build output, minified and declaration files', async () => {
    project([
      'src/app.ts',
      'node_modules/x/index.js',
      'packages/api/node_modules/x/index.js',
      'dist/app.js',
      'build/app.js',
      'public/build/app.js',
      'coverage/lcov.js',
      'vendor/lib.js',
      '.next/server/page.js',
      'lib/jquery.min.js',
      'types.d.ts',
      'types.d.mts',
      '.pnp.cjs',
    ]);
    expect(await find({ extensions: ['.ts', '.js', '.mts', '.cjs'] })).toEqual(['src/app.ts']);
  });

  it('leaves out what Java builds, generates and tests with, but no laboratory test', async () => {
    project([
      'src/main/java/org/clinic/LabTest.java',
      'src/test/java/org/clinic/IntakeTest.java',
      'src/main/java/org/clinic/IntakeIT.java',
      'src/main/java/org/clinic/PatientOuterClass.java',
      'target/classes/A.java',
      'build/generated/B.java',
      'app/generated-sources/C.java',
      'app/src/androidTest/java/D.java',
    ]);
    expect(await find({ extensions: ['.java'] })).toEqual(['src/main/java/org/clinic/LabTest.java']);
  });

  it('keeps source folders that only have the name of build output', async () => {
    project(['src/build/plan.ts', 'packages/api/src/vendor/orders.ts']);
    expect(await find()).toEqual(['packages/api/src/vendor/orders.ts', 'src/build/plan.ts']);
  });

  it('is searched when it is named, whatever its name', async () => {
    project(['build/plan.ts', 'build/node_modules/x/index.js', 'packages/build/src/a.ts']);
    expect(await find({ paths: ['build'] })).toEqual(['build/plan.ts']);
    expect(await find({ paths: ['packages/build'] })).toEqual(['packages/build/src/a.ts']);
  });

  it('leaves out tests unless asked', async () => {
    const tests = ['a.test.ts', 'a.spec.tsx', '__tests__/b.ts', '__mocks__/c.ts', 'test/d.ts', 'tests/e.ts', 'e2e/f.ts', 'cypress/g.ts'];
    project(['a.ts', 'latest/h.ts', ...tests]);
    expect(await find()).toEqual(['a.ts', 'latest/h.ts']);
    expect(await find({ includeTests: true })).toEqual(['a.ts', 'latest/h.ts', ...tests].sort());
    expect(await find({ paths: ['__tests__'] })).toEqual(['__tests__/b.ts']);
  });

  it('is given with the names that it really has', async () => {
    project(['src/[id]/(group)/page.tsx', 'src/näme #1 {x}.ts', ' leading.ts', '.storybook-like/.hidden.js']);
    expect(await find()).toEqual([' leading.ts', '.storybook-like/.hidden.js', 'src/[id]/(group)/page.tsx', 'src/näme #1 {x}.ts']);
    expect(await find({ paths: ['src/[id]'] })).toEqual(['src/[id]/(group)/page.tsx']);
  });

  it('outside the root is searched too', async () => {
    project(['here/a.ts', 'there/b.ts']);
    expect(await find({ root: join(root, 'here'), paths: ['../there'] })).toEqual(['../there/b.ts']);
  });
});

describe('ignore files', () => {
  it('hold at every level, and the inner one has the last word', async () => {
    project({
      '.gitignore': '/secret.ts\ngenerated/\n*.gen.ts\n',
      'secret.ts': '',
      'a.ts': '',
      'a.gen.ts': '',
      'api/secret.ts': '',
      'api/generated/x.ts': '',
      'web/.gitignore': '!keep.gen.ts\nlocal.ts\n',
      'web/keep.gen.ts': '',
      'web/local.ts': '',
      'web/deep/local.ts': '',
    });
    expect(await find()).toEqual(['a.ts', 'api/secret.ts', 'web/keep.gen.ts']);
  });

  it('of the folders around count when a subfolder of a repository is scanned', async () => {
    project({
      '.git/info/exclude': 'private/\n',
      '.gitignore': 'packages/api/generated\n',
      'packages/.gitignore': '*.local.ts\n',
      'packages/api/a.ts': '',
      'packages/api/b.local.ts': '',
      'packages/api/generated/c.ts': '',
      'packages/api/private/d.ts': '',
    });
    expect(await find({ paths: ['packages/api'] })).toEqual(['packages/api/a.ts']);
    expect(await find({ root: join(root, 'packages/api') })).toEqual(['a.ts']);
  });

  it('of the shared repository count in a worktree', async () => {
    project({
      'main/.git/info/exclude': 'private/\n',
      'main/.git/worktrees/tree/commondir': '../..\n',
      'tree/.git': `gitdir: ${join(root, 'main/.git/worktrees/tree')}\n`,
      'tree/private/a.ts': '',
      'tree/b.ts': '',
    });
    expect(await find({ root: join(root, 'tree') })).toEqual(['b.ts']);
  });

  it('can be for phi-scan alone, and can take back what git ignores', async () => {
    project({
      '.gitignore': 'generated/\nbuild/\n',
      '.phiscanignore': 'legacy/\n!generated/\n',
      'legacy/a.ts': '',
      'generated/b.ts': '',
      'build/c.ts': '',
    });
    expect(await find()).toEqual(['generated/b.ts']);
  });

  it('tell upper from lower case, on every machine', async () => {
    project({ '.gitignore': '\ufeffLib/\n', 'Lib/a.ts': '', 'src/lib/b.ts': '' });
    expect(await find()).toEqual(['src/lib/b.ts']);
  });

  it('do not hold for a folder or file that is named', async () => {
    project({ '.gitignore': 'out/\n*.gen.ts\n', 'out/a.ts': '', 'out/deep/b.ts': '', 'x.gen.ts': '' });
    expect(await find({ paths: ['out'] })).toEqual(['out/a.ts', 'out/deep/b.ts']);
    expect(await find({ paths: ['x.gen.ts'] })).toEqual(['x.gen.ts']);
  });
});

describe('a named file', () => {
  it('is scanned even if it is ignored, a test, minified or in a left-out folder', async () => {
    const files = ['a.test.ts', 'dist/b.min.js', 'node_modules/x/c.js', 'types.d.ts'];
    project(files);
    const found = await discoverFiles(options({ paths: files }));
    expect(found.files).toEqual([...files].sort());
    expect([...found.named].sort()).toEqual([...files].sort());
    expect(found.notifications).toEqual([]);
  });

  it('in no known language gives a note, not an error', async () => {
    project(['README.md', 'a.ts']);
    const found = await discoverFiles(options({ paths: ['README.md', 'a.ts'] }));
    expect(found.files).toEqual(['a.ts']);
    expect(found.notifications).toMatchObject([{ kind: 'no-files', level: 'note', file: 'README.md' }]);
  });

  it('may be in the overlay only', async () => {
    expect(await find({ paths: ['src/new.ts'], overlay: new Map([['src/new.ts', 'x']]) })).toEqual(['src/new.ts']);
  });
});

describe('--include and --exclude', () => {
  const files = ['src/a.ts', 'src/b.tsx', 'src/legacy/c.ts', 'lib/d.js'];

  it.each([
    ['src/**', ['src/a.ts', 'src/b.tsx', 'src/legacy/c.ts']],
    ['./src/*.ts', ['src/a.ts']],
    ['*.{js,tsx}', ['lib/d.js', 'src/b.tsx']],
    ['legacy', ['src/legacy/c.ts']],
  ])('include %s', async (glob, expected) => {
    project(files);
    expect(await find({ include: [glob] })).toEqual(expected);
  });

  it.each([
    ['src/**', ['lib/d.js']],
    ['legacy/', ['lib/d.js', 'src/a.ts', 'src/b.tsx']],
    ['**/*.{js,tsx}', ['src/a.ts', 'src/legacy/c.ts']],
  ])('exclude %s', async (glob, expected) => {
    project(files);
    expect(await find({ exclude: [glob] })).toEqual(expected);
  });

  it('hold for files that are named too', async () => {
    project(files);
    expect(await find({ paths: files, exclude: ['legacy'] })).toEqual(['lib/d.js', 'src/a.ts', 'src/b.tsx']);
  });
});

describe('bad input', () => {
  it('a path that does not exist is an error, and the rest is found', async () => {
    project(['a.ts']);
    const found = await discoverFiles(options({ paths: ['nowhere', 'a.ts/x'] }));
    expect(found.notifications).toMatchObject([
      { kind: 'unreadable', level: 'error', message: 'no such file or folder: nowhere' },
      { kind: 'unreadable', level: 'error', message: 'no such file or folder: a.ts/x' },
    ]);
    expect(await find({ paths: ['nowhere', 'a.ts'] })).toEqual(['a.ts']);
  });

  it('an empty folder gives a note that says what was looked for', async () => {
    const found = await discoverFiles(options());
    expect(found.files).toEqual([]);
    expect(found.notifications).toMatchObject([{ kind: 'no-files', level: 'note' }]);
    expect(found.notifications[0]?.message).toContain('.ts, .tsx, .js');
  });

  it.skipIf(process.platform === 'win32')('symbolic links neither loop nor give a file twice', async () => {
    project(['src/a.ts']);
    symlinkSync('..', join(root, 'src/up'));
    symlinkSync('a.ts', join(root, 'src/b.ts'));
    symlinkSync('round', join(root, 'round'));
    expect(await find()).toEqual(['src/a.ts']);
    expect(await find({ paths: ['src/up'] })).toEqual(['src/up/src/a.ts']);
    const round = await discoverFiles(options({ paths: ['round'] }));
    expect(round.notifications).toMatchObject([{ kind: 'unreadable', level: 'error' }]);
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('a folder without permission is an error, and the rest is found', async () => {
    project(['closed/a.ts', 'open/b.ts']);
    chmodSync(join(root, 'closed'), 0);
    const found = await discoverFiles(options());
    chmodSync(join(root, 'closed'), 0o755);
    expect(found.files).toEqual(['open/b.ts']);
    expect(found.notifications).toMatchObject([{ kind: 'unreadable', level: 'error', file: 'closed' }]);
  });
});
