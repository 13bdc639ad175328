import { describe, expect, it } from 'vitest';
import type { FileFacts } from '../../../src/facts/facts.js';
import { logged, lower, show, showType } from './show.js';

function fields(facts: FileFacts, cls = 0): string[] {
  return (facts.classes[cls]?.fields ?? []).map(
    ({ name, type, writes }) => `${name}: ${showType(type)} = ${writes.map((id) => show(facts, id)).join(' | ')}`,
  );
}

describe('functions', () => {
  it('take the name of what they are put into', () => {
    const facts = lower('function a() {} const b = () => 1; const o = { c: () => 2, d() {} }; o.e = function () {}; export default () => 3');
    expect(facts.functions.map(({ name }) => name)).toEqual(['', 'a', 'b', 'c', 'd', 'e', 'default']);
  });

  it('have parameters with types, defaults, and rest', () => {
    const facts = lower('function f(this: X, a: Patient, { b }: Props, c = 1, ...d: string[]): Promise<void> {}');
    const fn = facts.functions[1];
    expect(fn?.params.map(({ name, type, rest, fallback }) => [name, showType(type), rest, fallback && show(facts, fallback)])).toEqual([
      ['a', 'Patient', undefined, undefined],
      ['', 'Props', undefined, undefined],
      ['c', '', undefined, '1'],
      ['d', 'string[]', true, undefined],
    ]);
    expect(showType(fn?.returnType)).toBe('Promise<void>');
  });

  it('return and throw', () => {
    const source = 'function f() { if (a) return b; throw new Error(c) }';
    const facts = lower(source);
    const fn = facts.functions[1];
    expect(fn?.returns.map((id) => show(facts, id))).toEqual(['b']);
    expect(fn?.throws.map(({ value, at }) => [show(facts, value), source.slice(...at)])).toEqual([['new Error(c)', 'throw new Error(c)']]);
    expect(lower('const f = (x) => x.y').functions[1]?.returns).toHaveLength(1);
  });
});

describe('classes', () => {
  it('collect what is written to a field anywhere', () => {
    const facts = lower(`class A extends Base<T> implements I {
      name = 'x';
      static count = 0;
      readonly opt?: Date;
      constructor(private readonly log: Logger, plain) { super(log); this.late = plain }
      run = async () => { this.state.open = true };
      set(v) { this.name = v; this.items.push(v) }
    }`);
    expect(fields(facts)).toEqual([
      'name:  = "x" | v',
      'count:  = 0',
      'opt: date = ',
      'run:  = fn run',
      'log: Logger = log',
      'state:  = update(this<A>.state, open, true)',
      'late:  = plain',
      'items:  = update(this<A>.items, *, v)',
    ]);
    const [cls] = facts.classes;
    expect(cls?.heritage.map(showType)).toEqual(['Base<T>', 'I']);
    expect(cls?.base !== undefined && show(facts, cls.base)).toBe('Base');
    expect(cls?.methods.map(({ name }) => name)).toEqual(['constructor', 'run', 'set']);
  });

  it('have methods of each kind, static ones, and computed names', () => {
    const facts = lower("class A { get a() { return 1 } set a(v) {} static b() {} ['c']() {} #d() {} abstract e(): void }");
    expect(facts.functions.slice(1).map(({ name, kind, static: isStatic, cls }) => [name, kind, isStatic, cls])).toEqual([
      ['a', 'getter', undefined, 0],
      ['a', 'setter', undefined, 0],
      ['b', 'method', true, 0],
      ['c', 'method', undefined, 0],
      ['#d', 'method', undefined, 0],
    ]);
  });

  it('keep `this` in arrow functions and lose it in others', () => {
    expect(logged('class A { m() { [1].map(() => log(this)); [1].map(function () { log(this) }) } }')).toEqual(['this<A>', 'this<>']);
  });

  it('can name themselves and be used before', () => {
    expect(logged('class A { static make() { return log(A) } } function f() { log(A) }')).toEqual(['class A', 'class A']);
  });

  it('do not show constructor parameters to field initializers', () => {
    expect(logged('const p = 1; class A { x = log(p); constructor(p) { log(p) } }')).toEqual(['p=1', 'p']);
  });

  it('have decorators with their texts', () => {
    const facts = lower("@Controller('p') class A { @Column({ name: 'ssn', n: 1 }) x: string; @Get('a', ['b']) m(@Body() dto: Dto) {} @lib.Plain y }");
    const [cls] = facts.classes;
    expect(cls?.decorators).toEqual([{ name: 'Controller', args: ['p'] }]);
    expect(cls?.fields.map(({ decorators }) => decorators)).toEqual([[{ name: 'Column', args: ['name=ssn'] }], [{ name: 'lib.Plain', args: [] }]]);
    expect(facts.functions[1]?.decorators).toEqual([{ name: 'Get', args: ['a', 'b'] }]);
    expect(facts.functions[1]?.params[0]?.decorators).toEqual([{ name: 'Body', args: [] }]);
  });

  it('are read from functions with a prototype', () => {
    const facts = lower(`function Foo(a) { this.a = a }
      Foo.prototype.show = function () { const self = this; later(function () { self.b = 1; log(self.a) }); log(this.a) };
      Foo.prototype.kind = 'x';
      var Bar = function () {}; Bar.prototype = { run: function () {}, stop() {} };
      new Foo(1)`);
    expect(facts.classes.map(({ name, methods }) => [name, methods.map((method) => method.name)])).toEqual([
      ['Foo', ['constructor', 'show']],
      ['Bar', ['constructor', 'run', 'stop']],
    ]);
    expect(fields(facts)).toEqual(['b:  = 1', 'kind:  = "x"', 'a:  = a']);
  });
});

