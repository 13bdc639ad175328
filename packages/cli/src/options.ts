import { availableParallelism } from 'node:os';
import { ruleIds, type Confidence, type Level, type RuleId, type ScanOptions, type ScoreContext } from '@phi-scan/core';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { MergeOptions } from './commands/merge.js';
import type { ChangeRange } from './changes/git.js';
import { confidences, contexts, defaults, failLevels } from './choices.js';
import type { CommandTools } from './command-tools.js';
import { defineBaseline } from './commands/baseline-options.js';
import { defineCompletion } from './commands/completion.js';
import { defineConfigPrint } from './commands/config-print.js';
import { defineInit } from './commands/init.js';
import type { Engine } from './engine.js';
import type { ExitCode } from './exit-code.js';
import type { Io } from './io.js';
import { product } from './product.js';
import { formats, type Format } from './reporters/index.js';
import { UsageError } from './usage-error.js';

/** What to do, from the command line. */
export type Task =
  | { readonly do: 'scan'; readonly options: CliOptions }
  | { readonly do: 'explain'; readonly rule: RuleId }
  | { readonly do: 'explain-line'; readonly at: CodeLine; readonly options: CliOptions }
  | { readonly do: 'models'; readonly choice: ModelChoice; readonly options: CliOptions }
  | { readonly do: 'merge'; readonly options: MergeOptions }
  | { readonly do: 'list-rules' }
  | { readonly do: 'run'; readonly run: (io: Io, engine: Engine) => Promise<ExitCode> };

