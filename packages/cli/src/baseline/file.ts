/** The file of accepted findings: one a line, sorted, without line numbers, so that a change of it can be reviewed. */
import { readFileSync } from 'node:fs';
import { locateInYaml } from '../config/locate-in-yaml.js';
import type { Schema } from '../config/schema.js';
import { validate, type Nearest } from '../config/validate.js';
import { UsageError } from '../usage-error.js';

/** Raised when older versions of phi-scan could not read the file any more. */
const version = 1;

export const defaultBaseline = 'phi-scan-baseline.json';

export interface BaselineEntry {
  /** From the folder of the baseline, with `/`. */
  readonly file: string;
  readonly rule: string;
  readonly sink: string;
  readonly elements: readonly string[];
  /** What the statement says; a finding's `contentFingerprint`. */
  readonly content: string;
  /** Who is to repair it. */
  readonly owner?: string;
  readonly reason?: string;
  /** The last day on which it is accepted: 2027-01-31. */
  readonly expires?: string;
}

const text: Schema = { type: 'string', minLength: 1 };

export const baselineSchema: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://raw.githubusercontent.com/phi-scan/phi-scan/main/docs/schemas/phi-scan-baseline-1.schema.json',
  title: 'Accepted findings of phi-scan',
  type: 'object',
  properties: {
    version: { description: 'Of this format.', type: 'integer', minimum: 1 },
    findings: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          file: { description: 'From the folder of the baseline.', ...text },
          rule: text,
          sink: text,
          elements: { type: 'array', items: text },
          content: { description: 'A hash of what the statement says.', ...text },
          owner: { description: 'Who is to repair it.', ...text },
          reason: { description: 'Why it is accepted.', ...text },
          expires: { description: 'The last day on which it is accepted, as 2027-01-31.', ...text },
        } satisfies Record<keyof BaselineEntry, Schema>,
        required: ['file', 'rule', 'sink', 'elements', 'content'],
        additionalProperties: false,
      },
    },
  },
  required: ['version', 'findings'],
  additionalProperties: false,
};

export function formatBaseline(entries: readonly BaselineEntry[]): string {
  const lines = [...entries].map(ordered).sort(byPlace).map((entry) => `    ${JSON.stringify(entry).replace(/^\{/, '{ ').replace(/\}$/, ' }').replace(/("(?:[^"\\]|\\.)*"|\])([:,])/g, '$1$2 ')}`);
  return `{\n  "version": ${version},\n  "findings": [${lines.length === 0 ? '' : `\n${lines.join(',\n')}\n  `}]\n}\n`;
}

/** The same order of keys, whoever made the entry. */
function ordered({ file, rule, sink, elements, content, owner, reason, expires }: BaselineEntry): BaselineEntry {
  return {
    file,
    rule,
    sink,
    elements,
    content,
    ...(owner === undefined ? {} : { owner }),
    ...(reason === undefined ? {} : { reason }),
    ...(expires === undefined ? {} : { expires }),
  };
}

function byPlace(a: BaselineEntry, b: BaselineEntry): number {
  const key = (entry: BaselineEntry): string => [entry.file, entry.rule, entry.content].join('\n');
  return key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;
}

/** `shown` is the file's name as the user would write it. */
export function readBaseline(file: string, shown: string, nearest: Nearest): BaselineEntry[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code === 'ENOENT') throw new UsageError(`there is no baseline ${shown}: make one with "phi-scan baseline create"`);
    throw new UsageError(`cannot read the baseline ${shown}: ${code === 'EACCES' ? 'no permission' : code === 'EISDIR' ? 'it is a folder' : code}`);
  }
  return parseBaseline(text, shown, nearest);
}

function parseBaseline(text: string, shown: string, nearest: Nearest): BaselineEntry[] {
  let value: unknown;
  try {
    value = JSON.parse(text) as unknown;
  } catch {
    const conflict = /^(?:<{7}|>{7})/m.test(text) ? ': it holds conflict marks of git; take either side and run "phi-scan baseline update"' : '';
    throw new UsageError(`the baseline ${shown} is no JSON${conflict}`);
  }
  const written = typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  if (typeof written === 'number' && written > version) {
    throw new UsageError(`the baseline ${shown} is of a newer phi-scan (its format is version ${written}, this one reads version ${version}): update phi-scan`);
  }
  const problems = validate(value, baselineSchema, nearest).map(({ path, message }) => `${shown}:${locateInYaml(text, path)}: ${message}`);
  const { findings } = value as { findings: readonly BaselineEntry[] };
  if (problems.length === 0) {
    findings.forEach(({ expires }, index) => {
      if (expires !== undefined && !isDay(expires)) problems.push(`${shown}:${locateInYaml(text, ['findings', index, 'expires'])}: "${expires}" is no day like 2027-01-31`);
    });
  }
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  return [...findings];
}

export function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
