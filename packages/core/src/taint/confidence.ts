/** How sure the engine is, in order. */
import type { Confidence } from '../finding.js';

const ranks: Readonly<Record<Confidence, number>> = { high: 2, medium: 1, low: 0 };

export function weaker(a: Confidence, b: Confidence): Confidence {
  return ranks[a] <= ranks[b] ? a : b;
}

export function confidenceRank(confidence: Confidence): number {
  return ranks[confidence];
}
