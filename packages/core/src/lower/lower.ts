/** Reads one file and lowers it to Facts. */
import type { FileFacts } from '../facts/facts.js';
import { locate } from '../facts/locate.js';
import { contentOf } from '../cache/contents.js';
import { decodeSource, readSourceBytes } from '../files/read.js';
import type { Notification } from '../finding.js';
import { languageOf } from '../languages/registry.js';

export interface LowerRequest {
  /** Relative to the root. */
  readonly file: string;
  /** Named one by one by the user: read whatever it looks like. */
  readonly named: boolean;
  /** Given instead of the file on disk. */
  readonly text?: string;
}

export interface Lowered {
  readonly facts?: FileFacts;
  readonly notifications: readonly Notification[];
  readonly lines: number;
  /** What was lowered, as `contentOf` says it; undefined for text that was given. */
  readonly content?: string;
}

/** Never throws: a file that cannot be read or lowered costs no other file its findings. */
export function lowerFile(root: string, request: LowerRequest): Lowered {
  if (request.text !== undefined) return lowerText(request.file, request.text, []);
  const read = readSourceBytes(root, request.file);
  const content = contentOf(request, read);
  if (read.bytes === undefined) return { notifications: [read.notification], lines: 0, content };
  const { text, notification } = decodeSource(read.bytes, request.file, { named: request.named });
  const notifications = notification ? [notification] : [];
  return text === undefined ? { notifications, lines: 0, content } : { ...lowerText(request.file, text, notifications), content };
}

function lowerText(file: string, text: string, before: readonly Notification[]): Lowered {
  try {
    const facts = languageOf(file)?.lower({ path: file, text });
    if (!facts) return { notifications: before, lines: 0 };
    const problems = facts.problems.map(({ kind, message, at }): Notification => {
      return { kind, level: kind === 'syntax' ? 'warning' : 'note', message, file, location: locate(file, facts.lineStarts, at) };
    });
    return { facts, notifications: [...before, ...problems], lines: facts.lineStarts.length };
  } catch (error) {
    const failure: Notification = { kind: 'internal', level: 'error', message: `phi-scan failed on ${file}: ${error instanceof Error ? error.message : String(error)}`, file };
    return { notifications: [...before, failure], lines: 0 };
  }
}
