/** What a configuration and the command line come to together: the command line outweighs the configuration. */
import { resolve } from 'node:path';
import type { FileSettings, Finding, Knowledge, Level, ScanOptions } from '@phi-scan/core';
import { defaults } from '../choices.js';
import type { Engine } from '../engine.js';
import type { Io } from '../io.js';
import type { CliOptions } from '../options.js';
import type { ConfigOverride, PhiScanConfig } from './define.js';
import { extendKnowledge } from './knowledge.js';
import { loadProject, shownPath } from './project.js';

export interface ProjectSettings {
  readonly options: CliOptions;
  /** As it is in the files, all put together. */
  readonly config: PhiScanConfig;
  readonly ignores: ScanOptions['ignores'] | undefined;
  readonly settingsFor: ScanOptions['settingsFor'] | undefined;
  readonly knowledge: Knowledge;
  /** The configuration adds to the knowledge. */
  readonly isExtended: boolean;
  /** The level of a finding here; undefined where its rule is off. */
  readonly levelOf: (finding: Finding) => Level | undefined;
}

/** Finds the configuration of what is at `root`, and puts the command line over it. */
export async function projectSettings(options: CliOptions, root: string, io: Io, engine: Engine): Promise<ProjectSettings> {
  const project = await loadProject(options.config, root, io, engine);
  const { config, folder } = project;
  const overrides = (config.overrides ?? []).map((override) => ({ override, matches: engine.compileGlobs(toList(override.files)) }));
  const overridesOf = (file: string): ConfigOverride[] => {
    const path = shownPath(resolve(root, file), folder);
    return path.startsWith('../') ? [] : overrides.filter(({ matches }) => matches(path, false)).map(({ override }) => override);
  };
  const knowledge = await extendKnowledge(project, io.cwd, engine);
  return {
    options: mergeOptions(config, options, folder),
    config,
    ignores: config.ignores === undefined ? undefined : { folder, globs: config.ignores },
    knowledge,
    isExtended: knowledge !== engine.loadKnowledge(),
    settingsFor: overrides.length === 0 ? undefined : (file) => Object.assign({}, ...overridesOf(file).map((override) => fileSettings(override, options))) as Partial<FileSettings>,
    levelOf: (finding) => {
      const levels = [config.rules, ...overridesOf(finding.location.file).map((override) => override.rules)];
      const level = levels.reduce<Level | 'off'>((before, rules) => rules?.[finding.rule] ?? before, finding.level);
      return level === 'off' ? undefined : level;
    },
  };
}

function mergeOptions(config: PhiScanConfig, options: CliOptions, folder: string): CliOptions {
  const pick = <Key extends keyof typeof defaults & keyof CliOptions>(key: Key): CliOptions[Key] =>
    options.given.has(key) ? options[key] : ((config[key] as CliOptions[Key] | undefined) ?? options[key]);
  return {
    ...options,
    failOn: pick('failOn'),
    minConfidence: pick('minConfidence'),
    context: pick('context'),
    includeStaff: pick('includeStaff'),
    includeTests: pick('includeTests'),
    include: pick('include'),
    reportUnusedIgnores: pick('reportUnusedIgnores'),
    baseline: options.given.has('baseline') || config.baseline === undefined ? options.baseline : resolve(folder, config.baseline),
  };
}

/** What stands on the command line holds for every file. */
function fileSettings({ minConfidence, context, includeStaff }: ConfigOverride, { given }: CliOptions): Partial<FileSettings> {
  return {
    ...(minConfidence === undefined || given.has('minConfidence') ? {} : { minConfidence }),
    ...(context === undefined || given.has('context') ? {} : { context }),
    ...(includeStaff === undefined || given.has('includeStaff') ? {} : { includeStaff }),
  };
}

function toList(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}
