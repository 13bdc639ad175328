/** The packages as they would be published, in a project that has one major version of ESLint and the parsers. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

export interface Packed {
  readonly folder: string;
  readonly remove: () => void;
}

/** Tarballs of npm, unpacked. */
export function packPackages(): Packed {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'phi-scan-packed-')));
  for (const name of ['core', 'eslint-plugin']) {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    execFileSync(npm, ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], { cwd: join(repository, 'packages', name), stdio: 'pipe' });
  }
  for (const tarball of readdirSync(folder).filter((name) => name.endsWith('.tgz'))) {
    const into = join(folder, tarball.replace(/\.tgz$/, ''));
    mkdirSync(into);
    execFileSync('tar', ['-xzf', tarball, '-C', into], { cwd: folder });
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A project with these files, the packed packages copied into it, and ESLint of one major version linked. */
export function makeProject({ folder }: Packed, major: 8 | 9 | 10, files: Readonly<Record<string, string>>): string {
  const project = join(folder, `project-${major}`);
  rmSync(project, { recursive: true, force: true });
  const modules = join(project, 'node_modules');
  const dependencies = new Map<string, string>();
  for (const unpacked of readdirSync(folder).filter((name) => existsSync(join(folder, name, 'package/package.json')))) {
    const from = join(folder, unpacked, 'package');
    const manifest = manifestOf(from);
    const into = join(modules, manifest.name);
    mkdirSync(dirname(into), { recursive: true });
    cpSync(from, into, { recursive: true });
    for (const name of Object.keys(manifest.dependencies ?? {})) dependencies.set(name, join(repository, 'packages/core'));
  }
  const ofMajor = join(repository, 'test-projects', `eslint-${major}`);
  for (const name of Object.keys(manifestOf(ofMajor).dependencies ?? {})) dependencies.set(name, ofMajor);
  for (const [name, from] of dependencies) {
    const link = join(modules, name);
    if (existsSync(link)) continue;
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(packageFolder(name, from), link, 'dir');
  }
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, file)), { recursive: true });
    writeFileSync(join(project, file), text);
  }
  return project;
}

/** Where Node finds a package from a folder, whatever the package exports. */
function packageFolder(name: string, from: string): string {
  const found = createRequire(join(from, 'package.json')).resolve.paths(name)?.map((folder) => join(folder, name)).find((folder) => existsSync(join(folder, 'package.json')));
  if (found === undefined) throw new Error(`${name} is not installed for ${from}`);
  return realpathSync(found);
}
