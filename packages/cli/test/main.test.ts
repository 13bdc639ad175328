import { existsSync, mkdtempSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Level, Notification } from '@phi-scan/core';
import { finding, result, run } from './support/fakes.js';

const text = 'console.log(patient.ssn);\n';
const leak = (level: Level = 'error') => finding({ level, text, statement: 'console.log(patient.ssn)', culprit: 'patient.ssn' });
const found = (level: Level = 'error') => ({ scan: () => result({ findings: [leak(level)] }) });
const noted = (...notifications: Notification[]) => ({ scan: () => result({ notifications }) });

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'phi-scan-main-')));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('exit status', () => {
  it.each<[string, Level, string[], number]>([
    ['an error, by default', 'error', [], 1],
    ['a warning, by default', 'warning', [], 1],
    ['a note, by default', 'note', [], 0],
    ['a note, when asked', 'note', ['--fail-on', 'note'], 1],
    ['a warning, when only errors count', 'warning', ['--fail-on', 'error'], 0],
    ['an error, when nothing counts', 'error', ['--fail-on', 'never'], 0],
  ])('%s', async (_, level, argv, status) => {
    expect((await run(argv, found(level))).status).toBe(status);
  });

  it('is 0 when nothing is found', async () => {
    expect((await run([])).status).toBe(0);
  });

  it('does not count what a comment silences', async () => {
    const silenced = { ...leak(), suppressed: { reason: 'why', at: leak().location } };
    expect((await run([], { scan: () => result({ findings: [silenced] }) })).status).toBe(0);
  });

  it('is 2 when a part could not be scanned, also beside findings', async () => {
    const missing: Notification = { kind: 'unreadable', level: 'error', message: 'no such file or folder: nowhere' };
    const { status, stdout, stderr } = await run(['nowhere', 'src'], { scan: () => result({ findings: [leak()], notifications: [missing] }) });
    expect(status).toBe(2);
    expect(stderr).toBe('phi-scan: no such file or folder: nowhere\n');
    expect(stdout).toContain('no-phi-in-logs');
  });

  it('is 0 when there was nothing to scan, and stderr says so', async () => {
    const { status, stderr } = await run([], noted({ kind: 'no-files', level: 'note', message: 'no files to scan here' }));
    expect(status).toBe(0);
    expect(stderr).toBe('phi-scan: no files to scan here\n');
  });

  it('is 2 when the engine fails', async () => {
    const { status, stderr, stdout } = await run([], {
      scan: () => {
        throw new Error('boom');
      },
    });
    expect(status).toBe(2);
    expect(stderr).toContain('phi-scan: internal error: boom');
    expect(stdout).toBe('');
  });
});

describe('wrong command lines', () => {
  it.each([
    [['--fromat', 'json'], '--fromat', '--format'],
    [['--format', 'sarf'], 'sarf', 'Did you mean sarif?'],
    [['--fail-on', 'eror'], 'eror', 'Did you mean error?'],
    [['--min-confidence', 'hihg'], 'hihg', 'Did you mean high?'],
    [['--context', 'cloud-logs,thirdparty'], 'thirdparty', 'Did you mean third-party?'],
    [['explain', 'no-phi-in-log'], 'no-phi-in-log', 'Did you mean no-phi-in-logs?'],
    [['--threads', '0'], '0', 'whole number'],
    [['--format', 'sarif:'], 'sarif:', 'file name'],
    [['--format', 'json', '--format', 'sarif'], 'standard output', '--format sarif:out.sarif'],
    [['--format', 'json:a', '-o', 'b'], 'json:a', '--output b'],
    [['--stdin', 'src'], '--stdin', 'paths'],
    [['--stdin-filename', 'a.ts'], '--stdin-filename', '--stdin'],
    [['explain'], 'rule', '--help'],
  ])('%j', async (argv, wrong, hint) => {
    const { status, stdout, stderr, asked } = await run(argv);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^phi-scan: /);
    expect(stderr).toContain(wrong);
    expect(stderr).toContain(hint);
    expect(asked).toBeUndefined();
  });
});

