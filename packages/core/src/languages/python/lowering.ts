import type { ClassFacts, FieldFacts, ImportFacts, MethodFacts, NodeId, ShapeFacts } from '../../facts/facts.js';
import { noteReadAt, report, type Graph, type Open } from '../graph/graph.js';
import { spanOf, type SyntaxNode } from '../tree-sitter/tree.js';
import type { Loop, Scope, Variable } from '../graph/variables.js';

export interface OpenClass {
  readonly facts: Open<ClassFacts> & { readonly methods: MethodFacts[] };
  readonly fields: Map<string, Open<FieldFacts>>;
}

/** All that is known while one file is lowered. */
export interface Lowering extends Graph {
  readonly text: string;
  readonly scopes: ReadonlyMap<SyntaxNode, Scope>;
  readonly loops: ReadonlyMap<SyntaxNode, Loop>;
  readonly classes: OpenClass[];
  readonly shapes: ShapeFacts[];
  /** The module's own scope. */
  readonly root: Scope;

  /** `self`, by whatever name its method calls it. */
  readonly selves: Set<Variable>;
  /** What a name was imported as, for other files that import it from here. */
  readonly importOf: Map<Variable, Open<ImportFacts>>;
  /** `import a.b.c` brings in `a`, and makes `a.b.c` a module: the dotted names by their first part. */
  readonly dotted: Map<Variable, string[]>;
  /** The modules of `from module import *`. */
  readonly stars: string[];
  /** Built-in functions that the file uses, and names that only a `*` can have brought in: one node for each. */
  readonly undeclared: Map<string, NodeId>;

  /** The class whose body is lowered right now; -1 outside one, and inside its methods. */
  classBody: number;
  /** The value behind `class Name(base)` of the class of `self`; -1 where there is none. */
  base: NodeId;
  depth: number;
}

export function textOf(l: { readonly text: string }, node: SyntaxNode): string {
  return l.text.slice(node.start, node.end);
}

/** Notes where an operand of a node stands, if it is a plain variable. */
export function noteRead(l: Lowering, around: NodeId, operand: number, expression: SyntaxNode): void {
  if (expression.kind === 'identifier') noteReadAt(l, around, operand, spanOf(expression));
}

/** Expressions and statements inside each other. Written code stays below 100; the stack has room for about three times this. */
const deepest = 400;

/** Whether the next level may still be entered; says so once in the problems if not. */
export function isTooDeep(l: Lowering, node: SyntaxNode): boolean {
  if (l.depth < deepest) return false;
  if (!l.problems.some((problem) => problem.kind === 'limit')) {
    report(l, { kind: 'limit', message: `nested deeper than ${deepest} levels: what is inside is not read`, at: spanOf(node) });
  }
  return true;
}
