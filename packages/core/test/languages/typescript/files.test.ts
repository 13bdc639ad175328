import { describe, expect, it } from 'vitest';
import { typescript } from '../../../src/languages/typescript/index.js';
import { callsOf, lineOf, logged, lower } from './show.js';

describe('comments', () => {
  function comments(text: string, path = 'a.tsx'): [string, boolean][] {
    return lower(text, path).comments.map(({ text: inner, trailing }) => [inner, trailing]);
  }

  it('are kept where they speak to phi-scan, with where they stand', () => {
    expect(comments('// plain\n// phi-scan-ignore one\nlog(p); // phi-scan-ignore two\n  /* phi-scan-ignore three */\nx /* phi-scan four */ = 1')).toEqual([
      ['phi-scan-ignore one', false],
      ['phi-scan-ignore two', true],
      ['phi-scan-ignore three', false],
      ['phi-scan four', true],
    ]);
  });

  it('are not what looks like one in a string, template, regex or JSX text', () => {
    expect(comments('a("// phi-scan"); b(`/* phi-scan ${c /* phi-scan yes */} // phi-scan`); d = /\\/\\/ phi-scan/; phi-scan;')).toEqual([['phi-scan yes', true]]);
    expect(comments('x = <div>\n// phi-scan no\n{/* phi-scan yes */}\n<b /* phi-scan attr */ />text {/* phi-scan behind */}</div>')).toEqual([
      ['phi-scan yes', false],
      ['phi-scan attr', true],
      ['phi-scan behind', true],
    ]);
  });

  it('may be the first, the last, or the only thing of a file', () => {
    expect(comments('// phi-scan a')).toEqual([['phi-scan a', false]]);
    expect(comments('#!/usr/bin/env node\n/** phi-scan a */\nx()\n// phi-scan b')).toEqual([
      ['* phi-scan a', false],
      ['phi-scan b', false],
    ]);
    expect(comments('call(a, // phi-scan a\n  b /* no */, /* no */ // phi-scan b\n)')).toEqual([
      ['phi-scan a', true],
      ['phi-scan b', true],
    ]);
  });

  it('have their place in the text', () => {
    const source = 'a()\n/* phi-scan */ b()';
    expect(lower(source).comments.map(({ at }) => source.slice(...at))).toEqual(['/* phi-scan */']);
  });
});

describe('single-file components', () => {
  const vue = `<template>
  <p>{{ log(no) }}</p> <!-- <script> log(no) </script> -->
</template>
<script>
import x from './x'
log(x)
</script>
<script setup lang="ts" generic="T extends Record<string, string>">
const p: Patient = await load()
log(p as T) // phi-scan-ignore
</script>
<style>a { content: "// phi-scan" }</style>
<script type="text/template">log(no)</script>
`;

  it('have their scripts read, with true offsets and lines', () => {
    const facts = lower(vue, 'a.vue');
    expect(facts.problems).toEqual([]);
    expect(logged(vue, 'a.vue')).toEqual(['./x#default', 'cast(p=await load(): T)']);
    expect(callsOf(facts, 'log').map(({ at }) => [vue.slice(...at), lineOf(facts, at[0])])).toEqual([
      ['log(x)', 6],
      ['log(p as T)', 10],
    ]);
    expect(facts.comments.map(({ text }) => text)).toEqual(['phi-scan-ignore']);
  });

  it('of Svelte assign names that a label declares', () => {
    const svelte = '<script context="module">const a = 1</script>\n<script>\r\nexport let patient; $: name = patient.name;\r\nlog(name)\r\n</script>\n<h1>{name}</h1>';
    expect(logged(svelte, 'a.svelte')).toEqual(['name=patient=null.name']);
    expect(lineOf(lower(svelte, 'a.svelte'), svelte.indexOf('log'))).toBe(4);
  });
});

describe('what cannot be read', () => {
  it('is a problem, and the rest is lowered', () => {
    const facts = lower('log(a); const = ; log(b)');
    expect(facts.problems[0]?.kind).toBe('syntax');
    expect(callsOf(facts, 'log')).toHaveLength(2);
  });

  it('is at most 20 problems', () => {
    expect(lower('const = ;\n'.repeat(100)).problems).toHaveLength(20);
  });

  it('may be types in .js files', () => {
    expect(logged('// @flow\nfunction f(p: ?Patient): void { log(p) }\nexport type T = {| a: string |};', 'a.js')).toEqual(['p']);
  });

  it('never throws', () => {
    const pieces = ['(', ')', '{', '}', '[', ']', '=>', 'class', 'function', 'a', '.', '?.', '...', '`', '${', '<', '>', '/', '=', 'for', 'of', 'if', 'else', 'try', 'catch', 'import', 'export', 'default', '@', ':', ',', ';', 'this', 'new', '"', 'await', 'enum', 'namespace', '#'];
    let seed = 7;
    const next = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
    for (let round = 0; round < 2000; round++) {
      const text = Array.from({ length: 1 + next(14) }, () => pieces[next(pieces.length)]).join(' ');
      const facts = lower(text, ['a.ts', 'a.tsx', 'a.js', 'a.vue'][next(4)]);
      expect(facts.problems.filter(({ message }) => message.startsWith('could not')), text).toEqual([]);
    }
  });
});

