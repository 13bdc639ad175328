import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultCacheFolder } from '../../src/cache/place.js';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'phi-scan-place-'));
  for (const folder of ['with/node_modules', 'with/packages/a', 'repository/.git', 'repository/src']) mkdirSync(join(root, folder), { recursive: true });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('the place of the cache', () => {
  it('is beside the caches of the project, for its packages too', () => {
    const expected = join(root, 'with/node_modules/.cache/phi-scan');
    expect(defaultCacheFolder(join(root, 'with'))).toBe(expected);
    expect(defaultCacheFolder(join(root, 'with/packages/a'))).toBe(expected);
  });

  it('is among the caches of the user for a repository without such a folder, one for each', () => {
    const place = (folder: string, env: Record<string, string>, platform: string): string => defaultCacheFolder(join(root, folder), env, platform);
    expect(place('repository', { XDG_CACHE_HOME: '/caches' }, 'linux')).toMatch(/^\/caches\/phi-scan\/repository-[0-9a-f]{12}$/);
    expect(place('repository', {}, 'linux').startsWith(join(homedir(), '.cache', 'phi-scan'))).toBe(true);
    expect(place('repository', {}, 'darwin').startsWith(join(homedir(), 'Library', 'Caches', 'phi-scan'))).toBe(true);
    expect(place('repository', { LOCALAPPDATA: '/local' }, 'win32').startsWith(join('/local', 'phi-scan'))).toBe(true);
    expect(place('repository', {}, 'linux')).not.toBe(place('repository/src', {}, 'linux'));
  });
});
