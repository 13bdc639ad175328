/** The configuration of the project that is to be scanned, as the commands use it. */
import { relative, resolve, sep } from 'node:path';
import type { Engine } from '../engine.js';
import type { Io } from '../io.js';
import type { PhiScanConfig } from './define.js';
import { loadConfig, type FoundConfig } from './load.js';
import { mergeConfigs } from './merge.js';

export interface Project extends FoundConfig {
  readonly config: PhiScanConfig;
}

/** `file` as on the command line: undefined where it is to be searched from `root` upwards, false where there is to be none. */
export async function loadProject(file: string | false | undefined, root: string, io: Io, engine: Engine): Promise<Project> {
  const found = await loadConfig({
    from: root,
    file: typeof file === 'string' ? resolve(io.cwd, file) : file,
    show: (path) => shownPath(path, io.cwd),
    nearest: engine.nearestWord,
  });
  return { ...found, config: mergeConfigs(found.sources) };
}

/** As the user would write it in the current folder. */
export function shownPath(path: string, cwd: string): string {
  return relative(cwd, path).split(sep).join('/') || '.';
}
