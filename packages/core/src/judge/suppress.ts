import type { CommentFacts, Span } from '../facts/facts.js';
import { locate } from '../facts/locate.js';
import { ruleIds, type Finding, type Location, type Notification, type RuleId } from '../finding.js';
import { nearestWord } from './nearest.js';

/** The part of a file's Facts that suppressions need. */
export interface SuppressionSource {
  readonly path: string;
  readonly lineStarts: readonly number[];
  readonly comments: readonly CommentFacts[];
  /** They tell on which lines code begins, for "the next line" behind blank lines and other comments. */
  readonly nodes?: readonly { readonly at: Span }[];
}

export interface SuppressionOptions {
  readonly reportUnused: boolean;
}

export interface SuppressionResult {
  readonly findings: readonly Finding[];
  readonly notifications: readonly Notification[];
}

/**
 * Marks the findings of one file that a comment in it silences.
 *
 *   phi-scan-ignore-next-line [rule[, rule]] -- reason     the statement that starts on the next line of code
 *   phi-scan-ignore [rule[, rule]] -- reason               the statement on the comment's own line
 *   phi-scan-ignore-start … phi-scan-ignore-end            all between them; to the end of the file without an end
 *   phi-scan-ignore-file [rule[, rule]] -- reason          the whole file
 *
 * Without a rule it silences all of them. A rule that does not exist silences nothing: a misspelt comment must not hide a leak.
 *
 * Give it all findings of the file, also those that a report would leave out, or a comment for one of them looks unused.
 */
export function applySuppressions(
  source: SuppressionSource,
  findings: readonly Finding[],
  options: SuppressionOptions,
): SuppressionResult {
  const directives = source.comments.flatMap((comment) => parseDirective(comment, source));
  if (directives.length === 0) return { findings, notifications: [] };

  const suppressions = toSuppressions(directives, source);
  const used = new Map<Suppression, Set<RuleId>>(suppressions.map((each) => [each, new Set()]));
  const marked = findings.map((finding) => {
    const by = suppressions.find((each) => each.rules.includes(finding.rule) && each.covers(finding));
    if (by === undefined) return finding;
    used.get(by)?.add(finding.rule);
    return { ...finding, suppressed: { reason: by.directive.reason, at: by.directive.at } };
  });

  const notifications = directives.flatMap((directive) => complaints(directive));
  if (options.reportUnused) {
    for (const [suppression, rules] of used) notifications.push(...unused(suppression, rules));
  }
  return { findings: marked, notifications: notifications.sort(byPosition) };
}

type Form = 'line' | 'next-line' | 'start' | 'end' | 'file';

interface Directive {
  readonly form: Form;
  readonly written: string;
  /** Empty: none was named. */
  readonly rules: readonly RuleId[];
  readonly unknown: readonly string[];
  readonly reason: string;
  readonly at: Location;
}

interface Suppression {
  readonly directive: Directive;
  readonly rules: readonly RuleId[];
  /** The most specific one takes the credit, so that the others show up as unused. */
  readonly rank: number;
  covers(finding: Finding): boolean;
}

