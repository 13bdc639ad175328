import type { Level } from '@phi-scan/core';
import { byFile, openFindings } from './open-findings.js';
import { element } from './xml.js';
import type { Report } from './report.js';

const severities: Readonly<Record<Level, string>> = { error: 'error', warning: 'warning', note: 'info' };

/** Checkstyle's XML, which most build servers read. */
export function checkstyleReporter(report: Report): string {
  const files = byFile(openFindings(report)).map(([file, findings]) => {
    const errors = findings.map(({ location, level, message, rule }) =>
      element('error', { line: location.start.line, column: location.start.column, severity: severities[level], message, source: `phi-scan.${rule}` }),
    );
    return element('file', { name: report.showFile(file) }, `\n    ${errors.join('\n    ')}\n  `);
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('checkstyle', { version: '4.3' }, files.length === 0 ? '' : `\n  ${files.join('\n  ')}\n`)}\n`;
}
