import { describe, expect, it } from 'vitest';
import { argumentsOf, callsOf, show, textAt } from '../typescript/show.js';
import { logged, lower } from './lowered.js';

describe('expressions', () => {
  it('join text', () => {
    expect(logged('log("a" + p + 1, p + "-" + k + "!")')).toEqual(['text("a", p, 1), text(p, "-", k, "!")']);
    expect(logged('String s = ""; s += p.name; s += "!"; log(s)')).toEqual(['s=text(s=text(s="", p.name), "!")']);
    expect(logged('log("""\n    hello\n      "you"\n    """, "tab\\t\\u0041\\101", \'c\')')).toEqual(['"hello\\n  \\"you\\"\\n", "tab\\tAA", "c"']);
  });

  it('compute what carries nothing', () => {
    expect(logged('log(k + 1, k - 2, !b(), k == 3, k > 1 && k < 2, o instanceof Patient, -5, 0x1F, 1_000L, 1e3)')).toEqual([
      'number(k, 1), number(k, 2), boolean(this<File>.b()), boolean(k, 3), boolean(boolean(k, 1), boolean(k, 2)), boolean(o), -5, 31, 1000, 1000',
    ]);
  });

  it('choose', () => {
    expect(logged('log(k > 0 ? p : k < 0 ? o : xs)')).toEqual(['phi(p, o, xs)']);
    expect(logged('log(switch (k) { case 1, 2 -> p; case 3 -> { yield o; } default -> xs; })')).toEqual(['phi(p, o, xs)']);
  });

  it('read parts', () => {
    expect(logged('log(p.a.b, xs[0], xs[k], (Patient) o, p.get().name)')).toEqual(['p.a.b, element(xs), xs[k], cast(o: Patient), p.get().name']);
  });

  it('know types by their full names', () => {
    const facts = lower('class A { void f() { log(java.util.UUID.randomUUID(), org.clinic.Names.of(1)); } }');
    expect(facts.imports.map(({ module, local }) => [module, local])).toEqual([
      ['java.util.UUID', 'UUID'],
      ['org.clinic.Names', 'Names'],
    ]);
  });

  it('stand where they stand in the text', () => {
    const source = 'class A { void f(P p) { log( /* x */ p . name /* y */ ,  new  X(1) ); } }';
    const facts = lower(source);
    const [call] = callsOf(facts, 'log');
    expect(call && source.slice(...call.at)).toBe('log( /* x */ p . name /* y */ ,  new  X(1) )');
    expect(call?.args.map((id) => textAt(facts, source, id))).toEqual(['p . name', 'new  X(1)']);
  });
});

describe('names', () => {
  it('are variables, fields of the classes around, imported members or types', () => {
    const facts = lower(`import static org.clinic.Tools.tool;
      class Outer {
        String own;
        static class Inner extends Base {
          String mine;
          void run(String local) { log(local, mine, own, inherited, tool, Outer.class, LIMIT); helper(local); }
        }
        static void helper(String text) {}
      }`);
    expect(argumentsOf(facts, 'log')).toEqual(['local, this<Inner>.mine, this<Outer>.own, this<Inner>.inherited, org.clinic.Tools#default.tool, class Outer, this<Inner>.LIMIT']);
    const outer = facts.nodes.find((node) => node.op === 'prop' && node.name === 'own');
    expect(outer?.op === 'prop' && facts.nodes[outer.of]).toMatchObject({ op: 'this', cls: 0 });
  });

  it('may come from several places, which the import lists', () => {
    const facts = lower('package org.clinic.web; import org.clinic.model.*; import java.util.*; import org.hl7.fhir.r4.model.*; class A { List<Patient> xs; String s; Object o = new Helper(); }');
    expect(facts.imports.map(({ module, elsewhere }) => [module, elsewhere])).toEqual([
      ['List in org.clinic.web, org.clinic.model, java.util, org.hl7.fhir.r4.model', 'java.util.List'],
      ['Patient in org.clinic.web, org.clinic.model, java.util, org.hl7.fhir.r4.model', 'org.hl7.fhir.r4.model.Patient'],
      ['Helper in org.clinic.web, org.clinic.model, java.util, org.hl7.fhir.r4.model', 'org.hl7.fhir.r4.model.Helper'],
    ]);
  });
});

describe('lambdas and method references', () => {
  it('are functions that know the call they are handed to', () => {
    const facts = lower('class A { void f(List<P> ps) { ps.map(p -> p.name).map((a, b) -> { return b; }).map(P::getName).forEach(this::show); } }');
    const lambdas = facts.functions.filter(({ kind }) => kind === 'function');
    expect(lambdas.map(({ returns }) => returns.map((id) => show(facts, id)).join(' | '))).toEqual([
      'p.name',
      'b',
      'P in #default.getName(param#0) | param#0.getName()',
      'this<A>.show(param#0)',
    ]);
    expect(lambdas.every(({ passedTo }) => passedTo?.arg === 0)).toBe(true);
  });

  it('see the variables around them', () => {
    expect(logged('String s = p.name; run(() -> log(s)); ')).toEqual(['s=p.name']);
  });
});

describe('calls that write', () => {
  it('change the object they are made on', () => {
    expect(logged('StringBuilder b = new StringBuilder(); b.append(p.name).append("x"); log(b)')[0]).toMatch(/^b.*\.\* <- "x"|update/);
    expect(logged('p.setName(k); log(p)')).toEqual([expect.stringContaining('name')]);
    expect(logged('Map m = new HashMap(); m.put("id", k); log(m)')).toEqual([expect.stringContaining('id')]);
  });
});
