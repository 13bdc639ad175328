import { it } from 'vitest';
import { lower, logged, argumentsOf, show } from './show.js';
it('x', () => {
  const cases = [
    'function f(p) { if (!p) return; log(p) }',
    'let a; if (x) { a = 1 } else { throw new Error("x") } log(a)',
    'let a = p; for (const i of xs) { log(a); a = next(i) } log(a)',
    'let a = p; while (go()) { if (b) { a = 1; continue } if (c) { a = 2; break } a = 3 } log(a)',
    'let a = p; for (let i = 0; i < 3; i++) { log(i) } log(a)',
    'let a = 0; do { a = f(a); } while (a); log(a)',
    'let a = p; try { a = one(); a = two() } catch (e) { log(a, e) } log(a)',
    'let a = p; try { a = redact(a) } finally { log(a) } log(a)',
    'let a = p; switch (k) { case 1: a = 1; break; case 2: a = 2; default: a = f(a) } log(a)',
    'let a = p; switch (k) { case 1: a = 1; break; case 2: a = 2 } log(a)',
    'let a = p; outer: for (;;) { for (;;) { a = 1; if (x) break outer; a = 2; if (y) continue outer } } log(a)',
    'let current = null; on(p => { current = p }); log(current)',
    'let current = null; function set(p) { current = p } function show() { log(current) }',
    'const logger = pino(); function f() { log(logger) }',
    'function f() { log(later) } const later = 1',
    'let p = patient; p = redact(p); items.forEach(() => log(p))',
    'let p = patient; items.forEach(() => log(p)); p = redact(p);',
    'const list = []; items.forEach(i => list.push(i.name)); log(list)',
    'const o = {}; o.a.b = v; o[k] = w; o["x y"] = 1; log(o)',
    'const {a, b: {c: d = 1}, ...rest} = o; log(a, d, rest)',
    'const [a, , b = 2, ...r] = o; log(a, b, r)',
    'let a, b; ({a, b: b.c, ...x} = o); [a = 3, b] = q; log(a, b, x)',
    'function f({name: n = "x", ...r}, [q], z = w) { log(n, r, q, z) }',
    'log(a || b || c, a ?? b, a && b, a ? b : c ? d : e)',
    'log("a" + b + 1, a + b, a + 1, 1 + 2, `x${a}y${b}`, a - b, !a, typeof a, a === b, "k" in a, void 0, undefined)',
    'let s = ""; s += p.name; s += "x"; log(s)',
    'log(a?.b?.(c), new X(a), tag`a${b}c`, x as const, y!, z as Foo, <Bar>q, xs[0], xs["a"], xs[i])',
    'const p = require("pino"); const {x} = require("m"); const y = require("z").w; log(p, x, y, await import("q"))',
    'import d, {a as b} from "m"; import * as n from "k"; import type {T} from "t"; log(d, b, n)',
    'exports.a = 1; module.exports.b = log(exports.a); module.exports = { c: 1 }',
    'class A extends B { x = 1; static s = 2; constructor(private readonly log: Logger) { super(); this.y = 3; this.z.w = 4 } m = () => log(this.x); get g() { return this } }',
    'function Foo(a) { this.a = a } Foo.prototype.bar = function () { log(this.a) }; new Foo(1)',
    'var self = this; log(self); x = 5; log(x); function q() { log(x) }',
    'enum E { A = "a", B = 3, C } log(E.B); namespace N { export const a = 1; export function f() {} export namespace M { export interface I {} } } log(N)',
    'const m = new Map(); m.set(k, v); log(m); const o = Object.assign({}, p); Object.assign(o, q, ...r); log(o)',
    'function* g() { const x = yield p; log(x) } async function h() { for await (const x of xs) log(x) } for (const k in o) log(k)',
    'let v; log(v); let t: Patient; t = x; log(t); { let v = 1; log(v) }',
    'const f = function g() { log(g) }; log(f)',
    'async function f() { let x = null; try { x = await get(); } catch { return } log(x) }',
  ];
  for (const c of cases) { const f = lower(c, c.includes('<Bar>') ? 'a.ts' : 'a.tsx'); console.log(c, '\n   ', argumentsOf(f, 'log').join('\n    '), f.problems.length ? f.problems : ''); }
  const c = lower('class A extends B { x = 1; static s = 2; constructor(private readonly log: Logger) { super(); this.y = 3; this.z.w = 4 } m = () => log(this.x); get g() { return this } }');
  console.log(JSON.stringify(c.classes, null, 1), JSON.stringify(c.functions.map(f=>[f.name,f.kind,f.parent])));
  console.log(lower('exports.a = 1; module.exports.b = log(exports.a); module.exports = { c: 1 }; export default function () {}; class Q {} export { Q as R }; export const {u, v} = x').exports);
});
