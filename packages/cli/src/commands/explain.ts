import type { Knowledge, LawRow, RiskRow, RuleId } from '@phi-scan/core';
import { wrap } from '../reporters/wrap.js';

const width = 90;

/** A rule's page for the terminal. */
export function explain(id: RuleId, knowledge: Pick<Knowledge, 'rules' | 'risk' | 'law'>): string {
  const rule = knowledge.rules.find((each) => each.id === id);
  if (rule === undefined) throw new Error(`the knowledge has no rule ${id}`);
  const applies = ({ when }: RiskRow): boolean => when.rules === undefined || when.rules.includes(id);
  const rows = knowledge.risk.rows.filter(applies).sort((a, b) => b.base - a.base);
  const law = knowledge.law.references.filter(({ when }) => when.sinkKinds?.some((kind) => rule.sinks.includes(kind)) ?? true);
  const sections = [
    `${rule.id} (${rule.level})\n${rule.title}`,
    paragraph(rule.description),
    `Instead\n${indent(paragraph(rule.advice))}`,
    rows.length === 0 ? '' : `Risk, 0 to 100; the highest row that fits counts\n${rows.map(riskLine).join('\n')}`,
    law.length === 0 ? '' : `Law\n${law.map(lawLine).join('\n')}`,
    rule.tags.length === 0 ? '' : `Tags\n  ${rule.tags.join(', ')}`,
    `Silence one finding, with a reason\n  // phi-scan-ignore-next-line ${rule.id} -- reason`,
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function riskLine({ base, label, multipliers }: RiskRow): string {
  const factors = multipliers.map((each) => `x${each.factor} ${each.label} (--context ${each.context})`).join(', ');
  return `  ${String(base).padStart(3)}  ${label}${factors === '' ? '' : `; ${factors}`}`;
}

function lawLine({ citation, title, when }: LawRow): string {
  const limits = [
    citation.startsWith('LGPD') ? 'for Brazilian identifiers' : '',
    when.thirdParty === true ? 'where the data reaches another company' : '',
    when.elements === undefined ? '' : 'for whole records and bodies',
  ].filter((limit) => limit !== '');
  return `  ${citation}  ${title}${limits.length === 0 ? '' : ` (${limits.join(', ')})`}`;
}

function paragraph(text: string): string {
  return text
    .trim()
    .split(/\n{2,}/)
    .map((part) => wrap(part.replace(/\s+/g, ' '), width).join('\n'))
    .join('\n\n');
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
