import { describe, expect, it } from 'vitest';
import { argumentsOf, callsOf, logged, lower, show, textAt } from './show.js';

describe('expressions', () => {
  it('choose', () => {
    expect(logged('log(a || b || c, a ?? b, a && b, a ? b : c ? d : e)')).toEqual(['phi(a, b, c), phi(a, b), b, phi(b, d, e)']);
  });

  it('join text', () => {
    expect(logged('log("a" + b + 1, a + b, `x${a}y${b}`, (a + "-") + `${b}!`, `plain`)')).toEqual([
      'text("a", b, 1), text(a, b), text("x", a, "y", b), text(a, "-", b, "!"), "plain"',
    ]);
    expect(logged('let s = ""; s += p.name; s += "!"; log(s)')).toEqual(['s=text(s=text(s="", p.name), "!")']);
  });

  it('compute what carries nothing', () => {
    expect(logged('log(a + 1, 1 + 2, a - b, !a, typeof a, a === b, "k" in a, a instanceof B, -a, -5, a++, void a, undefined)')).toEqual([
      'number(a, 1), number(1, 2), number(a, b), boolean(a), type(a), boolean(a, b), boolean("k", a), boolean(a, B), number(a), -5, a=number(a), null, null',
    ]);
  });

  it('read parts', () => {
    expect(logged('log(a?.b.c, xs[0], xs["a"], xs[i], y!, x as const)')).toEqual(['a.b.c, element(xs), xs.a, xs[i], y, x']);
    expect(logged('log(z as Foo, <Bar[]>q, s satisfies T)')).toEqual(['cast(z: Foo), cast(q: Bar[]), cast(s: T)']);
    expect(logged('log(window.x, globalThis.y, window["z"])')).toEqual(['x, y, window.z']);
  });

  it('build objects and arrays', () => {
    expect(logged('log({ a, "b-c": 1, [`d`]: 2, [e]: 3, 4: 5, ...rest, f() {}, get g() { return 1 } }, [1, ...xs, , 2])')).toEqual([
      '{a: a, b-c: 1, d: 2, []: 3, 4: 5, ...rest, f: fn f, g: fn g}, [1, xs, null, 2]',
    ]);
  });

  it('await and yield', () => {
    const facts = lower('async function* g() { log(await p); log(yield q); for await (const x of xs) log(x) }');
    expect(argumentsOf(facts, 'log')).toEqual(['await p', 'null', 'x=element(xs)']);
    expect(facts.functions[1]?.returns.map((id) => show(facts, id))).toEqual(['q']);
  });

  it('stand where they stand in the text', () => {
    const source = '/* lead */ log( /* x */ a . b /* y */ [k] ,  new  X(1) ); // end';
    const facts = lower(source);
    const [call] = callsOf(facts, 'log');
    expect(call && source.slice(...call.at)).toBe('log( /* x */ a . b /* y */ [k] ,  new  X(1) )');
    expect(call?.args.map((id) => textAt(facts, source, id))).toEqual(['a . b /* y */ [k]', 'new  X(1)']);
    expect(facts.nodes.filter((node) => node.op === 'free').map((node) => source.slice(...node.at))).toEqual(['log', 'a', 'k', 'X']);
  });
});

describe('destructuring', () => {
  it('takes names out of objects and arrays, anywhere', () => {
    expect(logged('const { a, b: { c: d = 1 }, [k]: e, ...rest } = o; log(a, d, e, rest)')).toEqual([
      'a=o.a, d=phi(o.b.c, 1), e=o[k], rest=rest(o - a b)',
    ]);
    expect(logged('const [a, , b = 2, ...r] = o; log(a, b, r)')).toEqual(['a=element(o), b=phi(element(o), 2), r=rest(o - )']);
    expect(logged('function f({ name: n = "x", ...r }, [q], z = w) { log(n, r, q, z) }')).toEqual([
      'n=phi(param#0.name, "x"), r=rest(param#0 - name), q=element(param#1), phi(z, w)',
    ]);
    expect(logged('try { go() } catch ({ message }) { log(message) }')).toEqual(['message=caught.message']);
  });

  it('assigns to what exists', () => {
    expect(logged('let a, b, x, y; ({ a, b: y.c, ...x } = o); [a = 3, b] = q; log(a, b, x, y)')).toEqual([
      'a=phi(element(q), 3), b=element(q), x=rest(o - a b), update(y=null, c, o.b)',
    ]);
    expect(logged('let a = 1, b = 2; [a, b] = [b, a]; log(a)')).toEqual(['a=element([b=2, a=1])']);
  });

  it('points at the property name', () => {
    const source = 'const { name: n } = patient';
    const facts = lower(source);
    const id = facts.nodes.findIndex((node) => node.op === 'prop');
    expect(textAt(facts, source, id)).toBe('name');
  });
});

