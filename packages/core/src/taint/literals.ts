/** The text of a value as far as the code fixes it: URLs, routes, table names, keys. What varies stands as `{}`. */
import type { BindNode, FactNode, FileFacts, NodeId } from '../facts/facts.js';
import type { Unit } from '../link/program.js';
import { nodeAt, type Engine } from './engine.js';

const maxDepth = 8;

export function literalText(engine: Engine, unit: Unit, id: NodeId, depth = 0): string | undefined {
  if (depth > maxDepth) return undefined;
  const node = nodeAt(unit, id);
  switch (node.op) {
    case 'const':
      return typeof node.value === 'string' ? node.value : undefined;
    case 'text': {
      const parts = node.parts.map((part) => literalText(engine, unit, part, depth + 1));
      return parts.some((part) => part !== undefined) ? parts.map((part) => part ?? '{}').join('') : undefined;
    }
    case 'bind':
    case 'cast':
    case 'await':
      return literalText(engine, unit, node.of, depth + 1);
    case 'phi': {
      for (const part of node.of) {
        const text = literalText(engine, unit, part, depth + 1);
        if (text !== undefined) return text;
      }
      return undefined;
    }
    case 'import': {
      const target = engine.program.importTarget(unit, node.import);
      return target.kind === 'value' ? literalText(engine, target.unit, target.node, depth + 1) : undefined;
    }
    case 'prop':
      return literalMember(engine, unit, node.of, node.name, depth + 1);
    case 'call': {
      // url('/patients'), buildUrl(base, '/x'), new URL('/x', base): the text is put together from the arguments.
      const texts = node.args.map((argument) => literalText(engine, unit, argument, depth + 1)).filter((text) => text !== undefined);
      if (texts.length > 0) return texts.join('/');
      // db.collection('patients').doc(id): what it is called on.
      const callee = nodeAt(unit, node.callee);
      return callee.op === 'prop' ? calledText(engine, unit, callee.of, depth + 1) : undefined;
    }
    case 'object': {
      for (const key of engine.code.calls.tellingKeys.names) {
        const entry = node.entries.find((candidate) => candidate.key === key);
        const text = entry && literalText(engine, unit, entry.value, depth + 1);
        if (text !== undefined) return text;
      }
      return undefined;
    }
    case 'array':
      return node.items[0] === undefined ? undefined : literalText(engine, unit, node.items[0], depth + 1);
    case 'fn': {
      const returned = unit.facts.functions[node.fn]?.returns[0];
      return returned === undefined ? undefined : literalText(engine, unit, returned, depth + 1);
    }
    default:
      return undefined;
  }
}

function calledText(engine: Engine, unit: Unit, id: NodeId, depth: number): string | undefined {
  return underlying(unit, id).op === 'call' ? literalText(engine, unit, id, depth) : undefined;
}

/** `ENDPOINTS.patients`: a constant object, here or in another file. */
function literalMember(engine: Engine, unit: Unit, object: NodeId, name: string, depth: number): string | undefined {
  const found = constantObject(engine, unit, object, depth);
  if (!found) return undefined;
  if (found.kind === 'module') {
    const target = engine.program.exported(found.unit, name);
    return target?.kind === 'value' ? literalText(engine, target.unit, target.node, depth + 1) : undefined;
  }
  const entry = found.node.entries.find((candidate) => candidate.key === name);
  return entry && literalText(engine, found.unit, entry.value, depth + 1);
}

type ConstantObject = { kind: 'object'; unit: Unit; node: Extract<FactNode, { op: 'object' }> } | { kind: 'module'; unit: Unit };

function constantObject(engine: Engine, unit: Unit, id: NodeId, depth: number): ConstantObject | undefined {
  if (depth > maxDepth) return undefined;
  const node = nodeAt(unit, id);
  switch (node.op) {
    case 'object':
      return { kind: 'object', unit, node };
    case 'bind':
    case 'cast':
    case 'await':
      return constantObject(engine, unit, node.of, depth + 1);
    case 'call':
      // Object.freeze({…})
      return node.args[0] === undefined ? undefined : constantObject(engine, unit, node.args[0], depth + 1);
    case 'import': {
      const target = engine.program.importTarget(unit, node.import);
      if (target.kind === 'module') return { kind: 'module', unit: target.unit };
      return target.kind === 'value' ? constantObject(engine, target.unit, target.node, depth + 1) : undefined;
    }
    case 'prop': {
      const outer = constantObject(engine, unit, node.of, depth + 1);
      if (outer?.kind !== 'object') return undefined;
      const entry = outer.node.entries.find((candidate) => candidate.key === node.name);
      return entry && constantObject(engine, outer.unit, entry.value, depth + 1);
    }
    default:
      return undefined;
  }
}

