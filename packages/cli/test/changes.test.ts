import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDiff, touches } from '../src/changes/diff.js';
import { inProject, phiScanHere, type Files } from './support/spawned.js';

const logger = 'export function logIt(value: unknown) {\n  console.log(value);\n}\n';
const caller = "import { logIt } from './log';\nexport function show(patient: Patient) {\n  const id = patient.id;\n  logIt(id);\n  console.log(patient.ssn);\n}\n";

function git(root: string, ...argv: readonly string[]): void {
  execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-c', 'init.defaultBranch=main', '-c', 'commit.gpgsign=false', '-c', 'protocol.file.allow=always', ...argv], { cwd: root, stdio: 'pipe' });
}

function write(root: string, file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

/** A repository with one commit of these files. */
async function inRepository(use: (root: string) => Promise<void>, files: Files = { 'src/log.ts': logger, 'src/a.ts': caller }): Promise<void> {
  await inProject(files, async (root) => {
    git(root, 'init', '-q');
    git(root, 'add', '-A');
    git(root, 'commit', '-q', '-m', 'first');
    await use(root);
  });
}

async function found(root: string, ...argv: readonly string[]): Promise<string[]> {
  const { stdout, stderr } = await phiScanHere(root, ['--quiet', ...argv]);
  expect(stderr).toBe('');
  return stdout.split('\n').flatMap((line) => /^[^:]+:\d+/.exec(line) ?? []);
}

describe('--since', () => {
  it('reports what stands on changed lines, and what is not committed yet', async () => {
    await inRepository(async (root) => {
      expect(await found(root)).toEqual(['src/a.ts:5']);
      expect(await found(root, '--since', 'HEAD')).toEqual([]);
      write(root, 'src/a.ts', caller.replace('}\n', '  console.log(patient.mrn);\n}\n'));
      write(root, 'src/new one ü.ts', caller);
      expect(await found(root, '--since', 'HEAD')).toEqual(['src/a.ts:6', 'src/new one ü.ts:5']);
      git(root, 'add', '-A');
      git(root, 'commit', '-q', '-m', 'second');
      expect(await found(root, '--since', 'HEAD~1')).toEqual(['src/a.ts:6', 'src/new one ü.ts:5']);
      const { stdout } = await phiScanHere(root, ['--since', 'HEAD~1']);
      expect(stdout).toContain('Only what changed since HEAD~1 was asked for: 1 finding elsewhere.');
      expect(JSON.parse((await phiScanHere(root, ['--since', 'HEAD~1', '--format', 'json'])).stdout)).toMatchObject({ changes: { since: 'HEAD~1', hidden: 1 } });
    });
  });

  it('reports what flows through a changed line, in whatever file it ends', async () => {
    await inRepository(async (root) => {
      write(root, 'src/a.ts', caller.replace('patient.id', 'patient.mrn'));
      expect(await found(root, '--since', 'HEAD')).toEqual(['src/a.ts:4']);
    });
    // The change lets data through that was masked before; the statement that logs it did not change.
    const files = { 'a.ts': 'export function show(patient: Patient) {\n  let name = patient.mrn;\n  name = mask(name);\n\n\n  console.log(name);\n}\n' };
    await inRepository(async (root) => {
      expect(await found(root)).toEqual([]);
      write(root, 'a.ts', files['a.ts'].replace('  name = mask(name);\n', ''));
      expect(await found(root, '--since', 'HEAD')).toEqual(['a.ts:5']);
    }, files);
  });

  it('knows the branch that a branch left, and renamed files', async () => {
    await inRepository(async (root) => {
      git(root, 'checkout', '-q', '-b', 'feature');
      renameSync(join(root, 'src/a.ts'), join(root, 'src/b.ts'));
      git(root, 'add', '-A');
      git(root, 'commit', '-q', '-m', 'renamed');
      git(root, 'checkout', '-q', 'main');
      write(root, 'src/main.ts', caller);
      git(root, 'add', '-A');
      git(root, 'commit', '-q', '-m', 'elsewhere');
      git(root, 'checkout', '-q', 'feature');
      expect(await found(root, '--since', 'main')).toEqual([]);
      appendFileSync(join(root, 'src/b.ts'), 'export const f = (patient: Patient) => console.log(patient.phone);\n');
      expect(await found(root, '--since', 'main')).toEqual(['src/b.ts:7']);
      git(root, 'commit', '-qam', 'more');
      git(root, 'checkout', '-q', '--detach');
      expect(await found(root, '--since', 'main')).toEqual(['src/b.ts:7']);
      expect(await found(join(root, 'src'), '--since', 'main')).toEqual(['b.ts:7']);
    });
  });

  it('works in a shallow clone that has the commit, and says what to do in one that has not', async () => {
    await inRepository(async (root) => {
      write(root, 'src/b.ts', caller);
      git(root, 'add', '-A');
      git(root, 'commit', '-q', '-m', 'second');
      const clone = (depth: number): string => {
        const folder = join(root, `clone-${depth}`);
        git(root, 'clone', '-q', '--depth', String(depth), `file://${root}`, folder);
        return folder;
      };
      expect(await found(clone(2), '--since', 'HEAD~1')).toEqual(['src/b.ts:5']);
      const { status, stderr } = await phiScanHere(clone(1), ['--since', 'HEAD~1']);
      expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('git fetch --unshallow') as string });
    });
  });

  it.each([
    ['nowhere', 'there is no commit "nowhere" here'],
    ['origin/main', 'fetch it with "git fetch origin main"'],
    ['--output=x', 'this is no name of a commit'],
  ])('says what is wrong with %s', async (ref, message) => {
    await inRepository(async (root) => {
      expect(await phiScanHere(root, [`--since=${ref}`])).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(message) as string });
    });
  });

  it('says what is wrong where there is no repository, or no commit in it', async () => {
    await inProject({ 'a.ts': caller }, async (root) => {
      expect(await phiScanHere(root, ['--since', 'HEAD'])).toMatchObject({ status: 2, stderr: expect.stringContaining('need a git repository') as string });
      git(root, 'init', '-q');
      expect(await phiScanHere(root, ['--since', 'HEAD'])).toMatchObject({ status: 2, stderr: expect.stringContaining('no commit yet') as string });
    });
  });
});

