/**
 * What must be known of the languages before a file is lowered: which files are theirs, and what in the project says what their module names
 * mean. Apart from the languages themselves, so that a scan which finds its answer in the cache loads no parser.
 */
import { readManifests } from './typescript/manifests.js';

/** With the dot, by the id of the language. */
export const extensionsOf = {
  typescript: ['.ts', '.tsx', '.js', '.jsx', '.mjs', '.cjs', '.mts', '.cts', '.vue', '.svelte'],
  java: ['.java'],
  python: ['.py', '.pyw'],
  prisma: ['.prisma'],
  sql: ['.sql'],
  graphql: ['.graphql', '.gql', '.graphqls'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export const sourceExtensions: readonly string[] = Object.values(extensionsOf).flat();

/** Plain data on which the meaning of the project's module names depends, besides the paths of its files. */
export function moduleManifests(root: string, files: readonly string[]): unknown {
  return readManifests(root, files);
}
