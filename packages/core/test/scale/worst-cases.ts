/** Programs that nobody writes but that machines make, each with a leak at its far end where one can be met. */

export type Program = Readonly<Record<string, string>>;

const lines = (count: number, line: (index: number) => string): string => Array.from({ length: count }, (_, index) => line(index)).join('\n');

/** Just below the limit of 5 MB. */
export function generatedFile(): Program {
  const record = (index: number): string => `export const record${index} = { id: ${index}, code: 'C${index}', label: 'entry number ${index}', parts: [${index}, ${index + 1}] };`;
  const text = lines(50_000, record).slice(0, 5_100_000);
  return { 'generated.ts': `${text.slice(0, text.lastIndexOf('\n'))}\nconsole.log(patient.ssn);\n` };
}

export function tooLargeFile(): Program {
  return { 'generated.ts': 'export const text = 0;\n'.repeat(260_000), 'small.ts': 'console.log(patient.ssn);\n' };
}

/** Short lines, so that it does not look minified. */
export function minifiedFile(): Program {
  const statement = (index: number): string => `function f${index}(a,b,c){var d=a?b:c,e=d&&a.b||c.d;if(e)return f${(index * 7 + 1) % 20_000}(d,e,a);for(;d;)d=e(d);return{a:d,b:e,c:[a,b]}}`;
  return { 'bundle.js': `${lines(20_000, statement)}\nconsole.log(f0(patient.ssn));\n` };
}

export function recursiveFunctions(): Program {
  const text = lines(10_000, (index) => `export function step${index}(value) { if (value.done) return value; return step${(index + 1) % 10_000}(step${(index * 31 + 7) % 10_000}(value)); }`);
  return { 'steps.js': `${text}\nexport function run(patient) { console.log(step0(patient.ssn)); }\n` };
}

export function importCycle(): Program {
  const file = (index: number): string => `import { pass as next } from './m${(index + 1) % 2000}';\nexport function pass(value) { return value.last ? value : next(value); }\n`;
  const cycle = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`m${index}.js`, file(index)]));
  return { ...cycle, 'run.js': "import { pass } from './m0';\nexport function run(patient) { console.log(pass(patient.ssn)); }\n" };
}

export function wideBarrel(): Program {
  const files = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`parts/p${index}.js`, `export const part${index} = (value) => value;\n`]));
  const barrel = `${lines(5000, (index) => `export * from './parts/p${index}';`)}\n`;
  return { ...files, 'barrel.js': barrel, 'run.js': "import { part4999 } from './barrel';\nexport function run(patient) { console.log(part4999(patient.ssn)); }\n" };
}

export function deepExpression(): Program {
  return { 'deep.js': `export const deep = ${'('.repeat(3000)}patient.ssn${')'.repeat(3000)};\nconsole.log(deep);\n`, 'other.js': 'console.log(patient.ssn);\n' };
}

export function deepCalls(): Program {
  return { 'deep.js': `const f = (value) => value;\nexport const deep = ${'f('.repeat(3000)}patient.ssn${')'.repeat(3000)};\nconsole.log(deep);\n`, 'other.js': 'console.log(patient.ssn);\n' };
}

export function hugeObject(): Program {
  return { 'table.js': `export const table = {\n${lines(50_000, (index) => `  key${index}: { id: ${index}, next: 'key${index + 1}' },`)}\n  ssn: patient.ssn,\n};\nconsole.log(table);\nconsole.log(table.ssn);\n` };
}
