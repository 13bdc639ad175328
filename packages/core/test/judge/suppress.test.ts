import { describe, expect, it } from 'vitest';
import type { CommentFacts } from '../../src/facts/facts.js';
import type { Finding, Notification, RuleId } from '../../src/finding.js';
import { locate } from '../../src/facts/locate.js';
import { applySuppressions } from '../../src/judge/suppress.js';

/** A few lines of code; each `log(…)` is a finding, one that may go over several lines. */
interface Judged {
  /** Lines on which an open finding starts. */
  readonly open: number[];
  readonly reasons: string[];
  readonly notifications: string[];
  readonly raw: readonly Notification[];
}

function judge(code: string, { rule = 'no-phi-in-logs', reportUnused = false, withNodes = true }: { rule?: RuleId; reportUnused?: boolean; withNodes?: boolean } = {}): Judged {
  const lineStarts = [0, ...[...code.matchAll(/\n/g)].map((match) => match.index + 1)];
  const comments = [...code.matchAll(/\/\/([^\n]*)|\{?\/\*([\s\S]*?)\*\/\}?|#([^\n]*)|<!--([\s\S]*?)-->/g)].map((match): CommentFacts => {
    const before = code.slice(code.lastIndexOf('\n', match.index) + 1, match.index);
    const text = match[1] ?? match[2] ?? match[3] ?? match[4] ?? '';
    return { text, at: [match.index, match.index + match[0].length], trailing: before.trim() !== '' };
  });
  const findings = [...code.matchAll(/log\(([^)]*)\)/g)].map((match): Finding => {
    const end = match.index + match[0].length;
    const inside = code.indexOf('ssn', match.index);
    const culprit = inside === -1 ? code.indexOf('ssn') : inside;
    return {
      rule,
      location: locate('a.ts', lineStarts, [match.index, end]),
      culprit: locate('a.ts', lineStarts, [culprit, culprit + 3]),
    } as Finding;
  });
  const nodes = [...code.matchAll(/\b(?:log|other)\(/g)].map((match) => ({ at: [match.index, match.index + 3] as const }));
  const source = { path: 'a.ts', lineStarts, comments, ...(withNodes ? { nodes } : {}) };
  const result = applySuppressions(source, findings, { reportUnused });
  return {
    open: result.findings.filter((each) => each.suppressed === undefined).map((each) => each.location.start.line),
    reasons: result.findings.flatMap((each) => each.suppressed?.reason ?? []),
    notifications: result.notifications.map((each) => `${each.location?.start.line} ${each.kind}`),
    raw: result.notifications,
  };
}

describe('phi-scan-ignore-next-line', () => {
  it('silences the statement below, and no other', () => {
    const { open, reasons, notifications } = judge('log(ssn)\n// phi-scan-ignore-next-line -- synthetic data\nlog(ssn)\nlog(ssn)');
    expect(open).toEqual([1, 4]);
    expect(reasons).toEqual(['synthetic data']);
    expect(notifications).toEqual([]);
  });

  it('silences only the rules that it names', () => {
    const code = '// phi-scan-ignore-next-line no-phi-in-logs, no-phi-in-errors -- why\nlog(ssn)';
    expect(judge(code).open).toEqual([]);
    expect(judge(code, { rule: 'no-phi-in-errors' }).open).toEqual([]);
    expect(judge(code, { rule: 'no-phi-literals' }).open).toEqual([2]);
  });

  it.each(['// phi-scan-ignore-next-line', '# phi-scan-ignore-next-line', '/* phi-scan-ignore-next-line', '{/* phi-scan-ignore-next-line', '<!-- phi-scan-ignore-next-line'])(
    'is understood as %s',
    (start) => {
      const end = start.startsWith('{') ? ' */}' : start.startsWith('/*') ? ' */' : start.startsWith('<') ? ' -->' : '';
      const { open, reasons } = judge(`${start} no-phi-in-logs -- why${end}\nlog(ssn)`);
      expect(open).toEqual([]);
      expect(reasons).toEqual(['why']);
    },
  );

  it('may stand over several lines', () => {
    const { open, reasons } = judge('/**\n * phi-scan-ignore-next-line no-phi-in-logs --\n * a long\n * reason\n */\nlog(ssn)');
    expect(open).toEqual([]);
    expect(reasons).toEqual(['a long reason']);
  });

  it('may stand with others above one statement, and above blank lines', () => {
    const code = '// phi-scan-ignore-next-line no-phi-in-errors -- a\n// phi-scan-ignore-next-line no-phi-in-logs -- b\nlog(ssn)';
    expect(judge(code).reasons).toEqual(['b']);
    expect(judge(code, { rule: 'no-phi-in-errors' }).reasons).toEqual(['a']);
    expect(judge(code, { rule: 'no-phi-in-errors', withNodes: false }).reasons).toEqual(['a']);
    expect(judge('// phi-scan-ignore-next-line -- a\n\n// eslint-disable-next-line\nlog(ssn)').open).toEqual([]);
  });

  it('does not reach over another statement', () => {
    expect(judge('// phi-scan-ignore-next-line -- a\nother()\nlog(ssn)').open).toEqual([3]);
  });

  it('works inside a statement, above the culprit', () => {
    expect(judge('log({\n  // phi-scan-ignore-next-line -- a\n  ssn,\n})', { withNodes: false }).open).toEqual([]);
  });
});

it('a comment where the data comes from silences no statement elsewhere', () => {
  const elsewhere = '// phi-scan-ignore-next-line -- a\nother(ssn)\nother()\nlog(x)';
  expect(judge(elsewhere.replace('log(x)', 'log(x, y)')).open).toEqual([4]);
});

