/** Reads one file and lowers it to Facts. */
import type { FileFacts } from '../facts/facts.js';
import { locate } from '../facts/locate.js';
import { readSourceFile } from '../files/read.js';
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
}

/** Never throws: a file that cannot be read or lowered costs no other file its findings. */
export function lowerFile(root: string, request: LowerRequest): Lowered {
  const { file, named, text: given } = request;
  const notifications: Notification[] = [];
  const read = given === undefined ? readSourceFile(root, file, { named }) : { text: given };
  if (read.notification) notifications.push(read.notification);
  if (read.text === undefined) return { notifications };
  try {
    const facts = languageOf(file)?.lower({ path: file, text: read.text });
    if (!facts) return { notifications };
    for (const problem of facts.problems) {
      const { kind, message, at } = problem;
      notifications.push({ kind, level: kind === 'syntax' ? 'warning' : 'note', message, file, location: locate(file, facts.lineStarts, at) });
    }
    return { facts, notifications };
  } catch (error) {
    notifications.push({ kind: 'internal', level: 'error', message: `phi-scan failed on ${file}: ${error instanceof Error ? error.message : String(error)}`, file });
    return { notifications };
  }
}