describe('writes into a part', () => {
  it('update the variable', () => {
    expect(logged('const o = {}; o.a.b = v; o[k] = w; o["x y"] = 1; log(o)')).toEqual(['update(update(update(o={}, a.b, v), *, w), x y, 1)']);
    expect(logged('function f(res) { res.locals.user = u; log(res) }')).toEqual(['update(res, locals.user, u)']);
  });

  it('hold only in the branch they are in', () => {
    expect(logged('const o = {}; if (x) o.name = v; log(o)')).toEqual(['phi(update(o={}, name, v), o={})']);
  });

  it('come from mutating built-ins too', () => {
    expect(logged('const l = []; l.push(a, ...b); log(l)')).toEqual(['update(l=[], *, phi(a, element(b)))']);
    expect(logged('const m = new Map(); m.set(k, v); log(m)')).toEqual(['update(m=new Map(), *, v)']);
    expect(logged('const o = {}; Object.assign(o, p); o.tags.push(t); log(o)')).toEqual(['update(update(o={}, , p), tags.*, t)']);
    expect(argumentsOf(lower('const l = []; l.push(a)'), 'push')).toEqual(['a']);
  });

  it('leave imported objects to their module', () => {
    expect(logged('import redis from "./redis"; redis.set("k", p); log(redis)')).toEqual(['./redis#default']);
  });
});

describe('calls', () => {
  it('have forms', () => {
    expect(logged('log(new X(a), tag`a${b}c`, tag2`x`, a?.b?.(c), f(...xs))')).toEqual([
      'new X(a), tagged tag(text("a", b, "c")), tagged tag2(text("x")), a.b(c), f(xs)',
    ]);
    expect(callsOf(lower('f(a, ...xs)'), 'f')[0]?.spread).toEqual([1]);
  });

  it('know the functions written as their arguments', () => {
    const facts = lower('list.map((x) => x.name); on("event", function handle(e) {})');
    const handed = facts.functions.map(({ name, passedTo }) => [name, passedTo && show(facts, passedTo.call), passedTo?.arg]);
    expect(handed).toEqual([
      ['', undefined, undefined],
      ['', 'list.map(fn )', 0],
      ['handle', 'on("event", fn handle)', 1],
    ]);
  });

  it('belong to the function that runs them, in order', () => {
    const facts = lower('a(); function f() { b(c()); [1].map(() => d()); e() } g()');
    const calls = facts.functions.map(({ name, calls }) => [name, calls.map((id) => show(facts, id))]);
    expect(calls).toEqual([
      ['', ['a()', 'g()']],
      ['f', ['c()', 'b(c())', '[1].map(fn )', 'e()']],
      ['', ['d()']],
    ]);
  });

  it('are made by JSX components', () => {
    const facts = lower('const x = <Card title="Hi" {...rest} on={() => log(1)} open><b>{p.name}</b> text {q} <Ns.Item /></Card>', 'a.tsx');
    expect(argumentsOf(facts, 'Card')).toEqual([
      '{title: "Hi", ...rest, on: fn on, open: true, children: [null, " text ", q, " ", jsx Ns.Item({})]}',
    ]);
  });

  it('inside plain JSX elements are read', () => {
    expect(logged('const x = <div onClick={() => log(p)} id={log(q)}>{log(r)}<></></div>', 'a.jsx')).toEqual(['p', 'q', 'r']);
  });
});
