import { relative, resolve } from 'node:path';
import type { LearnedModels, LearnedShape, Location } from '@phi-scan/core';
import { projectSettings } from '../config/apply.js';
import { deliver } from '../deliver.js';
import type { Engine } from '../engine.js';
import { exitCodes, type ExitCode } from '../exit-code.js';
import type { Io } from '../io.js';
import type { CliOptions, ModelChoice } from '../options.js';
import { createProgressLine } from '../progress.js';
import { displayWidth, printable } from '../reporters/display-width.js';
import { locationToJson, notificationToJson } from '../reporters/json.js';
import { plural, type Presentation } from '../reporters/report.js';
import { wrap } from '../reporters/wrap.js';
import { product } from '../product.js';
import { rootOf, slashed } from '../root.js';
import { everyMask } from '../reporters/every-mask.js';
import { isForStderr, toScanOptions } from '../scan-project.js';

/** Raised when a field changes its meaning or goes away; new fields may come without. */
const schemaVersion = 1;

/** Lists what was learned of the project itself. */
export async function models(options: CliOptions, choice: ModelChoice, io: Io, engine: Engine): Promise<ExitCode> {
  const root = rootOf(options.paths, io.cwd);
  const project = await projectSettings(options, root, io, engine);
  const progress = createProgressLine(io);
  const learned = await engine.describeModels({ ...toScanOptions(project, root, io.cwd), onProgress: progress.update }).finally(progress.stop);
  const mask = everyMask(engine, project.knowledge);
  for (const { message } of learned.notifications.filter(isForStderr)) io.stderr.write(`${product.name}: ${printable(mask(message))}\n`);

  const shapes = learned.shapes.filter((shape) => isChosen(shape, choice)).map((shape) => ({ ...shape, name: mask(shape.name), why: mask(shape.why) }));
  const showFile = (file: string): string => slashed(relative(io.cwd, resolve(root, file)));
  const written = await deliver(options, io, (format, how) =>
    format === 'json' ? toJson({ ...learned, shapes }, mask) : toText({ ...learned, shapes }, learned.shapes.length, choice, showFile, how),
  );
  return written && !learned.notifications.some(({ level }) => level === 'error') ? exitCodes.clean : exitCodes.failed;
}

function isChosen(shape: LearnedShape, { name, all }: ModelChoice): boolean {
  if (name !== undefined && !shape.name.toLowerCase().includes(name.toLowerCase())) return false;
  return all || shape.subject === 'patient' || shape.subject === 'user';
}

function toJson({ shapes, accounts, notifications, stats }: LearnedModels, mask: (text: string) => string): string {
  const content = {
    schemaVersion,
    tool: { name: product.name, version: product.version },
    accounts,
    ...stats,
    models: shapes.map((shape) => ({
      ...shape,
      location: locationToJson(shape.location),
      also: shape.also.map(locationToJson),
      fields: shape.fields.map((field) => ({ ...field, location: locationToJson(field.location) })),
    })),
    notifications: notifications.map((each) => notificationToJson({ ...each, message: mask(each.message) })),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

const titles: Readonly<Record<LearnedShape['holds'], string>> = {
  patient: 'Patient data',
  user: 'User accounts',
  staff: 'Staff data, reported with --include-staff',
  unknown: 'Nothing tells whose data it is',
  nothing: 'No personal data',
};

const accountText: Readonly<Record<LearnedModels['accounts'], string>> = {
  patients: "a role of the project is a patient's, so user accounts count as patients'",
  staff: "all roles of the project are of staff, so user accounts count as staff's",
  unknown: 'no role in the project tells whose its user accounts are',
};

function toText({ shapes, accounts }: LearnedModels, all: number, { all: isAll, name }: ModelChoice, showFile: (file: string) => string, { colours, width }: Presentation): string {
  const sections = (Object.keys(titles) as LearnedShape['holds'][]).flatMap((holds) => {
    const group = shapes.filter((shape) => shape.holds === holds);
    return group.length === 0 ? [] : [[colours.bold(`${titles[holds]} (${group.length.toLocaleString('en-US')})`), table(group, showFile, colours, width)].join('\n')];
  });
  const count = `${plural(shapes.length, 'shape')} of ${all.toLocaleString('en-US')}${name === undefined ? '' : ` with "${printable(name)}" in the name`}`;
  const more = isAll || shapes.length === all ? '' : ' --all lists the others too, and why.';
  const foot = `${count}; ${accountText[accounts]}.${more}`;
  return `${[...sections, wrap(foot, width).join('\n')].join('\n\n')}\n`;
}

/** A line of columns, and below it why. */
function table(shapes: readonly LearnedShape[], showFile: (file: string) => string, colours: Presentation['colours'], width: number): string {
  const rows = shapes.map((shape) => [printable(shape.name), shape.kind, place(shape, showFile), shape.elements.join(', ') || '—', shape.confidence] as const);
  const widest = [40, 24, 60] as const;
  const widths = widest.map((most, column) => Math.min(most, Math.max(...rows.map((row) => displayWidth(row[column]!)))));
  return rows
    .flatMap(([name, kind, at, elements, confidence], index) => {
      const cells = [colours.bold(padded(name, widths[0]!)), padded(kind, widths[1]!), padded(at, widths[2]!)];
      const why = wrap(printable(`${elements} · ${confidence}: ${shapes[index]!.why}`), width - 6);
      return [`  ${cells.join('  ')}`.trimEnd(), ...why.map((line) => `      ${colours.dim(line)}`)];
    })
    .join('\n');
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

function place({ location, also }: LearnedShape, showFile: (file: string) => string): string {
  const shown = ({ file, start }: Location): string => `${printable(showFile(file))}:${start.line}`;
  return also.length === 0 ? shown(location) : `${shown(location)} and ${also.length} more`;
}
