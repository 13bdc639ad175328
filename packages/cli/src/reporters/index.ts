import { checkstyleReporter } from './checkstyle.js';
import { csvReporter } from './csv.js';
import { githubReporter } from './github.js';
import { gitlabReporter } from './gitlab.js';
import { gitlabSastReporter } from './gitlab-sast.js';
import { htmlReporter } from './html.js';
import { jsonReporter } from './json.js';
import { junitReporter } from './junit.js';
import { markdownReporter } from './markdown.js';
import { prettyReporter } from './pretty.js';
import type { Reporter } from './report.js';
import { sarifReporter } from './sarif.js';

export const formats = ['pretty', 'json', 'sarif', 'github', 'gitlab', 'gitlab-sast', 'junit', 'checkstyle', 'csv', 'markdown', 'html'] as const;
export type Format = (typeof formats)[number];

export const reporters: Readonly<Record<Format, Reporter>> = {
  pretty: prettyReporter,
  json: jsonReporter,
  sarif: sarifReporter,
  github: githubReporter,
  gitlab: gitlabReporter,
  'gitlab-sast': gitlabSastReporter,
  junit: junitReporter,
  checkstyle: checkstyleReporter,
  csv: csvReporter,
  markdown: markdownReporter,
  html: htmlReporter,
};
