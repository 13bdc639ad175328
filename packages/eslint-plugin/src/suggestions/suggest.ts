/**
 * What could be written instead: edits that a reviewer would accept. Each is tried before it is offered: the text with it is analysed, and only
 * where the finding is gone, and nothing new is found, does the editor see it.
 */
import type { Finding } from '@phi-scan/core';
import { indexKnowledge, type KnowledgeIndexes } from '@phi-scan/core/editor';
import type { SourceCode } from 'eslint';
import type { Analysis } from '../analysis.js';
import type { MessageId } from '../messages.js';
import { knowledgeFor, type Options } from '../options.js';
import { withoutParts } from './drop.js';
import { applied, merged, type Edit } from './edits.js';
import { countInstead, errorNameInstead, idInstead, keysInstead, maskedInstead, redacted, type Replacement } from './replace.js';
import { isWithin, placeOfSpan, sameSpan, type Place, type Span } from './tree.js';

export interface Suggestion {
  readonly messageId: MessageId;
  readonly data: Record<string, string>;
  readonly edits: readonly Edit[];
}

type Draft = Suggestion | undefined;

/** A statement with more parts than that is better written anew. */
const mostParts = 8;

export function suggestionsFor(finding: Finding, source: SourceCode, analysis: Analysis, options: Options): Suggestion[] {
  const { text } = source;
  const indexes = indexKnowledge(knowledgeFor(options));
  const { names } = indexes;
  const isTyped = /\.[mc]?tsx?$/.test(finding.location.file);
  const statement = text.slice(...finding.location.span);
  const { redactor } = options;

  const ways: ((parts: readonly Place[]) => Draft)[] = [
    (parts) => replaceAll(parts, 'useErrorName', (place) => errorNameInstead(text, finding, place, isTyped)),
    (parts) => replaceFirst(text, finding, parts, statement, (place) => idInstead(text, finding, names, place)),
    (parts) => replaceAll(parts, 'useCount', (place) => countInstead(text, finding, names, place)),
    (parts) => replaceAll(parts, 'useKeys', (place) => keysInstead(text, finding, place)),
    (parts) => drop(text, finding, parts),
    (parts) => (redactor !== undefined && parts.every((place) => isInScope(source, place, redactor)) ? replaceAll(parts, 'redact', (place) => redacted(text, redactor, place), { redactor }) : undefined),
  ];
  const found = ways.map((way) => tried(finding, source, analysis, (spans) => ofPlaces(source, spans, way)));
  found.push(tried(finding, source, analysis, (spans) => masked(text, finding, indexes, source, spans)));
  return found.filter((suggestion) => suggestion !== undefined).map((suggestion) => withoutValues(suggestion, indexes));
}

/** A message names code, and code can hold the value of a patient. */
function withoutValues(suggestion: Suggestion, { values }: KnowledgeIndexes): Suggestion {
  return { ...suggestion, data: Object.fromEntries(Object.entries(suggestion.data).map(([key, text]) => [key, values.mask(text)])) };
}

/** Asks for the edits of ever more parts, until the finding is gone; a statement can write several values, and a finding points to one at a time. */
function tried(finding: Finding, source: SourceCode, analysis: Analysis, draft: (parts: readonly Span[]) => Draft): Draft {
  const parts: Span[] = [finding.culprit.span];
  const { span } = finding.location;
  // Where the statement is the sink, nothing but the statement has to be looked at again.
  const isSink = sameSpan(finding.flow.at(-1)?.span ?? [0, 0], span);
  const before = isSink ? analysis.findings.filter(({ location }) => isWithin(location.span, span)) : analysis.findings;
  for (let round = 0; round < mostParts; round += 1) {
    const suggestion = draft(parts);
    const edits = suggestion && merged(suggestion.edits);
    if (!edits) return undefined;
    const edited = applied(source.text, edits);
    const after = analysis.ofText(edited.text, isSink ? [span[0], span[1] + edited.text.length - source.text.length] : undefined);
    if (!after?.isReadable) return undefined;
    const left = after.findings.find(({ rule, location }) => rule === finding.rule && location.span[0] === span[0]);
    if (!left) return after.findings.length < before.length ? { ...suggestion, edits } : undefined;
    const next = edited.before(left.culprit.span);
    if (!next || parts.some((part) => sameSpan(part, next))) return undefined;
    parts.push(next);
  }
  return undefined;
}

function ofPlaces(source: SourceCode, parts: readonly Span[], way: (places: readonly Place[]) => Draft): Draft {
  const places = parts.map((part) => placeOfSpan(source, part));
  return places.every((place) => place !== undefined) ? way(places.toSorted((a, b) => a.node.range[0] - b.node.range[0])) : undefined;
}

function replaceAll(parts: readonly Place[], messageId: MessageId, replace: (place: Place) => Replacement | undefined, data?: Record<string, string>): Draft {
  const replacements = parts.map(replace);
  if (!replacements.every((each) => each !== undefined)) return undefined;
  return { messageId, data: data ?? { replacement: replacements[0]!.replacement }, edits: replacements.map(({ edit }) => edit) };
}

/** The id is written once: where it stands already there is no need, and what else there was of the same record is left out. */
function replaceFirst(text: string, finding: Finding, parts: readonly Place[], statement: string, replace: (place: Place) => Replacement | undefined): Draft {
  const replacements = parts.map(replace);
  const [first] = replacements;
  if (!first || replacements.some((each) => each?.replacement !== first.replacement) || statement.includes(first.replacement.replace(/^\w+: /, ''))) return undefined;
  const rest = parts.length === 1 ? [] : withoutParts(text, parts.slice(1), mayDropArguments(finding));
  return rest && { messageId: 'useId', data: { replacement: first.replacement }, edits: [first.edit, ...rest] };
}

function drop(text: string, finding: Finding, parts: readonly Place[]): Draft {
  const edits = withoutParts(text, parts, mayDropArguments(finding));
  const dropped = finding.rule === 'no-phi-literals' ? 'the value' : parts.map(({ node }) => shortened(text.slice(...node.range))).join(', ');
  return edits && { messageId: 'drop', data: { dropped }, edits };
}

/** What a logger writes may be less; a call to telemetry may need each of its arguments. */
function mayDropArguments({ rule, sink }: Finding): boolean {
  return rule !== 'no-phi-in-telemetry' && sink !== 'throw';
}

const longestShown = 40;

function shortened(code: string): string {
  const line = code.replace(/\s+/g, ' ');
  return line.length > longestShown ? `${line.slice(0, longestShown)}…` : line;
}

function masked(text: string, finding: Finding, indexes: KnowledgeIndexes, source: SourceCode, parts: readonly Span[]): Draft {
  const edits = parts.map((span) => maskedInstead(text, { ...finding, culprit: { ...finding.culprit, span } }, indexes, placeOfSpan(source, span)));
  return edits.every((edit) => edit !== undefined) ? { messageId: 'mask', data: {}, edits } : undefined;
}

/** A redactor that the file has not imported would only break it. */
function isInScope(source: SourceCode, { node }: Place, redactor: string): boolean {
  const [name] = redactor.split('.', 1);
  for (let scope: ReturnType<SourceCode['getScope']> | null = source.getScope(node as never); scope; scope = scope.upper) {
    const variable = scope.set.get(name!);
    if (variable && (variable.defs.length > 0 || scope.type === 'global')) return true;
  }
  return false;
}
