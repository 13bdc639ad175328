/** Whether the code that an error comes from handles patient data: then the error may carry it. */
import type { NodeId } from '../facts/facts.js';
import type { Evidence } from '../finding.js';
import type { Unit } from '../link/program.js';
import { contentOf } from '../taint/content.js';
import { nodeAt, type Engine } from '../taint/engine.js';
import type { WrittenError } from '../taint/flows.js';
import { withAllFields } from '../taint/transfers.js';
import { labelOf } from './label.js';

export interface Guarded {
  readonly element: string;
  readonly label: string;
  readonly evidence: Evidence;
}

export function guardedPatientData(engine: Engine, error: WrittenError): Guarded | undefined {
  for (let id = error.from; id < error.to; id += 1) {
    const node = error.unit.facts.nodes[id];
    if (node?.op !== 'call') continue;
    for (const argument of node.args) {
      const handed = patientDataIn(engine, error.unit, argument);
      if (handed) return handed;
    }
    const name = nodeAt(error.unit, node.callee);
    if (name.op !== 'prop' && name.op !== 'free' && name.op !== 'import') continue;
    const result = patientDataIn(engine, error.unit, id);
    if (result) return result;
  }
  return undefined;
}

function patientDataIn(engine: Engine, unit: Unit, node: NodeId): Guarded | undefined {
  const { data } = contentOf(engine, withAllFields(engine, engine.valueOf(unit, node)));
  const found = data.find((atom) => atom.subject !== 'staff' && atom.confidence !== 'low');
  return found && { element: found.element, label: labelOf(engine.knowledge, found.element), evidence: found.evidence };
}
