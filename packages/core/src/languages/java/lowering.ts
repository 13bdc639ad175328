import type { ExportFacts, NodeId, ShapeFacts } from '../../facts/facts.js';
import type { OpenClass } from '../graph/fields.js';
import { type Graph, noteReadAt, report } from '../graph/graph.js';
import { lookUp, type Loop, type Scope } from '../graph/variables.js';
import { spanOf, type SyntaxNode } from '../tree-sitter/tree.js';
import type { FileNames } from './names.js';

/** A class, interface, enum or record of the file, by what its members are called. */
export interface TypeInfo {
  readonly node: SyntaxNode;
  readonly name: string;
  /** Its place in the classes of the file. */
  readonly cls: number;
  readonly fields: ReadonlySet<string>;
  readonly methods: ReadonlySet<string>;
  /** Members may come from a class or interface that it names. */
  readonly inherits: boolean;
}

/** All that is known while one file is lowered. */
export interface Lowering extends Graph {
  readonly text: string;
  readonly scopes: ReadonlyMap<SyntaxNode, Scope>;
  readonly loops: ReadonlyMap<SyntaxNode, Loop>;
  readonly names: FileNames;
  /** The types that the file declares, by their simple names. */
  readonly types: Map<string, TypeInfo>;
  readonly classes: OpenClass[];
  readonly shapes: ShapeFacts[];
  readonly exports: ExportFacts[];

  /** The types around the code that is being lowered, outermost first. */
  around: readonly TypeInfo[];
  /** The value behind `extends` of the innermost; -1 where there is none. */
  base: NodeId;
  /** Names of type parameters in scope. */
  typeParameters: ReadonlySet<string>;
  /** Values that `yield` gives to the switch around it. */
  yields: NodeId[];
  depth: number;
}

/** Expressions and statements inside each other. Written code stays below 100; the stack has room for about three times this. */
const DEEPEST = 400;

/** Whether the next level may still be entered; says so once in the problems if not. */
export function isTooDeep(l: Lowering, node: SyntaxNode): boolean {
  if (l.depth < DEEPEST) return false;
  if (!l.problems.some((problem) => problem.kind === 'limit')) {
    report(l, { kind: 'limit', message: `nested deeper than ${DEEPEST} levels: what is inside is not read`, at: spanOf(node) });
  }
  return true;
}

export function textOf(l: { readonly text: string }, node: SyntaxNode): string {
  return l.text.slice(node.start, node.end);
}

/** Notes where an operand of a node stands, if it is a plain variable. */
export function noteRead(l: Lowering, around: NodeId, operand: number, node: SyntaxNode): void {
  if (node.kind === 'identifier' && lookUp(l.scope, textOf(l, node)) !== null) noteReadAt(l, around, operand, spanOf(node));
}
