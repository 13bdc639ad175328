/** What a project puts into the tokens that it signs: of `jwt.sign({ id, role }, secret)` comes back no more than ids. */
import type { NodeId } from '../facts/facts.js';
import type { Unit } from '../link/program.js';
import { contentOf } from './content.js';
import { callAt, type Engine } from './engine.js';
import { underlying } from './literals.js';

const answers = new WeakMap<Engine, boolean>();

/** All tokens that are seen to be signed hold ids and roles, and there are some. */
export function tokensHoldIds(engine: Engine): boolean {
  let answer = answers.get(engine);
  if (answer === undefined) {
    // Asked for again while it is found out: a token is signed with what was in another.
    answers.set(engine, false);
    answers.set(engine, (answer = findOut(engine)));
  }
  return answer;
}

function findOut(engine: Engine): boolean {
  const signed = engine.code.calls.signing.names.flatMap((name) => engine.survey().callsNamed(name));
  // A digest is signed without a secret beside it.
  const payloads = signed.flatMap(({ unit, call }) => {
    const { args } = callAt(unit, call);
    return args.length > 1 ? [{ unit, payload: args[0]! }] : [];
  });
  return payloads.length > 0 && payloads.every(({ unit, payload }) => holdsIds(engine, unit, payload));
}

function holdsIds(engine: Engine, unit: Unit, payload: NodeId): boolean {
  const node = underlying(unit, payload);
  if (node.op !== 'object' || node.entries.some(({ key }) => key === null)) return false;
  return node.entries.every(({ key, value }) => {
    const { harmless, element, record } = engine.names.classifyName(key!);
    if (harmless !== undefined) return true;
    return !element && !record && contentOf(engine, engine.valueOf(unit, value)).data.length === 0;
  });
}
