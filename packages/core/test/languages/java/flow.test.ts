import { describe, expect, it } from 'vitest';
import { logged } from './lowered.js';

describe('variables along the control flow', () => {
  it('have the value of the last write', () => {
    expect(logged('String a = p.x; a = "safe"; log(a)')).toEqual(['a="safe"']);
    expect(logged('String a; if (k > 1) a = "y"; else a = p.x; log(a)')).toEqual(['phi(a="y", a=p.x)']);
    expect(logged('String a = p.x; if (k > 1) { a = "y"; return; } log(a)')).toEqual(['a=p.x']);
  });

  it('go round in loops', () => {
    expect(logged('String a = ""; for (String x : xs) { log(a); a = x; }')[0]).toMatch(/^phi\(a="", a=x=element\(xs\)\)$/);
    expect(logged('String a = ""; while (true) { if (k > 1) break; a = p.x; } log(a)')[0]).toContain('a=p.x');
    expect(logged('outer: for (;;) { String a = p.x; for (;;) { log(a); continue outer; } }')).toEqual(['a=p.x']);
  });

  it('pass through switches', () => {
    expect(logged('String a = "x"; switch (k) { case 1: a = "one"; case 2: log(a); break; default: a = "other"; } log(a)')).toEqual([
      'phi(a="x", a="one")',
      'phi(a="other", phi(a="x", a="one"))',
    ]);
  });

  it('come through try, catch and finally', () => {
    expect(logged('String a = "x"; try { a = p.x; go(); } catch (IOException | SQLException e) { log(a, e); } finally { log(a); }')).toEqual([
      'phi(a="x", a=p.x), e=caught',
      expect.stringContaining('a=p.x'),
    ]);
    expect(logged('try (var in = open(p); Out out = to(in)) { log(in, out); }')).toEqual(['in=this<File>.open(p), out=this<File>.to(in=this<File>.open(p))']);
  });

  it('are bound by patterns', () => {
    expect(logged('if (o instanceof Patient q && q.name != null) log(q)')).toEqual(['q=cast(o: Patient)']);
    expect(logged('if (!(o instanceof Patient q)) return; log(q)')).toEqual(['q=cast(o: Patient)']);
    expect(logged('if (o instanceof Pair(String a, var b)) log(a, b)')).toEqual(['a=cast(cast(o: Pair).a: string), b=cast(o: Pair).b']);
    expect(logged('switch (o) { case Patient q when k > 1 -> log(q); default -> {} }')).toEqual(['q=cast(o: Patient)']);
  });
});
