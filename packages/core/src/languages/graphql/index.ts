/** GraphQL schema files: their types, as shapes. */
import { emptyFacts } from '../graph/empty.js';
import type { Language } from '../language.js';
import { extensionsOf } from '../outside.js';
import { typesIn } from './types.js';

export const graphql: Language = {
  id: 'graphql',
  extensions: extensionsOf.graphql,
  lower: ({ path, text }) => ({ ...emptyFacts(path, 'graphql', text), shapes: typesIn(text) }),
};
