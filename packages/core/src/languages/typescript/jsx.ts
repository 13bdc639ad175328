import ts from './compiler.js';
import type { NodeId, ObjectEntry } from '../../facts/facts.js';
import { lowerExpression, lowerNamed } from './expressions.js';
import { arrayNode, callNode, constNode, objectNode } from '../graph/graph.js';
import { type Lowering, spanOf } from './lowering.js';

/** A component is a call with its props; an element of the page itself is not, but what its attributes and children compute counts. */

const K = ts.SyntaxKind;

type Opening = ts.JsxOpeningElement | ts.JsxSelfClosingElement;

export function lowerJsxElement(l: Lowering, node: ts.JsxElement): NodeId {
  return lowerElement(l, node, node.openingElement, node.children);
}

export function lowerJsxSelfClosing(l: Lowering, node: ts.JsxSelfClosingElement): NodeId {
  return lowerElement(l, node, node, []);
}

export function lowerJsxFragment(l: Lowering, node: ts.JsxFragment): NodeId {
  lowerChildren(l, node.children);
  return constNode(l, spanOf(l, node), null);
}

function lowerElement(l: Lowering, node: ts.Expression, opening: Opening, children: readonly ts.JsxChild[]): NodeId {
  const { tagName } = opening;
  const callee = isComponent(tagName) ? lowerExpression(l, tagName) : -1;
  const entries: ObjectEntry[] = [];
  for (const attribute of opening.attributes.properties) entries.push(lowerAttribute(l, attribute));
  const items = lowerChildren(l, children);
  if (callee < 0) return constNode(l, spanOf(l, node), null);
  if (items.length > 0) entries.push({ key: 'children', value: arrayNode(l, spanOf(l, node), items, null) });
  const props = objectNode(l, spanOf(l, opening), entries);
  return callNode(l, spanOf(l, node), callee, [props], null, 'jsx');
}

function isComponent(tag: ts.JsxTagNameExpression): tag is Exclude<ts.JsxTagNameExpression, ts.JsxNamespacedName> {
  if (tag.kind === K.PropertyAccessExpression || tag.kind === K.ThisKeyword) return true;
  if (tag.kind !== K.Identifier) return false;
  const first = (tag as ts.Identifier).text.charCodeAt(0);
  return first < 97 || first > 122;
}

function lowerAttribute(l: Lowering, attribute: ts.JsxAttributeLike): ObjectEntry {
  if (attribute.kind === K.JsxSpreadAttribute) return { key: null, value: lowerExpression(l, attribute.expression), spread: true };
  const { name, initializer } = attribute;
  const key = name.kind === K.Identifier ? name.text : `${name.namespace.text}:${name.name.text}`;
  if (initializer === undefined) return { key, value: constNode(l, spanOf(l, attribute), true) };
  if (initializer.kind !== K.JsxExpression) return { key, value: lowerExpression(l, initializer) };
  const { expression } = initializer;
  if (expression === undefined) return { key, value: constNode(l, spanOf(l, initializer), null) };
  return { key, value: lowerNamed(l, expression, key) };
}

function lowerChildren(l: Lowering, children: readonly ts.JsxChild[]): NodeId[] {
  const items: NodeId[] = [];
  for (const child of children) {
    switch (child.kind) {
      case K.JsxText:
        if (!child.containsOnlyTriviaWhiteSpaces) items.push(constNode(l, [child.pos, child.end], child.text));
        break;
      case K.JsxExpression:
        if (child.expression !== undefined) items.push(lowerExpression(l, child.expression));
        break;
      default:
        items.push(lowerExpression(l, child));
    }
  }
  return items;
}
