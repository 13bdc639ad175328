/** GitHub Actions shows what a job appends to the file that it names as the job's summary. */
import { appendFile } from 'node:fs/promises';
import type { Io } from './io.js';
import { markdownReporter } from './reporters/markdown.js';
import type { Report } from './reporters/report.js';
import { WriteError, writeReason } from './write-report.js';

export async function appendJobSummary(report: Report, io: Io): Promise<void> {
  const file = io.env['GITHUB_STEP_SUMMARY'];
  if (file === undefined || file === '') return;
  try {
    await appendFile(file, markdownReporter(report));
  } catch (error) {
    throw new WriteError(`cannot write the job summary: ${writeReason(error)}`);
  }
}
