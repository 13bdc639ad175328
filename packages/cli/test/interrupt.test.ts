import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { inProject } from './support/spawned.js';

const bin = fileURLToPath(new URL('../bin/phi-scan.js', import.meta.url));
const code = (index: number): string => `export function f${index}(patient: Patient) {\n  console.log(patient.ssn);\n}\n`;

it.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM'] as const)('%s in the middle leaves no report, whole or half, and exits with 2', async (signal) => {
  const files = Object.fromEntries(Array.from({ length: 1500 }, (_, index) => [`src/f${index}.ts`, code(index).repeat(10)]));
  await inProject(files, async (root) => {
    const child = spawn(process.execPath, [bin, '--no-cache', '--format', 'sarif:out.sarif', '--format', 'html:out.html'], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (data) => (stderr += String(data)));
    const ended = new Promise((done) => child.on('close', (status) => done(status)));
    // Long enough to have begun, and far too short to have ended.
    await new Promise((done) => setTimeout(done, 1500));
    child.kill(signal);
    expect(await ended).toBe(2);
    expect(stderr).toContain('phi-scan: stopped before the end');
    expect(readdirSync(root)).toEqual(['src']);
  });
});