describe('options', () => {
  it('reach the engine', async () => {
    const argv = 'src lib --min-confidence low --context cloud-logs,production --context third-party --include-staff --include-tests --include *.ts --include *.js --exclude old --threads 3 --report-unused-ignores';
    const { asked } = await run(argv.split(' '));
    expect(asked).toMatchObject({
      root: '/project',
      paths: ['src', 'lib'],
      minConfidence: 'low',
      context: ['cloud-logs', 'production', 'third-party'],
      includeStaff: true,
      includeTests: true,
      include: ['*.ts', '*.js'],
      exclude: ['old'],
      threads: 3,
      reportUnusedIgnores: true,
    });
  });

  it('have these defaults', async () => {
    const { asked } = await run([]);
    expect(asked).toMatchObject({ paths: [], minConfidence: 'medium', context: [], includeStaff: false, includeTests: false, include: [], exclude: [], reportUnusedIgnores: false });
    expect(asked?.overlay).toBeUndefined();
  });

  it('may stand behind the paths', async () => {
    const { asked, stdout } = await run(['src', '--format', 'json', 'lib']);
    expect(asked?.paths).toEqual(['src', 'lib']);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1 });
  });

  it('a path outside the current folder moves the root there', async () => {
    mkdirSync(join(folder, 'here'));
    mkdirSync(join(folder, 'there/src'), { recursive: true });
    const { asked } = await run(['../there'], { cwd: join(folder, 'here') });
    expect(asked?.root).toBe(join(folder, 'there'));
    const both = await run(['../there/src', '.'], { cwd: join(folder, 'here') });
    expect(both.asked?.root).toBe(folder);
  });
});

describe('--help and --version', () => {
  it('help shows examples and the exit status', async () => {
    const { status, stdout, stderr } = await run(['--help']);
    expect(status).toBe(0);
    expect(stderr).toBe('');
    for (const part of ['Usage: phi-scan', 'Examples:', 'Exit status:', '--min-confidence', 'explain']) expect(stdout).toContain(part);
  });

  it('version is that of the package', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
    expect((await run(['--version'])).stdout).toBe(`${version}\n`);
  });
});

describe('rules', () => {
  it('are listed', async () => {
    const { status, stdout } = await run(['--list-rules']);
    expect(status).toBe(0);
    expect(stdout.split('\n')[0]).toMatch(/^no-phi-in-logs +error +Title/);
    expect(stdout.trimEnd().split('\n')).toHaveLength(6);
  });

  it('are explained', async () => {
    const { status, stdout } = await run(['explain', 'phi-scan/no-phi-in-logs']);
    expect(status).toBe(0);
    for (const part of ['no-phi-in-logs (error)', 'What no-phi-in-logs catches.', 'Log `patient.id` instead', '95  SSN in logs', 'CWE-532', '§164.312(b)  Audit controls', '(where the data reaches another company)']) expect(stdout).toContain(part);
    expect(stdout).not.toContain('Safeguards');
  });
});

describe('reports', () => {
  it('can be several at once, each in its place', async () => {
    const { status, stdout } = await run(['--format', 'pretty', '--format', 'sarif:out/deep/a.sarif', '--format', 'json', '-o', 'b.json'], { ...found(), cwd: folder });
    expect(status).toBe(1);
    expect(stdout).toContain('1 finding');
    expect(JSON.parse(readFileSync(join(folder, 'out/deep/a.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' });
    expect(JSON.parse(readFileSync(join(folder, 'b.json'), 'utf8'))).toMatchObject({ summary: { findings: 1 } });
    expect(readdirSync(folder).sort()).toEqual(['b.json', 'out']);
  });

  it('replace an older one, also through a link', async () => {
    writeFileSync(join(folder, 'real.json'), 'old');
    symlinkSync('real.json', join(folder, 'link.json'));
    await run(['--format', 'json', '-o', 'link.json'], { cwd: folder });
    expect(readFileSync(join(folder, 'real.json'), 'utf8')).toContain('schemaVersion');
  });

  it('that cannot be written give a line and 2, and the others are written', async () => {
    writeFileSync(join(folder, 'file'), '');
    mkdirSync(join(folder, 'folder'));
    const { status, stderr } = await run(['--format', 'json:file/a.json', '--format', 'sarif:folder', '--format', 'pretty:ok.txt'], { ...found(), cwd: folder });
    expect(status).toBe(2);
    expect(stderr).toBe('phi-scan: cannot write file/a.json: a part of the path is a file\nphi-scan: cannot write folder: it is a folder\n');
    expect(existsSync(join(folder, 'ok.txt'))).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['file', 'folder', 'ok.txt']);
  });

  it.skipIf(process.platform === 'win32')('do not replace a device by a file', async () => {
    expect((await run(['--format', 'json', '-o', '/dev/null'], { cwd: folder })).status).toBe(0);
    expect(readFileSync('/dev/null', 'utf8')).toBe('');
  });

  it('to a file have no colours, whatever the terminal', async () => {
    await run(['-o', 'a.txt'], { ...found(), cwd: folder, tty: true });
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).not.toContain('\u001b');
  });

  it('never hold a value found in code', async () => {
    const code = "logger.info('SSN 123-45-6789', patient.ssn);\n";
    mkdirSync(join(folder, 'src'));
    writeFileSync(join(folder, 'src/patients.ts'), code);
    const leaking = finding({
      text: code,
      statement: code.slice(0, -2),
      culprit: "'SSN 123-45-6789'",
      message: 'SSN 123-45-6789 is logged',
      advice: 'Not 123-45-6789',
      sink: 'logger.info 123-45-6789',
      evidence: [{ kind: 'value', why: 'holds 123-45-6789' }],
    });
    const flow = [{ ...leaking.culprit, what: 'the literal 123-45-6789' }];
    const findings = [{ ...leaking, flow }, { ...leaking, flow, suppressed: { reason: 'is 123-45-6789', at: leaking.location } }];
    const notifications: Notification[] = [{ kind: 'syntax', level: 'error', message: "unexpected '123-45-6789'" }];
    for (const format of ['pretty', 'json', 'sarif']) {
      const { stdout, stderr } = await run(['--format', format], { cwd: folder, scan: () => result({ root: folder, findings, notifications }) });
      expect(stdout + stderr).toContain('[ssn]');
      expect(stdout + stderr).not.toContain('123-45');
    }
    expect((await run(['--quiet'], { scan: () => result({ findings }) })).stdout).not.toContain('123-45');
  });

  it('never hold a value that only its field tells, also where it is the context of another finding', async () => {
    const code = "audit({ name: 'Maria Souza' });\naudit(patient.ssn);\n";
    mkdirSync(join(folder, 'src'));
    writeFileSync(join(folder, 'src/patients.ts'), code);
    const named = finding({
      text: code,
      statement: "audit({ name: 'Maria Souza' })",
      culprit: "'Maria Souza'",
      elements: ['mrn', 'name'],
      message: 'Maria Souza is logged',
      evidence: [{ kind: 'value', why: 'holds Maria Souza' }],
    });
    const findings = [named, finding({ text: code, statement: 'audit(patient.ssn)', culprit: 'patient.ssn' })];
    for (const format of ['pretty', 'json', 'sarif']) {
      const { stdout } = await run(['--format', format], { cwd: folder, scan: () => result({ root: folder, findings }) });
      expect(stdout).toContain('[name]');
      expect(stdout).not.toContain('Souza');
    }
  });
});

