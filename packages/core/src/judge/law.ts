/** The rules of law that a finding touches. */
import type { LawReference } from '../finding.js';
import type { ElementWords, LawKnowledge, LawRow, Sink } from '../knowledge/knowledge.js';

/** What rules/ says of a data element: an entry of words/elements.yaml, or what a literal value's entry says of it. */
export type ElementInLaw = Pick<ElementWords, 'id' | 'safeHarbor' | 'lgpd'>;

export interface LawFacts {
  readonly sinkKind: Sink['kind'];
  readonly elements: readonly string[];
  /** The sink, or the context of the run, hands the data to another company. */
  readonly thirdParty: boolean;
  /** The entries by which the elements were recognised, where they are known: `cpf` tells more than the element national-id does. */
  readonly recognised?: readonly ElementInLaw[];
}

export function lawOf(facts: LawFacts, law: LawKnowledge, elements: readonly ElementInLaw[]): LawReference[] {
  const recognised = facts.recognised ?? [];
  const brazilian = recognised.some(({ lgpd }) => lgpd !== undefined);
  const [lgpd, hipaa] = partition(law.references, ({ citation }) => citation.startsWith('LGPD'));
  return [
    ...hipaa.filter((row) => applies(row, facts)).map(reference),
    ...safeHarborLetters(facts.elements, recognised, elements).map((letter) => safeHarborReference(letter, law)),
    ...lgpd.filter((row) => brazilian && applies(row, facts)).map(reference),
  ];
}

function applies({ when }: LawRow, facts: LawFacts): boolean {
  return (
    (when.sinkKinds === undefined || when.sinkKinds.includes(facts.sinkKind)) &&
    (when.elements === undefined || when.elements.some((element) => facts.elements.includes(element))) &&
    (when.thirdParty === undefined || when.thirdParty === facts.thirdParty)
  );
}

/** An element may have several entries with letters of their own; only one that was recognised is sure, and else the first stands for all. */
function safeHarborLetters(ids: readonly string[], recognised: readonly ElementInLaw[], elements: readonly ElementInLaw[]): string[] {
  const letters = ids.flatMap((id) => {
    const known = recognised.filter((entry) => entry.id === id && entry.safeHarbor !== undefined);
    const entries = known.length > 0 ? known : elements.filter((entry) => entry.id === id && entry.safeHarbor !== undefined).slice(0, 1);
    return entries.flatMap(({ safeHarbor }) => safeHarbor ?? []);
  });
  return [...new Set(letters)].sort();
}

function safeHarborReference(letter: string, law: LawKnowledge): LawReference {
  return { citation: `45 CFR §164.514(b)(2)(i)(${letter})`, title: `Safe Harbor identifier: ${law.safeHarbor[letter] ?? 'identifier'}` };
}

const reference = ({ citation, title }: LawRow): LawReference => ({ citation, title });

function partition<T>(items: readonly T[], belongs: (item: T) => boolean): [T[], T[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))];
}
