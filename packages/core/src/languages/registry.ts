import type { ModuleResolver } from '../link/program.js';
import type { Language } from './language.js';
import { graphql } from './graphql/index.js';
import { java } from './java/index.js';
import { prisma } from './prisma/index.js';
import { python } from './python/index.js';
import { sql } from './sql/index.js';
import { typescript } from './typescript/index.js';

/** Every language that phi-scan reads. Adding one is one folder and one line here. */
export const languages: readonly Language[] = [typescript, java, python, prisma, sql, graphql];

export function languageOf(path: string): Language | undefined {
  const dot = path.lastIndexOf('.');
  const extension = dot < 0 ? '' : path.slice(dot).toLowerCase();
  return languages.find((language) => language.extensions.includes(extension));
}

/** Loads the parsers that these files need. */
export async function loadLanguages(files: readonly string[]): Promise<void> {
  const needed = new Set(files.map(languageOf));
  await Promise.all([...needed].map((language) => language?.load?.()));
}

/** Each import is looked up as the language of the file that holds it does. */
export function moduleResolver(root: string, files: readonly string[]): ModuleResolver {
  const resolvers = new Map<Language, ModuleResolver>();
  return (fromPath, specifier, name) => {
    const language = languageOf(fromPath);
    if (!language?.createResolver) return [];
    let resolver = resolvers.get(language);
    if (!resolver) resolvers.set(language, (resolver = language.createResolver(root, files)));
    return resolver(fromPath, specifier, name);
  };
}
