import * as core from '@phi-scan/core';
import type { Knowledge, Notification, ScanOptions, ScanResult } from '@phi-scan/core';

/** What the command line needs of the engine; tests give a small one of their own. */
export interface Engine {
  scan(options: ScanOptions): Promise<ScanResult>;
  loadKnowledge(): Knowledge;
  /** Takes the literal values of patients out of a text. */
  createMasker(): (text: string) => string;
  readSourceFile(root: string, file: string, options?: { readonly named?: boolean }): SourceText;
  decodeSource(bytes: Uint8Array, file: string, options?: { readonly named?: boolean }): SourceText;
  /** The word that was probably meant. */
  nearestWord(word: string, words: readonly string[]): string | undefined;
}

/** Text, or a notification that says why there is none; both when a part of the text was not valid. */
interface SourceText {
  readonly text?: string | undefined;
  readonly notification?: Notification | undefined;
}

export const coreEngine: Engine = {
  ...(core as unknown as Omit<Engine, 'createMasker'>),
  createMasker() {
    const values = core.compileValues(core.loadKnowledge().values);
    return (text) => values.mask(text);
  },
};
