import ts from './compiler.js';
import type {
  ClassFacts,
  ExportFacts,
  FactNode,
  FactProblem,
  FieldFacts,
  FunctionFacts,
  ImportFacts,
  MethodFacts,
  NodeId,
  ObjectEntry,
  PlainNode,
  ShapeFacts,
  Span,
  TypeFacts,
} from '../../facts/facts.js';
import type { Loop, Scope, Variable } from './scopes.js';

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

export interface OpenClass {
  readonly facts: Open<ClassFacts> & { readonly methods: MethodFacts[] };
  readonly fields: Map<string, Open<FieldFacts>>;
}

export interface OpenExport {
  readonly facts: Open<ExportFacts>;
  /** Exported by name: its value is only known at the end of the module. */
  readonly local: string | null;
  readonly at: Span;
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

/** All that is known while one file is lowered. */
export interface Lowering {
  readonly source: ts.SourceFile;
  readonly text: string;
  readonly scopes: ReadonlyMap<ts.Node, Scope>;
  readonly loops: ReadonlyMap<ts.Node, Loop>;
  readonly nodes: FactNode[];
  readonly variableReads: number[];
  readonly functions: OpenFunction[];
  readonly classes: OpenClass[];
  readonly shapes: ShapeFacts[];
  readonly imports: Open<ImportFacts>[];
  readonly exports: OpenExport[];
  readonly problems: FactProblem[];
  /** Variables with a `phi` over all their writes, filled at the end of the file. */
  readonly merged: Variable[];

  /** Every change of a variable with the value before it, so that a branch can be undone without copying all variables. */
  readonly changed: Variable[];
  readonly before: NodeId[];

  /** Chains of member accesses and calls that are being taken apart; a stack, so that no chain needs its own list. */
  readonly chain: ts.Expression[];

