/** What every language's lowering builds: the nodes of a file's value graph, and the state that the building needs. */
import type {
  FactNode,
  FactProblem,
  FunctionFacts,
  ImportFacts,
  NodeId,
  ObjectEntry,
  PlainNode,
  Span,
  TypeFacts,
} from '../../facts/facts.js';
import type { Scope, Variable } from './variables.js';

/** A fact while it is still being put together. */
export type Open<T> = { -readonly [Key in keyof T]: T[Key] extends Span ? Span : T[Key] extends readonly (infer Item)[] ? Item[] : T[Key] };

export interface OpenFunction {
  readonly index: number;
  readonly depth: number;
  /** The depth outside the innermost function declaration around this one; -1 for none. What is declared at or above that depth may
   *  have any of its values when the code here runs, because a function declaration can be called before and after every line. */
  readonly hoistedFrom: number;
  readonly facts: Open<FunctionFacts>;
}

/** What `break` and `continue` find on their way out. */
export interface Frame {
  readonly labels: readonly string[];
  readonly kind: 'loop' | 'switch' | 'block';
  readonly mark: number;
  readonly breaks: Changes[];
  readonly continues: Changes[];
}

/** The variables that a branch changed, with their values at its end; null where the end cannot be reached. */
export type Changes = ReadonlyMap<Variable, NodeId> | null;

/** The writes of a guarded block, as they happen. */
export interface TriedWrites {
  readonly variables: Variable[];
  readonly values: NodeId[];
}

/** The part of a lowering that no language owns. Each language adds what it needs while it reads its own syntax. */
export interface Graph {
  readonly nodes: FactNode[];
  readonly variableReads: number[];
  readonly functions: OpenFunction[];
  readonly imports: Open<ImportFacts>[];
  readonly problems: FactProblem[];
  /** Variables with a `phi` over all their writes, filled at the end of the file. */
  readonly merged: Variable[];

  /** Every change of a variable with the value before it, so that a branch can be undone without copying all variables. */
  readonly changed: Variable[];
  readonly before: NodeId[];

  fn: OpenFunction;
  scope: Scope;
  /** The class of `this`; -1 where there is none. */
  thisClass: number;
  /** True where control cannot arrive. */
  dead: boolean;
  frames: Frame[];
  tried: TriedWrites | null;
}

const MOST_PROBLEMS = 20;

/** An empty graph whose module body spans the file. `scope` is the file's own. */
export function startGraph(scope: Scope, end: number, problems: readonly FactProblem[]): Graph {
  const module: OpenFunction = {
    index: 0,
    depth: 0,
    hoistedFrom: -1,
    facts: { name: '', at: [0, end], kind: 'module', parent: -1, cls: -1, params: [], returns: [], throws: [], calls: [] },
  };
  return {
    nodes: [],
    variableReads: [],
    functions: [module],
    imports: [],
    problems: [...problems],
    merged: [],
    changed: [],
    before: [],
    fn: module,
    scope,
    thisClass: -1,
    dead: false,
    frames: [],
    tried: null,
  };
}

export function report(l: Graph, problem: FactProblem): void {
  if (l.problems.length < MOST_PROBLEMS) l.problems.push(problem);
}

function add(l: Graph, node: FactNode): NodeId {
  return l.nodes.push(node) - 1;
}

/** Notes where an operand of a node stands, if it is a plain variable. */
export function noteReadAt(l: Graph, around: NodeId, operand: number, at: Span): void {
  l.variableReads.push(around, operand, at[0], at[1]);
}

export function constNode(l: Graph, at: Span, value: string | number | boolean | null): NodeId {
  return add(l, { op: 'const', at, value });
}

export function textNode(l: Graph, at: Span, parts: readonly NodeId[]): NodeId {
  return add(l, { op: 'text', at, parts });
}

export function paramNode(l: Graph, at: Span, index: number, name: string): NodeId {
  return add(l, { op: 'param', at, fn: l.fn.index, index, name });
}

export function freeNode(l: Graph, at: Span, name: string): NodeId {
  return add(l, { op: 'free', at, name });
}

export function importNode(l: Graph, at: Span, facts: Open<ImportFacts>): NodeId {
  return add(l, { op: 'import', at, import: l.imports.push(facts) - 1 });
}

export function bindNode(l: Graph, at: Span, name: string, of: NodeId, type: TypeFacts | null): NodeId {
  return add(l, type === null ? { op: 'bind', at, name, of } : { op: 'bind', at, name, of, type });
}