/** The node that a value is, behind the variables and casts that only hold it. */
export function underlying(unit: Unit, id: NodeId): FactNode {
  let node = nodeAt(unit, id);
  for (let hops = 0; hops < maxDepth; hops += 1) {
    if (node.op === 'bind' || node.op === 'cast' || node.op === 'await') node = nodeAt(unit, node.of);
    // A variable that a closure reads before its one value stands in the text: `useEffect(() => load(show)); const show = …`.
    else if (node.op === 'phi' && node.of.length === 1) node = nodeAt(unit, node.of[0]!);
    else break;
  }
  return node;
}

const boundNames = new WeakMap<FileFacts['nodes'], Map<NodeId, string>>();

/** The variable that a value is put into; '' for none. */
export function boundName(unit: Unit, id: NodeId): string {
  let names = boundNames.get(unit.facts.nodes);
  if (!names) {
    names = new Map();
    for (const node of unit.facts.nodes) if (node.op === 'bind' && !names.has(node.of)) names.set(node.of, node.name);
    boundNames.set(unit.facts.nodes, names);
  }
  return names.get(id) ?? '';
}

const bindsByName = new WeakMap<FileFacts['nodes'], ReadonlyMap<string, readonly BindNode[]>>();

/** What is put into variables of a name, in order. */
export function bindsNamed(unit: Unit, name: string): readonly BindNode[] {
  let binds = bindsByName.get(unit.facts.nodes);
  if (!binds) {
    binds = indexBinds(unit);
    bindsByName.set(unit.facts.nodes, binds);
  }
  return binds.get(name) ?? [];
}

function indexBinds(unit: Unit): ReadonlyMap<string, readonly BindNode[]> {
  const binds = new Map<string, BindNode[]>();
  for (const node of unit.facts.nodes) {
    if (node.op !== 'bind') continue;
    const list = binds.get(node.name);
    if (list) list.push(node);
    else binds.set(node.name, [node]);
  }
  return binds;
}

/** Names written out in a list, or one alone: `['id', 'status']`. */
export function literalKeys(unit: Unit, id: NodeId): string[] {
  const node = underlying(unit, id);
  if (node.op === 'const' && typeof node.value === 'string') return [node.value];
  return node.op === 'array' ? node.items.flatMap((item) => literalKeys(unit, item)) : [];
}

/** The last name in an expression that is called: `log` of `console.log`, `useQuery` of `useQuery`. */
export function terminalName(unit: Unit, id: NodeId, depth = 0): string {
  // Merges at the heads of nested loops can name each other.
  if (depth > maxDepth) return '';
  const node = nodeAt(unit, id);
  switch (node.op) {
    case 'prop':
    case 'free':
    case 'bind':
    case 'param':
      return node.name;
    case 'import':
      return unit.facts.imports[node.import]?.local ?? '';
    case 'fn':
      return unit.facts.functions[node.fn]?.name ?? '';
    case 'class':
      return unit.facts.classes[node.cls]?.name ?? '';
    case 'phi':
      return node.of[0] === undefined ? '' : terminalName(unit, node.of[0], depth + 1);
    case 'cast':
    case 'await':
      return terminalName(unit, node.of, depth + 1);
    default:
      return '';
  }
}

/** An expression as a reader would write it, cut to its names: `req.log.info`, `this.logger.warn`, `createLogger().info`. */
export function expressionText(unit: Unit, id: NodeId, depth = 0): string {
  if (depth > 6) return '…';
  const node = nodeAt(unit, id);
  switch (node.op) {
    case 'prop': {
      const of = expressionText(unit, node.of, depth + 1);
      return of ? `${of}.${node.name}` : node.name;
    }
    case 'this':
      return node.name ?? 'this';
    case 'call':
      return `${expressionText(unit, node.callee, depth + 1)}()`;
    case 'element':
    case 'index':
      return `${expressionText(unit, node.of, depth + 1)}[]`;
    default:
      return terminalName(unit, id);
  }
}
