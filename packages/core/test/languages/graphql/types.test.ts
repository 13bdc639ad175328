import { describe, expect, it } from 'vitest';
import { graphql } from '../../../src/languages/graphql/index.js';

const lower = (text: string) => graphql.lower({ path: 'schema.graphql', text }).shapes;

describe('types of a GraphQL schema', () => {
  it('have their fields, without what comments and descriptions say', () => {
    const [shape] = lower('"""\ntype Other { ssn: String }\n"""\ntype Patient implements Node & Person @key(fields: "id") {\n  # email: String\n  id: ID!\n  "phone: String"\n  names: [String!]!\n}');
    expect(shape).toMatchObject({ name: 'Patient', kind: 'message', extends: [{ name: 'Node' }, { name: 'Person' }] });
    expect(shape?.type.kind === 'object' && shape.type.fields.map(({ name }) => name)).toEqual(['id', 'names']);
  });

  it('have fields with arguments as functions of what they are given', () => {
    const [query] = lower('type Query {\n  patient(id: ID!, withVisits: Boolean = false): Patient\n  theme: String\n}');
    const fields = query?.type.kind === 'object' ? query.type.fields : [];
    expect(fields.map(({ name, type }) => [name, type?.kind])).toEqual([['patient', 'function'], ['theme', 'primitive']]);
    expect(fields[0]?.type).toMatchObject({ params: [{ fields: [{ name: 'id' }, { name: 'withVisits' }] }], returns: { name: 'Patient' } });
  });

  it('are read as far as a broken schema goes', () => {
    expect(lower('type A { b: String }\ntype C { d: ')).toHaveLength(1);
    expect(lower('')).toEqual([]);
  });
});
