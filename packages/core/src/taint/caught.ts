/** Members of an error that was caught: what it was made from, and the request behind that of an HTTP client. */
import type { CaughtNode, FileFacts, NodeId, Span } from '../facts/facts.js';
import type { Unit } from '../link/program.js';
import type { Engine } from './engine.js';
import { failuresOf } from './endpoints.js';
import { literalText } from './literals.js';
import { fromVerdict } from './names.js';
import { nothing, objectOf, step, type Atom, type Value } from './value.js';

export function memberOfError(engine: Engine, atom: Extract<Atom, { kind: 'error' }>, name: string, unit: Unit, at: Span): Value {
  const { errorRequests, errorCodes, errorTexts } = engine.code.members;
  if (errorRequests.has(name)) return requestBehind(engine, atom, name, unit, at);
  if (errorCodes.has(name)) return nothing;
  if (errorTexts.has(name)) return [{ ...atom, trail: step(unit, at, `${name} of the error is read`, atom.trail) }];
  return fromVerdict(engine, engine.names.classifyName(name), name, unit, at).filter((part) => part.kind === 'data');
}

/** An HTTP client's error carries the request that failed: `error.config.data` and `error.response.config.data` are what was sent. */
function requestBehind(engine: Engine, atom: Extract<Atom, { kind: 'error' }>, name: string, unit: Unit, at: Span): Value {
  const trail = step(unit, at, 'the failed request is read from the error', atom.trail);
  const answered = name === 'response' ? answerOf(engine, atom, unit, at) : nothing;
  for (let id = atom.from; id < atom.to; id += 1) {
    const node = atom.unit.facts.nodes[id];
    if (node?.op !== 'call' || node.args.length < 2) continue;
    const sent = node.args.slice(1).flatMap((argument) => engine.valueOf(atom.unit, argument));
    const answer = engine.valueOf(atom.unit, id).find((found) => found.kind === 'source' || found.kind === 'api');
    if (!answer || sent.length === 0) continue;
    const config = objectOf(new Map([['data', sent]]), nothing);
    return name === 'response' ? objectOf(new Map([['data', [{ ...atom, trail }, ...answered]], ['config', config]]), nothing) : config;
  }
  return answered.length > 0 ? objectOf(new Map([['data', [{ ...atom, trail }, ...answered]]]), nothing) : [{ ...atom, trail }];
}

/** What an endpoint of the project puts into the text of its errors comes back to the client that asked it. */
function answerOf(engine: Engine, atom: Extract<Atom, { kind: 'error' }>, unit: Unit, at: Span): Value {
  for (let id = atom.from; id < atom.to; id += 1) {
    const node = atom.unit.facts.nodes[id];
    const url = node?.op === 'call' && node.args[0] !== undefined ? literalText(engine, atom.unit, node.args[0]) : undefined;
    if (url?.includes('/') !== true || !engine.valueOf(atom.unit, id).some((found) => found.kind === 'source' || found.kind === 'api' || found.kind === 'shape')) continue;
    const evidence = { kind: 'response' as const, why: `the errors of ${url} tell it` };
    return failuresOf(engine, url).flatMap((found) => (found.kind === 'data' ? [{ ...found, confidence: 'medium' as const, inError: true as const, evidence, trail: step(unit, at, `the answer of ${url} is read`, found.trail) }] : []));
  }
  return nothing;
}

const handlersByUnit = new WeakMap<FileFacts['nodes'], readonly (readonly [id: NodeId, node: CaughtNode])[]>();

/** The error that is being handled where a call stands; nothing outside the clauses that catch one. */
export function handledError(unit: Unit, call: NodeId): Value {
  let handlers = handlersByUnit.get(unit.facts.nodes);
  if (!handlers) {
    handlers = unit.facts.nodes.flatMap((node, id) => (node.op === 'caught' && node.until !== undefined ? [[id, node] as const] : []));
    handlersByUnit.set(unit.facts.nodes, handlers);
  }
  const innermost = handlers.findLast(([id, node]) => id < call && call < node.until!);
  if (!innermost) return nothing;
  const [, node] = innermost;
  return [{ kind: 'error', unit, from: node.from, to: node.to, trail: step(unit, node.at, 'an error is caught') }];
}
