import type { ImportFacts, NodeId, Span } from '../../facts/facts.js';
import { write } from '../graph/flow.js';
import { importNode, type Open } from '../graph/graph.js';
import { lookUp } from '../graph/variables.js';
import { childOf, childrenOf, hasToken, namedChildren, spanOf, type SyntaxNode } from '../tree-sitter/tree.js';
import { textOf, type Lowering } from './lowering.js';

/** `import a.b.c`, `import a.b as c` */
export function lowerImport(l: Lowering, node: SyntaxNode): void {
  for (const name of childrenOf(node, 'name')) {
    const at = spanOf(name);
    if (name.kind === 'aliased_import') {
      const module = childOf(name, 'name');
      const alias = childOf(name, 'alias');
      if (module !== undefined && alias !== undefined) bring(l, moduleText(l, module), '*', textOf(l, alias), at);
      continue;
    }
    const module = moduleText(l, name);
    const first = module.split('.', 1)[0] as string;
    const variable = bring(l, first, '*', first, at);
    if (variable === null || first === module) continue;
    const known = l.dotted.get(variable);
    if (known === undefined) l.dotted.set(variable, [module]);
    else known.push(module);
  }
}

/** `from a.b import c as d`, `from .models import *` */
export function lowerFromImport(l: Lowering, node: SyntaxNode): void {
  const from = childOf(node, 'module_name');
  if (from === undefined) return;
  const module = moduleText(l, from);
  if (namedChildren(node).some((child) => child.kind === 'wildcard_import') || hasToken(node, '*')) {
    l.imports.push({ module, name: '*', local: '', at: spanOf(node) });
    l.stars.push(module);
    return;
  }
  for (const name of childrenOf(node, 'name')) {
    const alias = name.kind === 'aliased_import' ? childOf(name, 'alias') : undefined;
    const imported = textOf(l, (name.kind === 'aliased_import' ? childOf(name, 'name') : undefined) ?? name);
    bring(l, module, imported, alias === undefined ? imported : textOf(l, alias), spanOf(alias ?? name));
  }
}

/** Without the spaces that may stand around the dots. */
function moduleText(l: Lowering, node: SyntaxNode): string {
  return textOf(l, node).replaceAll(/\s+/g, '');
}

function bring(l: Lowering, module: string, name: string, local: string, at: Span): ReturnType<typeof lookUp> {
  const facts: Open<ImportFacts> = { module, name, local, at };
  const id: NodeId = importNode(l, at, facts);
  const variable = lookUp(l.scope, local);
  if (variable === null) return null;
  write(l, variable, id);
  l.importOf.set(variable, facts);
  return variable;
}
