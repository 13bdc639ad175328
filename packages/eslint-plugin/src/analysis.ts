/** What phi-scan finds in the file that is being linted: once for all its rules. */
import { basename, isAbsolute, relative, resolve } from 'node:path';
import { analyse, lowerText, mayHaveFindings, openProject, type Analysed, type Project } from '@phi-scan/core/editor';
import type { Finding } from '@phi-scan/core';
import type { Rule, SourceCode } from 'eslint';
import { defaults, knowledgeFor, type Options } from './options.js';
import { isWithin, type Span } from './suggestions/tree.js';

export interface Analysis {
  /** Those of this file that no comment silences. */
  readonly findings: readonly Finding[];
  /** Why there are none, where phi-scan itself failed. */
  readonly failure: string | undefined;
  /**
   * The findings there would be if the text were another one; where a part of it is given, in that part. undefined: enough has been asked of this file.
   */
  readonly ofText: (text: string, part?: Span) => OtherAnalysis | undefined;
}

const nothingFound: Analysis = { findings: [], failure: undefined, ofText: () => undefined };

export interface OtherAnalysis {
  readonly findings: readonly Finding[];
  /** It has no more mistakes of syntax than the text that it stands for. */
  readonly isReadable: boolean;
}

/** So many characters are analysed again for the suggestions of a file: enough for dozens of findings in what people write. */
const mostAskedAgain = 2_000_000;

interface Known {
  readonly cwd: string;
  readonly filename: string;
  readonly analysis: Analysis;
}

const known = new WeakMap<SourceCode, Map<Options, Known>>();

/** `options` that say the same are the same object. */
export function analysisOf(context: Rule.RuleContext, options: Options): Analysis {
  const { cwd, filename, sourceCode } = context;
  let own = known.get(sourceCode);
  if (!own) known.set(sourceCode, (own = new Map()));
  let entry = own.get(options);
  if (entry?.cwd !== cwd || entry.filename !== filename) own.set(options, (entry = { cwd, filename, analysis: makeAnalysis(context, options) }));
  return entry.analysis;
}

function makeAnalysis(context: Rule.RuleContext, options: Options): Analysis {
  const { root, path } = placeOf(context);
  const knowledge = knowledgeFor(options);
  const { crossFile, context: where = [], minConfidence, includeStaff } = { ...defaults, ...options };

  const run = (text: string, source?: object, part?: Span): { readonly analysed: Analysed; readonly problems: number } => {
    const facts = lowerText({ path, text, ...(source ? { source } : {}) });
    const { files, resolver } = crossFile ? projectAt(root).importsOf(facts) : { files: [], resolver: alone };
    const textOf = (file: string): string => (file === path ? text : '');
    const isAskedFor = part && ((file: string, at: Span): boolean => file === path && isWithin(at, part));
    const analysed = analyse({ files: [facts, ...files], resolver, knowledge, textOf, ...(isAskedFor ? { isAskedFor } : {}) }, { context: where, minConfidence, includeStaff, reportUnusedIgnores: false });
    return { analysed, problems: facts.problems.length };
  };
  const own = ({ findings }: Analysed): Finding[] => findings.filter(({ location, suppressed }) => location.file === path && !suppressed);

  // Across files a call can lead to what writes.
  if (!crossFile && !mayHaveFindings(context.sourceCode.text, knowledge)) return nothingFound;
  try {
    const { analysed, problems } = run(context.sourceCode.text, parsedBy(context.sourceCode));
    const failure = analysed.notifications.find(({ kind, file }) => kind === 'internal' && file === path)?.message;
    let left = mostAskedAgain;
    return {
      findings: own(analysed),
      failure,
      ofText: (text, part) => {
        left -= text.length;
        if (left < 0) return undefined;
        const other = run(text, undefined, part);
        return { findings: own(other.analysed), isReadable: other.problems <= problems };
      },
    };
  } catch (error) {
    return { findings: [], failure: error instanceof Error ? error.message : String(error), ofText: () => undefined };
  }
}

/** Without the files around it a file's imports lead nowhere. */
const alone = (): readonly string[] => [];

const projects = new Map<string, Project>();

function projectAt(root: string): Project {
  let project = projects.get(root);
  if (!project) projects.set(root, (project = openProject(root)));
  return project;
}

/** The folder that ESLint runs in is the root of the scan; a file outside has its own. */
function placeOf({ cwd, filename, sourceCode }: Rule.RuleContext): { readonly root: string; readonly path: string } {
  // oxlint hands over the script of a component alone.
  const isScriptAlone = /\.(vue|svelte)$/.test(filename) && !/<script[\s>]/i.test(sourceCode.text);
  const file = resolve(cwd, isScriptAlone ? `${filename}.ts` : filename);
  const path = relative(cwd, file).replaceAll('\\', '/');
  return path.startsWith('../') || isAbsolute(path) ? { root: resolve(file, '..'), path: basename(file) } : { root: cwd, path };
}

/** The tree that @typescript-eslint/parser was given by the compiler: it keeps what each of its nodes was made from. */
function parsedBy({ ast, parserServices }: SourceCode): object | undefined {
  const map: unknown = parserServices?.['esTreeNodeToTSNodeMap'];
  if (typeof map !== 'object' || map === null || !('get' in map) || typeof map.get !== 'function') return undefined;
  const source: unknown = map.get(ast);
  return typeof source === 'object' && source !== null ? source : undefined;
}
