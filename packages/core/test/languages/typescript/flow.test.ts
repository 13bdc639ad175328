import { describe, expect, it } from 'vitest';
import { logged } from './show.js';

describe('a variable is the value that it has at that point', () => {
  it('is what was assigned last', () => {
    expect(logged('let p = patient; p = redact(p); log(p)')).toEqual(['p=redact(p=patient)']);
  });

  it('is both values after a branch that redacts one side', () => {
    expect(logged('let p = patient; if (safe) { p = redact(p) } log(p)')).toEqual(['phi(p=redact(p=patient), p=patient)']);
  });

  it('is one value after a branch that redacts both sides', () => {
    expect(logged('let p = patient; if (a) p = mask(p); else p = hash(p); log(p)')).toEqual(['phi(p=mask(p=patient), p=hash(p=patient))']);
  });

  it('forgets a branch that returns or throws', () => {
    expect(logged('function f(p) { if (raw) { p = q; return } log(p) }')).toEqual(['p']);
    expect(logged('let a; if (x) { a = 1 } else { throw new Error() } log(a)')).toEqual(['a=1']);
  });

  it('follows a chain of else-ifs as one choice', () => {
    expect(logged('let a = 0; if (x) a = 1; else if (y) a = 2; else a = 3; log(a)')).toEqual(['phi(a=1, a=2, a=3)']);
  });

  it('keeps an assignment in a condition for the later branches only', () => {
    expect(logged('let a = 0; if (x) { log(a) } else if ((a = y)) { log(a) } log(a)')).toEqual(['a=0', 'a=y', 'phi(a=0, a=y)']);
  });

  it('is empty before its first write', () => {
    expect(logged('let v; log(v); v = 1; log(v)')).toEqual(['v=null', 'v=1']);
  });

  it('is lexically scoped', () => {
    expect(logged('let v = 1; { let v = 2; log(v) } log(v); { var w = 3 } log(w)')).toEqual(['v=2', 'v=1', 'w=3']);
    expect(logged('const e = 1; try { go() } catch (e) { log(e) } log(e)')).toEqual(['caught', 'e=1']);
    expect(logged('const f = function g() { log(g) }; log(g)')).toEqual(['fn g', 'g']);
  });

  it('is itself and the outer name where an undeclared name is assigned', () => {
    expect(logged('log(x); x = patient; log(x); function f() { log(x) }')).toEqual(['x', 'x=patient', 'phi(x=patient, x)']);
  });
});

describe('loops', () => {
  it('start with what was before and what the body left', () => {
    expect(logged('let a = p; for (const i of xs) { log(a); a = next(i) } log(a)')).toEqual([
      'phi(a=p, a=next(i=element(xs)))',
      'phi(a=p, a=next(i=element(xs)))',
    ]);
  });

  it('leave alone what they do not write', () => {
    expect(logged('let a = p; for (let i = 0; i < 3; i++) { log(i) } log(a)')).toEqual(['phi(i=0, i=number(…))', 'a=p']);
  });

  it('take break and continue to where they lead', () => {
    const source = 'let a = p; while (go()) { if (b) { a = 1; continue } if (c) { a = 2; break } a = 3 } log(a)';
    expect(logged(source)).toEqual(['phi(phi(a=p, phi(a=3, a=1)), a=2)']);
  });

  it('know labels', () => {
    const source = 'let a = p; outer: for (;;) { for (;;) { a = 1; if (x) break outer; a = 2; if (y) continue outer } } log(a)';
    expect(logged(source)).toEqual(['a=1']);
    expect(logged('let a = 1; block: { if (x) break block; a = 2 } log(a)')).toEqual(['phi(a=2, a=1)']);
  });

  it('are left by break alone where they have no end', () => {
    expect(logged('let a = p; while (true) { a = redact(a); if (done) break } log(a)')).toEqual(['a=redact(phi(a=p, …))']);
  });

  it('run once at least with do', () => {
    expect(logged('let a = p; do { a = redact(q) } while (more); log(a)')).toEqual(['a=redact(q)']);
  });

  it('give keys and elements', () => {
    expect(logged('for (const k in o) log(k); for (const [k, { name }] of o) log(k, name)')).toEqual([
      'k=key(o)',
      'k=element(element(o)), name=element(element(o)).name',
    ]);
  });
});

