import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { inProject } from './support/spawned.js';

const bin = fileURLToPath(new URL('../bin/phi-scan.js', import.meta.url));
const leak = (field: string): string => `export function show(patient: Patient) {\n  console.log(patient.${field});\n}\n`;

/** Collects what each scan prints; `next` waits for the scan that prints what is wanted. */
function watching(root: string) {
  const child: ChildProcess = spawn(process.execPath, [bin, '--watch', '--quiet', '--cache-location', '.cache'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  let told = '';
  child.stdout?.on('data', (data) => (printed += String(data)));
  child.stderr?.on('data', (data) => (told += String(data)));
  const ended = new Promise<number | null>((done) => child.on('close', (status) => done(status)));
  return {
    async next(isIt: (printed: string, told: string) => boolean): Promise<string> {
      for (const start = Date.now(); ; ) {
        if (told.includes('watching for changes') && isIt(printed, told)) break;
        if (Date.now() - start > 20_000) throw new Error(`nothing of it came: ${printed} ${told}`);
        await new Promise((done) => setTimeout(done, 20));
      }
      const all = printed;
      printed = '';
      told = '';
      return all;
    },
    stop() {
      child.kill('SIGINT');
      return ended;
    },
  };
}

it('scans again after changes, deleted folders, renamed files and broken configurations, and ends well', async () => {
  await inProject({ 'src/a.ts': leak('ssn'), 'src/jobs/b.ts': leak('mrn') }, async (root) => {
    const watched = watching(root);
    try {
      expect(await watched.next((text) => text.includes('b.ts'))).toContain('src/a.ts:2');
      writeFileSync(join(root, 'src/a.ts'), `// moved\n${leak('ssn')}`);
      await watched.next((text) => text.includes('src/a.ts:3'));

      // As editors do that write a new file and give it the name of the old one.
      writeFileSync(join(root, 'src/a.ts.swp'), leak('phone'));
      renameSync(join(root, 'src/a.ts.swp'), join(root, 'src/a.ts'));
      await watched.next((text) => text.includes('phone'));

      rmSync(join(root, 'src/jobs'), { recursive: true });
      expect(await watched.next((text) => text.includes('src/a.ts:2'))).not.toContain('b.ts');
      mkdirSync(join(root, 'src/jobs'));
      writeFileSync(join(root, 'src/jobs/c.ts'), leak('email'));
      await watched.next((text) => text.includes('src/jobs/c.ts'));

      writeFileSync(join(root, 'phi-scan.config.yaml'), 'failOnn: error\n');
      await watched.next((_, told) => told.includes('did you mean failOn?'));
      writeFileSync(join(root, 'phi-scan.config.yaml'), 'ignores: [src/jobs]\n');
      expect(await watched.next((text) => text.includes('src/a.ts:2'))).not.toContain('c.ts');
    } finally {
      expect(await watched.stop()).toBe(0);
    }
  });
}, 120_000);
