import type { Finding, Knowledge, Location, Notification, RuleId, RuleKnowledge, ScanOptions, ScanResult } from '@phi-scan/core';
import { Chalk } from 'chalk';
import { nearestWord } from '../../../core/src/judge/nearest.js';
import { compileGlobs } from '../../../core/src/files/globs.js';
import { mistakesIn, withUserKnowledge } from '../../../core/src/knowledge/extend.js';
import { decodeSource, readSourceFile } from '../../../core/src/files/read.js';
import type { Engine } from '../../src/engine.js';
import type { Io } from '../../src/io.js';
import { main } from '../../src/main.js';
import type { Mask } from '../../src/reporters/mask.js';
import { createReport, type Presentation, type Report } from '../../src/reporters/report.js';

/**
 * A stand-in for the real masker: social security numbers and, where the code around says that it is one, a name.
 * Its masks are shorter than what they stand for, as the real ones are.
 */
const mask: Mask = (text, element) => {
  const masked = text.replace(/\b\d{3}-\d{2}-\d{4}\b/g, '[ssn]');
  return element === 'name' ? masked.replaceAll('Maria Souza', '[name]') : masked;
};

function rule(id: RuleId, level: RuleKnowledge['level'] = 'error'): RuleKnowledge {
  return {
    id,
    level,
    sinks: ['log'],
    title: `Title of ${id}`,
    description: `What ${id} catches.\n\nMore of it.`,
    advice: 'Log `patient.id` instead',
    tags: ['CWE-532', 'CWE-359', 'hipaa'],
  };
}

export const rules = [
  rule('no-phi-in-logs'),
  rule('no-phi-object-dump'),
  rule('no-phi-in-errors'),
  rule('no-phi-in-telemetry'),
  rule('no-phi-literals', 'warning'),
  rule('no-raw-error-in-phi-context', 'note'),
];

const knowledge = {
  rules,
  risk: {
    rows: [
      {
        id: 'ssn-in-logs',
        label: 'SSN in logs',
        base: 95,
        when: { elements: ['ssn'], rules: ['no-phi-in-logs'] },
        multipliers: [{ context: 'cloud-logs', label: 'Cloud logs', factor: 1.1 }],
      },
    ],
  },
  law: {
    references: [
      { citation: '45 CFR §164.312(b)', title: 'Audit controls', when: { sinkKinds: ['log'] } },
      { citation: '45 CFR §164.530(c)', title: 'Safeguards', when: { sinkKinds: ['telemetry'] } },
      { citation: '45 CFR §164.314(a)', title: 'Business associate contracts', when: { thirdParty: true } },
    ],
    safeHarbor: {},
  },
} satisfies Pick<Knowledge, 'rules' | 'risk' | 'law'>;

/** The place of the first `part` in the text, from `from` on. */
export function locate(file: string, text: string, part: string, from = 0): Location {
  const start = text.indexOf(part, from);
  if (start === -1) throw new Error(`"${part}" is not in ${file}`);
  const position = (offset: number) => {
    const before = text.slice(0, offset).split('\n');
    return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
  };
  return { file, start: position(start), end: position(start + part.length), span: [start, start + part.length] };
}

export interface FindingParts extends Partial<Omit<Finding, 'location' | 'culprit'>> {
  readonly file?: string;
  readonly text: string;
  readonly statement: string;
  readonly culprit: string;
}

export function finding({ file = 'src/patients.ts', text, statement, culprit, ...rest }: FindingParts): Finding {
  const location = locate(file, text, statement);
  return {
    rule: 'no-phi-in-logs',
    level: 'error',
    confidence: 'high',
    subject: 'patient',
    elements: ['ssn'],
    message: 'The social security number of a patient is logged',
    advice: 'Log `patient.id` instead',
    location,
    culprit: locate(file, text, culprit, location.span[0]),
    sink: 'console.log',
    flow: [],
    evidence: [{ kind: 'name', why: 'the name ssn says so' }],
    score: { value: 95, terms: [{ label: 'SSN in logs', factor: 95 }], arithmetic: '95' },
    law: [{ citation: '45 CFR §164.312(b)', title: 'Audit controls' }],
    fingerprint: '0123456789abcdef0123456789abcdef',
    contentFingerprint: 'fedcba9876543210fedcba9876543210',
    ...rest,
  };
}

export function result(parts: Partial<ScanResult> = {}): ScanResult {
  return { findings: [], notifications: [], stats: { filesFound: 1, filesScanned: 1, linesScanned: 10 }, files: [], root: '/project', ...parts };
}

export interface ReportParts extends Partial<ScanResult> {
  readonly sources?: Readonly<Record<string, string>>;
  readonly quiet?: boolean;
  readonly briefNotes?: boolean;
  readonly width?: number;
  readonly colour?: boolean;
  readonly alreadyTold?: readonly Notification[];
}

export function report({ sources = {}, quiet = false, briefNotes = true, width = 100, colour = false, alreadyTold = [], ...parts }: ReportParts): Report & Presentation {
  const input = { result: result(parts), knowledge, mask, quiet, briefNotes, alreadyTold, readSource: (file: string) => sources[file], showFile: (file: string) => file };
  return { ...createReport(input), colours: new Chalk({ level: colour ? 1 : 0 }), width, now: new Date('2026-11-20T12:34:56Z') };
}

export interface Run {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What the engine was asked to do, if it was. */
  readonly asked: ScanOptions | undefined;
}

export interface RunParts {
  readonly cwd?: string;
  readonly env?: Io['env'];
  readonly tty?: boolean;
  readonly stdin?: readonly (Uint8Array | string)[];
  readonly scan?: (options: ScanOptions) => ScanResult | Promise<ScanResult>;
}

/** Runs `main` as a process would, with an engine that answers what the test wants. */
export async function run(argv: readonly string[], { cwd = '/project', env = {}, tty = false, stdin = [], scan }: RunParts = {}): Promise<Run> {
  const texts = { stdout: '', stderr: '' };
  let asked: ScanOptions | undefined;
  const output = (name: keyof typeof texts): Io['stdout'] => ({
    isTTY: tty,
    write: (text) => {
      texts[name] += text;
    },
  });
  async function* chunks() {
    yield* stdin;
  }
  const engine: Engine = {
    scan: async (options) => {
      asked = options;
      return scan === undefined ? result({ root: options.root }) : await scan(options);
    },
    describeModels: () => Promise.reject(new Error('no test asks a fake for models')),
    explainLine: () => Promise.reject(new Error('no test asks a fake about a line')),
    loadKnowledge: () => knowledge as unknown as Knowledge,
    createMasker: () => mask,
    readSourceFile,
    decodeSource,
    nearestWord,
    defaultCacheFolder: (root) => `${root}/.cache`,
    compileGlobs,
    mistakesIn,
    withUserKnowledge,
  };
  const io = { stdout: output('stdout'), stderr: output('stderr'), stdin: chunks(), env, cwd, now: () => new Date('2026-11-20T12:00:00Z') };
  const status = await main(argv, io, engine);
  return { status, ...texts, asked };
}
