import { beforeAll, describe, expect, it } from 'vitest';
import type { FileFacts } from '../../../src/facts/facts.js';
import { python } from '../../../src/languages/python/index.js';
import { argumentsOf, callsOf, show } from '../typescript/show.js';

beforeAll(() => python.load?.());

function lower(text: string): FileFacts {
  return python.lower({ path: 'file.py', text });
}

/** What `out.log(…)` is given in a source. */
function logged(text: string): string[] {
  return argumentsOf(lower(text), 'log');
}

describe('expressions', () => {
  it('join text', () => {
    expect(logged('out.log("a" + b + c, a + 1, f"x{a}y{b!r:>{w}}z", "a" "b", rf"\\d{a}", "-" * 3)')).toEqual([
      'text("a", b, c), number(a, 1), text("x", a, "y", b, "z"), "ab", text("\\\\d", a), number("-", 3)',
    ]);
    expect(logged("out.log('n: %s, %d%%' % (a, b), '%(x)s!' % {'x': a, 'y': b}, '{} {x.y} {{}} {0}'.format(a, x=b), t % a, t % (a,))")).toEqual([
      'text("n: ", a, ", ", b, "%%"), text(a, "!"), text(a, " ", b.y, " {} ", a), number(t, a), text(t, a)',
    ]);
  });

  it('choose, and compute what carries nothing', () => {
    expect(logged('out.log(a or b or c, a and b, a if x else b if y else c, not a, a == b < c, -a, a - b, a in b, a is not None)')).toEqual([
      'phi(a, b, c), b, phi(a, b, c), boolean(a), boolean(a, b, c), number(a), number(a, b), boolean(a, b), boolean(a, null)',
    ]);
  });

  it('read parts', () => {
    expect(logged("out.log(a.b.c, xs[0], xs['a'], xs[i], xs[-1], xs[1:3], xs[i, j], (a).b)")).toEqual([
      'a.b.c, element(xs), xs.a, xs[i], element(xs), xs.slice(1, 3), xs[[i, j]], a.b',
    ]);
  });

  it('build dictionaries, lists and comprehensions', () => {
    expect(logged("out.log({'a': 1, b: 2, **c}, [1, *xs], (1, 2), {1}, [x.y for x in xs if x], {k: v for k, v in xs}, (x for x in xs))")).toEqual([
      '{a: 1, []: 2, ...c}, [1, xs], [1, 2], [1], [x=element(xs).y], {[]: v=element(element(xs))}, [x=element(xs)]',
    ]);
  });

  it('name what is given by name', () => {
    const [call] = callsOf(lower('out.log(a, *b, c=d, **e)'), 'log');
    expect(call).toMatchObject({ names: [null, null, 'c', '**'], spread: [1] });
  });

  it('await, yield, walrus', () => {
    expect(logged('async def f():\n    out.log(await p, (x := q), x)\n    yield x')).toEqual(['await p, x=q, x=q']);
  });
});

describe('variables', () => {
  it('end what they held where they are written again', () => {
    expect(logged('a = 1\nif x:\n    a = 2\nout.log(a)\na = 3\nout.log(a)')).toEqual(['phi(a=2, a=1)', 'a=3']);
  });

  it('of a loop hold what a round before left in them', () => {
    expect(logged('a = 1\nfor x in xs:\n    out.log(a)\n    a = x')).toEqual(['phi(a=1, a=x=element(xs))']);
  });

  it('belong to the function that writes them, unless it says otherwise', () => {
    expect(logged('a = 1\ndef f():\n    a = 2\n    out.log(a)\ndef g():\n    out.log(a)')).toEqual(['a=2', 'a=1']);
    expect(logged('a = 1\ndef f():\n    global a\n    a = 2\ndef g():\n    out.log(a)')).toEqual(['phi(a=1, a=2)']);
  });

  it("of a class's body are not seen by its methods", () => {
    expect(logged('a = 1\nclass C:\n    a = 2\n    out.log(a)\n    def f(self):\n        out.log(a)')).toEqual(['a=2', 'a=1']);
  });

  it('are taken apart in one assignment', () => {
    expect(logged('a, b = x, y\nout.log(a, b)\n(c, *d), e = z\nout.log(c, d, e)\nf = g = 1\nout.log(f, g)')).toEqual([
      'a=x, b=y',
      'c=element(element(z)), d=rest(element(z) - ), e=element(z)',
      'f=1, g=1',
    ]);
  });

  it('hold what is put into them', () => {
    expect(logged("a = {}\na['x'] = b\na.y.z = c\nout.log(a)\nl = []\nl.append(d)\nout.log(l)")).toHaveLength(2);
  });
});

describe('what is left of broken files', () => {
  it('is lowered around the break', () => {
    const facts = lower('out.log(a)\nx = = 3 ((\nout.log(b)\n');
    expect(argumentsOf(facts, 'log')).toEqual(['a', 'b']);
    expect(facts.problems.map(({ kind }) => kind)).toContain('syntax');
  });

  it.each([
    ['parentheses', `out.log(${'('.repeat(3000)}a${')'.repeat(3000)})`],
    ['calls', `out.log(${'f('.repeat(3000)}a${')'.repeat(3000)})`],
    ['lambdas', `x = ${'lambda: '.repeat(3000)}a`],
    ['functions', Array.from({ length: 900 }, (_, depth) => `${' '.repeat(depth)}def f():\n`).join('') + `${' '.repeat(900)}pass`],
  ])('that nest too deep is told: %s', (_, code) => {
    const facts = lower(`${code}\nout.log(end)\n`);
    expect(facts.problems.length).toBeGreaterThan(0);
    expect(argumentsOf(facts, 'log')).toContain('end');
  });

  it.each([
    ['sums', `out.log(${'a + '.repeat(50_000)}b)`],
    ['chains', `out.log(q${'.f(a)'.repeat(10_000)})`],
    ['conditions', `if a == 0:\n    pass\n${Array.from({ length: 5000 }, (_, index) => `elif a == ${index}:\n    pass\n`).join('')}out.log(b)`],
  ])('that is long is read to its end: %s', (_, code) => {
    const facts = lower(code);
    expect(facts.problems).toEqual([]);
    expect(callsOf(facts, 'log')).toHaveLength(1);
  });
});

it('the names of imports and of what nothing declares', () => {
  const facts = lower('import a.b.c\nimport d as e\nfrom . import f\nfrom ..g import h as i\nfrom j import *\nout.log(a.b.c.k, e, f, i, print, unknown)');
  expect(facts.imports.map(({ module, name }) => `${module}:${name}`).sort()).toEqual([
    '..g:h', '.:f', 'a.b.c:*', 'a:*', 'builtins:print', 'd:*', 'j:*', 'j:out', 'j:unknown',
  ]);
});

it('the comments that speak to phi-scan', () => {
  const facts = lower('x = 1  # phi-scan-ignore -- one\n# phi-scan-ignore-file\ny = "# phi-scan-ignore"\n"""phi-scan"""\n');
  expect(facts.comments.map(({ text, trailing }) => ({ text, trailing }))).toEqual([
    { text: 'phi-scan-ignore -- one', trailing: true },
    { text: 'phi-scan-ignore-file', trailing: false },
  ]);
});
