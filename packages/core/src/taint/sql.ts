/** What an SQL text asks for: the tables whose columns come back, and which columns these are. */
import type { Engine } from './engine.js';

export interface RowsAskedFor {
  readonly table: string;
  /** Undefined where the text does not name them one by one. */
  readonly columns?: readonly ColumnAskedFor[];
}

export interface ColumnAskedFor {
  /** What it is called in the rows. */
  readonly name: string;
  /** What it is called in the table; undefined where it is worked out. */
  readonly column?: string;
}

/** A name alone is a table's; of an SQL text, all that it names. */
export function tablesIn(text: string): string[] {
  if (/^[\w./:-]+$/.test(text)) return [text.split(/[/.:]/).at(-1)!];
  return [...text.matchAll(/\b(?:from|join|into|update|table)\s+["'`[]?(?:\w+["'`\]]?\.["'`[]?)?(\w+)/gi)].map((match) => match[1]!);
}

/** `SELECT u.name, COUNT(a.id) FROM users u JOIN appointments a …` hands over rows of users, with a name in them, and none of appointments. */
export function rowsAskedFor(text: string): readonly RowsAskedFor[] {
  const all = tablesIn(text).map((table) => ({ table }));
  const select = selectOf(text);
  if (!select) return all;
  const tables = tablesByAlias(select.rest);
  const [only] = new Set(tables.values());
  const isOne = new Set(tables.values()).size === 1;
  const found = new Map<string, ColumnAskedFor[]>();
  for (const item of select.items) {
    const read = withoutCounts(item);
    const qualifiers = [...read.matchAll(/(\w+)["'`\]]?\s*\.\s*["'`[]?\w/g)].map((match) => tables.get(match[1]!.toLowerCase()));
    const column = columnOf(item);
    // A star, a gap that is filled in when it runs, or a column of who knows which table.
    if (!column || qualifiers.includes(undefined) || (qualifiers.length === 0 && read === item && !isOne)) return all;
    for (const table of qualifiers.length > 0 ? new Set(qualifiers) : isOne && read === item ? [only] : []) {
      const list = found.get(table!);
      if (list) list.push(column);
      else found.set(table!, [column]);
    }
  }
  return found.size === 0 ? all : [...found].map(([table, columns]) => ({ table, columns }));
}

/** `SELECT ward, COUNT(*) AS beds FROM …`: of single persons such rows say nothing, whatever table they are from, unless a column names one. */
export function onlyCounts(engine: Engine, text: string): boolean {
  const select = selectOf(text);
  if (!select) return false;
  const others = select.items.filter((item) => withoutCounts(item) === item);
  if (others.length === 0) return true;
  const isCounted = others.length < select.items.length && /\bgroup\s+by\b/i.test(select.rest);
  return isCounted && !others.some((item) => engine.names.classifyName(columnOf(item)?.name ?? '*').element !== undefined || !columnOf(item));
}

/** `SELECT id, status FROM patients`: nothing in its rows says anything of anybody. */
export function asksForHarmless(engine: Engine, text: string | undefined): boolean {
  const names = text === undefined ? undefined : selectOf(text)?.items.map((item) => columnOf(item)?.name);
  return names?.every((name) => name !== undefined && engine.names.classifyName(name).harmless !== undefined) ?? false;
}

interface Select {
  readonly items: readonly string[];
  /** From the first FROM on. */
  readonly rest: string;
}

function selectOf(text: string): Select | undefined {
  const start = /^\s*(?:--[^\n]*\n\s*)*select\s+(?:distinct\s+)?/i.exec(text);
  if (!start) return undefined;
  const items: string[] = [];
  let depth = 0;
  let from = start[0].length;
  for (let at = from; at < text.length; at += 1) {
    const char = text[at];
    if (char === '(') depth += 1;
    else if (char === ')') depth -= 1;
    else if (depth === 0 && char === ',') {
      items.push(text.slice(from, at).trim());
      from = at + 1;
    } else if (depth === 0 && /^\sfrom\s/i.test(text.slice(at, at + 6))) {
      items.push(text.slice(from, at).trim());
      return { items, rest: text.slice(at) };
    }
  }
  return undefined;
}

/** Words that follow a table and are no name that it is given. */
const noAlias = /^(?:on|where|left|right|inner|outer|full|cross|natural|join|group|order|having|limit|using|union|for|set|offset|fetch|tablesample)$/i;

function tablesByAlias(rest: string): Map<string, string> {
  const tables = new Map<string, string>();
  const [joined = ''] = rest.split(/\b(?:where|group\s+by|order\s+by|having|limit|union)\b/i);
  for (const [, table, alias] of joined.matchAll(/(?:\b(?:from|join)|,)\s+["'`[]?(?:\w+["'`\]]?\.["'`[]?)?(\w+)["'`\]]?(?:\s+(?:as\s+)?(\w+))?/gi)) {
    tables.set(table!.toLowerCase(), table!);
    if (alias !== undefined && !noAlias.test(alias)) tables.set(alias.toLowerCase(), table!);
  }
  return tables;
}

/** A number of rows, and what is worked out of the values of many, is none of their values. */
function withoutCounts(item: string): string {
  const start = /\b(?:count|sum|avg|stddev)\s*\(/i.exec(item);
  if (!start) return item;
  let depth = 1;
  let at = start.index + start[0].length;
  for (; at < item.length && depth > 0; at += 1) depth += item[at] === '(' ? 1 : item[at] === ')' ? -1 : 0;
  return withoutCounts(`${item.slice(0, start.index)}0${item.slice(at)}`);
}

function columnOf(item: string): ColumnAskedFor | undefined {
  if (item === '' || item.endsWith('*') || item.includes('{}')) return undefined;
  const plain = /^(?:["'`[]?\w+["'`\]]?\.)*["'`[]?(\w+)["'`\]]?(?:\s+(?:as\s+)?["'`[]?(\w+)["'`\]]?)?$/i.exec(item);
  if (plain) return { name: plain[2] ?? plain[1]!, column: plain[1]! };
  const named = /\bas\s+["'`[]?(\w+)["'`\]]?$/i.exec(item);
  return named ? { name: named[1]! } : { name: '' };
}
