import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Io } from '../../src/io.js';
import { main } from '../../src/main.js';

/** The command line with the real engine, in this process: loading the engine takes longer than most scans. */
export async function phiScanHere(cwd: string, argv: readonly string[], input: readonly string[] = []): Promise<Ended> {
  const texts = { stdout: '', stderr: '' };
  const output = (name: keyof typeof texts): Io['stdout'] => ({
    isTTY: false,
    write: (text) => {
      texts[name] += text;
    },
  });
  async function* stdin() {
    yield* input;
  }
  const status = await main(argv, { stdout: output('stdout'), stderr: output('stderr'), stdin: stdin(), env: process.env, cwd, now: () => new Date('2026-11-20T12:00:00Z') });
  return { status, ...texts };
}

const bin = fileURLToPath(new URL('../../bin/phi-scan.js', import.meta.url));

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Runs `use` in a folder that holds these files, and takes it away again. */
export async function inProject<Result>(files: Files, use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'phi-scan-project-')));
  try {
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), content);
    }
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line as a user runs it. */
export function phiScan(cwd: string, argv: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...argv], { cwd, env: { PATH: process.env['PATH'], XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] }, stdio: ['ignore', 'pipe', 'pipe'] });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (data: Buffer) => stdout.push(data));
    child.stderr.on('data', (data: Buffer) => stderr.push(data));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }));
  });
}
