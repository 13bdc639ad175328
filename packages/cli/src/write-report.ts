import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { access, constants, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { makeFolder } from '@phi-scan/core';

/** The report could not be written; the message says where and why. */
export class WriteError extends Error {}

/** Writes beside the file and renames, so that no reader ever meets half a report and a failed run leaves the old one. */
export async function writeReport(cwd: string, file: string, text: string): Promise<void> {
  try {
    const target = await followLink(resolve(cwd, file));
    const existing = await stat(target).catch(() => undefined);
    if (existing === undefined) makeFolder(dirname(target));
    else if (existing.isDirectory()) throw new WriteError(`cannot write ${file}: it is a folder`);
    else await access(target, constants.W_OK);

    // A device or a pipe (/dev/stdout, /dev/null) must not be replaced by a file.
    if (existing !== undefined && !existing.isFile()) return await writeFile(target, text);
    await replace(target, text, existing?.mode);
  } catch (error) {
    if (error instanceof WriteError) throw error;
    throw new WriteError(`cannot write ${file}: ${writeReason(error)}`);
  }
}

async function replace(target: string, text: string, mode: number | undefined): Promise<void> {
  const temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`;
  // Ctrl-C in the middle of it ends the process at once.
  const remove = (): void => rmSync(temporary, { force: true });
  process.once('exit', remove);
  try {
    await writeFile(temporary, text, { flag: 'wx', ...(mode === undefined ? {} : { mode }) });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    process.off('exit', remove);
  }
}

async function followLink(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

/** Why a file could not be written, in words. */
export function writeReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known: Readonly<Record<string, string>> = {
    EACCES: 'no permission',
    EPERM: 'no permission',
    EROFS: 'the file system is read-only',
    ENOENT: 'there is no such folder, and none can be made',
    ENOSPC: 'the disk is full',
    ENOTDIR: 'a part of the path is a file',
    EEXIST: 'a part of the path is a file',
    EISDIR: 'it is a folder',
    EDQUOT: 'the disk quota is used up',
  };
  return known[code] ?? (code === '' ? String(error) : code);
}
