import { describe, expect, it } from 'vitest';
import { show, showType } from '../typescript/show.js';
import { lower } from './lowered.js';

describe('classes', () => {
  it('have fields with types, annotations and what is written to them', () => {
    const facts = lower(`class A {
      @Column(name = "n") private String name = "x", other;
      static final List<Patient> all = load();
      A(String name) { this.name = name; other = name; }
      void setName(String name) { this.name = name; }
    }`);
    const [cls] = facts.classes;
    expect(cls?.fields.map(({ name, type, writes, static: isStatic }) => [name, showType(type), writes.map((id) => show(facts, id)), isStatic ?? false])).toEqual([
      ['name', 'string', ['"x"', 'name'], false],
      ['other', 'string', ['name'], false],
      ['all', 'List<Patient>', ['this<A>.load()'], true],
    ]);
    expect(cls?.fields[0]?.decorators).toEqual([{ name: 'Column', args: ['n'], module: expect.any(String) }]);
  });

  it('keep overloads apart', () => {
    const facts = lower('class A { A() {} A(int a) { this(); } void f() { f(1); } void f(int a) {} abstract void g(); }');
    expect(facts.classes[0]?.methods.map(({ name, fn }) => `${name}/${facts.functions[fn]?.params.length}${facts.functions[fn]?.abstract ? ' abstract' : ''}`)).toEqual([
      'constructor/0', 'constructor/1', 'f/0', 'f/1', 'g/0 abstract',
    ]);
    expect(facts.nodes.filter((node) => node.op === 'prop').map((node) => node.op === 'prop' && [node.name, node.arity])).toEqual([['f', 1]]);
  });

  it('say what they extend, and what they are exported as', () => {
    const facts = lower('package a; public class File extends Base<Patient> implements X, Y<Z> { enum E { A, B(1) } interface I extends J {} class In {} }');
    expect(facts.classes.map(({ name, heritage }) => [name, heritage.map(showType)])).toEqual([
      ['File', ['Base<Patient>', 'X', 'Y<Z>']],
      ['E', []],
      ['I', ['J']],
      ['In', []],
    ]);
    expect(facts.exports.map(({ name, shape }) => [name, shape])).toEqual([['File', undefined], ['default', undefined], ['E', 'E'], ['I', undefined], ['In', undefined]]);
    expect(facts.shapes).toMatchObject([{ name: 'E', kind: 'enum' }]);
  });

  it('that are records have readers and a constructor', () => {
    const facts = lower('record R(String a, @Id int b) { R { check(a); } static int c; }');
    expect(facts.classes[0]?.methods.map(({ name }) => name)).toEqual(['a', 'b', 'constructor']);
    expect(facts.classes[0]?.fields.map(({ name, writes }) => [name, writes.map((id) => show(facts, id))])).toEqual([['a', ['a']], ['b', ['b']], ['c', []]]);
  });

  it.each([
    ['class A { String a; }', { kind: 'name' }],
    ['class A extends B { String a; }', undefined],
    ['class A { String a; public String toString() { return a; } }', { kind: 'method', name: 'toString' }],
    ['record A(String a) {}', { kind: 'fields', omits: [] }],
    ['@Data class A { String a; @ToString.Exclude String b; }', { kind: 'fields', omits: ['b'] }],
    ['@ToString(exclude = {"a"}) class A { String a; String b; static int C; }', { kind: 'fields', omits: ['a', 'C'] }],
    ['@ToString(of = "a") class A { String a; String b; }', { kind: 'fields', omits: ['b'] }],
    ['@ToString(onlyExplicitlyIncluded = true) class A { @ToString.Include String a; String b; }', { kind: 'fields', omits: ['b'] }],
    ['@Getter class A { String a; }', { kind: 'name' }],
  ])('are as a text: %s', (source, form) => {
    expect(lower(source).classes[0]?.asText).toEqual(form);
  });

  it('have the logger that an annotation declares', () => {
    const facts = lower('@Slf4j class A { void f() { log.info("x"); } }');
    expect(facts.classes[0]?.fields).toMatchObject([{ name: 'log', static: true, type: { kind: 'ref', name: 'Logger' } }]);
    expect(facts.imports).toMatchObject([{ module: 'org.slf4j.Logger', local: 'Logger' }]);
  });
});
