import ts from './compiler.js';
import type { ExportFacts, NodeId, ShapeFacts, Span } from '../../facts/facts.js';
import type { OpenClass } from '../graph/fields.js';
import { noteReadAt, type Graph, type Open } from '../graph/graph.js';
import type { Loop, Scope } from '../graph/variables.js';

export interface OpenExport {
  readonly facts: Open<ExportFacts>;
  /** Exported by name: its value is only known at the end of the module. */
  readonly local: string | null;
  readonly at: Span;
}

/** All that is known while one file is lowered. */
export interface Lowering extends Graph {
  readonly source: ts.SourceFile;
  readonly text: string;
  readonly scopes: ReadonlyMap<ts.Node, Scope>;
  readonly loops: ReadonlyMap<ts.Node, Loop>;
  readonly classes: OpenClass[];
  readonly shapes: ShapeFacts[];
  readonly exports: OpenExport[];

  /** Chains of member accesses and calls that are being taken apart; a stack, so that no chain needs its own list. */
  readonly chain: ts.Expression[];

  /** The value behind `extends` of the class of `this`; -1 where there is none. */
  base: NodeId;
  depth: number;
  /** `Outer.Inner.` inside a namespace. */
  namespace: string;
  /** False inside a namespace, where `export` does not speak for the file. */
  exporting: boolean;
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

/** Notes where an operand of a node stands, if it is a plain variable. */
export function noteRead(l: Lowering, around: NodeId, operand: number, expression: ts.Expression): void {
  let read = expression;
  // Neither has a node of its own: `patient!`, `(patient)`.
  while (ts.isNonNullExpression(read) || ts.isParenthesizedExpression(read)) read = read.expression;
  if (read.kind === ts.SyntaxKind.Identifier) noteReadAt(l, around, operand, spanOf(l, read));
}
