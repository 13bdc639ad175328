import { describe, expect, it } from 'vitest';
import { sql } from '../../../src/languages/sql/index.js';

function tables(text: string): Record<string, Record<string, string>> {
  const { shapes, problems } = sql.lower({ path: 'schema.sql', text });
  expect(problems).toEqual([]);
  return Object.fromEntries(
    shapes.map(({ name, type }) => [name, type.kind === 'object' ? Object.fromEntries(type.fields.map((field) => [field.name, field.type?.kind === 'primitive' ? field.type.name : (field.type?.kind ?? '')])) : {}]),
  );
}

describe('tables of SQL files', () => {
  it('have the columns of their statement, without its constraints', () => {
    const text = `
      -- CREATE TABLE old (x int);
      CREATE TABLE IF NOT EXISTS public."Patients" (
        id uuid PRIMARY KEY, -- internal
        ssn varchar(11) NOT NULL DEFAULT 'none, yet (',
        dob DATE, weight numeric(5, 2) CHECK (weight > 0),
        \`status\` ENUM('in', 'out'), active boolean, extra jsonb,
        /* contact */ "e-mail" text,
        CONSTRAINT one UNIQUE (ssn, dob), PRIMARY KEY (id), FOREIGN KEY (id) REFERENCES people (id), KEY by_dob (dob)
      );
      create table visits (note text)`;
    expect(tables(text)).toEqual({
      Patients: { id: 'string', ssn: 'string', dob: 'date', weight: 'number', status: 'union', active: 'boolean', extra: 'unknown', 'e-mail': 'string' },
      visits: { note: 'string' },
    });
  });

  it('get the columns that the file adds later', () => {
    expect(tables('create table a (x int);\nalter table only public.a add column if not exists phone text, add fax text, drop column x;\nalter table b add y int;')).toEqual({ a: { x: 'number', phone: 'string', fax: 'string' } });
  });

  it('are found between the rows of a dump', () => {
    expect(tables("COPY a (name) FROM stdin;\nO'Brien\ncreate the table\n\\.\nCREATE TABLE b (c [nvarchar](10), [full name] text);\nINSERT INTO b VALUES ('CREATE TABLE x (y int);');")).toEqual({ b: { c: 'string', 'full name': 'string' } });
  });

  it('are no tables where only rows are selected into them', () => {
    expect(tables('CREATE TABLE a AS SELECT * FROM b;\nCREATE TABLE c LIKE d;')).toEqual({});
  });

  it.each(['CREATE TABLE', 'CREATE TABLE (', 'CREATE TABLE a', "create table a ('", 'alter table', '\u0000create table a (b', 'CREATE TABLE a (,,)'])('%j does no harm', (text) => {
    expect(() => sql.lower({ path: 'a.sql', text })).not.toThrow();
  });

  it('says what is not closed, and stands where the statement does', () => {
    const { shapes, problems } = sql.lower({ path: 'a.sql', text: '\n  create table a (b int' });
    expect(problems).toMatchObject([{ kind: 'syntax', at: [3, 24] }]);
    expect(shapes).toMatchObject([{ name: 'a', kind: 'table', at: [3, 24] }]);
  });
});
