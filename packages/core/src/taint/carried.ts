/**
 * Values of which only a name that carries anything is known: `data`, `response`, `values`. The label that they are written under, the call
 * that they come from and the code around them say what they are.
 */
import type { FileFacts, NodeId, Span } from '../facts/facts.js';
import type { Unit } from '../link/program.js';
import { callAt, nodeAt, type Engine } from './engine.js';
import { expressionText, literalText, terminalName, underlying } from './literals.js';
import { recipientWritten } from './letters.js';
import { recipientData, recordElement } from './names.js';
import type { Written } from './sinks.js';
import { byUrl, fromName, judgeSource, judgeSurroundings, type SourceJudgement } from './sources.js';
import { argumentOf } from './substitute.js';
import { transferOfCall } from './transfers.js';
import { holdersOf } from './uses.js';
import { step, type Atom, type DataAtom, type ParamAtom, type Value } from './value.js';

export function dataByPlace(engine: Engine, unit: Unit, written: readonly Written[], entry: Written): DataAtom | undefined {
  const before = written[written.indexOf(entry) - 1];
  for (const { node, label } of piecesOf(engine, unit, entry.node, before?.node)) {
    const found = ofPiece(engine, unit, node, label, entry.at);
    if (found) return found;
  }
  return recipientIn(engine, unit, entry.node);
}

/** `Email sent to ${to}` */
function recipientIn(engine: Engine, unit: Unit, id: NodeId, depth = 0): DataAtom | undefined {
  const node = nodeAt(unit, id);
  const parts = depth > maxDepth ? [] : node.op === 'text' ? node.parts : node.op === 'object' ? node.entries.map((entry) => entry.value) : [];
  if (parts.length > 0) return parts.map((part) => recipientIn(engine, unit, part, depth + 1)).find((found) => found !== undefined);
  const word = recipientWritten(engine, unit, id);
  if (!word || !isOpen(engine, engine.valueOf(unit, id))) return undefined;
  const name = terminalName(unit, id);
  return recipientData(word, name, 'something is sent to it', step(unit, node.at, `${name} holds ${word.label}`));
}

interface Piece {
  readonly node: NodeId;
  /** What is written right before it. */
  readonly label: NodeId | undefined;
}

/** The values that a written value is put together from: parts of a text, values of an object, what JSON.stringify is given. */
function piecesOf(engine: Engine, unit: Unit, id: NodeId, label: NodeId | undefined, depth = 0): Piece[] {
  const node = nodeAt(unit, id);
  if (depth > maxDepth) return [];
  // What stands in a text as it is, is a text itself; only what was made one can be a whole object.
  if (node.op === 'text') return node.parts.flatMap((part, index) => (nodeAt(unit, part).op === 'call' ? piecesOf(engine, unit, part, node.parts[index - 1] ?? label, depth + 1) : []));
  if (node.op === 'object') return node.entries.flatMap((entry) => piecesOf(engine, unit, entry.value, label, depth + 1));
  if (node.op === 'call' && nodeAt(unit, node.callee).op === 'prop' && node.args[0] !== undefined) {
    const gives = transferOfCall(engine, unit, node)?.gives;
    if (gives?.includes('args') || gives?.includes('first-arg')) return piecesOf(engine, unit, node.args[0], label, depth + 1);
  }
  return [{ node: id, label }];
}

const maxDepth = 3;

function ofPiece(engine: Engine, unit: Unit, node: NodeId, label: NodeId | undefined, at: Span): DataAtom | undefined {
  const name = terminalName(unit, node);
  if (!carriesAnything(engine, name) || !isOpen(engine, engine.valueOf(unit, node))) return undefined;
  const isContent = engine.code.members.contents.has(name);
  if (nodeAt(unit, node).op === 'prop' && !isContent) return undefined;
  const called = byLabel(engine, unit, label);
  // That a thing is named before it, “API: saving”, says less than where it comes from or goes to.
  const told = called?.holds === 'nothing' ? undefined : called;
  const judged = told ?? byOrigin(engine, unit, node) ?? byDestination(engine, unit, node) ?? called ?? (isContent ? judgeSurroundings(engine, unit, at[0]) : undefined);
  if (judged?.holds !== 'patient') return undefined;
  const { record } = judged;
  return {
    kind: 'data',
    element: recordElement(record?.kind ?? 'clinical'),
    whole: true,
    ...(record ? { record } : {}),
    subject: 'patient',
    confidence: 'medium',
    evidence: { kind: 'use', why: `${name} is written, and ${judged.why}` },
    trail: step(unit, nodeAt(unit, node).at, `${name} holds ${record?.label ?? 'clinical content'}`),
  };
}

/** Nothing but a name is known of it, and no caller is seen to hand over anything that is known. */
function isOpen(engine: Engine, value: Value): boolean {
  return value.some((atom) => atom.kind !== 'origin' && atom.kind !== 'api') && value.every((atom) => isOpenAtom(engine, atom));
}

