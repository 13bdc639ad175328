import type { NodeId, Span } from '../../facts/facts.js';
import {
  bindNode,
  constNode,
  distinctOf,
  type Changes,
  type Frame,
  freeNode,
  type Graph,
  openPhi,
  type OpenFunction,
  phiOf,
  type TriedWrites,
} from './graph.js';
import type { Loop, Scope, Variable } from './variables.js';

/*
 * The values of variables along the control flow. `Variable.value` is the value at the point being lowered; `changed`/`before` of the
 * lowering is a log of all changes, so that a branch costs what it writes: it is lowered, its changes are taken out of the log, and
 * the branches that can arrive are merged.
 */

const NOWHERE: Span = [0, 0];
const NOTHING: ReadonlyMap<Variable, NodeId> = new Map();

export function read(l: Graph, variable: Variable, at: Span): NodeId {
  if (variable.shared) return ofAllWrites(l, variable, at);
  if (variable.depth === l.fn.depth) return variable.value >= 0 ? variable.value : unset(l, variable, at);
  // From here on a closure reads. Where no write can come any more, it sees what the variable holds now.
  const last = variable.done === variable.expected && !variable.looped && l.fn.hoistedFrom < variable.depth;
  if (last) return variable.value >= 0 ? variable.value : unset(l, variable, at);
  if (variable.expected <= 1 && variable.first >= 0) return variable.first;
  return ofAllWrites(l, variable, at);
}

/** A write that stands in the text (what `scopes.ts` counted). */
export function write(l: Graph, variable: Variable, value: NodeId): void {
  variable.done++;
  if (variable.first < 0) variable.first = value;
  else (variable.all ??= [variable.first]).push(value);
  if (!variable.shared && variable.depth === l.fn.depth) change(l, variable, value);
}

function change(l: Graph, variable: Variable, value: NodeId): void {
  l.changed.push(variable);
  l.before.push(variable.value);
  variable.value = value;
  if (l.tried !== null) {
    l.tried.variables.push(variable);
    l.tried.values.push(value);
  }
}

function unset(l: Graph, variable: Variable, at: Span): NodeId {
  if (variable.origin === 'implicit') return freeNode(l, at, variable.name);
  if (variable.unset < 0) variable.unset = bindNode(l, at, variable.name, constNode(l, at, null), variable.type);
  return variable.unset;
}

/** The one node that stands for the variable wherever its order of writes is not known; its values are filled in at the end. */
function ofAllWrites(l: Graph, variable: Variable, at: Span): NodeId {
  if (variable.phi < 0) {
    const values: NodeId[] = [];
    variable.phiValues = values;
    variable.phi = openPhi(l, at, values);
    l.merged.push(variable);
  }
  return variable.phi;
}

export function fillMerged(l: Graph): void {
  for (const variable of l.merged) {
    const values = variable.phiValues;
    if (values === null) continue;
    const writes = variable.all ?? (variable.first >= 0 ? [variable.first] : []);
    for (const value of distinctOf(writes)) if (value !== variable.phi) values.push(value);
    if (variable.origin === 'implicit' || values.length === 0) {
      const { at } = l.nodes[variable.phi] ?? { at: NOWHERE };
      values.push(unset(l, variable, at));
    }
  }
}

export function mark(l: Graph): number {
  return l.changed.length;
}

/** What has changed since the mark, as it is now. Leaves the variables as they are. */
function changesSince(l: Graph, from: number): Changes {
  if (l.dead) return null;
  if (l.changed.length === from) return NOTHING;
  const changes = new Map<Variable, NodeId>();
  for (let at = from; at < l.changed.length; at++) {
    const variable = l.changed[at] as Variable;
    changes.set(variable, variable.value);
  }
  return changes;
}

/** Puts every variable back to what it was at the mark. */
export function undo(l: Graph, from: number): void {
  for (let at = l.changed.length - 1; at >= from; at--) (l.changed[at] as Variable).value = l.before[at] as NodeId;
  l.changed.length = from;
  l.before.length = from;
}

/** The changes since the mark, taken back. `dead` is what it was before the branch. */
export function takeBranch(l: Graph, from: number, dead: boolean): Changes {
  const changes = changesSince(l, from);
  undo(l, from);
  l.dead = dead;
  return changes;
}

