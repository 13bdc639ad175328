/** The YAML parser, loaded where there is YAML to read: most runs meet none, and it takes as long to load as a tenth of a short run. */
import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';

export function yaml(): typeof Yaml {
  return createRequire(import.meta.url)('yaml') as typeof Yaml;
}
