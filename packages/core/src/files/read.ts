import { isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Notification } from '../finding.js';

/** Code that people write is far smaller; a larger file is data or machine-made. */
const maxSourceBytes = 5 * 1024 * 1024;

export interface ReadOptions {
  readonly maxBytes?: number;
  /** The file was named one by one: it is read even if it looks minified. */
  readonly named?: boolean;
}

/** The text of a file, or why there is none. Text can come with a notification too: some of its bytes were not valid. */
export type SourceRead =
  | { readonly text: string; readonly notification?: Notification }
  | { readonly text?: undefined; readonly notification: Notification };

/** The bytes of a file, or why there are none. */
export type BytesRead = { readonly bytes: Uint8Array } | Unread;

/** Reads `file` (relative to `root`). Never throws. */
export function readSourceFile(root: string, file: string, options: ReadOptions = {}): SourceRead {
  const read = readSourceBytes(root, file, options);
  return read.bytes === undefined ? read : decodeSource(read.bytes, file, options);
}

/** Opening a pipe would wait for someone to write into it. */
const withoutWaiting = constants.O_RDONLY | (process.platform === 'win32' ? 0 : constants.O_NONBLOCK);

/** The bytes of a file of source code; never throws. */
export function readSourceBytes(root: string, file: string, options: ReadOptions = {}): BytesRead {
  const path = resolve(root, file);
  const maxBytes = options.maxBytes ?? maxSourceBytes;
  try {
    const descriptor = openSync(path, withoutWaiting);
    try {
      const stats = fstatSync(descriptor);
      if (!stats.isFile()) return unread(file, 'unreadable', 'error', `cannot read ${file}: it is no file`);
      if (stats.size > maxBytes) return tooLarge(file, stats.size, maxBytes);
      return { bytes: readFileSync(descriptor) };
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return unread(file, 'unreadable', isGone(error) ? 'warning' : 'error', `cannot read ${file}: ${reason(error)}`);
  }
}

/** Text from the bytes of a file or of standard input. A byte order mark is taken off, as editors and parsers do. */
export function decodeSource(bytes: Uint8Array, file: string, options: ReadOptions = {}): SourceRead {
  const maxBytes = options.maxBytes ?? maxSourceBytes;
  if (bytes.length > maxBytes) return tooLarge(file, bytes.length, maxBytes);

  const utf16 = utf16Label(bytes);
  if (utf16 === undefined && bytes.subarray(0, binaryProbeBytes).includes(0)) {
    return unread(file, 'binary', 'note', `${file} holds binary data, not code; not scanned`);
  }
  const declared = utf16 === undefined && !isUtf8(bytes) ? declaredEncoding(bytes) : undefined;
  const text = new TextDecoder(utf16 ?? declared ?? 'utf-8').decode(bytes);
  if (options.named !== true && looksMinified(text)) {
    return unread(file, 'limit', 'note', `${file} looks minified or generated (very long lines); not scanned. Name it on the command line to scan it`);
  }
  if (utf16 !== undefined || declared !== undefined || isUtf8(bytes)) return { text };
  return {
    text,
    notification: notification(file, 'encoding', 'warning', `${file} is not valid UTF-8; the invalid bytes were replaced and the rest was scanned`),
  };
}

const binaryProbeBytes = 8192;

function utf16Label(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

/** `# -*- coding: latin-1 -*-` in one of the first two lines, as Python and editors read it. */
const encodingComment = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;
/** Names that Python knows and the web does not. */
const otherNames: Readonly<Record<string, string>> = { 'latin-1': 'latin1', 'iso-latin-1': 'latin1', 'iso8859-15': 'iso-8859-15', 'mac-roman': 'macintosh', cp932: 'shift_jis', cp949: 'euc-kr', cp936: 'gbk', cp950: 'big5' };

function declaredEncoding(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 400));
  for (const line of head.split(/\r\n?|\n/, 2)) {
    const name = encodingComment.exec(line)?.[1]?.toLowerCase().replaceAll('_', '-');
    if (name === undefined) continue;
    try {
      return new TextDecoder(otherNames[name] ?? name).encoding;
    } catch {
      return undefined;
    }
  }
  return undefined;
}

/** A smaller file costs nothing to scan, and may be an icon that someone drew into a component. */
const smallestMinified = 20_000;
const minifiedAverage = 500;
const writtenLineLength = 200;
const writtenLines = 20;

/** Long lines on average and hardly a line of code as people write them. One long line (an embedded image) among code is no reason. */
export function looksMinified(text: string): boolean {
  if (text.length < smallestMinified) return false;
  const lines = text.split('\n');
  if (text.length / lines.length < minifiedAverage) return false;
  const written = lines.filter((line) => line.length <= writtenLineLength && /^\s*[^\s/*]/.test(line));
  return written.length < writtenLines;
}

interface Unread {
  readonly bytes?: undefined;
  readonly text?: undefined;
  readonly notification: Notification;
}

function tooLarge(file: string, size: number, limit: number): Unread {
  return unread(file, 'too-large', 'warning', `${file} is ${megabytes(size)} and the limit is ${megabytes(limit)}; not scanned`);
}

function megabytes(bytes: number): string {
  return `${Number((bytes / 1024 / 1024).toPrecision(3))} MB`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Someone deleted it between the search and the reading: nothing is left that a scan could miss. */
function isGone(error: unknown): boolean {
  return codeOf(error) === 'ENOENT';
}

function reason(error: unknown): string {
  const code = codeOf(error);
  if (isGone(error)) return 'it is not there any more';
  if (code === 'EACCES' || code === 'EPERM') return 'no permission';
  if (code === 'EISDIR') return 'it is a folder';
  return code === '' ? String(error) : code;
}

function unread(file: string, kind: Notification['kind'], level: Notification['level'], message: string): Unread {
  return { notification: notification(file, kind, level, message) };
}

function notification(file: string, kind: Notification['kind'], level: Notification['level'], message: string): Notification {
  return { kind, level, message, file };
}