  fn: OpenFunction;
  scope: Scope;
  /** The class of `this`; -1 where there is none. */
  thisClass: number;
  /** The value behind `extends` of that class; -1 where there is none. */
  base: NodeId;
  /** True where control cannot arrive. */
  dead: boolean;
  frames: Frame[];
  tried: TriedWrites | null;
  depth: number;
  /** `Outer.Inner.` inside a namespace. */
  namespace: string;
  /** False inside a namespace, where `export` does not speak for the file. */
  exporting: boolean;
}

const MOST_PROBLEMS = 20;

export function report(l: Lowering, problem: FactProblem): void {
  if (l.problems.length < MOST_PROBLEMS) l.problems.push(problem);
}

const SPACE = 32;
const SLASH = 47;
const HASH = 35;

/** Where a node starts, without the space and comments before it. The first two cases are most nodes, and spare the scanner. */
export function startOf(l: Lowering, node: ts.Node): number {
  const { pos } = node;
  const first = l.text.charCodeAt(pos);
  if (isPlainStart(first)) return pos;
  if (first === SPACE && isPlainStart(l.text.charCodeAt(pos + 1)) && node.end > pos + 1) return pos + 1;
  return node.getStart(l.source);
}

function isPlainStart(code: number): boolean {
  return code > SPACE && code < 127 && code !== SLASH && code !== HASH;
}

export function spanOf(l: Lowering, node: ts.Node): Span {
  return [startOf(l, node), node.end];
}

function add(l: Lowering, node: FactNode): NodeId {
  return l.nodes.push(node) - 1;
}

/** Notes where an operand of a node stands, if it is a plain variable. */
export function noteRead(l: Lowering, around: NodeId, operand: number, expression: ts.Expression): void {
  if (expression.kind === ts.SyntaxKind.Identifier) l.variableReads.push(around, operand, startOf(l, expression), expression.end);
}

export function constNode(l: Lowering, at: Span, value: string | number | boolean | null): NodeId {
  return add(l, { op: 'const', at, value });
}

export function textNode(l: Lowering, at: Span, parts: readonly NodeId[]): NodeId {
  return add(l, { op: 'text', at, parts });
}

export function paramNode(l: Lowering, at: Span, index: number, name: string): NodeId {
  return add(l, { op: 'param', at, fn: l.fn.index, index, name });
}

export function freeNode(l: Lowering, at: Span, name: string): NodeId {
  return add(l, { op: 'free', at, name });
}

export function importNode(l: Lowering, at: Span, facts: Open<ImportFacts>): NodeId {
  return add(l, { op: 'import', at, import: l.imports.push(facts) - 1 });
}

export function bindNode(l: Lowering, at: Span, name: string, of: NodeId, type: TypeFacts | null): NodeId {
  return add(l, type === null ? { op: 'bind', at, name, of } : { op: 'bind', at, name, of, type });
}

export function propNode(l: Lowering, at: Span, of: NodeId, name: string): NodeId {
  return add(l, { op: 'prop', at, of, name });
}

export function indexNode(l: Lowering, at: Span, of: NodeId, key: NodeId): NodeId {
  return add(l, { op: 'index', at, of, key });
}

export function elementNode(l: Lowering, at: Span, of: NodeId, index?: number): NodeId {
  return add(l, index === undefined ? { op: 'element', at, of } : { op: 'element', at, of, index });
}

export function restNode(l: Lowering, at: Span, of: NodeId, omit: readonly string[]): NodeId {
  return add(l, { op: 'rest', at, of, omit });
}

export function callNode(
  l: Lowering,
  at: Span,
  callee: NodeId,
  args: readonly NodeId[],
  spread: readonly number[] | null,
  form: 'new' | 'jsx' | 'tagged' | null,
): NodeId {
  const fn = l.fn.index;
  let id: NodeId;
  if (form === null) id = add(l, spread === null ? { op: 'call', at, fn, callee, args } : { op: 'call', at, fn, callee, args, spread });
  else id = add(l, spread === null ? { op: 'call', at, fn, callee, args, form } : { op: 'call', at, fn, callee, args, spread, form });
  l.fn.facts.calls.push(id);
  return id;
}

export function objectNode(l: Lowering, at: Span, entries: readonly ObjectEntry[]): NodeId {
  return add(l, { op: 'object', at, entries });
}

export function arrayNode(l: Lowering, at: Span, items: readonly NodeId[], spread: readonly number[] | null): NodeId {
  return add(l, spread === null ? { op: 'array', at, items } : { op: 'array', at, items, spread });
}

export function functionNode(l: Lowering, at: Span, fn: number): NodeId {
  return add(l, { op: 'fn', at, fn });
}

export function classNode(l: Lowering, at: Span, cls: number): NodeId {
  return add(l, { op: 'class', at, cls });
}

export function thisNode(l: Lowering, at: Span): NodeId {
  return add(l, { op: 'this', at, cls: l.thisClass });
}

export function updateNode(l: Lowering, at: Span, of: NodeId, path: readonly string[], value: NodeId): NodeId {
  return add(l, { op: 'update', at, of, path, value });
}

export function plainNode(l: Lowering, at: Span, kind: PlainNode['kind'], of: readonly NodeId[]): NodeId {
  return add(l, { op: 'plain', at, kind, of });
}

export function caughtNode(l: Lowering, at: Span, from: NodeId, to: NodeId): NodeId {
  return add(l, { op: 'caught', at, fn: l.fn.index, from, to });
}

export function castNode(l: Lowering, at: Span, of: NodeId, type: TypeFacts): NodeId {
  return add(l, { op: 'cast', at, of, type });
}

export function awaitNode(l: Lowering, at: Span, of: NodeId): NodeId {
  return add(l, { op: 'await', at, of });
}

/** One of several values; the value itself where they are all the same. `ids` must not be empty. */
export function phiOf(l: Lowering, at: Span, ids: readonly NodeId[]): NodeId {
  const distinct = distinctOf(ids);
  return distinct.length === 1 ? (distinct[0] as NodeId) : add(l, { op: 'phi', at, of: distinct });
}

export function distinctOf(ids: readonly NodeId[]): NodeId[] {
  if (ids.length === 2) return ids[0] === ids[1] ? [ids[0] as NodeId] : [ids[0] as NodeId, ids[1] as NodeId];
  return [...new Set(ids)];
}

/** A phi whose values come later, into the list that is returned with it. */
export function openPhi(l: Lowering, at: Span, of: NodeId[]): NodeId {
  return add(l, { op: 'phi', at, of });
}
