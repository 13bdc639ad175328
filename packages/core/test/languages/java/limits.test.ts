import { describe, expect, it } from 'vitest';
import { scan } from '../../../src/scan.js';
import { defaultOptions } from '../../scan-options.js';
import { argumentsOf } from '../typescript/show.js';
import { lower } from './lowered.js';

describe('what a person would not write', () => {
  it('loses the statement that does not parse, not the file', () => {
    const facts = lower('class A { void f(P p) { log(p.a); int x = = 3; log(p.b); } void g(P p) { log(p.c) } \n void h(P p) { log(p.d); } }');
    expect(facts.problems.map(({ kind }) => kind)).toContain('syntax');
    expect(argumentsOf(facts, 'log')).toEqual(['p.a', 'p.b', 'p.c', 'p.d']);
  });

  it.each([
    ['an unfinished class', 'class A { void f(P p) { log(p.a); '],
    ['no class', 'log(p.a);'],
    ['two packages', 'package a; package b; import ; class { }'],
    ['nothing', ''],
    ['no Java', '{"a": [1, 2'],
  ])('is read without a crash: %s', (_, source) => {
    expect(() => lower(source)).not.toThrow();
  });

  it('reads long chains in a loop', () => {
    const operands = Array.from({ length: 20_000 }, (_, index) => `"${index}"`).join(' + ');
    expect(lower(`class A { String s = ${operands}; }`).problems).toEqual([]);
    const links = '.append(p.a)'.repeat(5_000);
    expect(lower(`class A { void f(P p) { log(new StringBuilder()${links}); } }`).problems).toEqual([]);
    const choices = 'if (k == 1) { log(1); } else '.repeat(3_000);
    expect(lower(`class A { void f(int k) { ${choices} log(2); } }`).problems).toEqual([]);
  });

  it('says where nesting is deeper than it reads', () => {
    const facts = lower(`class A { void f(P p) { log(p.a); log(${'('.repeat(5_000)}p.b${')'.repeat(5_000)}); log(p.c); } }`);
    expect(facts.problems.map(({ kind }) => kind)).toEqual(['limit']);
    expect(argumentsOf(facts, 'log')).toEqual(['p.a', 'null', 'p.c']);
    expect(lower(`class A { void f() { ${'if (a) { '.repeat(2_000)}${'}'.repeat(2_000)} } }`).problems.map(({ kind }) => kind)).toEqual(['limit']);
    expect(() => lower(`class A { ${'class B { '.repeat(3_000)}${'}'.repeat(3_000)} }`)).not.toThrow();
  });

  it('reads a generated file of 100,000 lines', () => {
    const methods = Array.from({ length: 20_000 }, (_, index) => `  public String getField${index}() {\n    String value = this.field${index};\n    return value;\n  }\n`);
    const facts = lower(`public class Generated {\n${methods.join('\n')}}\n`);
    expect(facts.problems).toEqual([]);
    expect(facts.lineStarts.length).toBeGreaterThan(100_000);
    expect(facts.classes[0]?.methods).toHaveLength(20_000);
  }, 60_000);
});

describe('a scan', () => {
  const patient = 'package org.clinic; public class Patient { private String ssn; public String getSsn() { return ssn; } }';
  const leak = 'package org.clinic; class Seen { void run(Patient p) { System.out.println(p.getSsn()); } }';

  it('follows values over files and packages', async () => {
    const overlay = new Map([
      ['a/src/main/java/org/clinic/Patient.java', patient],
      ['a/src/main/java/org/clinic/Seen.java', leak],
    ]);
    const { findings } = await scan({ ...defaultOptions, root: '/clinic', paths: [...overlay.keys()], overlay });
    expect(findings.map(({ rule, elements, location }) => [rule, elements, location.file, location.start.line])).toEqual([
      ['no-phi-in-logs', ['ssn'], 'a/src/main/java/org/clinic/Seen.java', 1],
    ]);
  });

  it('keeps the findings of the other files where one is broken', async () => {
    const overlay = new Map([
      ['Patient.java', patient],
      ['Seen.java', leak],
      ['Broken.java', 'class Broken { void f( { ] }'],
    ]);
    const { findings, notifications } = await scan({ ...defaultOptions, root: '/clinic', paths: [...overlay.keys()], overlay });
    expect(findings.map(({ location }) => location.file)).toEqual(['Seen.java']);
    expect(notifications.map(({ kind, file }) => [kind, file])).toContainEqual(['syntax', 'Broken.java']);
  });
});
