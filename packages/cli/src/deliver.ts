import { createColours } from './colours.js';
import type { Io } from './io.js';
import type { CliOptions } from './options.js';
import { product } from './product.js';
import type { Format } from './reporters/index.js';
import type { Presentation } from './reporters/report.js';
import { WriteError, writeReport } from './write-report.js';

export type Render = (format: Format, how: Presentation & { readonly toFile: boolean }) => string | Promise<string>;

/** True when every report has reached its place. */
export async function deliver({ targets, color }: Pick<CliOptions, 'targets' | 'color'>, io: Io, render: Render): Promise<boolean> {
  let delivered = true;
  for (const { format, file } of targets) {
    const toFile = file !== undefined;
    const colours = createColours(color && !toFile, io.stdout, io.env);
    const width = Math.max(narrowest, (!toFile && io.stdout.columns) || defaultWidth);
    const text = await render(format, { colours, width, toFile, now: io.now() });
    try {
      if (file === undefined) io.stdout.write(text);
      else await writeReport(io.cwd, file, text);
    } catch (error) {
      if (!(error instanceof WriteError)) throw error;
      io.stderr.write(`${product.name}: ${error.message}\n`);
      delivered = false;
    }
  }
  return delivered;
}

const defaultWidth = 120;
/** Some terminals say that they have no columns at all. */
const narrowest = 60;
