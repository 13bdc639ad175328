import type { Finding, Level, RuleKnowledge } from '@phi-scan/core';
import { product } from '../product.js';
import { openFindings } from './open-findings.js';
import type { Presentation, Report } from './report.js';

/** The version of GitLab's security report schemas that it is written to. */
const schemaVersion = '15.0.7';

/** GitLab's SAST report: what its vulnerability report and merge requests show. Its schema wants the time of the scan: the one format with a time in it. */
export function gitlabSastReporter(report: Report & Pick<Presentation, 'now'>): string {
  const tool = { id: product.name, name: product.name, url: product.homepage, vendor: { name: product.name }, version: product.version };
  const time = report.now.toISOString().slice(0, 19);
  const status = report.notifications.some(({ level }) => level === 'error') ? 'failure' : 'success';
  const messages = report.notifications.map(({ level, message }) => ({ level: messageLevels[level], value: message }));
  const content = {
    version: schemaVersion,
    scan: { analyzer: tool, scanner: tool, type: 'sast', start_time: time, end_time: time, status, messages },
    vulnerabilities: openFindings(report).map((finding) => vulnerability(finding, report)),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function vulnerability(finding: Finding, { showFile, knowledge }: Report) {
  const { location, message, advice, flow, score, law, evidence, fingerprint, rule } = finding;
  const file = showFile(location.file);
  const lines = { start_line: location.start.line, end_line: location.end.line };
  const way = flow.map((step) => `- ${showFile(step.file)}:${step.start.line} ${step.what}`);
  const description = [message, ...evidence.map(({ why }) => `Why: ${why}`), ...(way.length > 1 ? [`Flow:\n${way.join('\n')}`] : []), `Risk: ${score.arithmetic}`, `Law: ${law.map(({ citation }) => citation).join(', ')}`];
  return {
    id: fingerprint,
    // What all findings of a rule share, as GitLab wants it; the message says the rest.
    name: (knowledge.rules.find(({ id }) => id === rule)?.title ?? rule).slice(0, 255),
    description: description.join('\n\n'),
    severity: severityOf(finding),
    solution: advice,
    location: { file, ...lines },
    identifiers: identifiersOf(rule, knowledge.rules),
    tracking: { type: 'source', items: [{ file, ...lines, signatures: [{ algorithm: 'hash', value: fingerprint }] }] },
  };
}

const messageLevels: Readonly<Record<Level, 'fatal' | 'warn' | 'info'>> = { error: 'fatal', warning: 'warn', note: 'info' };

function severityOf({ level, score }: Finding): 'Info' | 'Low' | 'Medium' | 'High' | 'Critical' {
  if (level === 'note') return 'Info';
  if (level === 'warning') return 'Low';
  return score.value >= 90 ? 'Critical' : score.value >= 70 ? 'High' : 'Medium';
}

function identifiersOf(rule: string, rules: readonly RuleKnowledge[]) {
  const weaknesses = rules.find(({ id }) => id === rule)?.tags.filter((tag) => /^CWE-\d+$/.test(tag)) ?? [];
  return [
    { type: 'phi_scan_rule', name: `${product.name} ${rule}`, value: rule, url: `${product.documentation}/rules/${rule}.md` },
    ...weaknesses.map((name) => ({ type: 'cwe', name, value: name.slice(4), url: `https://cwe.mitre.org/data/definitions/${name.slice(4)}.html` })),
  ];
}
