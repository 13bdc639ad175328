import type { FileFacts } from '../facts/facts.js';
import type { ModuleResolver } from '../link/program.js';

/** The text of a file and its path relative to the root of the scan. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** A language turns text into Facts, and knows what its module names mean. It knows no patient data, no sink and no score. */
export interface Language {
  readonly id: string;
  /** With the dot: `.ts`. */
  readonly extensions: readonly string[];
  /** What must be there before the first file is lowered, in every thread that lowers; only waited for when there are such files. */
  load?(): Promise<void>;
  /** Never throws for bad syntax: what can be read is lowered, the rest is in `problems`. */
  lower(source: SourceText): FileFacts;
  /** For imports over files. `root` is absolute, the files of the scan are relative to it. Reads manifests as data; nothing of a project is run. */
  createResolver?(root: string, files: readonly string[]): ModuleResolver;
}
