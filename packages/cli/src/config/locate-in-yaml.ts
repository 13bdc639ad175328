/** Finds the line of a key in YAML or JSON. */
import type { Node } from 'yaml';
import type { KeyPath } from './validate.js';
import { yaml } from './yaml.js';

/** JSON is YAML, near enough to find a line. */
export function locateInYaml(text: string, path: KeyPath): number {
  const { LineCounter, parseDocument } = yaml();
  const counter = new LineCounter();
  let node: unknown = parseDocument(text, { lineCounter: counter, prettyErrors: false }).contents;
  let offset = 0;
  for (const part of path) {
    const next: { value: unknown; at: number } | undefined = childOf(node, part);
    if (next === undefined) break;
    node = next.value;
    offset = next.at;
  }
  return counter.linePos(offset).line;
}

function childOf(node: unknown, part: string | number): { value: unknown; at: number } | undefined {
  const { isMap, isPair, isScalar, isSeq } = yaml();
  if (isMap(node)) {
    const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(part));
    return pair === undefined ? undefined : { value: pair.value, at: (pair.key as Node).range?.[0] ?? 0 };
  }
  if (isSeq(node) && typeof part === 'number') {
    const item = node.items[part];
    return item === undefined ? undefined : { value: item, at: (item as Node).range?.[0] ?? 0 };
  }
  return undefined;
}
