import type { FactNode, FileFacts, NodeId, TypeFacts } from '../../../src/facts/facts.js';
import { typescript } from '../../../src/languages/typescript/index.js';

/** Facts in a form that can be read in a test: each node as the expression that it stands for. */

export function lower(text: string, path = 'file.ts'): FileFacts {
  return typescript.lower({ path, text });
}

export function show(facts: FileFacts, id: NodeId): string {
  return showNode(facts, id, new Set());
}

/** What the calls of a name (`log`, or the last name of `console.log`) are given, in the order of the text. */
export function argumentsOf(facts: FileFacts, callee: string): string[] {
  return callsOf(facts, callee).map(({ args }) => args.map((arg) => show(facts, arg)).join(', '));
}

export function callsOf(facts: FileFacts, callee: string): Extract<FactNode, { op: 'call' }>[] {
  return facts.nodes
    .filter((node) => node.op === 'call')
    .filter((node) => {
      const target = facts.nodes[node.callee];
      return (target?.op === 'free' || target?.op === 'prop' || target?.op === 'bind') && target.name === callee;
    })
    .sort((one, other) => one.at[0] - other.at[0]);
}

/** What `log(…)` is given in a source: most tests ask just this. */
export function logged(text: string, path = 'file.ts'): string[] {
  return argumentsOf(lower(text, path), 'log');
}

export function textAt(facts: FileFacts, text: string, id: NodeId): string {
  const node = facts.nodes[id];
  return node === undefined ? '' : text.slice(...node.at);
}

export function lineOf(facts: FileFacts, offset: number): number {
  return facts.lineStarts.findLastIndex((start) => start <= offset) + 1;
}

function showNode(facts: FileFacts, id: NodeId, above: ReadonlySet<NodeId>): string {
  const node = facts.nodes[id];
  if (node === undefined) return `missing(${id})`;
  if (above.has(id)) return '…';
  const inside = new Set(above).add(id);
  const of = (inner: NodeId): string => showNode(facts, inner, inside);
  const all = (inner: readonly NodeId[]): string => inner.map(of).join(', ');
  switch (node.op) {
    case 'const':
      return JSON.stringify(node.value);
    case 'text':
      return `text(${all(node.parts)})`;
    case 'param':
      return node.name === '' ? `param#${node.index}` : node.name;
    case 'free':
      return node.name;
    case 'import': {
      const imported = facts.imports[node.import];
      return `${imported?.module}#${imported?.name}`;
    }
    case 'bind':
      return `${node.name}=${of(node.of)}`;
    case 'prop':
      return `${of(node.of)}.${node.name}`;
    case 'index':
      return `${of(node.of)}[${of(node.key)}]`;
    case 'call':
      return `${node.form === undefined ? '' : `${node.form} `}${of(node.callee)}(${all(node.args)})`;
    case 'object':
      return `{${node.entries.map(({ key, value, spread }) => `${spread === true ? '...' : `${key ?? '[]'}: `}${of(value)}`).join(', ')}}`;
    case 'array':
      return `[${all(node.items)}]`;
    case 'fn':
      return `fn ${facts.functions[node.fn]?.name}`;
    case 'class':
      return `class ${facts.classes[node.cls]?.name}`;
    case 'this':
      return `this<${facts.classes[node.cls]?.name ?? ''}>`;
    case 'phi':
      return `phi(${all(node.of)})`;
    case 'update':
      return `update(${of(node.of)}, ${node.path.join('.')}, ${of(node.value)})`;
    case 'rest':
      return `rest(${of(node.of)} - ${node.omit.join(' ')})`;
    case 'element':
      return `element(${of(node.of)})`;
    case 'plain':
      return `${node.kind}(${all(node.of)})`;
    case 'caught':
      return `caught`;
    case 'cast':
      return `cast(${of(node.of)}: ${showType(node.type)})`;
    case 'await':
      return `await ${of(node.of)}`;
  }
}

export function showType(type: TypeFacts | undefined): string {
  if (type === undefined) return '';
  switch (type.kind) {
    case 'ref':
      return type.args === undefined ? type.name : `${type.name}<${type.args.map(showType).join(', ')}>`;
    case 'object':
      return `{${type.fields.map(({ name, optional, type: of }) => `${name}${optional === true ? '?' : ''}: ${showType(of)}`).join('; ')}}`;
    case 'array':
      return `${showType(type.of)}[]`;
    case 'union':
      return type.of.map(showType).join(' | ');
    case 'and':
      return type.of.map(showType).join(' & ');
    case 'literal':
      return JSON.stringify(type.value);
    case 'primitive':
      return type.name;
    case 'function':
      return `(${type.params.map(showType).join(', ')}) => ${showType(type.returns)}`;
  }
}