/**
 * The same for one branch of a chain of choices that began at `first`, whose conditions may have written something too: its changes
 * count from there, and only its own are taken back.
 */
export function takeLink(l: Graph, first: number, from: number, dead: boolean): Changes {
  const changes = changesSince(l, first);
  undo(l, from);
  l.dead = dead;
  return changes;
}

/** Goes on where the branches meet: those that arrive give each changed variable its possible values. */
export function merge(l: Graph, branches: readonly Changes[], at: Span): void {
  const live = branches.filter((branch) => branch !== null);
  l.dead = live.length === 0;
  const [only] = live;
  if (only === undefined) return;
  if (live.length === 1) {
    for (const [variable, value] of only) change(l, variable, value);
    return;
  }
  const variables = new Set<Variable>();
  for (const branch of live) for (const variable of branch.keys()) variables.add(variable);
  for (const variable of variables) {
    const values: NodeId[] = [];
    for (const branch of live) {
      const value = branch.get(variable) ?? variable.value;
      // Not set on this way: it was declared inside a branch, or nothing has been written yet.
      if (value >= 0) values.push(value);
    }
    if (values.length > 0) change(l, variable, phiOf(l, at, values));
  }
}

/** Lowers something that may or may not run, such as the right side of `a && b`. */
export function maybe<Result>(l: Graph, at: Span, run: () => Result): Result {
  const from = mark(l);
  const { dead } = l;
  const result = run();
  if (l.changed.length > from || l.dead !== dead) merge(l, [takeBranch(l, from, dead), dead ? null : NOTHING], at);
  return result;
}

/** The state of a branch in which nothing was written. */
export function unchanged(l: Graph): Changes {
  return l.dead ? null : NOTHING;
}

export function enterFrame(l: Graph, kind: Frame['kind'], labels: readonly string[]): Frame {
  const frame: Frame = { labels, kind, mark: mark(l), breaks: [], continues: [] };
  l.frames.push(frame);
  return frame;
}

export function leaveFrame(l: Graph): void {
  l.frames.pop();
}

export function jump(l: Graph, kind: 'break' | 'continue', label: string | null): void {
  const frame = label === null ? innermost(l, kind) : labelled(l, kind, label);
  if (frame !== undefined) (kind === 'break' ? frame.breaks : frame.continues).push(changesSince(l, frame.mark));
  l.dead = true;
}

function innermost(l: Graph, kind: 'break' | 'continue'): Frame | undefined {
  return l.frames.findLast((frame) => frame.kind === 'loop' || (kind === 'break' && frame.kind === 'switch'));
}

/** `continue label` goes to the loop that the label stands in front of, whose frame is the next one inside. */
function labelled(l: Graph, kind: 'break' | 'continue', label: string): Frame | undefined {
  const at = l.frames.findLastIndex((frame) => frame.labels.includes(label));
  return at < 0 ? undefined : l.frames[kind === 'break' ? at : at + 1];
}

/** At a loop head each variable that the body writes is what it was before, or what the body left in it. */
export interface LoopHead {
  readonly variables: readonly Variable[];
  readonly phis: readonly NodeId[];
  /** The values of the phis, still open. */
  readonly values: readonly NodeId[][];
}

export function enterLoop(l: Graph, loop: Loop | undefined, at: Span): LoopHead {
  const variables: Variable[] = [];
  const phis: NodeId[] = [];
  const values: NodeId[][] = [];
  for (const variable of loop?.variables ?? []) {
    if (variable.shared) continue;
    const of = variable.value >= 0 ? [variable.value] : [];
    const phi = openPhi(l, at, of);
    variables.push(variable);
    phis.push(phi);
    values.push(of);
    change(l, variable, phi);
  }
  return { variables, phis, values };
}

/** The end of a round: what the variables hold now goes into the head. */
export function closeLoop(l: Graph, head: LoopHead, at: Span): void {
  head.variables.forEach((variable, index) => {
    const of = head.values[index] as NodeId[];
    const { value } = variable;
    if (!l.dead && value >= 0 && value !== head.phis[index] && !of.includes(value)) of.push(value);
    // Nothing was in it before, and no round comes to its end.
    if (of.length === 0) of.push(constNode(l, at, null));
  });
}

export interface Writes {
  readonly variables: readonly Variable[];
  readonly values: readonly NodeId[];
}

