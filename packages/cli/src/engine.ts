import type { Knowledge, ScanOptions, ScanResult } from '@phi-scan/core';

/** What the command line needs of the engine; tests give a small one of their own. */
export interface Engine {
  scan(options: ScanOptions): Promise<ScanResult>;
  loadKnowledge(): Knowledge | Promise<Knowledge>;
  /** Takes the literal values of patients out of a text. */
  createMasker(): ((text: string) => string) | Promise<(text: string) => string>;
  readSourceFile(root: string, file: string, options?: { readonly named?: boolean }): { readonly text?: string | undefined };
  /** The word that was probably meant. */
  nearestWord(word: string, words: readonly string[]): string | undefined;
  decodeSource(bytes: Uint8Array, file: string, options?: { readonly named?: boolean }): DecodedSource;
}

export interface DecodedSource {
  readonly text?: string | undefined;
  readonly notification?: ScanResult['notifications'][number] | undefined;
}

/** Until the engine's index exports all of `Engine`, this is checked when it is called, not when it is built. */
export async function loadEngine(): Promise<Engine> {
  const core: unknown = await import('@phi-scan/core');
  return core as Engine;
}
