/**
 * What a project calls the people in care. In most code a client is a program; where the project declares a `Client` with a birth date, or
 * with contact data and no patients beside it, clients are people, and each name that says client speaks of them.
 */
import type { Knowledge, RecordWords } from '../knowledge/knowledge.js';
import { withRecord } from '../knowledge/extend.js';
import { indexKnowledge } from '../knowledge/indexes.js';
import type { Program, Unit } from '../link/program.js';
import { createEngine } from './create.js';
import type { Engine } from './engine.js';
import type { Model } from './models.js';
import type { Declared } from './survey.js';

export function withPeople(program: Program, knowledge: Knowledge): Knowledge {
  const mentioned = new Set(program.units.flatMap((unit) => [...wordsMentioned(knowledge, unit)]));
  if (mentioned.size === 0) return knowledge;
  const engine = createEngine(program, knowledge);
  const { declared } = engine.survey();
  const hasPatients = declared.some(({ name }) => /^patients?$/i.test(name));
  const found = new Set<string>();
  for (const entry of declared) {
    const word = declaringNames(knowledge).get(entry.name);
    if (word === undefined || found.has(word)) continue;
    const { holds, elements } = engine.models.judge(modelOf(engine, entry));
    if (holds === 'patient' || (!hasPatients && elements.some((element) => contact.has(element)))) found.add(word);
  }
  return [...found].sort().reduce(learned, knowledge);
}

/** Names under which such a model is declared, and the word that each is; `client` alone is a program's in most code. */
function declaringNames(knowledge: Knowledge): ReadonlyMap<string, string> {
  const known = declaring.get(knowledge);
  if (known) return known;
  const names = new Map<string, string>();
  for (const word of indexKnowledge(knowledge).code.types.people.names) {
    const title = word[0]!.toUpperCase() + word.slice(1);
    for (const name of [title, `${title}s`, `${word}s`, `I${title}`, `${word}Schema`, `${title}Schema`, `${title}Model`, `${title}Entity`]) names.set(name, word);
  }
  declaring.set(knowledge, names);
  return names;
}

const declaring = new WeakMap<Knowledge, ReadonlyMap<string, string>>();

/** What a file may declare; most declare nothing of the kind, and are not asked further. */
function* wordsMentioned(knowledge: Knowledge, { facts }: Unit): Generator<string> {
  const names = declaringNames(knowledge);
  for (const { name } of [...facts.shapes, ...facts.classes]) {
    const word = names.get(name);
    if (word !== undefined) yield word;
  }
  for (const node of facts.nodes) {
    const name = node.op === 'const' ? node.value : node.op === 'bind' ? node.name : undefined;
    const word = typeof name === 'string' ? names.get(name) : undefined;
    if (word !== undefined) yield word;
  }
}

const contact = new Set(['email', 'phone', 'address']);

function modelOf(engine: Engine, entry: Declared): Model {
  const { unit } = entry;
  if (entry.kind === 'shape') return engine.models.ofDeclaration({ kind: 'shape', unit, shape: unit.facts.shapes[entry.index]! });
  return entry.kind === 'class' ? engine.models.ofDeclaration({ kind: 'class', unit, cls: entry.index }) : engine.models.ofSchema(unit, entry.schema.object, entry.name);
}

/** The same knowledge with the same word is the same: an editor asks for it with each key. */
const learnedWith = new WeakMap<Knowledge, Map<string, Knowledge>>();

function learned(knowledge: Knowledge, word: string): Knowledge {
  let known = learnedWith.get(knowledge);
  if (!known) learnedWith.set(knowledge, (known = new Map()));
  let more = known.get(word);
  if (!more) {
    const record: RecordWords = { id: 'person-in-care', kind: 'patient', label: word, names: [word] };
    known.set(word, (more = withRecord(knowledge, record)));
  }
  return more;
}