describe('machine-made files', () => {
  it.each([
    ['a sum', Array(3000).fill('a').join(' + ')],
    ['alternatives', Array(3000).fill('a').join(' || ')],
    ['a product', Array(3000).fill('a').join(' * ')],
    ['a promise chain', `p${'.then((x) => x)'.repeat(3000)}`],
  ])('with %s of 3,000 parts are read in full', (_, expression) => {
    const facts = lower(`x = ${expression}; log(end)`);
    expect(facts.problems).toEqual([]);
    expect(callsOf(facts, 'log')).toHaveLength(1);
  });

  it('with long chains of choices are read in full', () => {
    expect(logged(`let x = 0; on(() => { ${'a ? 1 : '.repeat(600)} (x = 2) }); log(x)`)).toEqual(['phi(x=0, x=2)']);
  });

  it('with 1,000 else-ifs are read in full', () => {
    expect(logged(`let x = 0; on(() => { ${'if (a) { } else '.repeat(1000)} { x = 2 } }); log(x)`)).toEqual(['phi(x=0, x=2)']);
  });

  it.each([
    ['arrays', '['.repeat(3000) + ']'.repeat(3000)],
    ['calls', 'f('.repeat(3000) + ')'.repeat(3000)],
    ['functions', `function () {${' return function () {'.repeat(3000)}${'}'.repeat(3001)}`],
    ['arrows', `${'a => '.repeat(3000)}1`],
    ['assignments', `${'a = '.repeat(3000)}1`],
    ['negations', `${'!'.repeat(3000)}a`],
  ])('with %s nested 3,000 deep end with a problem', (_, expression) => {
    expect(lower(`x = ${expression}`).problems.map(({ kind }) => kind)).toContain('limit');
    expect(logged('let p = a; p = b; log(p)')).toEqual(['p=b']);
  });

  it('say once that they are too deep, and are read around it', () => {
    const deep = '!'.repeat(900);
    const facts = lower(`x = ${deep}a; y = ${deep}b; log(end)`);
    expect(facts.problems).toHaveLength(1);
    expect(callsOf(facts, 'log')).toHaveLength(1);
  });

  it.each([
    ['50,000 keys', (count: number) => `x = {${Array.from({ length: count }, (_, i) => `k${i}: 'v'`).join(',\n')}}`, 50_000],
    ['many branches', (count: number) => `let p = 1; ${'if (a) { p = f(p); const z = p }\n'.repeat(count)}`, 20_000],
    ['many cases', (count: number) => `let p = 1; switch (k) { ${'case 1: p = 2; break;\n'.repeat(count)}}`, 20_000],
    ['many writes into a list', (count: number) => `const l = []; ${'l.push(a);\n'.repeat(count)}`, 20_000],
    ['many closures', (count: number) => `let p = 1; ${'on(() => { p = q; log(p) });\n'.repeat(count)}`, 20_000],
  ])('with %s give Facts in proportion to their length', (_, make, count) => {
    const tenth = lower(make(count / 10)).nodes.length;
    const whole = lower(make(count)).nodes.length;
    // Ten times the text, not a hundred times the values: merges of branches are where they could multiply.
    expect(whole).toBeGreaterThan(5 * tenth);
    expect(whole).toBeLessThan(12 * tenth);
  });
});

describe('facts', () => {
  it('survive JSON', () => {
    const facts = typescript.lower({
      path: 'a.tsx',
      text: `import a, { type B } from 'b'; @D('x') export class C extends a { y?: number = 1e999; constructor(private z = -0) { super() } }
        export default async ({ q, ...r }: P, ...s) => { for (const t of s) { try { await t } catch (e) { throw e } } return <X {...r} a="1">{q}</X> };
        let u; log(u, /re/g, 10n, undefined, u as 'lit'); // phi-scan-ignore`,
    });
    expect(JSON.parse(JSON.stringify(facts))).toStrictEqual(facts);
  });

  it('mark the guarded nodes of a caught error', () => {
    const facts = lower('before(); try { inside() } catch (e) { after(e) }');
    const caught = facts.nodes.find((node) => node.op === 'caught');
    const guarded = facts.nodes.slice(caught?.from, caught?.to).flatMap((node) => (node.op === 'free' ? [node.name] : []));
    expect(guarded).toEqual(['inside']);
  });

  it('name their language and its files', () => {
    expect(typescript.extensions).toContain('.vue');
    expect(lower('a', 'b.ts').language).toBe('typescript');
    expect(lower('a\nb\r\nc', 'b.ts').lineStarts).toEqual([0, 2, 5]);
  });
});
