/**
 * Writes what rules/ says of each rule into docs/rules/<rule>.md, above the line from which a page is written by hand, and their table.
 *
 *   node scripts/write-rule-docs.mjs            writes
 *   node scripts/write-rule-docs.mjs --check    exits 1 when a page is not what it would write
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'docs/rules');
const check = process.argv.includes('--check');
const byHand = '<!-- Above: written by scripts/write-rule-docs.mjs from rules/. Below: written by hand. -->';

const read = (name) => parse(readFileSync(join(root, 'rules', name), 'utf8'));
const rules = read('rules.yaml');
const risk = read('risk.yaml');
const law = read('law.yaml');

function page(rule) {
  const rows = risk.rows.filter(({ when }) => when.rules === undefined || when.rules.includes(rule.id)).sort((a, b) => b.base - a.base);
  const references = law.references.filter(({ when }) => when.sinkKinds === undefined || when.sinkKinds.some((kind) => rule.sinks.includes(kind)));
  return [
    `# ${rule.id}`,
    `${rule.title}. Level: ${rule.level}. ${weaknesses(rule)}`,
    rule.description,
    '## Examples',
    'In a function whose parameter is `patient`, this is reported:',
    code(rule.flags),
    'and this is not:',
    code(rule.passes),
    '## Write instead',
    rule.advice,
    '## Risk',
    'From 0 to 100. Of the rows that fit a finding the highest counts, times its factor where the context is given, 100 at most.',
    table(
      ['score', 'what', 'factor'],
      rows.map(({ base, label, multipliers = [] }) => [base, label, multipliers.map((each) => `x${each.factor} with \`--context ${each.context}\``).join(', ')]),
    ),
    '## Law',
    'What a finding can touch; each finding cites what applies to it, and the Safe Harbor identifier (45 CFR §164.514(b)(2)(i)) that the data is.',
    references.map(({ citation, title, when }) => `- ${citation}: ${title}${limits(citation, when)}`).join('\n'),
    '## Silence one finding',
    code([`// phi-scan-ignore-next-line ${rule.id} -- why this is no leak`]),
    'Other forms are in [suppressions](../suppressions.md).',
  ].join('\n\n');
}

function index() {
  const rows = rules.map(({ id, level, title }) => [`[\`${id}\`](${id}.md)`, level, title]);
  return ['# Rules', 'Written by `scripts/write-rule-docs.mjs`.', table(['rule', 'level', 'what it catches'], rows)].join('\n\n');
}

function weaknesses({ tags }) {
  const links = tags.filter((tag) => tag.startsWith('CWE-')).map((tag) => `[${tag}](https://cwe.mitre.org/data/definitions/${tag.slice(4)}.html)`);
  return `Weakness: ${links.join(', ')}.`;
}

function limits(citation, when) {
  if (citation.startsWith('LGPD')) return ' (for Brazilian identifiers)';
  if (when.thirdParty === true) return ' (where the data reaches another company)';
  return when.elements === undefined ? '' : ' (for whole records and bodies)';
}

function code(lines) {
  return ['```ts', ...lines, '```'].join('\n');
}

function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** What stands below the line in the page that is there. */
function handWritten(file) {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const at = text.indexOf(byHand);
  return at === -1 ? '\n' : text.slice(at + byHand.length);
}

const pages = [
  ...rules.map((rule) => {
    const file = join(folder, `${rule.id}.md`);
    return [file, `${page(rule)}\n\n${byHand}${handWritten(file)}`];
  }),
  [join(folder, 'README.md'), `${index()}\n`],
];

const stale = pages.filter(([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text);
if (check) {
  for (const [file] of stale) console.error(`${file} is out of date: run node scripts/write-rule-docs.mjs`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of stale) writeFileSync(file, text);
}