// At the start of the comment, or behind another tool's words: `// eslint-disable-line no-console // phi-scan-ignore -- reason`.
const directivePattern = /(?:^[\s*!]*|(?:\/\/|#)\s*)phi-scan-ignore(-next-line|-start|-end|-file)?(?![\w-])([\s\S]*)$/;
const reasonMark = /(?:^|\s)(?:-{2,}|—)\s*/;

function parseDirective(comment: CommentFacts, source: SuppressionSource): Directive[] {
  const match = directivePattern.exec(comment.text);
  if (match === null) return [];
  const [, suffix = '', rest = ''] = match;
  const text = rest.replace(/\s*\n[\s*]*/g, ' ');
  const mark = reasonMark.exec(text);
  const names = mark === null ? text : text.slice(0, mark.index);
  const reason = mark === null ? '' : text.slice(mark.index + mark[0].length).trim();
  const { rules, unknown } = parseRules(names);
  return [
    {
      form: suffix === '' ? 'line' : (suffix.slice(1) as Form),
      written: `phi-scan-ignore${suffix}`,
      rules,
      unknown,
      reason,
      at: locate(source.path, source.lineStarts, comment.at),
    },
  ];
}

function parseRules(text: string): { rules: RuleId[]; unknown: string[] } {
  const rules = new Set<RuleId>();
  const unknown: string[] = [];
  for (const part of text.split(',')) {
    const words = part.trim().split(/\s+/).filter((word) => word !== '');
    const known = words.map((word) => knownRule(word));
    if (known.every((rule) => rule !== undefined)) known.forEach((rule) => rules.add(rule));
    else unknown.push(words.join(' '));
  }
  return { rules: [...rules], unknown };
}

/** The ESLint plugin's names are understood too: `phi-scan/no-phi-in-logs`. */
function knownRule(word: string): RuleId | undefined {
  const name = word.replace(/^phi-scan\//, '');
  return ruleIds.find((rule) => rule === name);
}

function toSuppressions(directives: readonly Directive[], source: SuppressionSource): Suppression[] {
  const suppressions: Suppression[] = [];
  const open: { directive: Directive; end: number }[] = [];
  const add = (directive: Directive, rank: number, covers: (finding: Finding) => boolean): void => {
    const rules = directive.rules.length === 0 && directive.unknown.length === 0 ? ruleIds : directive.rules;
    suppressions.push({ directive, rules, rank, covers });
  };
  for (const directive of directives) {
    if (directive.form === 'line') {
      const { line } = directive.at.start;
      add(directive, 0, (finding) => isWithin(line, finding.location));
    } else if (directive.form === 'next-line') {
      const line = nextCodeLine(directive, directives, source);
      add(directive, 1, (finding) => finding.location.start.line === line || (finding.culprit.start.line === line && isWithin(line, finding.location)));
    } else if (directive.form === 'file') {
      add(directive, 3, () => true);
    } else if (directive.form === 'start') {
      const block = { directive, end: Number.POSITIVE_INFINITY };
      open.push(block);
      const start = directive.at.span[1];
      const isInBlock = (offset: number): boolean => offset >= start && offset < block.end;
      add(directive, 2, ({ location, culprit }) => isInBlock(location.span[0]) || (isInBlock(culprit.span[0]) && isWithin(culprit.start.line, location)));
    } else {
      const closed = open.findLastIndex((block) => sameRules(block.directive, directive));
      const index = closed === -1 ? open.length - 1 : closed;
      const block = open[index];
      if (block === undefined) {
        add(directive, 4, () => false);
      } else {
        block.end = directive.at.span[0];
        open.splice(index, 1);
      }
    }
  }
  return suppressions.sort((a, b) => a.rank - b.rank);
}

function sameRules(a: Directive, b: Directive): boolean {
  return a.rules.length === b.rules.length && a.rules.every((rule) => b.rules.includes(rule));
}

function isWithin(line: number, { start, end }: Location): boolean {
  return line >= start.line && line <= end.line;
}

function nextCodeLine(directive: Directive, directives: readonly Directive[], source: SuppressionSource): number {
  const from = directive.at.end.line + 1;
  const lineStart = source.lineStarts[from - 1];
  if (source.nodes !== undefined && lineStart !== undefined) {
    const next = source.nodes.reduce((first, { at }) => (at[0] >= lineStart && at[0] < first ? at[0] : first), Number.POSITIVE_INFINITY);
    if (Number.isFinite(next)) return locate(source.path, source.lineStarts, [next, next]).start.line;
  }
  // Several of these comments may stand above one statement.
  let line = from;
  for (const other of directives) if (other.at.start.line === line) line = other.at.end.line + 1;
  return line;
}

function complaints(directive: Directive): Notification[] {
  const found: Notification[] = directive.unknown.map((name) => {
    const nearest = nearestWord(name, ruleIds);
    const hint = nearest !== undefined ? ` (did you mean ${nearest}?)` : name.includes(' ') ? ' (a reason goes behind "--")' : '';
    return complaint(directive, 'ignore-unknown-rule', `there is no rule "${name}"${hint}: this comment does not silence it`);
  });
  if (directive.reason === '' && directive.form !== 'end' && (directive.rules.length > 0 || directive.unknown.length === 0)) {
    found.push(complaint(directive, 'ignore-without-reason', 'say why, behind "--", so that a reviewer can judge it'));
  }
  return found;
}

function unused({ directive, rules }: Suppression, used: ReadonlySet<RuleId>): Notification[] {
  const { form } = directive;
  if (form === 'end') return [{ ...complaint(directive, 'unused-ignore', 'no block is open here'), unused: { form } }];
  if (directive.rules.length === 0) {
    return used.size === 0 && rules.length > 0 ? [{ ...complaint(directive, 'unused-ignore', `silences nothing${placeHint(directive)}`), unused: { form } }] : [];
  }
  return directive.rules
    .filter((rule) => !used.has(rule))
    .map((rule) => ({ ...complaint(directive, 'unused-ignore', `silences no ${rule}${placeHint(directive)}`), unused: { form, rule } }));
}

function placeHint({ form }: Directive): string {
  return form === 'line' ? ' on its own line (above a statement, write phi-scan-ignore-next-line)' : '';
}

function complaint(directive: Directive, kind: Notification['kind'], message: string): Notification {
  const { at, written } = directive;
  return { kind, level: 'warning', message: `${written}: ${message}`, file: at.file, location: at };
}

function byPosition(a: Notification, b: Notification): number {
  return (a.location?.span[0] ?? 0) - (b.location?.span[0] ?? 0);
}
