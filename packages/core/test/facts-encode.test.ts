import { expect, test } from 'vitest';
import { bodyOf, encodeFacts } from '../src/facts/encode.js';
import type { FactNode, FileFacts, Span, TypeFacts } from '../src/facts/facts.js';

const at: Span = [100_000, 2_000_000_000];
const type: TypeFacts = { kind: 'ref', name: 'Patient', args: [{ kind: 'primitive', name: 'string' }] };

type NodeOf<Op extends FactNode['op']> = Extract<FactNode, { op: Op }>;

/** Each with all that such a node may have. */
const whole: { readonly [Op in FactNode['op']]: Required<NodeOf<Op>> } = {
  const: { op: 'const', at, value: 'ação\u0000"\n' },
  text: { op: 'text', at, parts: [0, 300, 70_000] },
  param: { op: 'param', at, fn: 3, index: 200, name: 'patient' },
  free: { op: 'free', at, name: 'console' },
  import: { op: 'import', at, import: 130 },
  bind: { op: 'bind', at, name: 'record', of: 16_384, type },
  prop: { op: 'prop', at, of: 127, name: 'toString', arity: 0 },
  index: { op: 'index', at, of: 128, key: 0 },
  call: { op: 'call', at, fn: 0, callee: 5, args: [1, 2], spread: [1], names: [null, 'level'], form: 'tagged' },
  object: { op: 'object', at, entries: [{ key: null, value: 1 }, { key: 'a', value: 2 }, { key: null, value: 3, spread: true }] },
  array: { op: 'array', at, items: [4, 5], spread: [0] },
  fn: { op: 'fn', at, fn: 9 },
  class: { op: 'class', at, cls: 2 },
  this: { op: 'this', at, cls: -1, name: 'self' },
  phi: { op: 'phi', at, of: [8, 3] },
  update: { op: 'update', at, of: 1, path: ['a', '*'], value: 2 },
  rest: { op: 'rest', at, of: 1, omit: ['ssn'] },
  element: { op: 'element', at, of: 1, index: 0 },
  plain: { op: 'plain', at, kind: 'key', of: [] },
  caught: { op: 'caught', at, fn: 1, from: 2, to: 3, until: 0 },
  cast: { op: 'cast', at, of: 1, type },
  await: { op: 'await', at, of: 1 },
};

/** Each with what it must have. */
const bare: readonly FactNode[] = [
  ...[null, true, false, 0, -1.5, 1e300, ''].map((value): FactNode => ({ op: 'const', at: [0, 0], value })),
  { op: 'bind', at, name: '', of: 0 },
  { op: 'prop', at, of: 0, name: 'constructor' },
  { op: 'call', at, fn: 0, callee: 0, args: [] },
  { op: 'call', at, fn: 0, callee: 0, args: [1], form: 'new' },
  { op: 'call', at, fn: 0, callee: 0, args: [1], form: 'jsx' },
  { op: 'call', at, fn: 0, callee: 0, args: [1], names: ['level'] },
  { op: 'object', at, entries: [] },
  { op: 'array', at, items: [] },
  { op: 'this', at, cls: 0 },
  { op: 'element', at, of: 0 },
  ...(['boolean', 'number', 'type', 'key'] as const).map((kind): FactNode => ({ op: 'plain', at, kind, of: [1] })),
  { op: 'caught', at: [5, 5], fn: 0, from: 0, to: 0 },
];

test('Facts come back from their bytes as they were', () => {
  const facts: FileFacts = {
    path: 'src/visit.ts',
    language: 'typescript',
    lineStarts: [0, 1, 40, 100_000],
    nodes: [...Object.values(whole), ...bare],
    variableReads: [1, 0, 30, 40, 70_000, 3, 0, 2_000_000],
    functions: [{ name: '', at, kind: 'module', parent: -1, cls: -1, params: [], returns: [], throws: [], calls: [1] }],
    classes: [{ name: 'Visit', at, heritage: [type], fields: [], methods: [] }],
    shapes: [{ name: 'Record', kind: 'interface', at, type }],
    imports: [],
    exports: [],
    comments: [],
    problems: [],
  };
  const { head, body } = encodeFacts(facts);
  expect({ ...head, ...bodyOf(body) }).toStrictEqual(facts);
  // Bytes that are kept together begin anywhere.
  const moved = new Uint8Array(body.length + 3);
  moved.set(body, 3);
  expect({ ...head, ...bodyOf(moved.subarray(3)) }).toStrictEqual(facts);
});
