import { jsonReporter } from './json.js';
import { prettyReporter } from './pretty.js';
import type { Reporter } from './report.js';
import { sarifReporter } from './sarif.js';

export const formats = ['pretty', 'json', 'sarif'] as const;
export type Format = (typeof formats)[number];

export const reporters: Readonly<Record<Format, Reporter>> = {
  pretty: prettyReporter,
  json: jsonReporter,
  sarif: sarifReporter,
};
