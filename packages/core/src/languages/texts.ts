/** What texts in code declare in another language: tables that a migration creates, the types of a GraphQL schema. */
import type { FactNode, ShapeFacts } from '../facts/facts.js';
import { typesIn } from './graphql/types.js';
import { tablesIn } from './sql/tables.js';

const createsTable = /\bcreate\s+(?:\w+\s+){0,3}table\b/i;
const definesType = /\b(?:type|input)\s+\w+[^{}=]*\{[^{}]*:\s*\[?(?:ID|String|Int)\b/;
const shortest = 20;

/** They stand where the text does. */
export function shapesInTexts(nodes: readonly FactNode[]): ShapeFacts[] {
  const found: ShapeFacts[] = [];
  for (const { op, at, ...node } of nodes) {
    if (op !== 'const' || !('value' in node) || typeof node.value !== 'string' || node.value.length < shortest) continue;
    const { value } = node;
    const shapes = createsTable.test(value) ? tablesIn(value).shapes : definesType.test(value) ? typesIn(value) : [];
    for (const shape of shapes) found.push({ ...shape, at });
  }
  return found;
}
