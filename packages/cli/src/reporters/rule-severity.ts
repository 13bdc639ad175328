import type { Level, RiskKnowledge, RuleKnowledge } from '@phi-scan/core';

const byLevel: Readonly<Record<Level, number>> = { error: 80, warning: 50, note: 20 };

/** Code scanning's "security-severity" (0.0 to 10.0): the highest base score of the risk rows that speak of this rule. */
export function ruleSeverity({ id, level }: RuleKnowledge, { rows }: RiskKnowledge): string {
  const bases = rows.filter((row) => row.when.rules?.includes(id) === true).map((row) => row.base);
  const base = bases.length === 0 ? byLevel[level] : Math.max(...bases);
  return (base / 10).toFixed(1);
}
