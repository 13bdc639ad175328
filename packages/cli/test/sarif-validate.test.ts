import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeScanningLimits, renderSarif, sarifReporter } from '../src/reporters/sarif.js';
import { finding, locate, report } from './support/fakes.js';

const bin = fileURLToPath(new URL('../bin/phi-scan.js', import.meta.url));
const fixtures = fileURLToPath(new URL('../../../fixtures', import.meta.url));
// A .NET program: without this it wants a library for cultures that a small machine does not have.
const env = { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' };
const validator = findValidator();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'phi-scan-sarif-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The validator is a program for some platforms, that npm installs where it exists. */
function findValidator(): string | undefined {
  try {
    const program = createRequire(import.meta.url)(`@microsoft/sarif-multitool-${process.platform}`) as string;
    // Its own install script does this, where scripts of packages may run.
    chmodSync(program, 0o755);
    return spawnSync(program, ['help'], { env }).error === undefined ? program : undefined;
  } catch {
    return undefined;
  }
}

/** What the validator says of a log, as lines "level rule: message"; the rules for code scanning are asked too. */
function complaints(sarif: string): string[] {
  const file = join(folder, 'in.sarif');
  const output = join(folder, 'out.sarif');
  writeFileSync(file, sarif);
  const { stdout, stderr, status } = spawnSync(
    validator ?? '',
    ['validate', file, '--output', output, '--log', 'ForceOverwrite', '--rule-kind', 'Sarif;Ghas', '--level', 'Error;Warning'],
    { encoding: 'utf8', env },
  );
  expect(status, stdout + stderr).toBe(0);
  const log = JSON.parse(readFileSync(output, 'utf8')) as {
    runs: { results?: { level?: string; ruleId: string; message: { text?: string; arguments?: string[] } }[] }[];
  };
  return log.runs.flatMap((run) =>
    (run.results ?? []).map(({ level = 'warning', ruleId, message }) => `${level} ${ruleId}: ${message.text ?? JSON.stringify(message.arguments)}`),
  );
}

const text = `export async function show(id: string) {
  const patient = await Patient.findById(id);
  logger.info({
    ssn: patient.ssn,
    note: 'was 123-45-6789',
  });
}
`;
const file = 'src/[id]/odd name #1 ü.ts';
const one = finding({
  file,
  text,
  statement: "logger.info({\n    ssn: patient.ssn,\n    note: 'was 123-45-6789',\n  })",
  culprit: 'patient.ssn',
  flow: [
    { ...locate(file, text, 'Patient.findById(id)'), what: 'a patient is read by findById' },
    { ...locate(file, text, 'patient.ssn'), what: 'its ssn' },
    { ...locate(file, text, 'logger.info'), what: 'logged' },
  ],
});
const comment = locate(file, text, 'export');

describe.skipIf(validator === undefined)('sarif-multitool validate', () => {
  it.each(['clinic', 'founding', 'flow'])('finds nothing to say about a scan of fixtures/%s', (name) => {
    const sarif = join(folder, 'scan.sarif');
    const argv = [bin, '.', '--include-tests', '--report-unused-ignores', '--context', 'cloud-logs', '--format', `sarif:${sarif}`];
    const { status, stderr } = spawnSync(process.execPath, argv, { cwd: join(fixtures, name), encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    const text = readFileSync(sarif, 'utf8');
    expect(text).toContain('"codeFlows"');
    expect(complaints(text)).toEqual([]);
  });

  it('finds nothing to say about an empty report', () => {
    expect(complaints(sarifReporter(report({})))).toEqual([]);
  });

  it('finds nothing to say about a report that uses every feature', () => {
    const sarif = sarifReporter(
      report({
        sources: { [file]: text },
        findings: [
          one,
          { ...one, rule: 'no-phi-object-dump', fingerprint: 'f'.repeat(32), suppressed: { reason: 'synthetic', at: comment } },
          { ...one, rule: 'no-phi-in-errors', level: 'warning', fingerprint: 'e'.repeat(32), suppressed: { reason: '', at: comment } },
          { ...one, rule: 'no-raw-error-in-phi-context', level: 'note', fingerprint: 'd'.repeat(32), flow: [] },
        ],
        notifications: [
          { kind: 'unreadable', level: 'error', message: 'no such file or folder: nowhere', file: 'nowhere' },
          { kind: 'no-files', level: 'note', message: 'no files to scan here' },
          { kind: 'ignore-without-reason', level: 'warning', message: 'say why', file, location: comment },
        ],
      }),
    );
    expect(complaints(sarif)).toEqual([]);
  });

  it('finds nothing to say about a report that was cut', () => {
    const findings = Array.from({ length: 30 }, (_, index) => ({ ...one, fingerprint: String(index).padStart(32, '0') }));
    expect(complaints(renderSarif(report({ sources: { [file]: text }, findings }), { ...codeScanningLimits, results: 20 }))).toEqual([]);
  });
});
