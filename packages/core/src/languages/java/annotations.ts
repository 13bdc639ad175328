import type { DecoratorFacts } from '../../facts/facts.js';
import { childOf, namedChildren, type SyntaxNode } from '../tree-sitter/tree.js';
import { type Lowering, textOf } from './lowering.js';
import { stringValue } from './literals.js';
import { dotted, lastOf, moduleOfType } from './names.js';
import { modifiersOf } from './syntax.js';

/** The annotations of a declaration; null where it has none. They do not run: only their names and texts say something. */
export function annotationsOf(l: Lowering, node: SyntaxNode): DecoratorFacts[] | null {
  const modifiers = modifiersOf(node);
  if (modifiers === undefined) return null;
  let found: DecoratorFacts[] | null = null;
  for (const child of modifiers.children) {
    if (child.kind === 'marker_annotation' || child.kind === 'annotation') (found ??= []).push(annotation(l, child));
  }
  return found;
}

function annotation(l: Lowering, node: SyntaxNode): DecoratorFacts {
  const nameNode = childOf(node, 'name');
  const full = nameNode === undefined ? '' : dotted(l.text, nameNode);
  const name = /^[a-z]/.test(full) ? lastOf(full) : full;
  const args: string[] = [];
  const list = childOf(node, 'arguments');
  if (list !== undefined) for (const argument of namedChildren(list)) addTexts(l, args, argument, '');
  return { name, args, module: /^[a-z]/.test(full) ? full : moduleOfType(l.names, full.split('.', 1)[0] ?? '') };
}

/** `value` is what stands there without a name. */
function addTexts(l: Lowering, args: string[], node: SyntaxNode, key: string): void {
  switch (node.kind) {
    case 'string_literal':
      args.push(`${key}${stringValue(l.text, node)}`);
      return;
    case 'element_value_array_initializer':
      for (const item of namedChildren(node)) addTexts(l, args, item, key);
      return;
    case 'element_value_pair': {
      const name = childOf(node, 'key');
      const value = childOf(node, 'value');
      const written = name === undefined ? '' : textOf(l, name);
      if (value !== undefined) addTexts(l, args, value, written === 'value' || written === 'path' || written === 'name' ? '' : `${written}=`);
      return;
    }
    case 'true':
    case 'false':
      args.push(`${key}${node.kind}`);
      return;
    default:
  }
}

export function hasAnnotation(decorators: readonly DecoratorFacts[] | null | undefined, names: readonly string[]): boolean {
  return decorators?.some((entry) => names.includes(entry.name)) ?? false;
}
