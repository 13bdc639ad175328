import type ts from 'typescript';

/** What is done with a node of one kind. A table of these, indexed by `node.kind`, is the switch of this language. */
export type Handler<Context, Result> = (context: Context, node: ts.Node) => Result;

export type HandlerTable<Context, Result> = (Handler<Context, Result> | undefined)[];

/** The table promises that a handler only ever meets the kind it stands under, so the narrower parameter is safe. */
export function on<Context, Node extends ts.Node, Result>(
  table: HandlerTable<Context, Result>,
  kinds: ts.SyntaxKind | readonly ts.SyntaxKind[],
  handler: (context: Context, node: Node) => Result,
): void {
  for (const kind of typeof kinds === 'number' ? [kinds] : kinds) table[kind] = handler as Handler<Context, Result>;
}
