/** What each rule reports: the findings of its id. */
import type { Finding, RuleId } from '@phi-scan/core';
import { indexKnowledge } from '@phi-scan/core/editor';
import type { AST, Rule } from 'eslint';
import { analysisOf } from './analysis.js';
import type { MessageId } from './messages.js';
import { knowledgeFor, optionsOf } from './options.js';
import { suggestionsFor } from './suggestions/suggest.js';

export type FindingReport = Rule.ReportDescriptor & { readonly suggest: Rule.SuggestionReportDescriptor[] };

export function* reportsOf(context: Rule.RuleContext, rule: RuleId, program: AST.Program): Generator<FindingReport> {
  const options = optionsOf(context);
  const analysis = analysisOf(context, options);
  if (analysis.failure !== undefined && rule === firstOfAll) {
    yield { node: program, messageId: 'failure' satisfies MessageId, data: { reason: analysis.failure }, suggest: [] };
  }
  const findings = analysis.findings.filter((finding) => finding.rule === rule);
  if (findings.length === 0) return;
  const { values } = indexKnowledge(knowledgeFor(options));
  for (const finding of findings) {
    yield {
      loc: locOf(finding),
      messageId: 'leak' satisfies MessageId,
      data: { what: values.mask(finding.message), risk: String(finding.score.value), law: finding.law.map(({ citation }) => citation).join(', ') },
      suggest: suggestionsFor(finding, context.sourceCode, analysis, options).map(({ messageId, data, edits }) => ({
        messageId,
        data,
        fix: (fixer) => edits.map(({ range, text }) => fixer.replaceTextRange([...range], text)),
      })),
    };
  }
}

/** A failure is one of the file, not of each rule. */
const firstOfAll: RuleId = 'no-phi-in-logs';

/** ESLint counts columns from 0. */
function locOf({ location: { start, end } }: Finding): { start: { line: number; column: number }; end: { line: number; column: number } } {
  return { start: { line: start.line, column: start.column - 1 }, end: { line: end.line, column: end.column - 1 } };
}
