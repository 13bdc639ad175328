/** Finds the configuration of a project, with all that it extends, and checks it. */
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { UsageError } from '../usage-error.js';
import { readConfig, type ConfigSource } from './read.js';
import { configSchema } from './schema.js';
import { isObject, validate, type Nearest } from './validate.js';

export const configNames = ['ts', 'mts', 'js', 'mjs', 'json', 'yaml', 'yml'].map((ending) => `phi-scan.config.${ending}`);

export interface FoundConfig {
  /** Globs count from it, also those of a configuration that is extended: the folder of the configuration that was found. */
  readonly folder: string;
  /** In rising order of precedence: what is extended comes before what extends it. */
  readonly sources: readonly ConfigSource[];
}

export interface LoadOptions {
  /** Absolute; the search goes from here upwards. */
  readonly from: string;
  /** Absolute; then nothing is searched. False: no configuration at all. */
  readonly file: string | false | undefined;
  /** A file's name as the user would write it. */
  readonly show: (file: string) => string;
  readonly nearest: Nearest;
}

export async function loadConfig({ from, file, show, nearest }: LoadOptions): Promise<FoundConfig> {
  const found = file === false ? undefined : file === undefined ? await search(from, show) : await readConfig(file, show);
  if (found === undefined) {
    if (file !== undefined && file !== false) throw new UsageError(`${show(file)} holds no configuration`);
    return { folder: from, sources: [] };
  }
  const sources = await withExtended(found, show, []);
  const problems = sources.flatMap((source) => problemsOf(source, show, nearest));
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  return { folder: dirname(found.file), sources };
}

async function search(from: string, show: (file: string) => string): Promise<ConfigSource | undefined> {
  for (let folder = from; ; folder = dirname(folder)) {
    const files = configNames.map((name) => join(folder, name)).filter((file) => existsSync(file));
    const manifest = join(folder, 'package.json');
    const inManifest = existsSync(manifest) ? await readConfig(manifest, show) : undefined;
    const all = [...files, ...(inManifest === undefined ? [] : [manifest])];
    if (all.length > 1) throw new UsageError(`more than one configuration in one folder: ${all.map(show).join(', ')}; keep one`);
    if (inManifest !== undefined) return inManifest;
    if (files[0] !== undefined) return readConfig(files[0], show);
    if (dirname(folder) === folder) return undefined;
  }
}

/** `above` are the files that led here, to end a circle. */
async function withExtended(source: ConfigSource, show: (file: string) => string, above: readonly string[]): Promise<ConfigSource[]> {
  const way = [...above, source.file];
  const sources: ConfigSource[] = [];
  for (const [index, name] of extendedBy(source.value).entries()) {
    const line = source.lineOf(['extends', index]) ?? source.lineOf(['extends']);
    const at = `${show(source.file)}${line === undefined ? '' : `:${line}`}`;
    const file = await locate(name, source.file, at);
    if (way.includes(file)) throw new UsageError(`${at}: these extend each other: ${[...way.slice(way.indexOf(file)), file].map(show).join(' → ')}`);
    const base = await readConfig(file, show);
    if (base === undefined) throw new UsageError(`${at}: ${show(file)} holds no configuration`);
    sources.push(...(await withExtended(base, show, way)));
  }
  return [...sources, source];
}

/** Whatever else it is, `validate` will say. */
function extendedBy(value: unknown): string[] {
  const names = isObject(value) ? value['extends'] : undefined;
  return (Array.isArray(names) ? (names as unknown[]) : [names]).filter((name) => typeof name === 'string' && name !== '') as string[];
}

async function locate(name: string, from: string, at: string): Promise<string> {
  if (/^\.{0,2}[\\/]|^[a-z]:[\\/]/i.test(name)) {
    const file = resolve(dirname(from), name);
    if (!existsSync(file)) throw new UsageError(`${at}: extends ${name}, and there is no such file`);
    return file;
  }
  const { resolve: resolveModule } = await import('import-meta-resolve');
  try {
    return fileURLToPath(resolveModule(name, pathToFileURL(from).href));
  } catch {
    const hint = configNames.includes(basename(name)) || /\.(?:ya?ml|json|m?[jt]s)$/.test(name) ? `; for a file write ./${name}` : '';
    throw new UsageError(`${at}: extends ${name}, and there is no such package here${hint}`);
  }
}

function problemsOf(source: ConfigSource, show: (file: string) => string, nearest: Nearest): string[] {
  return validate(source.value, configSchema, nearest).map(({ path, message }) => {
    const line = source.lineOf(path);
    return `${show(source.file)}${line === undefined ? '' : `:${line}`}: ${message}`;
  });
}