describe('switch', () => {
  it('falls through, breaks, and may match nothing', () => {
    expect(logged('let a = p; switch (k) { case 1: a = 1; break; case 2: a = 2; default: a = f(a) } log(a)')).toEqual([
      'phi(a=f(phi(a=p, a=2)), a=1)',
    ]);
    expect(logged('let a = p; switch (k) { case 1: a = 1; break; case 2: a = 2 } log(a)')).toEqual(['phi(a=p, a=2, a=1)']);
  });

  it('goes on only with the cases that do not return', () => {
    expect(logged('function f(a) { switch (k) { case 1: a = 1; break; default: return } log(a) }')).toEqual(['a=1']);
  });
});

describe('try', () => {
  it('lets the catch block see every write before the error', () => {
    expect(logged('let a = p; try { a = one(); a = two() } catch (e) { log(a, e) }')).toEqual(['phi(a=p, a=one(), a=two()), caught']);
  });

  it('goes on without a catch block that returns', () => {
    expect(logged('function f() { let x = null; try { x = get() } catch { return } log(x) }')).toEqual(['x=get()']);
  });

  it('lets the finally block see all, and what follows only the good end', () => {
    expect(logged('let a = p; try { a = redact(a) } finally { log(a) } log(a)')).toEqual(['phi(a=p, a=redact(a=p))', 'a=redact(a=p)']);
    expect(logged('let a = p; try { go() } finally { a = null } log(a)')).toEqual(['a=null']);
  });

  it('passes writes on to the next catch where it has none itself', () => {
    expect(logged('let a = p; try { try { a = 1; a = 2 } finally { } } catch { log(a) }')).toEqual(['phi(a=p, a=1, a=2)']);
  });
});

describe('closures', () => {
  it('see the one value of a variable that is written once', () => {
    expect(logged('const logger = pino(); function f() { log(logger) } const g = () => log(logger)')).toEqual(['logger=pino()', 'logger=pino()']);
    expect(logged('let t; t = token(); run(() => log(t))')).toEqual(['t=token()']);
  });

  it('see a constant that is declared further down', () => {
    expect(logged('function f() { log(later) } const later = 1')).toEqual(['later=1']);
    expect(logged('const f = () => log(later); const later = 1')).toEqual(['phi(later=1)']);
  });

  it('see every write of a variable that a closure writes, and so does everybody else', () => {
    expect(logged('let current = null; on(p => { current = p }); log(current)')).toEqual(['phi(current=null, current=p)']);
    expect(logged('let current = null; function set(p) { current = p } function show() { log(current) }')).toEqual(['phi(current=null, current=p)']);
  });

  it('see the redacted value where nothing is written afterwards', () => {
    expect(logged('let p = patient; p = redact(p); items.forEach(() => log(p))')).toEqual(['p=redact(p=patient)']);
    expect(logged('function f(p) { p = redact(p); return () => log(p) }')).toEqual(['p=redact(p)']);
  });

  it('see every value where more is written later, or in a loop', () => {
    expect(logged('let p = patient; items.forEach(() => log(p)); p = redact(p)')).toEqual(['phi(p=patient, p=redact(p=patient))']);
    expect(logged('let p; for (const x of xs) { p = x; p = redact(p); later(() => log(p)) }')).toEqual([
      'phi(p=x=element(xs), p=redact(p=x=element(xs)))',
    ]);
  });

  it('see every value where a declared function may have been called in between', () => {
    expect(logged('let p = patient; show(); p = redact(p); function show() { log(p) }')).toEqual(['phi(p=patient, p=redact(p=patient))']);
  });

  it('see what other closures put into a collection', () => {
    expect(logged('const list = []; items.forEach(i => list.push(i.name)); log(list)')).toEqual(['phi(list=[], update(…, *, i.name))']);
  });
});
