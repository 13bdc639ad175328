/** The risk score of a finding, and how it comes about. */
import type { RiskScore, RuleId, ScoreContext, ScoreTerm } from '../finding.js';
import type { RiskKnowledge, RiskRow } from '../knowledge/knowledge.js';

export interface ScoreFacts {
  readonly elements: readonly string[];
  readonly rule: RuleId;
  /** The sink writes at debug level or below. */
  readonly debug: boolean;
  /** The sink belongs to another company. */
  readonly thirdParty: boolean;
}

const highestScore = 100;

/** Without a row that applies the score is 0. */
export function scoreOf(facts: ScoreFacts, context: readonly ScoreContext[], risk: RiskKnowledge): RiskScore {
  const row = rowFor(facts, risk);
  if (row === undefined) return { value: 0, terms: [], arithmetic: '0' };
  const holds = new Set<ScoreContext>(facts.thirdParty ? [...context, 'third-party'] : context);
  const multipliers = row.multipliers.filter((multiplier) => holds.has(multiplier.context));
  const terms: ScoreTerm[] = [{ label: row.label, factor: row.base }, ...multipliers.map(({ label, factor }) => ({ label, factor }))];
  const product = rounded(terms.reduce((value, { factor }) => value * factor, 1));
  const value = Math.min(product, highestScore);
  return { value, terms, arithmetic: arithmeticOf(terms, product) };
}

/** The row that counts: of those that apply the one with the highest base, the first of them where several share it. */
export function rowFor(facts: ScoreFacts, risk: RiskKnowledge): RiskRow | undefined {
  return risk.rows.filter((row) => applies(row, facts)).reduce<RiskRow | undefined>((best, row) => (best !== undefined && best.base >= row.base ? best : row), undefined);
}

function applies({ when }: RiskRow, facts: ScoreFacts): boolean {
  return (
    (when.elements === undefined || when.elements.some((element) => facts.elements.includes(element))) &&
    (when.rules === undefined || when.rules.includes(facts.rule)) &&
    (when.debug === undefined || when.debug === facts.debug) &&
    (when.thirdParty === undefined || when.thirdParty === facts.thirdParty)
  );
}

function arithmeticOf(terms: readonly ScoreTerm[], product: number): string {
  const factors = terms.map(({ factor }) => String(factor)).join(' × ');
  if (product > highestScore) return `${factors} = ${highestScore} (capped)`;
  return terms.length === 1 ? factors : `${factors} = ${product}`;
}

/** To one place, which also takes away what binary fractions add: 80 × 1.2 is 96, not 95.99999999999999. */
const rounded = (value: number): number => Math.round(value * 10) / 10;
