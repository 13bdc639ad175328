/** What the commands beside the scan are defined with. */
import type { Command } from 'commander';
import type { Engine } from './engine.js';
import type { ExitCode } from './exit-code.js';
import type { Io } from './io.js';
import type { CliOptions } from './options.js';

export interface CommandTools {
  /** Decides on what is to be done. */
  run(what: (io: Io, engine: Engine) => Promise<ExitCode>): void;
  /** The options of a scan, which every command takes, for one whose answer is no list of findings: a text, or JSON. */
  textOptions(paths: readonly string[], command: Command): CliOptions;
  /** A command of several words: `phi-scan baseline create`. */
  group(name: string, description: string, words: readonly string[]): Command;
  /** The end of a command's help. */
  examples(...lines: readonly string[]): string;
}
