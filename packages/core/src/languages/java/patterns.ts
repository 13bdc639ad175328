/** Patterns of `instanceof` and `case`, which take values apart. */
import type { NodeId } from '../../facts/facts.js';
import { castNode, propNode } from '../graph/graph.js';
import { namedChildren, spanOf, type SyntaxNode } from '../tree-sitter/tree.js';
import type { Lowering } from './lowering.js';
import { textOf } from './lowering.js';
import { parametersOf, parameterName } from './scopes.js';
import { bindLocal } from './targets.js';
import { typeOf } from './types.js';

export function bindPattern(l: Lowering, pattern: SyntaxNode, of: NodeId): void {
  switch (pattern.kind) {
    case 'pattern':
      for (const inner of namedChildren(pattern)) bindPattern(l, inner, of);
      return;
    case 'type_pattern':
    case 'record_pattern_component': {
      const parts = namedChildren(pattern);
      const name = parts.at(-1);
      if (name?.kind === 'record_pattern') bindPattern(l, name, of);
      if (name?.kind !== 'identifier' || parts.length < 2) return;
      const type = typeOf(l, parts.at(-2));
      bindLocal(l, name, type === null ? of : castNode(l, spanOf(pattern), of, type), type);
      return;
    }
    case 'record_pattern': {
      const [type, body] = namedChildren(pattern);
      if (type === undefined || body === undefined) return;
      const declared = typeOf(l, type);
      const whole = declared === null ? of : castNode(l, spanOf(pattern), of, declared);
      const names = componentsOf(l, textOf(l, type));
      namedChildren(body).forEach((part, index) => {
        const name = names[index] ?? lastName(l, part);
        bindPattern(l, part, propNode(l, spanOf(part), whole, name));
      });
      return;
    }
    default:
  }
}

/** The names of a record's parts, where this file declares it. */
function componentsOf(l: Lowering, name: string): readonly string[] {
  const node = l.types.get(name)?.node;
  if (node?.kind !== 'record_declaration') return [];
  return parametersOf(node).map((part) => {
    const own = parameterName(part);
    return own === undefined ? '' : textOf(l, own);
  });
}

function lastName(l: Lowering, part: SyntaxNode): string {
  const name = namedChildren(part).at(-1);
  return name === undefined ? '' : textOf(l, name);
}