function isOpenAtom(engine: Engine, atom: Atom): boolean {
  switch (atom.kind) {
    case 'unknown':
    case 'origin':
      return true;
    case 'api':
      // Only its name says that it is one.
      return !atom.made && !atom.model && atom.trail === undefined;
    case 'param':
      return isOpenParam(engine, atom);
    case 'source':
      return judgeSource(engine, atom).holds === 'unknown';
    case 'list':
      return isOpen(engine, atom.element);
    case 'object':
      // A few members written to it say nothing of the others.
      return isOpen(engine, atom.base);
    default:
      return false;
  }
}

function isOpenParam(engine: Engine, atom: ParamAtom): boolean {
  return engine.callersOf(atom.unit, atom.fn).every((caller) => {
    const handed = argumentOf(engine, caller.unit, caller.call, atom, atom.index);
    return handed.some((part) => part.kind === 'unknown' || part.kind === 'param');
  });
}

function carriesAnything(engine: Engine, name: string): boolean {
  const owner = { plural: false, subject: 'patient' as const };
  return name !== '' && engine.names.classifyMember(owner, name) === owner;
}

/** `console.log('Patient record:', data)` */
function byLabel(engine: Engine, unit: Unit, before: NodeId | undefined): SourceJudgement | undefined {
  const label = before === undefined ? undefined : underlying(unit, before);
  if (label?.op !== 'const' || typeof label.value !== 'string') return undefined;
  const words = label.value.replace(/\W+/g, '_');
  if (engine.names.classifyName(words).harmless !== undefined) return undefined;
  const verdict = engine.names.topicOf(words);
  return fromName(verdict, `it stands behind “${label.value.trim().slice(0, 40)}”`, 'medium');
}

/** `const response = await patientService.load(id)`, `patientService.load(id).then((response) => …)`: what hands it over says what it is. */
function byOrigin(engine: Engine, unit: Unit, id: NodeId): SourceJudgement | undefined {
  for (const name of originNames(unit, id)) {
    const judged = fromName(engine.names.topicOf(name), `it comes from ${name}`, 'medium');
    if (judged) return judged;
  }
  return undefined;
}

/** The names in the expression of the call that a value comes from, last first. */
function originNames(unit: Unit, id: NodeId, depth = 0): string[] {
  if (depth > maxOrigin) return [];
  const node = underlying(unit, id);
  switch (node.op) {
    case 'prop':
    case 'element':
    case 'index':
      return originNames(unit, node.of, depth + 1);
    case 'param': {
      const handed = unit.facts.functions[node.fn]?.passedTo;
      const callee = handed && nodeAt(unit, callAt(unit, handed.call).callee);
      return callee?.op === 'prop' ? originNames(unit, callee.of, depth + 1) : [];
    }
    case 'call': {
      // spinner.forPromise(patientService.load(id))
      const inner = node.args.filter((argument) => underlying(unit, argument).op === 'call').flatMap((argument) => originNames(unit, argument, depth + 1));
      return [...expressionText(unit, node.callee).split(/\W+/).reverse(), ...inner];
    }
    default:
      return [];
  }
}

const maxOrigin = 6;

/** `api.post('/patients', data)`: where it is sent to says what it is. */
function byDestination(engine: Engine, unit: Unit, id: NodeId): SourceJudgement | undefined {
  const sent = sentIn(unit);
  for (const holder of holdersOf(unit, id))
    for (const call of sent.get(holder) ?? []) {
      const [first] = callAt(unit, call).args;
      const url = first === undefined ? undefined : literalText(engine, unit, first);
      const judged = url?.includes('/') ? byUrl(engine, url, 'medium') : undefined;
      if (judged) return { ...judged, why: judged.why.replace('it comes from', 'it is sent to') };
    }
  return undefined;
}

const sentByUnit = new WeakMap<FileFacts['nodes'], ReadonlyMap<NodeId, readonly NodeId[]>>();
const bodies = new Set(['body', 'data', 'json', 'payload']);

/** The calls that a value is handed to behind something else: as an argument, or in one as the body of a request. */
function sentIn(unit: Unit): ReadonlyMap<NodeId, readonly NodeId[]> {
  const known = sentByUnit.get(unit.facts.nodes);
  if (known) return known;
  const found = new Map<NodeId, NodeId[]>();
  const put = (value: NodeId, call: NodeId): void => {
    const list = found.get(value);
    if (list) list.push(call);
    else found.set(value, [call]);
  };
  unit.facts.nodes.forEach((node, call) => {
    if (node.op !== 'call' || node.args.length < 2) return;
    for (const argument of node.args.slice(1)) {
      put(argument, call);
      const options = nodeAt(unit, argument);
      if (options.op !== 'object') continue;
      for (const { key, value } of options.entries) {
        if (key === null || !bodies.has(key)) continue;
        put(value, call);
        // JSON.stringify(data)
        const text = nodeAt(unit, value);
        if (text.op === 'call' && text.args[0] !== undefined) put(text.args[0], call);
      }
    }
  });
  sentByUnit.set(unit.facts.nodes, found);
  return found;
}
