import { closeSync, ftruncateSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inProject, phiScan, type Files } from './support/spawned.js';

interface Report {
  readonly findings: readonly { readonly elements: readonly string[]; readonly location: { readonly file: string } }[];
  readonly notifications: readonly { readonly kind: string; readonly file?: string }[];
}

/** Scans the files and one more that leaks, and tells what was found where, each once, and what was notified. */
async function scanBeside(files: Files, prepare?: (folder: string) => void): Promise<{ status: number | null; found: string[]; told: string[] }> {
  return inProject({ ...files, 'beside/leak.ts': leak }, async (folder) => {
    prepare?.(folder);
    const { status, stdout, stderr } = await phiScan(folder, ['--format', 'json']);
    expect(stderr).toBe('');
    const { findings, notifications } = JSON.parse(stdout) as Report;
    const found = new Set(findings.map((each) => `${each.location.file} ${each.elements[0]}`));
    const told = new Set(notifications.map((each) => `${each.file} ${each.kind}`));
    return { status, found: [...found].sort(), told: [...told].sort() };
  });
}

const leak = 'export function show(patient: Patient) {\n  console.log(patient.ssn);\n}\n';
const besides = 'beside/leak.ts ssn';

function times(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('\n');
}

describe('files that are no proper code', () => {
  it('keep what stands before and after broken syntax', async () => {
    const broken = `${leak}const = 5 ]];\nexport function more(patient) {\n  console.log(patient.mrn);\n}\nif (`;
    expect(await scanBeside({ 'broken.ts': broken })).toEqual({ status: 1, found: [besides, 'broken.ts mrn', 'broken.ts ssn'], told: ['broken.ts syntax'] });
  });

  it('of 50 MB are left out and named', async () => {
    const grow = (folder: string): void => {
      const file = openSync(join(folder, 'huge.ts'), 'r+');
      ftruncateSync(file, 50 * 1024 * 1024);
      closeSync(file);
    };
    expect(await scanBeside({ 'huge.ts': leak }, grow)).toEqual({ status: 1, found: [besides], told: ['huge.ts too-large'] });
  });
});

describe('code that only a machine writes', () => {
  it.each<[string, string]>([
    ['blocks', `${'{\n'.repeat(5000)}console.log(patient.mrn);${'}\n'.repeat(5000)}`],
    ['functions', `${'function f(patient) {\n'.repeat(5000)}console.log(patient.mrn);${'}\n'.repeat(5000)}`],
    ['conditions', times(5000, (index) => `${index === 0 ? '' : 'else '}if (a === ${index}) { go(${index}); }`)],
    ['an array', `console.log(${'[\n'.repeat(3000)}patient.mrn${']\n'.repeat(3000)});`],
    ['calls', `console.log(${'f(\n'.repeat(3000)}patient.mrn${')\n'.repeat(3000)});`],
    ['arrow functions', `export const f = ${'() =>\n'.repeat(3000)}console.log(patient.mrn);`],
    ['elements', `export const f = ${'<a>\n'.repeat(3000)}{patient.mrn}${'</a>\n'.repeat(3000)};`],
    ['types', `type Deep = ${'Array<\n'.repeat(5000)}string${'>\n'.repeat(5000)};`],
  ])('nested thousands deep costs no other file its findings, and is named: %s', async (_, code) => {
    const { status, found, told } = await scanBeside({ 'deep.tsx': code });
    expect({ status, found: found.filter((each) => each === besides) }).toEqual({ status: 1, found: [besides] });
    // Nothing is lost in silence: either it was read to its bottom, or the report says that it was not.
    expect(told).toEqual(code.includes('mrn') && found.includes('deep.tsx mrn') ? [] : ['deep.tsx limit']);
  });

  it('may add up thousands of parts', async () => {
    const sum = `export function add(patient, x) {\n  console.log('a'${' + x\n'.repeat(3000)} + patient.mrn);\n}\n`;
    expect(await scanBeside({ 'sum.ts': sum + leak })).toEqual({ status: 1, found: [besides, 'sum.ts mrn', 'sum.ts ssn'], told: [] });
  });

  it('may be almost 5 MB', async () => {
    const rows = times(60_000, (index) => `export const row${index} = { id: ${index}, code: 'C${index}', label: 'A label', used: ${index % 2 === 0} };`);
    expect(rows.length).toBeGreaterThan(4_000_000);
    expect(await scanBeside({ 'rows.ts': `${rows}\n${leak}` })).toEqual({ status: 1, found: [besides, 'rows.ts ssn'], told: [] });
  });

  it('may have 20,000 lines that build on each other', async () => {
    const lines = times(20_000, (index) => `const v${index} = compute(v${Math.max(0, index - 1)}, ${index});`);
    expect(await scanBeside({ 'lines.ts': `${lines}\n${leak}` })).toMatchObject({ status: 1, found: [besides, 'lines.ts ssn'] });
  });

  it('says so where a value goes through more steps than are followed', async () => {
    const lines = times(20_000, (index) => `  const v${index + 1} = v${index};`);
    const code = `export function go(patient) {\n  const v0 = patient.mrn;\n${lines}\n  console.log(v20000);\n}\n${leak}`;
    expect(await scanBeside({ 'steps.ts': code })).toEqual({ status: 1, found: [besides, 'steps.ts ssn'], told: ['steps.ts limit'] });
  });

  it('may have an object of 20,000 keys', async () => {
    const keys = times(20_000, (index) => `  key${index}: ${index},`);
    const code = `export function go(patient) {\n  const all = {\n${keys}\n  mrn: patient.mrn };\n  console.log(all);\n}\n`;
    expect(await scanBeside({ 'keys.ts': code })).toEqual({ status: 1, found: [besides, 'keys.ts mrn'], told: [] });
  });

  it('may have 2,000 functions that call each other', async () => {
    const functions = times(2000, (index) => `function f${index}(a) { if (a) return f${(index + 1) % 2000}(a); return f${(index * 7 + 3) % 2000}(a); }`);
    const { status, found } = await scanBeside({ 'mutual.ts': `${functions}\nf0({});\n${leak}` });
    expect({ status, found }).toEqual({ status: 1, found: [besides, 'mutual.ts ssn'] });
  });

  it('may hand a value to a log through 2,000 functions, and says that it was not followed all the way', async () => {
    const functions = times(2000, (index) => (index === 0 ? 'function f0(a) { console.log(a); }' : `function f${index}(a) { f${index - 1}(a); }`));
    const { status, found, told } = await scanBeside({ 'far.ts': `${functions}\nexport const far = (patient) => f1999(patient.mrn);\n` });
    expect({ status, found, told }).toEqual({ status: 1, found: [besides], told: ['far.ts limit'] });
  });
});

