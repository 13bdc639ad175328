import type { Language } from './language.js';
import { prisma } from './prisma/index.js';
import { typescript } from './typescript/index.js';

/** Every language that phi-scan reads. Adding one is one folder and one line here. */
export const languages: readonly Language[] = [typescript, prisma];

export function languageOf(path: string): Language | undefined {
  const dot = path.lastIndexOf('.');
  const extension = dot < 0 ? '' : path.slice(dot).toLowerCase();
  return languages.find((language) => language.extensions.includes(extension));
}