export interface CliOptions {
  /** The options that stand on the command line: they outweigh a configuration. */
  readonly given: ReadonlySet<string>;
  /** A configuration file; false for none, undefined for the one that is found. */
  readonly config: string | false | undefined;
  /** A file of accepted findings, relative to the current folder. */
  readonly baseline: string | undefined;
  /** Take out comments that silence nothing, or show how that would look. */
  readonly fix: 'write' | 'show' | undefined;
  /** Scan again whenever something changes. */
  readonly watch: boolean;
  /** A file that each run appends a line to. */
  readonly auditLog: string | undefined;
  /** Only what these changes have to do with is reported. */
  readonly changes: ChangeRange | undefined;
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

/** TypeScript with JSX takes plain JavaScript and JSX too. */
const stdinName = 'stdin.tsx';

type Nearest = (word: string, words: readonly string[]) => string | undefined;

interface RawOptions {
  readonly config?: string | false;
  readonly baseline?: string | false;
  readonly since?: string;
  readonly auditLog?: string;
  readonly watch?: true;
  readonly fix?: true;
  readonly fixDryRun?: true;
  readonly staged?: true;
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
      new Option('--format <format[:file]>', 'how to report; repeatable')
        .choices(formats)
        .argParser((value, before: readonly ReportTarget[] = []) => [...before, parseTarget(value, oneOf)])
        .default([], 'pretty'),
    )
    .option('-o, --output <file>', 'write the (last) format to a file')
    .addOption(choice('--fail-on <level>', 'exit with 1 at findings of this level or above', failLevels, defaults.failOn, oneOf))
    .addOption(choice('--min-confidence <confidence>', 'leave out what is less sure', confidences, defaults.minConfidence, oneOf))
    .addOption(
      new Option('--context <list>', 'where the code runs, for the score; with commas between')
        .choices(contexts)
        .argParser((value, before: readonly ScoreContext[] = []) => [...new Set([...before, ...splitList(value).map((word) => oneOf(word, contexts))])])
        .default([], 'none'),
    )
    .option('--config <file>', 'use this configuration, instead of the phi-scan.config.* or "phiScan" in package.json that is found upwards')
    .option('--no-config', 'use no configuration')
    .option('--baseline <file>', 'report only what is not in this file of accepted findings')
    .option('--no-baseline', 'report all, whatever the configuration says')
    .option('--since <ref>', 'report only what the changes since this commit or branch have to do with')
    .option('--staged', 'report only what the staged changes have to do with')
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
    .option('--fix', 'take out phi-scan-ignore comments that silence nothing, before the scan')
    .option('--fix-dry-run', 'show as a diff what --fix would change, and change nothing')
    .option('--watch', 'scan again whenever something changes, until it is stopped')
    .option('--audit-log <file>', 'append a line of JSON: when, which commit, how many findings, how it ended')
    .option('--report-unused-ignores', 'tell which phi-scan-ignore comments silence nothing')
    .option('--stdin', 'scan the code on standard input')
    .option('--stdin-filename <file>', `what that code is called (default: ${stdinName})`)
    .option('--list-rules', 'list the rules')
    .version(product.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', helpText)
    .action((paths: string[], raw: RawOptions, command: Command) => {
      decide(raw.listRules === true ? { do: 'list-rules' } : { do: 'scan', options: toOptions(paths, raw, givenOptions(command)) });
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
  const tools: CommandTools = {
    run: (run) => decide({ do: 'run', run }),
    textOptions: toTextOptions,
    examples,
    group: (name, description, words) =>
      program
        .command(name)
        .description(description)
        .argument(`<${words.join('|')}>`, 'what to do', (word: string) => oneOf(word, words, 'command'))
        .action(() => {}),
  };
  defineConfigPrint(tools);
  defineBaseline(tools);
  defineCompletion(program, tools);
  defineInit(program, tools);
  return program;
}

function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}\n`).join('')}`;
}

function givenOptions(command: Command): ReadonlySet<string> {
  return new Set(Object.keys(command.optsWithGlobals()).filter((name) => command.getOptionValueSourceWithGlobals(name) === 'cli'));
}

const helpText = `
Examples:
  $ phi-scan                                        scan the current folder
  $ phi-scan src --fail-on error                    let warnings pass
  $ phi-scan --format pretty --format sarif:out.sarif
  $ phi-scan --since origin/main                    only what this branch changes
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

/** With these a scan sees a part only. */
const narrowing = ['include', 'exclude', 'stdin', 'shard', 'watch'];

function toOptions(paths: readonly string[], raw: RawOptions, given: ReadonlySet<string>): CliOptions {
  if ((raw.fix ?? raw.fixDryRun) === true && (paths.length > 0 || narrowing.some((name) => given.has(name)))) {
    throw new UsageError('--fix must see the whole project, or a comment would look unused whose finding comes from a part that is left out: give no paths, and none of --include, --exclude, --stdin, --shard, --watch');
  }
  if (raw.watch === true && raw.stdin === true) throw new UsageError('standard input does not change: give --stdin without --watch');
  if (raw.stdin === true && paths.length > 0) throw new UsageError('--stdin scans standard input: give no paths with it');
  if (raw.stdin === true && raw.shard !== undefined) throw new UsageError('--stdin scans one file: there is nothing to share out with --shard');
  if (raw.stdin !== true && raw.stdinFilename !== undefined) throw new UsageError('--stdin-filename needs --stdin');
  return {
    given,
    config: raw.config,
    baseline: raw.baseline === false ? undefined : raw.baseline,
    changes: toChanges(raw),
    auditLog: raw.auditLog,
    watch: raw.watch === true,
    fix: raw.fixDryRun === true ? 'show' : raw.fix === true ? 'write' : undefined,
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

function toChanges({ since, staged, stdin }: RawOptions): ChangeRange | undefined {
  if (since === undefined && staged === undefined) return undefined;
  if (since !== undefined && staged !== undefined) throw new UsageError('--since and --staged say two different things: give one of them');
  if (stdin !== undefined) throw new UsageError('standard input has no changes: give --stdin without --since and --staged');
  return since === undefined ? { staged: true } : { since };
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
  const options = toOptions(paths, command.optsWithGlobals<RawOptions>(), givenOptions(command));
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
  return new Option(flags, description).choices(words).argParser((word) => oneOf(word, words)).default(fallback, fallback);
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
