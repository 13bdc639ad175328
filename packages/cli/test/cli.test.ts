import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const bin = fileURLToPath(new URL('../bin/phi-scan.js', import.meta.url));
let cwd: string;

beforeEach(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'phi-scan-cli-')));
});

afterEach(() => {
  rmSync(cwd, { recursive: true, force: true });
});

function project(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, file)), { recursive: true });
    writeFileSync(join(cwd, file), content);
  }
}

function phiScan(argv: readonly string[], input = '') {
  const env = { PATH: process.env['PATH'] };
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...argv], { cwd, env, input, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const leak = 'export function show(patient) {\n  console.log(patient.ssn);\n}\n';
const clean = 'export function show(patient) {\n  console.log(patient.id);\n}\n';

describe('phi-scan', () => {
  it('exits 1 at a leak and shows it', () => {
    project({ 'src/a.js': leak, 'src/b.js': clean });
    const { status, stdout, stderr } = phiScan([]);
    expect(stderr).toBe('');
    expect(status).toBe(1);
    expect(stdout).toContain('src/a.js');
    expect(stdout).toContain('> 2 |   console.log(patient.ssn);');
    expect(stdout).toContain('1 finding (1 error) in 1 file; 2 files');
    expect(stdout).not.toContain('\u001b');
  });

  it('exits 0 when all is clean', () => {
    project({ 'src/b.js': clean });
    const { status, stdout, stderr } = phiScan(['src']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('No patient data found');
  });

  it('exits 0 in an empty folder, and says so', () => {
    const { status, stderr } = phiScan([]);
    expect(status).toBe(0);
    expect(stderr).toContain('no files to scan here');
  });

  it('scans the rest when a path does not exist, and exits 2', () => {
    project({ 'a.js': leak });
    const { status, stdout, stderr } = phiScan(['nowhere', 'a.js']);
    expect(status).toBe(2);
    expect(stderr).toBe('phi-scan: no such file or folder: nowhere\n');
    expect(stdout).toContain('no-phi-in-logs');
  });

  it('loses nothing over files that it cannot use', () => {
    project({
      'a.js': leak,
      'binary.ts': new Uint8Array([0x47, 0, 0, 1]),
      'broken.js': `function ( {\n`,
      'huge.js': `${'x = 1;\n'.repeat(1_000_000)}`,
      'latin.js': Buffer.from(`// prontuário\n${leak}`, 'latin1'),
      'utf16.js': Buffer.from(`\ufeff${leak}`, 'utf16le'),
    });
    const { status, stdout } = phiScan(['--format', 'json']);
    expect(status).toBe(1);
    const report = JSON.parse(stdout) as { findings: { location: { file: string } }[]; notifications: { kind: string; file: string }[] };
    expect(report.findings.map((each) => each.location.file)).toEqual(['a.js', 'latin.js', 'utf16.js']);
    expect(report.notifications.map((each) => `${each.file} ${each.kind}`)).toEqual(expect.arrayContaining(['binary.ts binary', 'broken.js syntax', 'huge.js too-large', 'latin.js encoding']));
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('names a file that it may not read, and exits 2', () => {
    project({ 'a.js': leak, 'closed.js': leak });
    chmodSync(join(cwd, 'closed.js'), 0);
    const { status, stderr } = phiScan([]);
    expect(status).toBe(2);
    expect(stderr).toContain('cannot read closed.js: no permission');
  });

  it('leaves out tests unless asked', () => {
    project({ 'a.test.js': leak, 'b.js': clean });
    expect(phiScan([]).status).toBe(0);
    expect(phiScan(['--include-tests']).status).toBe(1);
    expect(phiScan(['a.test.js']).status).toBe(1);
  });

  it('obeys comments that silence', () => {
    project({ 'a.js': leak.replace('  console', '  // phi-scan-ignore-next-line no-phi-in-logs -- synthetic\n  console') });
    const { status, stdout } = phiScan([]);
    expect(status).toBe(0);
    expect(stdout).toContain('1 suppressed by comments');
    const sarif = JSON.parse(phiScan(['--format', 'sarif']).stdout) as { runs: { results: { suppressions: unknown[] }[] }[] };
    expect(sarif.runs[0]?.results[0]?.suppressions).toMatchObject([{ kind: 'inSource', justification: 'synthetic' }]);
  });

  it('writes several reports at once', () => {
    project({ 'a.js': leak });
    const { status, stdout } = phiScan(['--format', 'pretty', '--format', 'sarif:out/a.sarif']);
    expect(status).toBe(1);
    expect(stdout).toContain('1 finding');
    expect(readFileSync(join(cwd, 'out/a.sarif'), 'utf8')).toContain('"ruleId": "no-phi-in-logs"');
  });

  it('gives the same bytes twice, whatever the threads', () => {
    project(Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`f${index}.js`, leak])));
    const argv = ['--format', 'sarif', '--threads'];
    const once = phiScan([...argv, '1']).stdout;
    expect(once.match(/"ruleId": /g)).toHaveLength(20);
    expect(phiScan([...argv, '4']).stdout).toBe(once);
  });

  it('keeps its fingerprints when lines are added above', () => {
    const prints = (): string[] => (JSON.parse(phiScan(['--format', 'json']).stdout) as { findings: { fingerprint: string }[] }).findings.map((each) => each.fingerprint);
    project({ 'a.js': leak });
    const before = prints();
    project({ 'a.js': `// one\n\nconst more = 1;\n${leak}` });
    expect(before).toHaveLength(1);
    expect(prints()).toEqual(before);
  });

  it('scans standard input under a name', () => {
    const { status, stdout } = phiScan(['--stdin', '--stdin-filename', 'src/a.js', '--quiet'], leak);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^src\/a\.js:2:3 error no-phi-in-logs /);
  });

  it('never prints a literal value', () => {
    const code = ["logger.info('Patient SSN: 123-45-6789');", "console.log('ssn 123-45-6789', patient.ssn);", "logger.info({ patientName: 'Maria Souza', mrn: 'QX83' });", 'console.log(patient.ssn);'];
    project({ 'a.js': `${code.join('\n')}\n` });
    for (const format of ['pretty', 'json', 'sarif']) {
      const { status, stdout } = phiScan(['--format', format]);
      expect(status).toBe(1);
      if (format !== 'json') expect(stdout).toContain('[ssn]');
      expect(stdout).not.toMatch(/123-45-6789|Souza|QX83/);
    }
  });

  it('explains and lists its rules', () => {
    const ids = phiScan(['--list-rules']).stdout.trimEnd().split('\n').map((line) => line.split(' ')[0] ?? '');
    expect(ids).toHaveLength(6);
    expect(phiScan(['explain', ids[0] ?? ''])).toMatchObject({ status: 0, stderr: '' });
  });

  it('answers a wrong option with the right one', () => {
    expect(phiScan(['--fromat', 'json'])).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('--format') as string });
    expect(phiScan(['explain', 'no-phi-in-log'])).toMatchObject({ status: 2, stderr: expect.stringContaining('no-phi-in-logs?') as string });
  });

  it.skipIf(process.platform === 'win32')('survives a reader that goes away', async () => {
    project(Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`f${index}.js`, leak])));
    const child = spawn(process.execPath, [bin], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (data) => (stderr += String(data)));
    child.stdout.once('data', () => child.stdout.destroy());
    const status = await new Promise((done) => child.on('close', done));
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  });
});
