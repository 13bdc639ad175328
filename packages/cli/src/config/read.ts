/** Reads one configuration file, whatever its form, and knows on which line a key of it stands. */
import { readFileSync, statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from '../usage-error.js';
import { locateInModule } from './locate-in-module.js';
import { locateInYaml } from './locate-in-yaml.js';
import type { KeyPath } from './validate.js';
import { yaml } from './yaml.js';

export interface ConfigSource {
  /** Absolute. */
  readonly file: string;
  readonly value: unknown;
  /** From 1; of the deepest part of the path that is there; undefined where the text does not show it (a value that code computes). */
  lineOf(path: KeyPath): number | undefined;
}

/** The key of package.json that holds a configuration. */
const packageKey = 'phiScan';

/** `show` gives a file's name as the user would write it. Undefined when a package.json holds no configuration. */
export async function readConfig(file: string, show: (file: string) => string): Promise<ConfigSource | undefined> {
  const text = readText(file, show);
  if (basename(file) === 'package.json') return readPackageJson(file, text, show);
  switch (extname(file)) {
    case '.json':
      return { file, value: parseJson(text, file, show), lineOf: (path) => locateInYaml(text, path) };
    case '.yaml':
    case '.yml':
      return { file, value: parseYaml(text, file, show), lineOf: (path) => locateInYaml(text, path) };
    case '.js':
    case '.mjs':
    case '.ts':
    case '.mts':
      return { file, value: await importDefault(file, show), lineOf: (path) => locateInModule(file, text, path) };
    default:
      throw new UsageError(`${show(file)}: a configuration must be a .ts, .mts, .js, .mjs, .json or .yaml file, or "${packageKey}" in a package.json`);
  }
}

function readText(file: string, show: (file: string) => string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const reason = code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'no permission to read it' : code === 'EISDIR' ? 'it is a folder' : code;
    throw new UsageError(`cannot read the configuration ${show(file)}: ${reason}`);
  }
}

/** A broken package.json is for npm to complain about, unless it seems to hold a configuration. */
function readPackageJson(file: string, text: string, show: (file: string) => string): ConfigSource | undefined {
  if (!text.includes(`"${packageKey}"`)) return undefined;
  const manifest = parseJson(text, file, show);
  if (typeof manifest !== 'object' || manifest === null || !(packageKey in manifest)) return undefined;
  return { file, value: manifest[packageKey], lineOf: (path) => locateInYaml(text, [packageKey, ...path]) };
}

function parseJson(text: string, file: string, show: (file: string) => string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const position = /position (\d+)/.exec(message)?.[1];
    const line = text.slice(0, position === undefined ? text.length : Number(position)).split('\n').length;
    throw new UsageError(`${show(file)}:${line}: this is no JSON: ${message.replace(/ in JSON at position.*| \(line \d+.*/, '')}`);
  }
}

function parseYaml(text: string, file: string, show: (file: string) => string): unknown {
  const document = yaml().parseDocument(text, { prettyErrors: false });
  const error = document.errors[0];
  if (error !== undefined) throw new UsageError(`${show(file)}:${text.slice(0, error.pos[0]).split('\n').length}: this is no YAML: ${error.message}`);
  try {
    return (document.toJS() as unknown) ?? {};
  } catch (error) {
    throw new UsageError(`${show(file)}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A configuration that is a program is the user's own, and is run, as every tool with such a configuration does; the code that is scanned never is. */
async function importDefault(file: string, show: (file: string) => string): Promise<unknown> {
  // A watched configuration that changes is another module.
  const url = `${pathToFileURL(file).href}?${statSync(file).mtimeMs}`;
  if (/\.m?ts$/.test(file)) await (await import('./typescript-modules.js')).understandTypeScript();
  let module: Readonly<Record<string, unknown>>;
  try {
    module = (await import(url)) as typeof module;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // The compiler's complaints name the line.
    throw new UsageError(message.startsWith(`${show(file)}:`) ? message : `${show(file)}: cannot be loaded: ${message}`);
  }
  if (!('default' in module)) throw new UsageError(`${show(file)}: has no default export; write "export default defineConfig({ … })"`);
  return module['default'];
}
