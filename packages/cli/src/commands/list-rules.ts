import type { Knowledge } from '@phi-scan/core';

export function listRules({ rules }: Pick<Knowledge, 'rules'>): string {
  const idWidth = Math.max(...rules.map((rule) => rule.id.length));
  const levelWidth = Math.max(...rules.map((rule) => rule.level.length));
  const rows = rules.map((rule) => `${rule.id.padEnd(idWidth)}  ${rule.level.padEnd(levelWidth)}  ${rule.title}\n`);
  return rows.join('');
}