export function propNode(l: Graph, at: Span, of: NodeId, name: string, arity?: number): NodeId {
  return add(l, arity === undefined ? { op: 'prop', at, of, name } : { op: 'prop', at, of, name, arity });
}

export function indexNode(l: Graph, at: Span, of: NodeId, key: NodeId): NodeId {
  return add(l, { op: 'index', at, of, key });
}

export function elementNode(l: Graph, at: Span, of: NodeId, index?: number): NodeId {
  return add(l, index === undefined ? { op: 'element', at, of } : { op: 'element', at, of, index });
}

export function restNode(l: Graph, at: Span, of: NodeId, omit: readonly string[]): NodeId {
  return add(l, { op: 'rest', at, of, omit });
}

export function callNode(
  l: Graph,
  at: Span,
  callee: NodeId,
  args: readonly NodeId[],
  spread: readonly number[] | null,
  form: 'new' | 'jsx' | 'tagged' | null,
  names: readonly (string | null)[] | null = null,
): NodeId {
  const fn = l.fn.index;
  let id: NodeId;
  if (names !== null) id = add(l, spread === null ? { op: 'call', at, fn, callee, args, names } : { op: 'call', at, fn, callee, args, spread, names });
  else if (form === null) id = add(l, spread === null ? { op: 'call', at, fn, callee, args } : { op: 'call', at, fn, callee, args, spread });
  else id = add(l, spread === null ? { op: 'call', at, fn, callee, args, form } : { op: 'call', at, fn, callee, args, spread, form });
  l.fn.facts.calls.push(id);
  return id;
}

export function objectNode(l: Graph, at: Span, entries: readonly ObjectEntry[]): NodeId {
  return add(l, { op: 'object', at, entries });
}

export function arrayNode(l: Graph, at: Span, items: readonly NodeId[], spread: readonly number[] | null): NodeId {
  return add(l, spread === null ? { op: 'array', at, items } : { op: 'array', at, items, spread });
}

export function functionNode(l: Graph, at: Span, fn: number): NodeId {
  return add(l, { op: 'fn', at, fn });
}

export function classNode(l: Graph, at: Span, cls: number): NodeId {
  return add(l, { op: 'class', at, cls });
}

/** `name`: what the code calls it; `cls`: the class around this one whose instance is meant. */
export function thisNode(l: Graph, at: Span, name: string | null = null, cls: number = l.thisClass): NodeId {
  return add(l, name === null ? { op: 'this', at, cls } : { op: 'this', at, cls, name });
}

export function updateNode(l: Graph, at: Span, of: NodeId, path: readonly string[], value: NodeId): NodeId {
  return add(l, { op: 'update', at, of, path, value });
}

export function plainNode(l: Graph, at: Span, kind: PlainNode['kind'], of: readonly NodeId[]): NodeId {
  return add(l, { op: 'plain', at, kind, of });
}

/** Where the language has texts of the error that is being handled, `endHandling` says where its clause ends. */
export function caughtNode(l: Graph, at: Span, from: NodeId, to: NodeId): NodeId {
  return add(l, { op: 'caught', at, fn: l.fn.index, from, to });
}

export function endHandling(l: Graph, caught: NodeId): void {
  const node = l.nodes[caught];
  if (node?.op === 'caught') l.nodes[caught] = { ...node, until: l.nodes.length };
}

export function castNode(l: Graph, at: Span, of: NodeId, type: TypeFacts): NodeId {
  return add(l, { op: 'cast', at, of, type });
}

export function awaitNode(l: Graph, at: Span, of: NodeId): NodeId {
  return add(l, { op: 'await', at, of });
}

/** One of several values; the value itself where they are all the same. `ids` must not be empty. */
export function phiOf(l: Graph, at: Span, ids: readonly NodeId[]): NodeId {
  const distinct = distinctOf(ids);
  return distinct.length === 1 ? (distinct[0] as NodeId) : add(l, { op: 'phi', at, of: distinct });
}

export function distinctOf(ids: readonly NodeId[]): NodeId[] {
  if (ids.length === 2) return ids[0] === ids[1] ? [ids[0] as NodeId] : [ids[0] as NodeId, ids[1] as NodeId];
  return [...new Set(ids)];
}

/** A phi whose values come later, into the list that is returned with it. */
export function openPhi(l: Graph, at: Span, of: NodeId[]): NodeId {
  return add(l, { op: 'phi', at, of });
}
