/** Finds where an operand stands in the text: its node's own place, or that of the variable read there. */
import type { FileFacts, NodeId, Span } from './facts.js';

const indexes = new WeakMap<FileFacts, ReadonlyMap<string, Span>>();

export function operandPlace(facts: FileFacts, around: NodeId, operand: number, node: NodeId): Span {
  let index = indexes.get(facts);
  if (!index) {
    index = indexReads(facts.variableReads);
    indexes.set(facts, index);
  }
  return index.get(`${around}:${operand}`) ?? facts.nodes[node]?.at ?? [0, 0];
}

function indexReads(reads: readonly number[]): ReadonlyMap<string, Span> {
  const index = new Map<string, Span>();
  for (let at = 0; at + 3 < reads.length; at += 4) index.set(`${reads[at]!}:${reads[at + 1]!}`, [reads[at + 2]!, reads[at + 3]!]);
  return index;
}