describe('--quiet', () => {
  it('gives one line a finding and nothing else', async () => {
    const { stdout } = await run(['--quiet'], found());
    expect(stdout).toBe('src/patients.ts:1:1 error no-phi-in-logs The social security number of a patient is logged\n');
    expect((await run(['--quiet'])).stdout).toBe('');
  });
});

describe('colours', () => {
  const isColoured = async (argv: string[], parts: Parameters<typeof run>[1]): Promise<boolean> => (await run(argv, { ...found(), ...parts })).stdout.includes('\u001b[');

  it('are for terminals', async () => {
    expect(await isColoured([], { tty: true })).toBe(true);
    expect(await isColoured([], { tty: false })).toBe(false);
    expect(await isColoured([], { tty: true, env: { TERM: 'dumb' } })).toBe(false);
  });

  it('can be switched off and on', async () => {
    expect(await isColoured([], { tty: true, env: { NO_COLOR: '1' } })).toBe(false);
    expect(await isColoured([], { tty: true, env: { NO_COLOR: '' } })).toBe(true);
    expect(await isColoured([], { env: { FORCE_COLOR: '1' } })).toBe(true);
    expect(await isColoured([], { tty: true, env: { FORCE_COLOR: '0' } })).toBe(false);
    expect(await isColoured(['--no-color'], { tty: true, env: { FORCE_COLOR: '1' } })).toBe(false);
  });
});

describe('--stdin', () => {
  it('scans the code under its name', async () => {
    const { asked, stdout } = await run(['--stdin', '--stdin-filename', './src/patients.ts'], { ...found(), stdin: ['\ufeffconsole.log(', 'patient.ssn);\n'] });
    expect(asked?.paths).toEqual(['src/patients.ts']);
    expect([...(asked?.overlay ?? [])]).toEqual([['src/patients.ts', text]]);
    expect(stdout).toContain('> 1 | console.log(patient.ssn);');
  });

  it('needs no name', async () => {
    expect((await run(['--stdin'], { stdin: ['x'] })).asked?.paths).toEqual(['stdin.tsx']);
  });

  it('says what is wrong with it', async () => {
    const binary = await run(['--stdin'], { stdin: [new Uint8Array([1, 0, 2])] });
    expect(binary).toMatchObject({ status: 2, asked: undefined });
    expect(binary.stderr).toContain('binary');
    const latin = await run(['--stdin', '--format', 'json'], { stdin: [new Uint8Array([0x22, 0xe1, 0x22])] });
    expect(latin.status).toBe(0);
    expect(latin.stdout).toContain('"encoding"');
  });
});
