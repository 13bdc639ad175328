import type { Reporter } from './report.js';

export const formats = ['pretty', 'json', 'sarif', 'github', 'gitlab', 'gitlab-sast', 'junit', 'checkstyle', 'csv', 'markdown', 'html'] as const;
export type Format = (typeof formats)[number];

/** Of all of them a run needs one or two. */
export const loadReporter: Readonly<Record<Format, () => Promise<Reporter>>> = {
  pretty: async () => (await import('./pretty.js')).prettyReporter,
  json: async () => (await import('./json.js')).jsonReporter,
  sarif: async () => (await import('./sarif.js')).sarifReporter,
  github: async () => (await import('./github.js')).githubReporter,
  gitlab: async () => (await import('./gitlab.js')).gitlabReporter,
  'gitlab-sast': async () => (await import('./gitlab-sast.js')).gitlabSastReporter,
  junit: async () => (await import('./junit.js')).junitReporter,
  checkstyle: async () => (await import('./checkstyle.js')).checkstyleReporter,
  csv: async () => (await import('./csv.js')).csvReporter,
  markdown: async () => (await import('./markdown.js')).markdownReporter,
  html: async () => (await import('./html.js')).htmlReporter,
};