describe('imports', () => {
  const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

  it('may go round in a circle of 200 files', async () => {
    const circle = numbers(200).map((index) => {
      const next = (index + 1) % 200;
      return [`m${index}.ts`, `import { f${next} } from './m${next}';\nexport function f${index}(patient) {\n  return patient.id ? f${next}(patient) : patient.mrn;\n}\n`];
    });
    const files = { ...Object.fromEntries(circle), 'use.ts': `import { f0 } from './m0';\nexport const use = (patient) => console.log(f0(patient));\n${leak}` };
    expect(await scanBeside(files)).toMatchObject({ status: 1, found: [besides, 'use.ts mrn', 'use.ts ssn'] });
  });

  it('go through a barrel of 2,000 re-exports', async () => {
    const modules = numbers(50).map((module) => [`m${module}.ts`, times(40, (index) => `export function f${index * 50 + module}(v) { console.log(v); }`)]);
    const barrel = times(2000, (index) => `export { f${index} } from './m${index % 50}';`);
    const names = numbers(2000).map((index) => `f${index}`);
    const use = `import { ${names.join(', ')} } from './index';\nexport function use(patient) {\n${names.map((name) => `  ${name}(patient.mrn);\n`).join('')}}\n`;
    await inProject({ ...Object.fromEntries(modules), 'index.ts': barrel, 'use.ts': use }, async (folder) => {
      const { status, stdout } = await phiScan(folder, ['--quiet']);
      expect(status).toBe(1);
      expect(stdout.trimEnd().split('\n')).toHaveLength(2000);
    });
  });

  it('go through barrels that re-export each other', async () => {
    const barrels = numbers(12).map((index) => {
      const others = numbers(12).filter((other) => other !== index);
      return [`m${index}.ts`, `${others.map((other) => `export * from './m${other}';\n`).join('')}export const c${index} = (p) => console.log(p);\n`];
    });
    const files = { ...Object.fromEntries(barrels), 'use.ts': 'import { c7 } from "./m0";\nexport const use = (patient) => c7(patient.mrn);\n' };
    expect(await scanBeside(files)).toEqual({ status: 1, found: [besides, 'use.ts mrn'], told: [] });
  });
});
