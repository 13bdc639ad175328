/** How a message calls a data element. */
import type { Knowledge } from '../knowledge/knowledge.js';

export function labelOf(knowledge: Knowledge, element: string): string {
  return knowledge.words.elements.find((entry) => entry.id === element)?.label ?? element.replaceAll('-', ' ');
}