export function tryBlock(l: Graph, run: () => void): Writes {
  const outer = l.tried;
  const tried: TriedWrites = { variables: [], values: [] };
  l.tried = tried;
  run();
  l.tried = outer;
  return tried;
}

/** A catch or finally block may start after any write of the guarded block. This is no write itself, that a further catch would see. */
export function assumeAnyWrite(l: Graph, tried: Writes, at: Span): void {
  const possible = new Map<Variable, NodeId[]>();
  tried.variables.forEach((variable, index) => {
    let values = possible.get(variable);
    if (values === undefined) {
      values = variable.value >= 0 ? [variable.value] : [];
      possible.set(variable, values);
    }
    values.push(tried.values[index] as NodeId);
  });
  const around = l.tried;
  l.tried = null;
  for (const [variable, values] of possible) change(l, variable, phiOf(l, at, values));
  l.tried = around;
}

/** An error that leaves the clauses of a guarded block goes to the next catch, which may see any of their writes. */
export function passOn(from: Writes, to: TriedWrites): void {
  for (const variable of from.variables) to.variables.push(variable);
  for (const value of from.values) to.values.push(value);
}

/** Lowers the inside of a function, and comes back to where we were. */
export function insideFrame(l: Graph, opened: OpenFunction, scope: Scope, thisClass: number, inside: () => void): void {
  const { fn, scope: outerScope, dead, frames, tried, thisClass: outerClass } = l;
  const from = mark(l);
  l.fn = opened;
  l.scope = scope;
  l.dead = false;
  l.frames = [];
  l.tried = null;
  l.thisClass = thisClass;
  inside();
  undo(l, from);
  l.fn = fn;
  l.scope = outerScope;
  l.dead = dead;
  l.frames = frames;
  l.tried = tried;
  l.thisClass = outerClass;
}

export interface LoopParts {
  readonly before: () => unknown;
  readonly body: () => void;
  readonly after: () => unknown;
  /** Only `break` leaves it. */
  readonly endless: boolean;
}

/** A loop that asks before it runs its body: for, while, for each. */
export function runLoop(l: Graph, loop: Loop | undefined, at: Span, { before, body, after, endless }: LoopParts): void {
  const { dead } = l;
  const head = enterLoop(l, loop, at);
  before();
  const frame = enterFrame(l, 'loop', []);
  body();
  leaveFrame(l);
  goAround(l, frame, at, dead);
  after();
  closeLoop(l, head, at);
  takeBranch(l, frame.mark, dead);
  merge(l, [endless ? null : unchanged(l), ...frame.breaks], at);
}

/** The condition comes last, so the loop is left with what the body did. */
export function runLoopOnce(l: Graph, loop: Loop | undefined, at: Span, { body, after, endless }: Pick<LoopParts, 'body' | 'after' | 'endless'>): void {
  const { dead } = l;
  const head = enterLoop(l, loop, at);
  const frame = enterFrame(l, 'loop', []);
  body();
  leaveFrame(l);
  goAround(l, frame, at, dead);
  after();
  closeLoop(l, head, at);
  const end = takeBranch(l, frame.mark, dead);
  merge(l, [endless ? null : end, ...frame.breaks], at);
}

/** The end of the body and every `continue` come together. */
function goAround(l: Graph, frame: Frame, at: Span, dead: boolean): void {
  if (frame.continues.length > 0) merge(l, [takeBranch(l, frame.mark, dead), ...frame.continues], at);
}

/** How a guarded block and its handlers end: what each of them wrote, and the block that runs in any case. */
export function endTry(l: Graph, ends: readonly Changes[], written: readonly Writes[], start: number, dead: boolean, at: Span, cleaning: (() => void) | undefined): void {
  // An error that leaves here goes to the next catch, which may see any of these.
  if (l.tried !== null) for (const writes of written) passOn(writes, l.tried);
  if (cleaning === undefined) {
    merge(l, ends, at);
    return;
  }
  // The block sees all that may have happened; what follows it only what happens without an error.
  for (const writes of written) assumeAnyWrite(l, writes, at);
  const own = mark(l);
  cleaning();
  const cleanup = takeBranch(l, own, dead);
  undo(l, start);
  merge(l, ends, at);
  if (l.dead) return;
  merge(l, [cleanup], at);
}
