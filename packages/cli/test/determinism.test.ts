import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inProject, phiScan, type Files } from './support/spawned.js';

/** Enough for worker threads to start, with values that go from file to file. */
function manyFiles(count: number): Files {
  const files: Record<string, string> = {};
  for (let index = 0; index < count; index += 1) {
    const next = (index + 1) % count;
    const lines = [
      `import { keep${next} } from './f${next}.js';`,
      `export function keep${index}(entry) {`,
      index % 10 === 0 ? '  console.log(entry);' : '  return entry.id;',
      '}',
      index % 7 === 0 ? `export const go${index} = (patient) => keep${next}(patient.mrn, console.log(patient.ssn));` : '',
      index % 100 === 0 ? 'console.log(' : '',
    ];
    files[`part${index % 13}/f${index}.js`] = lines.join('\n').replaceAll('./f', `../part${next % 13}/f`);
  }
  return files;
}

describe('two runs', () => {
  it('give the same bytes, whatever the number of threads', async () => {
    await inProject(manyFiles(2100), async (folder) => {
      const run = async (threads: string) => {
        const { status, stdout, stderr } = await phiScan(folder, ['--format', 'json', '--format', 'sarif:report.sarif', '--threads', threads]);
        return { status, stdout, stderr, sarif: readFileSync(join(folder, 'report.sarif'), 'utf8') };
      };
      const alone = await run('1');
      expect(alone).toMatchObject({ status: 1, stderr: '' });
      expect(JSON.parse(alone.stdout)).toMatchObject({ summary: { filesScanned: 2100, byRule: { 'no-phi-in-logs': 330 } } });
      expect(alone.sarif.length).toBeGreaterThan(100_000);
      expect(await run('3')).toEqual(alone);
      expect(await run('3')).toEqual(alone);
    });
  });
});
