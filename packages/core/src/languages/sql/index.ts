/** SQL files: the tables that migrations and schema dumps create. */
import { emptyFacts } from '../graph/empty.js';
import type { Language } from '../language.js';
import { extensionsOf } from '../outside.js';
import { tablesIn } from './tables.js';

export const sql: Language = {
  id: 'sql',
  extensions: extensionsOf.sql,
  lower: ({ path, text }) => ({ ...emptyFacts(path, 'sql', text), ...tablesIn(text) }),
};
