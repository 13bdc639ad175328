/**
 * A folder of entries that may be gone, cut short, written by another version or by someone else: whatever is not whole and ours counts as
 * not there. Facts hold texts of the code, and code may hold patient data, so nobody but the user may read them.
 */
import { createHash, randomBytes, type Hash } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../files/make-folder.js';

/** Rises when the form of the entries changes. */
const format = 1;
const maxEntries = 64;
const maxBytes = 512 * 1024 * 1024;
const suffix = '.phi-scan-cache';

export interface Store {
  read(name: string): Buffer | undefined;
  /** Never throws: a cache that cannot be written makes the next run slower, not this one wrong. */
  write(name: string, parts: readonly (string | Uint8Array)[]): Promise<void>;
}

/** `engine` says by whom entries were made: those of any other are not read. */
export function openStore(folder: string, engine: string): Store {
  const pathOf = (name: string): string => join(folder, `${name}${suffix}`);
  const title = `phi-scan cache ${format} ${engine}\n`;

  return {
    read(name) {
      try {
        const bytes = readFileSync(pathOf(name));
        const whole = whatIsWhole(bytes, title);
        // Entries that are still of use are the last to be removed.
        if (whole) utimesSync(pathOf(name), new Date(), new Date());
        return whole;
      } catch {
        return undefined;
      }
    },
    async write(name, parts) {
      const temporary = `${pathOf(name)}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`;
      try {
        const bytes = parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part));
        if (bytes.reduce((sum, part) => sum + part.length, 0) > maxBytes / 2) return;
        prepare(folder);
        const file = await open(temporary, 'wx', 0o600);
        try {
          const hash = newHash();
          for (const part of bytes) hash.update(part);
          await writeAll(file, [Buffer.from(`${title}${hash.digest('hex')}\n`), ...bytes]);
        } finally {
          await file.close();
        }
        // Whoever reads meets the old entry or the new one, never a part; of two runs at once the later one's stays.
        renameSync(temporary, pathOf(name));
        removeOldest(folder);
      } catch {
        await rm(temporary, { force: true }).catch(() => {});
      }
    },
  };
}

async function writeAll(file: Awaited<ReturnType<typeof open>>, parts: readonly Uint8Array[]): Promise<void> {
  const most = 512;
  for (let at = 0; at < parts.length; at += most) {
    const chunk = parts.slice(at, at + most);
    const { bytesWritten } = await file.writev(chunk);
    if (bytesWritten !== chunk.reduce((sum, part) => sum + part.length, 0)) throw new Error('the disk took only a part');
  }
}

const newHash = (): Hash => createHash('sha1');
const digestLength = 40;

function whatIsWhole(bytes: Buffer, title: string): Buffer | undefined {
  const head = Buffer.byteLength(title);
  const start = head + digestLength + 1;
  if (bytes.length < start || bytes.toString('utf8', 0, head) !== title) return undefined;
  const content = bytes.subarray(start);
  return newHash().update(content).digest('hex') === bytes.toString('latin1', head, start - 1) ? content : undefined;
}

/** The line for git keeps a cache out of the repository wherever `--cache-location` puts it. */
function prepare(folder: string): void {
  if (makeFolder(folder, 0o700)) chmodSync(folder, 0o700);
  try {
    writeFileSync(join(folder, '.gitignore'), '*\n', { flag: 'wx' });
  } catch {
    // It is there already.
  }
}

/** Temporary files of runs that were killed go too, once they are old enough to be nobody's. */
function removeOldest(folder: string): void {
  const anHour = 60 * 60 * 1000;
  const entries = readdirSync(folder)
    .filter((name) => name.includes(suffix))
    .flatMap((name) => {
      const stats = statSync(join(folder, name), { throwIfNoEntry: false });
      return stats ? [{ path: join(folder, name), size: stats.size, used: stats.mtimeMs, temporary: name.endsWith('.tmp') }] : [];
    })
    .sort((a, b) => b.used - a.used);
  let count = 0;
  let bytes = 0;
  for (const entry of entries) {
    if (entry.temporary) {
      if (Date.now() - entry.used > anHour) rmSync(entry.path, { force: true });
      continue;
    }
    count += 1;
    bytes += entry.size;
    if (count > maxEntries || bytes > maxBytes) rmSync(entry.path, { force: true });
  }
}
