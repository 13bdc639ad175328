import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { looksMinified, readSourceFile } from '../../src/files/read.js';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'phi-scan-read-'));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function read(bytes: Uint8Array | string, options?: Parameters<typeof readSourceFile>[2]) {
  writeFileSync(join(root, 'a.ts'), bytes);
  return readSourceFile(root, 'a.ts', options);
}

function utf16(text: string, order: 'le' | 'be'): Buffer {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
}

const code = "console.log('olá', 患者);\n";

describe('text', () => {
  it('is given as it is', () => {
    expect(read(code)).toEqual({ text: code });
    expect(read('')).toEqual({ text: '' });
  });

  it('comes without a byte order mark', () => {
    expect(read(`\ufeff${code}`)).toEqual({ text: code });
  });

  it('may be UTF-16 of either order', () => {
    expect(read(utf16(code, 'le'))).toEqual({ text: code });
    expect(read(utf16(code, 'be'))).toEqual({ text: code });
  });

  it('that is not valid UTF-8 is read as far as it goes, and said', () => {
    const { text, notification } = read(Buffer.from("log('prontuário', ssn);\n", 'latin1'));
    expect(text).toBe("log('prontu\ufffdrio', ssn);\n");
    expect(notification).toMatchObject({ kind: 'encoding', level: 'warning', file: 'a.ts' });
  });

  it('that holds the replacement character itself is valid', () => {
    expect(read('a\ufffdb').notification).toBeUndefined();
  });
});

describe('what is not read', () => {
  it('binary data', () => {
    const { text, notification } = read(Buffer.from([0x47, 0x40, 0, 0x10, 0, 1, 2]));
    expect(text).toBeUndefined();
    expect(notification).toMatchObject({ kind: 'binary', level: 'note', file: 'a.ts' });
  });

  it('a file over the limit, which the message names', () => {
    const { text, notification } = read('x'.repeat(6 * 1024 * 1024));
    expect(text).toBeUndefined();
    expect(notification).toMatchObject({ kind: 'too-large', level: 'warning', message: 'a.ts is 6 MB and the limit is 5 MB; not scanned' });
    expect(read('12345', { maxBytes: 4 }).notification?.kind).toBe('too-large');
    expect(read('1234', { maxBytes: 4 }).text).toBe('1234');
  });

  it('a folder, and a file that has gone', () => {
    mkdirSync(join(root, 'b.ts'));
    expect(readSourceFile(root, 'b.ts').notification).toMatchObject({ kind: 'unreadable', level: 'error' });
    expect(readSourceFile(root, 'gone.ts').notification).toMatchObject({ kind: 'unreadable', level: 'warning' });
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('a file without permission', () => {
    read(code);
    chmodSync(join(root, 'a.ts'), 0);
    expect(readSourceFile(root, 'a.ts').notification).toMatchObject({ kind: 'unreadable', level: 'error', message: 'cannot read a.ts: no permission' });
  });

  it('minified code, unless it was named', () => {
    const minified = `/*! licence */\n${'a(b);'.repeat(5000)}\n`;
    expect(read(minified).notification).toMatchObject({ kind: 'limit', level: 'note' });
    expect(read(minified, { named: true }).text).toBe(minified);
  });
});

describe('minified code', () => {
  it('is told from code with one very long line', () => {
    const image = `const logo = 'data:image/png;base64,${'A'.repeat(100_000)}';\n`;
    expect(looksMinified(image + 'console.log(patient.name);\n'.repeat(30))).toBe(false);
    expect(looksMinified(image)).toBe(true);
    expect(looksMinified(image.slice(0, 10_000))).toBe(false);
    expect(looksMinified('console.log(patient.name)')).toBe(false);
  });

  it('is known behind a long licence', () => {
    expect(looksMinified(`/*\n${' * words of a licence\n'.repeat(80)} */\n${'a(b);'.repeat(40_000)}`)).toBe(true);
  });
});
