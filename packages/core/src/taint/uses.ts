/** What the code does with a value tells what it is: `data.dateOfBirth` is read from it, `setPatients(data)` receives it. */
import type { FileFacts, NodeId } from '../facts/facts.js';
import type { Unit } from '../link/program.js';
import { nodeAt, type Engine } from './engine.js';
import { terminalName } from './literals.js';
import { recordElement } from './names.js';
import { step, type DataAtom, type Value } from './value.js';

export interface Use {
  readonly kind: 'read' | 'handed';
  /** The member that is read, or the function that receives it, without a leading `set`. */
  readonly name: string;
}

const usesByUnit = new WeakMap<FileFacts['nodes'], ReadonlyMap<NodeId, readonly Use[]>>();

/** By what is used, in order. */
export function usesOf(unit: Unit): ReadonlyMap<NodeId, readonly Use[]> {
  const known = usesByUnit.get(unit.facts.nodes);
  if (known) return known;
  const uses = new Map<NodeId, Use[]>();
  const put = (id: NodeId, use: Use): void => {
    const list = uses.get(id);
    if (list) list.push(use);
    else uses.set(id, [use]);
  };
  unit.facts.nodes.forEach((node) => {
    if (node.op === 'prop') put(node.of, { kind: 'read', name: node.name });
    else if (node.op === 'call') {
      const name = terminalName(unit, node.callee).replace(/^set(?=[A-Z])/, '');
      for (const argument of node.args) put(argument, { kind: 'handed', name });
    }
  });
  const inOrder = new Map([...uses].sort(([a], [b]) => a - b));
  usesByUnit.set(unit.facts.nodes, inOrder);
  return inOrder;
}

const severalClinical = 3;

/** A value of which nothing else is known, as a whole object: by what the code reads from it elsewhere, or has put into it. */
export function dataByUse(engine: Engine, unit: Unit, id: NodeId, value: Value): DataAtom | undefined {
  return dataByReads(engine, unit, id, value) ?? dataByKeys(engine, unit, id, value);
}

function dataByReads(engine: Engine, unit: Unit, id: NodeId, value: Value): DataAtom | undefined {
  if (!value.some((atom) => atom.kind === 'unknown' || atom.kind === 'param')) return undefined;
  if (value.some((atom) => atom.kind === 'api' || atom.kind === 'function' || atom.kind === 'class' || atom.kind === 'instance')) return undefined;
  const uses = usesOf(unit);
  const clinical = new Set<string>();
  for (const holder of holdersOf(unit, id)) {
    for (const use of uses.get(holder) ?? []) {
      if (use.kind !== 'read') continue;
      const verdict = engine.names.classifyName(use.name);
      const { element, subject } = verdict;
      const tellsOfPerson = element !== undefined && subject !== 'staff' && subject !== 'thing' && (element.needs === 'nothing' || subject === 'patient');
      const telling = verdict.record?.kind === 'patient' || tellsOfPerson;
      if (verdict.harmless === undefined && !telling && verdict.element?.id === 'clinical' && verdict.subject !== 'thing') clinical.add(use.name);
      // One clinical word may be a catalogue's; an object that has several is somebody's record.
      if (verdict.harmless !== undefined || (!telling && clinical.size < severalClinical)) continue;
      const { at } = nodeAt(unit, holder);
      return {
        kind: 'data',
        element: recordElement('patient'),
        whole: true,
        subject: 'patient',
        confidence: 'medium',
        evidence: { kind: 'use', why: `the code reads ${use.name} from it` },
        trail: step(unit, at, `an object that holds ${use.name}`),
      };
    }
  }
  return undefined;
}

/** An object that the code has put together of several clinical values, none of which tells whose they are. */
function dataByKeys(engine: Engine, unit: Unit, id: NodeId, value: Value): DataAtom | undefined {
  const found = clinicalKeys(engine, value, { keys: new Set(), isFilled: false });
  if (!found.isFilled || found.keys.size < severalClinical) return undefined;
  const keys = [...found.keys];
  const listed = keys.slice(0, 4).join(', ');
  return {
    kind: 'data',
    element: recordElement('clinical'),
    whole: true,
    subject: 'patient',
    confidence: 'medium',
    evidence: { kind: 'use', why: `it is put together of ${listed}` },
    trail: step(unit, nodeAt(unit, id).at, `an object with ${listed}`),
  };
}

interface ClinicalKeys {
  readonly keys: Set<string>;
  /** Something is put under one of them at run time: not a table of labels. */
  isFilled: boolean;
}

/** Also of what was there before the object was written to, on whatever way. */
function clinicalKeys(engine: Engine, value: Value, found: ClinicalKeys, depth = 0): ClinicalKeys {
  for (const atom of value) {
    if (atom.kind !== 'object' || depth > maxLayers) continue;
    for (const [key, held] of atom.fields) {
      const verdict = engine.names.classifyName(key);
      const isClinical = verdict.element?.id === 'clinical' || verdict.record?.kind === 'clinical';
      if (!isClinical || verdict.harmless !== undefined || verdict.subject === 'thing' || verdict.subject === 'staff') continue;
      found.keys.add(key);
      found.isFilled ||= held.length > 0;
    }
    // What a caller hands over, with values that are worked out from what it holds.
    found.isFilled ||= atom.fields.size > 0 && atom.base.some((inner) => inner.kind === 'param');
    clinicalKeys(engine, atom.base, found, depth + 1);
  }
  return found;
}

const maxLayers = 12;

/** The node and the variables and casts that only hold it. */
export function holdersOf(unit: Unit, id: NodeId): NodeId[] {
  const holders = [id];
  for (let node = nodeAt(unit, id); (node.op === 'bind' || node.op === 'cast' || node.op === 'await') && holders.length < 8; node = nodeAt(unit, node.of)) holders.push(node.of);
  return holders;
}
