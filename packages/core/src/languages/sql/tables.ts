/** SQL: the tables that migrations and schema dumps create, as shapes. */
import type { FactProblem, ShapeFacts, ShapeField, Span, TypeFacts } from '../../facts/facts.js';

export function tablesIn(text: string): { readonly shapes: ShapeFacts[]; readonly problems: FactProblem[] } {
  const tables = new Map<string, { at: Span; fields: ShapeField[] }>();
  const problems: FactProblem[] = [];
  // At the start of a line or a statement: not in a comment, and not in the rows that a dump holds.
  const head = /(?:^|;)[ \t]*(create(?:\s+or\s+replace)?(?:\s+(?:global|local))?(?:\s+(?:temp|temporary|unlogged|foreign|external))?\s+table(?:\s+if\s+not\s+exists)?|alter\s+table(?:\s+if\s+exists)?(?:\s+only)?)\s+/gim;
  for (let match = head.exec(text); match; match = head.exec(text)) {
    const statement = readStatement(text, match.index + match[0].length);
    head.lastIndex = statement.end;
    const [name, rest] = tableName(statement.tokens);
    if (name === undefined) continue;
    const at: Span = [match.index + match[0].search(/\w/), statement.end];
    if (/^create/i.test(match[1]!)) {
      const body = rest[0]?.text === '(' ? rest.slice(1, closing(rest)) : undefined;
      if (body === undefined) continue;
      if (!tables.has(name)) tables.set(name, { at, fields: splitAtCommas(body).flatMap(columnOf) });
      if (statement.isOpen) problems.push({ kind: 'syntax', message: `the statement that creates ${name} is not closed`, at });
    } else {
      const table = tables.get(name);
      if (table) table.fields.push(...splitAtCommas(rest).flatMap(addedColumn));
    }
  }
  const shapes = [...tables].map(([name, { at, fields }]): ShapeFacts => ({ name, kind: 'table', at, type: { kind: 'object', fields } }));
  return { shapes, problems };
}

interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'mark';
  readonly text: string;
  readonly at: Span;
}

interface Statement {
  readonly tokens: readonly Token[];
  readonly end: number;
  readonly isOpen: boolean;
}

/** A statement of a schema is short; what is longer is none. */
const maxTokens = 20_000;
const part = /\s+|--[^\n]*|#[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"((?:[^"]|"")*)"|`([^`]*)`|\[(\w[\w ]*)\]|'(?:[^'\\]|''|\\[\s\S])*'|([\p{L}_][\p{L}\p{N}_$]*)|[\s\S]/uy;

function readStatement(text: string, start: number): Statement {
  const tokens: Token[] = [];
  let depth = 0;
  part.lastIndex = start;
  for (let match = part.exec(text); match && tokens.length < maxTokens; match = part.exec(text)) {
    const [all, double, back, bracket, word] = match;
    const at: Span = [match.index, match.index + all.length];
    const name = double ?? back ?? bracket;
    if (name !== undefined) tokens.push({ kind: 'name', text: name, at });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word, at });
    else if (all.startsWith("'") && all.length > 1) tokens.push({ kind: 'text', text: all.slice(1, -1), at });
    else if (all === ';' && depth <= 0) return { tokens, end: at[0], isOpen: false };
    else if (all.length === 1 && /\S/.test(all)) {
      if (all === '(') depth += 1;
      else if (all === ')') depth -= 1;
      tokens.push({ kind: 'mark', text: all, at });
    }
  }
  return { tokens, end: tokens.at(-1)?.at[1] ?? start, isOpen: depth > 0 };
}

/** `schema.table`: its last part. */
function tableName(tokens: readonly Token[]): [string | undefined, readonly Token[]] {
  let at = 0;
  while (tokens[at + 1]?.text === '.' && tokens[at + 1]?.kind === 'mark') at += 2;
  const token = tokens[at];
  return token?.kind === 'word' || token?.kind === 'name' ? [token.text, tokens.slice(at + 1)] : [undefined, []];
}

/** Of the bracket that the tokens begin with. */
function closing(tokens: readonly Token[]): number {
  let depth = 0;
  for (const [index, { kind, text }] of tokens.entries()) {
    if (kind !== 'mark') continue;
    if (text === '(') depth += 1;
    else if (text === ')') depth -= 1;
    if (depth === 0) return index;
  }
  return tokens.length;
}

function splitAtCommas(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === 'mark' && token.text === '(') depth += 1;
    if (token.kind === 'mark' && token.text === ')') depth -= 1;
    if (token.kind === 'mark' && token.text === ',' && depth === 0) parts.push([]);
    else parts.at(-1)!.push(token);
  }
  return parts;
}

const constraints = new Set(['primary', 'foreign', 'unique', 'key', 'index', 'constraint', 'check', 'exclude', 'fulltext', 'spatial', 'like', 'period']);

/** `ssn varchar(11) not null`; a constraint is no column. */
function columnOf(tokens: readonly Token[]): ShapeField[] {
  const [name, type] = tokens;
  if (name === undefined || type === undefined || (name.kind !== 'name' && name.kind !== 'word')) return [];
  if (name.kind === 'word' && constraints.has(name.text.toLowerCase())) return [];
  return [{ name: name.text, at: [name.at[0], tokens.at(-1)!.at[1]], type: typeOf(tokens.slice(1)) }];
}

/** `add column if not exists phone text` */
function addedColumn(tokens: readonly Token[]): ShapeField[] {
  if (tokens[0]?.text.toLowerCase() !== 'add') return [];
  const skipped = new Set(['add', 'column', 'if', 'not', 'exists']);
  return columnOf(tokens.slice(tokens.findIndex(({ kind, text }) => kind === 'name' || !skipped.has(text.toLowerCase()))));
}

const numbers = /^(?:(?:tiny|small|medium|big)?int(?:eger)?\d*|(?:small|big)?serial\d*|numeric|decimal|dec|number|float\d*|double|real|money|bit)$/i;
const dates = /^(?:date|time|timestamp|timestamptz|datetime2?|timetz|interval|year)$/i;

function typeOf(tokens: readonly Token[]): TypeFacts {
  const word = tokens[0]?.text ?? '';
  if (/^enum$/i.test(word)) return { kind: 'union', of: tokens.slice(1, closing(tokens.slice(1)) + 1).flatMap(({ kind, text }) => (kind === 'text' ? [{ kind: 'literal' as const, value: text }] : [])) };
  if (/^bool(?:ean)?$/i.test(word)) return { kind: 'primitive', name: 'boolean' };
  if (numbers.test(word)) return { kind: 'primitive', name: 'number' };
  if (dates.test(word)) return { kind: 'primitive', name: 'date' };
  return { kind: 'primitive', name: /^jsonb?$/i.test(word) ? 'unknown' : 'string' };
}
