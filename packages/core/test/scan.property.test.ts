import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScanResult } from '../src/finding.js';
import { scan } from '../src/scan.js';
import { defaultOptions } from './scan-options.js';

const file = 'src/program.ts';

function scanCode(code: string): Promise<ScanResult> {
  return scan({ ...defaultOptions, root: '/project', paths: [file], reportUnusedIgnores: true, overlay: new Map([[file, code]]) });
}

// ── building blocks ──────────────────────────────────────────────────────────────────────────────────────────────────────

const locals = ['alpha', 'beta', 'gamma', 'delta'] as const;
const local = fc.constantFrom(...locals);

const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const inner = tie('expression');
  return {
    expression: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom('patient.ssn', 'patient.id', 'patient', "'text'", '7', 'undefined'),
      local,
      fc.tuple(inner, inner).map(([a, b]) => `{ one: ${a}, ssn: ${b} }`).map((object) => `(${object})`),
      inner.map((a) => `({ ...${a} })`),
      fc.tuple(inner, inner).map(([a, b]) => `[${a}, ...[${b}]]`),
      fc.tuple(inner, inner).map(([a, b]) => `\`to \${${a}} and \${${b}}\``),
      fc.tuple(inner, inner).map(([a, b]) => `(${a} + ${b})`),
      fc.tuple(inner, inner, inner).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
      fc.tuple(inner, inner).map(([a, b]) => `(${a} ?? ${b})`),
      fc.tuple(fc.constantFrom('pass', 'wrap', 'redact', 'JSON.stringify', 'unknown', 'again'), inner).map(([name, a]) => `${name}(${a})`),
      fc.tuple(inner, fc.constantFrom('one', 'ssn', 'length', '[0]')).map(([a, name]) => (name === '[0]' ? `${a}?.[0]` : `${a}?.${name}`)),
      fc.tuple(inner, inner).map(([a, b]) => `[${a}].map((item) => [item, ${b}])`),
      inner.map((a) => `(() => ${a})()`),
      inner.map((a) => `await Promise.resolve(${a})`),
    ),
  };
});

const { statement } = fc.letrec<{ statement: string }>((tie) => ({
  statement: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.tuple(local, expression).map(([name, value]) => `${name} = ${value};`),
    fc.tuple(local, expression).map(([name, value]) => `${name}.ssn = ${value};`),
    fc.tuple(local, local, expression).map(([a, b, value]) => `({ one: ${a}, ...${b} } = ${value});`),
    fc.tuple(fc.constantFrom('console.log', 'logger.info', 'report'), expression).map(([sink, value]) => `${sink}(${value});`),
    expression.map((value) => `if (${value}) throw new Error(${value});`),
    fc.tuple(expression, tie('statement'), tie('statement')).map(([test, a, b]) => `if (${test}) { ${a} } else { ${b} }`),
    fc.tuple(local, expression, tie('statement')).map(([name, list, body]) => `for (${name} of [${list}]) { ${body} }`),
    fc.tuple(tie('statement'), tie('statement')).map(([body, handler]) => `try { ${body} } catch (alpha) { ${handler} }`),
  ),
}));

const program = fc.array(statement, { minLength: 1, maxLength: 6 }).map((statements) =>
  [
    'const pass = (value) => value;',
    'function wrap(value) { return { one: value, inner: again(value) }; }',
    'function again(value) { return value ? wrap(value.inner) : value; }',
    'function report(value) { console.info(value); }',
    'export async function run(patient) {',
    `  let ${locals.join(', ')};`,
    ...statements.map((each) => `  ${each}`),
    '}',
    '',
  ].join('\n'),
);

/** A way for `start` from local to local to the end; the name at the end. */
const chain = fc.array(fc.constantFrom('{}', '`at ${{}}`', '({ one: {} }).one', '[{}][0]', 'pass({})', '{} || undefined', '(() => {})()', 'String({})'), { maxLength: 5 });

