/** Where a project's cache is kept when nobody says where. */
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Beside the caches of a project's other tools, where git looks at none of them; for a project without such a folder, in the user's. */
export function defaultCacheFolder(root: string, env: Environment = process.env, platform: string = process.platform): string {
  for (let folder = root; ; folder = dirname(folder)) {
    const modules = join(folder, 'node_modules');
    if (isFolder(modules)) return join(modules, '.cache', 'phi-scan');
    if (isFolder(join(folder, '.git')) || dirname(folder) === folder) break;
  }
  const name = `${basename(root)}-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`;
  return join(userCacheFolder(env, platform), 'phi-scan', name);
}

function userCacheFolder(env: Environment, platform: string): string {
  if (env['XDG_CACHE_HOME']) return env['XDG_CACHE_HOME'];
  if (platform === 'win32' && env['LOCALAPPDATA']) return env['LOCALAPPDATA'];
  return platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
