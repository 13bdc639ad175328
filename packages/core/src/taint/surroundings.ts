/** Whose data a piece of code works on, by the names around it: the functions, the class, the file, its folder. */
import type { Unit } from '../link/program.js';
import type { Engine } from './engine.js';

export type Surrounding = 'patient' | 'staff';

export function surroundingSubject(engine: Engine, unit: Unit, offset: number): Surrounding | undefined {
  let fn = functionAt(unit, offset);
  while (fn > 0) {
    const facts = unit.facts.functions[fn]!;
    const said = subjectIn(engine, facts.name) ?? (facts.cls < 0 ? undefined : subjectIn(engine, unit.facts.classes[facts.cls]?.name ?? ''));
    if (said) return said;
    fn = facts.parent;
  }
  for (const part of unit.path.split('/').slice(-2).reverse()) {
    const said = subjectIn(engine, part.replace(/\.\w+$/, ''));
    if (said) return said;
  }
  return undefined;
}

/** The innermost function around an offset. */
export function functionAt(unit: Unit, offset: number): number {
  let best = 0;
  let length = Number.POSITIVE_INFINITY;
  unit.facts.functions.forEach((fn, index) => {
    if (index === 0 || fn.at[0] > offset || offset >= fn.at[1] || fn.at[1] - fn.at[0] > length) return;
    best = index;
    length = fn.at[1] - fn.at[0];
  });
  return best;
}

/** `AuthProvider`, `SessionManager`: what such a part of the program is about stands before its last word. `selectProvider` is about a provider. */
export function wordsOfCode(engine: Engine, name: string): string[] {
  const words = engine.names.splitName(name);
  const last = words.at(-1);
  if (last === undefined || words.length < 2 || !engine.code.types.agents.has(last)) return words;
  const { giving, doing } = engine.code.verbs.workOf(words);
  return giving || doing ? words : words.slice(0, -1);
}

/** A name of code is a sentence: any of its words may say whose data it handles. Where both are named, it is no help. */
function subjectIn(engine: Engine, name: string): Surrounding | undefined {
  let staff = false;
  const words = wordsOfCode(engine, name);
  for (const word of words) {
    const verdict = engine.names.classifyName(word);
    if (verdict.subject === 'patient' || verdict.record?.kind === 'patient') return 'patient';
    if (verdict.subject === 'staff') staff = true;
  }
  // `verify-pharmacy-user`: none of the words says so alone.
  return staff || engine.names.topicOf(words.join('_')).subject === 'staff' ? 'staff' : undefined;
}