function chained(start: string, links: readonly string[], names: readonly string[]): string {
  const name = (index: number): string => names[index] ?? `step${index}`;
  const steps = links.map((link, index) => `  const ${name(index + 1)} = ${link.replace('{}', () => name(index))};`);
  return ['const pass = (value) => value;', 'export function run(patient) {', `  const ${name(0)} = ${start};`, ...steps, `  console.log(${name(links.length)});`, '}', ''].join('\n');
}

// ── what holds ───────────────────────────────────────────────────────────────────────────────────────────────────────────

describe('any small program', () => {
  it('is scanned without a failure, and with the same result twice', async () => {
    await fc.assert(
      fc.asyncProperty(program, async (code) => {
        const result = await scanCode(code);
        expect(result.notifications).toEqual([]);
        expect(result.stats.filesScanned).toBe(1);
        expect(await scanCode(code)).toEqual(result);
      }),
      { numRuns: 150 },
    );
  });

  it('keeps its fingerprints when lines are added above', async () => {
    const above = fc.array(fc.constantFrom('', '// a comment', 'const other = 1;', "import fs from 'node:fs';", '/* more\n   than a line */'), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(program, above, async (code, lines) => {
        const fingerprints = ({ findings }: ScanResult): string[] => findings.map((each) => each.fingerprint);
        expect(fingerprints(await scanCode(`${lines.join('\n')}\n${code}`))).toEqual(fingerprints(await scanCode(code)));
      }),
      { numRuns: 100 },
    );
  });

  it('has only places that lie in it, and tells equal findings apart', async () => {
    await fc.assert(
      fc.asyncProperty(program, async (code) => {
        const { findings } = await scanCode(code);
        for (const { location, culprit, flow } of findings) {
          for (const { span } of [location, culprit, ...flow]) {
            expect(span[0]).toBeGreaterThanOrEqual(0);
            expect(span[1]).toBeGreaterThan(span[0]);
            expect(span[1]).toBeLessThanOrEqual(code.length);
          }
        }
        expect(new Set(findings.map((each) => each.fingerprint)).size).toBe(findings.length);
      }),
      { numRuns: 100 },
    );
  });
});

describe('an expression', () => {
  const logged = (value: string): string =>
    ['const pass = (value) => value;', 'export async function run(patient, alpha, beta, gamma, delta) {', `  console.log(${value});`, '}', ''].join('\n');

  it('that leaks is silent inside redact', async () => {
    let leaking = 0;
    await fc.assert(
      fc.asyncProperty(expression, async (value) => {
        if ((await scanCode(logged(value))).findings.length > 0) leaking += 1;
        expect((await scanCode(logged(`redact(${value})`))).findings).toEqual([]);
      }),
      { numRuns: 150 },
    );
    expect(leaking).toBeGreaterThan(10);
  });
});

describe('a chain of locals', () => {
  const neutral = fc.uniqueArray(fc.stringMatching(/^(?:a|b|item|local|part|q)[0-9]{1,3}$/), { minLength: 6, maxLength: 6 });
  const rulesOf = async (code: string): Promise<string[]> => (await scanCode(code)).findings.map((each) => `${each.location.start.line} ${each.rule} ${each.elements.join()}`);

  it('is followed from patient.ssn to the log, whatever its names', async () => {
    await fc.assert(
      fc.asyncProperty(chain, neutral, async (links, names) => {
        expect(await rulesOf(chained('patient.ssn', links, names))).toEqual([`${links.length + 4} no-phi-in-logs ssn`]);
      }),
      { numRuns: 100 },
    );
  });

  it('is silent from patient.id', async () => {
    await fc.assert(
      fc.asyncProperty(chain, neutral, async (links, names) => {
        expect(await rulesOf(chained('patient.id', links, names))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('is silent once redact has seen the value, wherever on the way', async () => {
    await fc.assert(
      fc.asyncProperty(chain, fc.nat(), neutral, async (links, at, names) => {
        const place = at % (links.length + 1);
        const safe = place === 0 ? chained('redact(patient.ssn)', links, names) : chained('patient.ssn', links.map((link, index) => (index === place - 1 ? `redact(${link})` : link)), names);
        expect(await rulesOf(safe)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
