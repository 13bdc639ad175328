import { availableParallelism } from 'node:os';
import { ruleIds, type Confidence, type Level, type RuleId, type ScanOptions, type ScoreContext } from '@phi-scan/core';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { MergeOptions } from './commands/merge.js';
import { product } from './product.js';
import { formats, type Format } from './reporters/index.js';

/** What to do, from the command line. */
export type Task =
  | { readonly do: 'scan'; readonly options: CliOptions }
  | { readonly do: 'explain'; readonly rule: RuleId }
  | { readonly do: 'explain-line'; readonly at: CodeLine; readonly options: CliOptions }
  | { readonly do: 'models'; readonly choice: ModelChoice; readonly options: CliOptions }
  | { readonly do: 'merge'; readonly options: MergeOptions }
  | { readonly do: 'list-rules' };

export interface CliOptions {
  readonly paths: readonly string[];
  readonly targets: readonly ReportTarget[];
  readonly failOn: Level | 'never';
  readonly minConfidence: Confidence;
  readonly context: readonly ScoreContext[];
  readonly includeStaff: boolean;
  readonly includeTests: boolean;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly threads: number;
  /** Which part of the packages, of how many. */
  readonly shard: ScanOptions['shard'];
  /** Where scans leave what the next one need not find out again; false for nowhere, undefined for where the project's tools keep such things. */
  readonly cache: string | false | undefined;
  readonly timing: boolean;
  readonly quiet: boolean;
  readonly color: boolean;
  readonly reportUnusedIgnores: boolean;
  /** The name of the code on standard input; undefined when files are scanned. */
  readonly stdin: string | undefined;
}

/** A line of a file, as the user wrote it. */
export interface CodeLine {
  readonly file: string;
  readonly line: number;
}

export interface ModelChoice {
  /** Part of a name, in any case. */
  readonly name: string | undefined;
  /** Those that hold nothing of a patient too. */
  readonly all: boolean;
}

export interface ReportTarget {
  readonly format: Format;
  /** Without one the report goes to standard output. */
  readonly file?: string;
}

/** The command line makes no sense; the message says why. */
export class UsageError extends Error {}

const contexts = ['cloud-logs', 'third-party', 'public-errors', 'production'] as const satisfies readonly ScoreContext[];
const failLevels = ['error', 'warning', 'note', 'never'] as const;
const confidences = ['high', 'medium', 'low'] as const satisfies readonly Confidence[];

/** TypeScript with JSX takes plain JavaScript and JSX too. */
const stdinName = 'stdin.tsx';

type Nearest = (word: string, words: readonly string[]) => string | undefined;

interface RawOptions {
  readonly format: readonly ReportTarget[];
  readonly output?: string;
  readonly failOn: Level | 'never';
  readonly minConfidence: Confidence;
  readonly context: readonly ScoreContext[];
  readonly includeStaff?: true;
  readonly includeTests?: true;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly threads: number;
  readonly shard?: NonNullable<ScanOptions['shard']>;
  readonly cache: boolean;
  readonly cacheLocation?: string;
  readonly timing?: true;
  readonly quiet?: true;
  readonly color: boolean;
  readonly listRules?: true;
  readonly reportUnusedIgnores?: true;
  readonly stdin?: true;
  readonly stdinFilename?: string;
}

