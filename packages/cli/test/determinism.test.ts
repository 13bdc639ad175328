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
      const run = (format: string, threads: string) => phiScan(folder, ['--format', format, '--threads', threads]);
      const json = await run('json', '1');
      expect(json.status).toBe(1);
      expect(JSON.parse(json.stdout)).toMatchObject({ summary: { filesScanned: 2100, byRule: { 'no-phi-in-logs': 330 } } });
      expect(await run('json', '3')).toEqual(json);
      expect(await run('json', '3')).toEqual(json);
      const sarif = await run('sarif', '1');
      expect(sarif.stdout.length).toBeGreaterThan(100_000);
      expect(await run('sarif', '3')).toEqual(sarif);
    });
  });
});
