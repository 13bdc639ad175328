/** Whom a letter or a text message goes to: `to` is an address where what stands beside it, or the code around it, says that something is sent. */
import type { NodeId } from '../facts/facts.js';
import type { ElementWords } from '../knowledge/knowledge.js';
import type { Unit } from '../link/program.js';
import { nodeAt, type Engine } from './engine.js';
import { terminalName } from './literals.js';
import { functionAt } from './surroundings.js';
import { usesOf } from './uses.js';

/** The element that a recipient is, for a member of an object or a model with these others. */
export function recipientAmong(engine: Engine, name: string, others: Iterable<string>, around: string): ElementWords | undefined {
  const { recipients, letters } = engine.code.members;
  if (!recipients.has(name.toLowerCase())) return undefined;
  const kind = sentBy(engine, around) ?? ([...others].some((other) => other !== name && letters.has(other.toLowerCase())) ? 'email' : undefined);
  return kind && engine.knowledge.words.elements.find((element) => element.id === kind);
}

/** The same for what is read from an object, or is a parameter of a function. */
export function recipientWritten(engine: Engine, unit: Unit, id: NodeId): ElementWords | undefined {
  const name = terminalName(unit, id);
  if (!engine.code.members.recipients.has(name.toLowerCase())) return undefined;
  const node = nodeAt(unit, id);
  const inner = node.op === 'bind' ? nodeAt(unit, node.of) : node;
  const others = inner.op === 'prop' ? (usesOf(unit).get(inner.of) ?? []).map((use) => use.name) : inner.op === 'param' ? unit.facts.functions[inner.fn]!.params.map((param) => param.name) : [];
  return recipientAmong(engine, name, others, namesAround(unit, node.at[0]));
}

function sentBy(engine: Engine, around: string): 'email' | 'phone' | undefined {
  const words = engine.names.splitName(around);
  const { mailers, texters } = engine.code.members;
  if (words.some((word) => mailers.has(word))) return 'email';
  return words.some((word) => texters.has(word)) ? 'phone' : undefined;
}

/** The functions and the class around a place. */
function namesAround(unit: Unit, offset: number): string {
  const names: string[] = [];
  for (let fn = functionAt(unit, offset); fn > 0; fn = unit.facts.functions[fn]!.parent) {
    const { name, cls } = unit.facts.functions[fn]!;
    names.push(name, unit.facts.classes[cls]?.name ?? '');
  }
  return names.filter(Boolean).join('_');
}