/** `decide` is called with what the command line asks for; commander itself answers `--help` and `--version`. */
export function createProgram(nearest: Nearest, decide: (task: Task) => void): Command {
  const program = new Command(product.name).exitOverride();
  const oneOf = chooser(nearest);
  program
    .description('Finds patient data (PHI) on its way into logs, error messages and telemetry, before it ships.')
    .argument('[paths...]', 'files and folders to scan (default: the current folder)')
    .addOption(
      new Option('--format <format[:file]>', `how to report: ${formats.join(', ')}; repeatable`)
        .argParser((value, before: readonly ReportTarget[] = []) => [...before, parseTarget(value, oneOf)])
        .default([], 'pretty'),
    )
    .option('-o, --output <file>', 'write the (last) format to a file')
    .addOption(choice('--fail-on <level>', 'exit with 1 at findings of this level or above', failLevels, 'warning', oneOf))
    .addOption(choice('--min-confidence <confidence>', 'leave out what is less sure', confidences, 'medium', oneOf))
    .addOption(
      new Option('--context <list>', `where the code runs, for the score: ${contexts.join(', ')}`)
        .argParser((value, before: readonly ScoreContext[] = []) => [...new Set([...before, ...splitList(value).map((word) => oneOf(word, contexts))])])
        .default([], 'none'),
    )
    .option('--include-staff', 'report the identity of staff (PII) too')
    .option('--include-tests', 'scan tests too')
    .addOption(new Option('--include <glob>', 'scan only files that match; repeatable').argParser(collect).default([], 'all'))
    .addOption(new Option('--exclude <glob>', 'leave out files that match; repeatable').argParser(collect).default([], 'none'))
    .addOption(new Option('--threads <count>', 'threads that read files').argParser(parseThreads).default(availableParallelism(), 'one a core'))
    .addOption(new Option('--shard <part/parts>', 'scan one part of the packages, as 2/4; `phi-scan merge` joins the reports').argParser(parseShard))
    .option('--no-cache', 'neither use nor keep what earlier runs found out')
    .addOption(new Option('--cache-location <folder>', 'where to keep it').default(undefined, 'node_modules/.cache/phi-scan, or the cache folder of the user'))
    .option('--timing', 'tell on standard error where the time went')
    .option('--quiet', 'one line a finding (file:line:column level rule message), nothing else')
    .option('--no-color', 'no colours (also: NO_COLOR=1; FORCE_COLOR=1 for colours in a pipe)')
    .option('--report-unused-ignores', 'tell which phi-scan-ignore comments silence nothing')
    .option('--stdin', 'scan the code on standard input')
    .option('--stdin-filename <file>', `what that code is called (default: ${stdinName})`)
    .option('--list-rules', 'list the rules')
    .version(product.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', helpText)
    .action((paths: string[], raw: RawOptions) => {
      decide(raw.listRules === true ? { do: 'list-rules' } : { do: 'scan', options: toOptions(paths, raw) });
    });
  program
    .command('explain')
    .description('explain a rule (what it catches, what to write instead, its risk and its law), or a line of code: what reaches the sinks on it, and why that was reported or not')
    .argument('<rule|file:line>', `a rule (${ruleIds.join(', ')}), or a place in the code: src/a.ts:12`)
    .argument('[paths...]', 'for a line: the project that the code is a part of (default: the current folder)')
    .action((what: string, paths: string[], _: object, command: Command) => {
      const at = parseCodeLine(what);
      if (at === undefined) decide({ do: 'explain', rule: parseRule(what, oneOf) });
      else decide({ do: 'explain-line', at, options: toTextOptions(paths, command) });
    });
  program
    .command('models')
    .description('list what was learned of the project itself: models, types, schemas, endpoints and requests that hold patient data, and why')
    .argument('[paths...]', 'files and folders to look at (default: the current folder)')
    .option('--name <text>', 'only those with this in their name')
    .option('--all', 'those that hold no patient data too, and why not')
    .action((paths: string[], { name, all }: { name?: string; all?: true }, command: Command) => {
      decide({ do: 'models', choice: { name, all: all === true }, options: toTextOptions(paths, command) });
    });
  program
    .command('merge')
    .description('join the SARIF reports of several scans of one project, as --shard makes them (with --output and --fail-on)')
    .argument('<reports...>', 'SARIF files')
    .action((reports: string[], _: object, command: Command) => {
      const { output, failOn } = command.optsWithGlobals<RawOptions>();
      decide({ do: 'merge', options: { reports, output, failOn } });
    });
  return program;
}

const helpText = `
Examples:
  $ phi-scan                                        scan the current folder
  $ phi-scan src --fail-on error                    let warnings pass
  $ phi-scan --format pretty --format sarif:out.sarif
  $ phi-scan --context cloud-logs,production        scores for where the code runs
  $ git show :src/a.ts | phi-scan --stdin --stdin-filename src/a.ts
  $ phi-scan explain no-phi-in-logs
  $ phi-scan explain src/a.ts:12                    why this line was reported, or was not
  $ phi-scan models                                 which shapes of the project hold patient data

Silence a finding, with a reason:
  // phi-scan-ignore-next-line no-phi-in-logs -- synthetic data

Exit status:
  0  nothing found at or above --fail-on
  1  something found at or above --fail-on
  2  could not do its job: wrong option, no such path, unreadable file, report not written
     (what could be scanned was scanned and reported)
`;

function toOptions(paths: readonly string[], raw: RawOptions): CliOptions {
  if (raw.stdin === true && paths.length > 0) throw new UsageError('--stdin scans standard input: give no paths with it');
  if (raw.stdin === true && raw.shard !== undefined) throw new UsageError('--stdin scans one file: there is nothing to share out with --shard');
  if (raw.stdin !== true && raw.stdinFilename !== undefined) throw new UsageError('--stdin-filename needs --stdin');
  return {
    paths,
    targets: toTargets(raw),
    failOn: raw.failOn,
    minConfidence: raw.minConfidence,
    context: raw.context,
    includeStaff: raw.includeStaff === true,
    includeTests: raw.includeTests === true,
    include: raw.include,
    exclude: raw.exclude,
    threads: raw.threads,
    shard: raw.shard,
    cache: raw.cache ? raw.cacheLocation : false,
    timing: raw.timing === true,
    quiet: raw.quiet === true,
    color: raw.color,
    reportUnusedIgnores: raw.reportUnusedIgnores === true,
    stdin: raw.stdin === true ? (raw.stdinFilename ?? stdinName) : undefined,
  };
}

/** `src/a.ts:12`, and `src/a.ts:12:3` as reports and editors write it. */
function parseCodeLine(text: string): CodeLine | undefined {
  const match = /^(.+?):(\d+)(?::\d+)?$/.exec(text);
  return match === null ? undefined : { file: match[1]!, line: Number(match[2]) };
}

function parseRule(word: string, oneOf: OneOf): RuleId {
  try {
    return oneOf(word.replace(/^phi-scan\//, ''), ruleIds, 'rule');
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new UsageError(`cannot explain "${word}". ${error.message} A line of code is written as file:line.`);
  }
}

/** The options of a scan, for a command whose answer is no list of findings. */
function toTextOptions(paths: readonly string[], command: Command): CliOptions {
  const options = toOptions(paths, command.optsWithGlobals<RawOptions>());
  const other = options.targets.find(({ format }) => format !== 'pretty' && format !== 'json');
  if (other !== undefined) throw new UsageError(`${command.name()} has no format ${other.format}; it must be one of pretty, json`);
  if (options.stdin !== undefined) throw new UsageError(`${command.name()} does not read standard input`);
  return options;
}

function toTargets({ format, output }: RawOptions): ReportTarget[] {
  const targets: ReportTarget[] = format.length === 0 ? [{ format: 'pretty' }] : [...format];
  const last = targets.at(-1);
  if (output !== undefined && last !== undefined) {
    if (last.file !== undefined) throw new UsageError(`two files for one report: --format ${last.format}:${last.file} and --output ${output}`);
    targets[targets.length - 1] = output === '-' ? last : { ...last, file: output };
  }
  const places = targets.map((target) => target.file ?? 'standard output');
  const twice = places.find((place, index) => places.indexOf(place) !== index);
  if (twice !== undefined) throw new UsageError(`two reports cannot both go to ${twice}: give one a file of its own, as in --format sarif:out.sarif`);
  return targets;
}

type OneOf = <const Word extends string>(word: string, words: readonly Word[], what?: string) => Word;

function chooser(nearest: Nearest): OneOf {
  return (word, words, what) => {
    const found = words.find((each) => each === word);
    if (found !== undefined) return found;
    const meant = nearest(word, words);
    const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
    throw new InvalidArgumentError(`${what === undefined ? '' : `There is no such ${what}. `}It must be one of ${words.join(', ')}.${hint}`);
  };
}

function choice(flags: string, description: string, words: readonly string[], fallback: string, oneOf: OneOf): Option {
  return new Option(flags, `${description}: ${words.join(', ')}`).argParser((word) => oneOf(word, words)).default(fallback, fallback);
}

function parseTarget(value: string, oneOf: OneOf): ReportTarget {
  const colon = value.indexOf(':');
  if (colon === -1) return { format: oneOf(value, formats) };
  const file = value.slice(colon + 1);
  if (file === '') throw new InvalidArgumentError('A file name must follow the colon.');
  return { format: oneOf(value.slice(0, colon), formats), file };
}

function parseThreads(value: string): number {
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('It must be a whole number from 1.');
  return count;
}

function parseShard(value: string): NonNullable<ScanOptions['shard']> {
  const [, index = 0, count = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(value) ?? []).map(Number);
  if (index < 1 || index > count) throw new InvalidArgumentError('It must be a part and the number of parts, from 1/1: 2/4 is the second of four.');
  return { index, count };
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

function splitList(value: string): string[] {
  return value.split(',').map((word) => word.trim()).filter((word) => word !== '');
}