describe('phi-scan-ignore', () => {
  it('silences the statement on its own line', () => {
    expect(judge('log(ssn) // phi-scan-ignore -- why\nlog(ssn)').open).toEqual([2]);
    expect(judge('/* phi-scan-ignore -- why */ log(ssn)\nlog(ssn)').open).toEqual([2]);
  });

  it('may stand on any line of the statement', () => {
    expect(judge('log({\n  ssn, // phi-scan-ignore -- why\n})').open).toEqual([]);
    expect(judge('log({\n  ssn,\n}) // phi-scan-ignore no-phi-in-logs -- why').open).toEqual([]);
  });

  it('may follow another tool in one comment', () => {
    expect(judge('log(ssn) // eslint-disable-line no-console // phi-scan-ignore -- why').open).toEqual([]);
  });

  it('above a statement does nothing, and says what to write', () => {
    const { open, raw } = judge('// phi-scan-ignore -- why\nlog(ssn)', { reportUnused: true });
    expect(open).toEqual([2]);
    expect(raw[0]?.message).toContain('phi-scan-ignore-next-line');
  });
});

describe('a block', () => {
  it('silences what is between its comments', () => {
    const code = 'log(ssn)\n// phi-scan-ignore-start -- seeds\nlog(ssn)\nlog(ssn)\n// phi-scan-ignore-end\nlog(ssn)';
    expect(judge(code).open).toEqual([1, 6]);
    expect(judge(code).notifications).toEqual([]);
  });

  it('may hold another for another rule', () => {
    const code =
      '// phi-scan-ignore-start no-phi-in-logs -- a\n// phi-scan-ignore-start no-phi-in-errors -- b\nlog(ssn)\n// phi-scan-ignore-end no-phi-in-logs\nlog(ssn)\n// phi-scan-ignore-end\nlog(ssn)';
    expect(judge(code).open).toEqual([5, 7]);
    expect(judge(code, { rule: 'no-phi-in-errors' }).open).toEqual([7]);
  });

  it('without an end goes to the end of the file', () => {
    expect(judge('log(ssn)\n// phi-scan-ignore-start -- a\nlog(ssn)').open).toEqual([1]);
  });
});

describe('phi-scan-ignore-file', () => {
  it('silences the whole file, wherever it stands', () => {
    expect(judge('log(ssn)\n// phi-scan-ignore-file -- demo\nlog(ssn)').open).toEqual([]);
    expect(judge('log(ssn)\n// phi-scan-ignore-file no-phi-in-errors -- demo').open).toEqual([1]);
  });
});

describe('what is said about the comments', () => {
  it('one without a reason still silences', () => {
    const { open, notifications, raw } = judge('// phi-scan-ignore-next-line no-phi-in-logs\nlog(ssn)');
    expect(open).toEqual([]);
    expect(notifications).toEqual(['1 ignore-without-reason']);
    expect(raw[0]).toMatchObject({ level: 'warning', file: 'a.ts' });
    expect(judge('log(ssn) // phi-scan-ignore --').notifications).toEqual(['1 ignore-without-reason']);
  });

  it('a rule that does not exist silences nothing', () => {
    const { open, notifications, raw } = judge('// phi-scan-ignore-next-line no-phi-in-log -- why\nlog(ssn)');
    expect(open).toEqual([2]);
    expect(notifications).toEqual(['1 ignore-unknown-rule']);
    expect(raw[0]?.message).toContain('did you mean no-phi-in-logs?');
  });

  it('beside one that exists it changes nothing', () => {
    const { open, notifications } = judge('// phi-scan-ignore-next-line nonsense, no-phi-in-logs -- why\nlog(ssn)');
    expect(open).toEqual([]);
    expect(notifications).toEqual(['1 ignore-unknown-rule']);
  });

  it('a reason without its mark is no list of rules', () => {
    const { open, raw } = judge('// phi-scan-ignore-next-line only synthetic data\nlog(ssn)');
    expect(open).toEqual([2]);
    expect(raw).toMatchObject([{ kind: 'ignore-unknown-rule' }]);
    expect(raw[0]?.message).toContain('behind "--"');
  });

  it("the ESLint plugin's names are understood", () => {
    expect(judge('// phi-scan-ignore-next-line phi-scan/no-phi-in-logs -- why\nlog(ssn)').open).toEqual([]);
  });

  it('other comments are left alone', () => {
    const code = '// use phi-scan-ignore-next-line here\n// phi-scan-ignored\n// phi-scan-ignore-nextline\nlog(ssn)';
    expect(judge(code, { reportUnused: true })).toMatchObject({ open: [4], notifications: [] });
  });
});

describe('comments that silence nothing', () => {
  const code = [
    '// phi-scan-ignore-file no-phi-in-errors -- a',
    '// phi-scan-ignore-next-line no-phi-in-logs, no-phi-literals -- b',
    'log(ssn)',
    'other() // phi-scan-ignore -- c',
    '// phi-scan-ignore-start -- d',
    '// phi-scan-ignore-end',
    '// phi-scan-ignore-end',
  ].join('\n');

  it('are told when asked', () => {
    const { notifications, raw } = judge(code, { reportUnused: true });
    expect(notifications).toEqual(['1 unused-ignore', '2 unused-ignore', '4 unused-ignore', '5 unused-ignore', '7 unused-ignore']);
    expect(raw[1]?.message).toBe('phi-scan-ignore-next-line: silences no no-phi-literals');
  });

  it('are not told otherwise', () => {
    expect(judge(code).notifications).toEqual([]);
  });

  it('the most specific comment takes the credit', () => {
    const twice = '// phi-scan-ignore-file -- a\n// phi-scan-ignore-next-line -- b\nlog(ssn)';
    expect(judge(twice, { reportUnused: true })).toMatchObject({ reasons: ['b'], notifications: ['1 unused-ignore'] });
  });
});
