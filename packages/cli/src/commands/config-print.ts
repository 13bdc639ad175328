/** `phi-scan config print`: the configuration that holds, and where each value of it comes from. */
import { resolve } from 'node:path';
import { ruleIds } from '@phi-scan/core';
import type { Command } from 'commander';
import { defaults } from '../choices.js';
import type { CommandTools } from '../command-tools.js';
import { extendKnowledge } from '../config/knowledge.js';
import { settingsOf, type Setting } from '../config/merge.js';
import { loadProject, shownPath, type Project } from '../config/project.js';
import { pathText } from '../config/validate.js';
import { deliver } from '../deliver.js';
import type { Engine } from '../engine.js';
import { exitCodes, type ExitCode } from '../exit-code.js';
import type { Io } from '../io.js';
import type { CliOptions } from '../options.js';
import { displayWidth, printable } from '../reporters/display-width.js';

export function defineConfigPrint({ run, group, textOptions, examples }: CommandTools): void {
  group('config', 'show the configuration', ['print'])
    .command('print')
    .description('show the configuration that holds here, and where each value comes from')
    .argument('[file]', 'what holds for this file')
    .addHelpText('after', examples('phi-scan config print', 'phi-scan config print src/jobs/reminders.ts', 'phi-scan config print --config ci/phi-scan.config.yaml --format json'))
    .action((file: string | undefined, _: object, command: Command) => run((io, engine) => printConfig(file, textOptions([], command), io, engine)));
}

/** A value, and the place that it comes from: a line of a file, `command line` or `default`. */
interface Row {
  readonly key: string;
  readonly value: unknown;
  readonly from: string;
}

async function printConfig(file: string | undefined, options: CliOptions, io: Io, engine: Engine): Promise<ExitCode> {
  const project = await loadProject(options.config, io.cwd, io, engine);
  await extendKnowledge(project, io.cwd, engine);
  const rows = withGiven(rowsOf(project, file, io.cwd, engine), options);
  const files = project.sources.map((source) => shownPath(source.file, io.cwd)).reverse();
  const [first, ...bases] = files;
  const title = first === undefined ? 'No configuration here; these are the defaults.' : bases.length === 0 ? first : `${first}, which builds on ${bases.join(', ')}`;
  const settings = Object.fromEntries(rows.map(({ key, value, from }) => [key, { value, from }]));
  const written = await deliver(options, io, (format) => (format === 'json' ? `${JSON.stringify({ files, settings }, null, 2)}\n` : `${title}\n\n${table(rows)}\n`));
  return written ? exitCodes.clean : exitCodes.failed;
}

/** The command line outweighs all else. */
function withGiven(rows: readonly Row[], options: CliOptions): Row[] {
  const given = Object.keys(defaults).filter((key) => options.given.has(key));
  const others = rows.filter(({ key }) => !given.includes(key.replace(/\[.*/, '')));
  return [...others, ...given.map((key): Row => ({ key, value: options[key as keyof typeof defaults] ?? null, from: 'command line' }))].sort(byOrder);
}

function rowsOf(project: Project, file: string | undefined, cwd: string, engine: Engine): Row[] {
  const place = ({ source, pathInSource }: Setting): string => {
    const line = source.lineOf(pathInSource);
    return `${shownPath(source.file, cwd)}${line === undefined ? '' : `:${line}`}`;
  };
  const settings = settingsOf(project.sources);
  const set = settings.map((setting): Row => ({ key: pathText(setting.path), value: setting.value, from: place(setting) }));
  if (file === undefined) return [...defaultRows(engine, new Set(settings.map(({ path }) => String(path[0]))), new Set(set.map(({ key }) => key))), ...set].sort(byOrder);
  return rowsOfFile(project, shownPath(resolve(cwd, file), project.folder), set, settings, engine);
}

/** The overrides that are about the file take the place of what they outweigh. */
function rowsOfFile(project: Project, path: string, set: readonly Row[], settings: readonly Setting[], engine: Engine): Row[] {
  const general = set.filter((_, index) => settings[index]?.path[0] !== 'overrides');
  const rows = new Map([...defaultRows(engine, new Set(general.map(({ key }) => key.replace(/\[.*/, ''))), new Set(general.map(({ key }) => key))), ...general].map((row) => [row.key, row]));
  (project.config.overrides ?? []).forEach(({ files, rules, ...others }, index) => {
    if (path.startsWith('../') || !engine.compileGlobs(typeof files === 'string' ? [files] : files)(path, false)) return;
    const from = set.find(({ key }) => key === `overrides[${index}]`)?.from ?? '';
    const put = (key: string, value: unknown): void => void rows.set(key, { key, value, from });
    for (const [rule, level] of Object.entries(rules ?? {})) put(`rules.${rule}`, level);
    for (const [key, value] of Object.entries(others)) {
      for (const known of rows.keys()) if (known.startsWith(`${key}[`)) rows.delete(known);
      put(key, value);
    }
  });
  return [...rows.values()].sort(byOrder);
}

function defaultRows(engine: Engine, keys: ReadonlySet<string>, full: ReadonlySet<string>): Row[] {
  const levels = new Map(engine.loadKnowledge().rules.map(({ id, level }) => [id, level]));
  const rules = ruleIds.map((id): Row => ({ key: `rules.${id}`, value: levels.get(id), from: 'default' }));
  const others = Object.entries(defaults).map(([key, value]): Row => ({ key, value: value ?? null, from: 'default' }));
  return [...rules.filter(({ key }) => !full.has(key)), ...others.filter(({ key }) => !keys.has(key))];
}

function byOrder(a: Row, b: Row): number {
  return Number(a.key.includes('.')) - Number(b.key.includes('.')) || a.key.localeCompare(b.key, 'en', { numeric: true });
}

function table(rows: readonly Row[]): string {
  const cells = rows.map(({ key, value, from }) => [printable(key), printable(shownValue(value)), printable(from)] as const);
  const widths = [0, 1].map((column) => Math.max(...cells.map((row) => displayWidth(row[column] ?? ''))));
  return cells.map((row) => row.map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - displayWidth(cell)))).join('  ').trimEnd()).join('\n');
}

function shownValue(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === null || (Array.isArray(value) && value.length === 0) ? 'none' : JSON.stringify(value);
}