describe('--staged', () => {
  it('reports what will be committed, whatever is on disk', async () => {
    await inRepository(async (root) => {
      write(root, 'src/a.ts', caller.replace('}\n', '  console.log(patient.mrn);\n}\n'));
      expect(await found(root, '--staged')).toEqual([]);
      git(root, 'add', 'src/a.ts');
      write(root, 'src/a.ts', `// further work\n\n${caller}`);
      expect(await found(root, '--staged')).toEqual(['src/a.ts:6']);
      write(root, 'src/untracked.ts', caller);
      expect(await found(root, '--staged')).toEqual(['src/a.ts:6']);
    });
  });

  it('works before the first commit', async () => {
    await inProject({ 'a.ts': caller, 'b.ts': caller }, async (root) => {
      git(root, 'init', '-q');
      git(root, 'add', 'a.ts');
      expect(await found(root, '--staged')).toEqual(['a.ts:5']);
    });
  });

  it('needs no file that the index has and the disk has not', async () => {
    await inRepository(async (root) => {
      git(root, 'rm', '-q', '--cached', 'src/log.ts');
      rmSync(join(root, 'src/log.ts'));
      expect(await found(root, '--staged')).toEqual([]);
    });
  });

  it.each([[['--staged', '--since', 'HEAD']], [['--staged', '--stdin']]])('%j makes no sense', async (argv) => {
    await inProject({}, async (root) => expect((await phiScanHere(root, argv)).status).toBe(2));
  });
});

describe('a diff', () => {
  it('is read by its hunks, whatever its lines say', () => {
    const diff = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@ function f\n-++ b/y\n-@@ -1 +7 @@\n+++ b/z\n+@@ -1 +9 @@\n@@ -9 +9,0 @@\n-gone\n--- a/old\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n--- /dev/null\n+++ "b/tab\\there \\303\\274"\n@@ -0,0 +1,3 @@\n+a\n+b\n+c\n';
    expect([...parseDiff(diff)]).toEqual([
      ['x', [[1, 2], [9, 10]]],
      ['tab\there ü', [[1, 3]]],
    ]);
  });

  it('touches what overlaps', () => {
    expect([touches([[3, 4]], 1, 2), touches([[3, 4]], 4, 9), touches('all', 1, 1), touches(undefined, 1, 1)]).toEqual([false, true, true, false]);
  });
});
