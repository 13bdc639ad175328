/** Whether the code that an error comes from handles patient data: then the error may carry it. */
import type { Evidence } from '../finding.js';
import { contentOf } from '../taint/content.js';
import { nodeAt, type Engine } from '../taint/engine.js';
import type { WrittenError } from '../taint/flows.js';

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
      const data = contentOf(engine, engine.valueOf(error.unit, argument)).data.find((atom) => atom.subject !== 'staff' && atom.confidence !== 'low');
      if (data) {
        const label = engine.knowledge.words.elements.find((entry) => entry.id === data.element)?.label ?? data.element.replaceAll('-', ' ');
        return { element: data.element, label, evidence: data.evidence };
      }
    }
    const name = nodeAt(error.unit, node.callee);
    if (name.op !== 'prop' && name.op !== 'free' && name.op !== 'import') continue;
    const result = contentOf(engine, engine.valueOf(error.unit, id)).data.find((atom) => atom.subject !== 'staff' && atom.confidence !== 'low');
    if (result) {
      const label = engine.knowledge.words.elements.find((entry) => entry.id === result.element)?.label ?? result.element.replaceAll('-', ' ');
      return { element: result.element, label, evidence: result.evidence };
    }
  }
  return undefined;
}
