/** What a cached answer depends on, as short texts that differ when it does. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export function fingerprint(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha1');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

let engine: string | undefined;

/**
 * The engine by the bytes of its own files and of the compiled rules: a version number would leave the answers of yesterday's build standing
 * while someone works on it. The parsers are named by their version.
 */
export function engineFingerprint(): string {
  if (engine === undefined) {
    const home = new URL('../', import.meta.url);
    const own = readdirSync(home, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.[jt]s$/.test(name) && !name.endsWith('.d.ts'))
      .sort();
    const files = [...own.map((name) => new URL(name.replaceAll('\\', '/'), home)), new URL('../generated/rules.json', home)];
    const { dependencies } = JSON.parse(readFileSync(new URL('../package.json', home), 'utf8')) as { dependencies: Record<string, string> };
    engine = fingerprint(process.version, versionsOf(Object.keys(dependencies)), ...files.map((file) => readFileSync(file)));
  }
  return engine;
}

/** Of what the engine stands on. */
function versionsOf(dependencies: readonly string[]): string {
  const require = createRequire(import.meta.url);
  return dependencies.map((name) => `${name}@${(require(`${name}/package.json`) as { version: string }).version}`).join();
}