describe('imports', () => {
  it('are one node a name', () => {
    expect(logged('import d, { a as b } from "m"; import * as n from "k"; import type { T } from "t"; log(d, b, n)')).toEqual([
      'm#default, m#a, k#*',
    ]);
    expect(lower('import type { T } from "t"; import { type U } from "u"; import "side"').imports.map(({ name, typeOnly }) => [name, typeOnly])).toEqual([
      ['T', true],
      ['U', true],
      ['*', undefined],
    ]);
  });

  it('are required and loaded later', () => {
    const source = 'const p = require("pino"); const { x } = require("m"); const y = require("z").w; import q = require("q"); log(p, x, y, q, await import("r"))';
    expect(logged(source)).toEqual(['p=pino#*, x=m#*.x, y=z#*.w, q#*, await r#*']);
    expect(lower(source).imports[0]?.local).toBe('p');
  });
});

describe('exports', () => {
  function exported(text: string): string[] {
    const facts = lower(text);
    return facts.exports.map(({ name, node, shape, from, imported }) =>
      [name, node === undefined ? '' : show(facts, node), shape ?? '', from === undefined ? '' : `${from}#${imported}`].filter((part) => part !== '').join(' '),
    );
  }

  it('are declarations, lists, and defaults', () => {
    expect(exported('export const { a, b: [c] } = o; export function f() {} export class K {} export interface I {} export enum E { X }')).toEqual([
      'f fn f',
      'a a=o.a',
      'c c=element(o.b)',
      'K class K K',
      'I I',
      'E E={X: 0} E',
    ]);
    expect(exported('let a = 1; a = 2; export { a as b }; export default a')).toEqual(['b a=2', 'default a=2']);
    expect(exported('export default class {}')).toEqual(['default class default default']);
    expect(exported('export default function () {}')).toEqual(['default fn default']);
  });

  it('pass on from other modules', () => {
    expect(exported('export { x as a, default } from "./m"; export * from "./n"; export * as ns from "./o"')).toEqual([
      'a ./m#x',
      'default ./m#default',
      '* ./n#*',
      'ns ./o#*',
    ]);
  });

  it('are CommonJS too', () => {
    expect(exported('exports.a = 1; module.exports.b = 2; module.exports = exports = { c };')).toEqual(['a 1', 'b 2', '= {c: c}']);
    expect(exported('export = x')).toEqual(['= x'].map(() => '='));
  });
});

describe('types', () => {
  it('are shapes with fields', () => {
    const facts = lower(`
      interface Patient extends Person<Id> { name: string; dob?: Date; notes: Array<Note>; find(id: number): Promise<Patient>; [key: string]: unknown }
      type Status = 'active' | 'gone' | null;
      type Row = { id: number } & Omit<Patient, 'name'>;
      enum Kind { A = 'a', B = 2, C }
      namespace Api { export interface Body { ssn: string } export namespace Deep { export type T = readonly string[] } }`);
    expect(facts.shapes.map(({ name, kind, type }) => `${kind} ${name}: ${showType(type)}`)).toEqual([
      'interface Patient: {name: string; dob?: date; notes: Note[]; find: (number) => Promise<Patient>; *: unknown}',
      'alias Status: "active" | "gone" | null',
      "alias Row: {id: number} & Omit<Patient, \"name\">",
      'enum Kind: "a" | 2 | 3',
      'interface Api.Body: {ssn: string}',
      'alias Api.Deep.T: string[]',
    ]);
    expect(facts.shapes[0]?.extends?.map(showType)).toEqual(['Person<Id>']);
  });

  it('are on the values of a declared variable, also later ones', () => {
    const facts = lower('let p: Patient; p = load(); p = other(); const q: z.infer<typeof schema> = 1');
    const types = facts.nodes.flatMap((node) => (node.op === 'bind' ? [showType(node.type)] : []));
    expect(types).toEqual(['Patient', 'Patient', 'z.infer<typeof schema>']);
  });
});
