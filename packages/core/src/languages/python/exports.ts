import type { ExportFacts, Span } from '../../facts/facts.js';
import { read } from '../graph/flow.js';
import type { Open } from '../graph/graph.js';
import type { Lowering } from './lowering.js';

const endOfFile: Span = [0, 0];

/** Everything that a module's own scope names can be imported from it, also what it imported itself. */
export function exportsOf(l: Lowering): ExportFacts[] {
  const shapes = new Set([...l.shapes.map((shape) => shape.name), ...l.classes.map((cls) => cls.facts.name)]);
  const exports: ExportFacts[] = [];
  for (const [name, variable] of l.root.names ?? []) {
    const imported = l.importOf.get(variable);
    if (imported !== undefined && variable.expected === 1) exports.push({ name, from: imported.module, imported: imported.name });
    else if (variable.first >= 0) {
      const exported: Open<ExportFacts> = { name, node: read(l, variable, endOfFile) };
      if (shapes.has(name)) exported.shape = name;
      exports.push(exported);
    }
  }
  for (const shape of l.shapes) if (l.root.names?.has(shape.name) !== true) exports.push({ name: shape.name, shape: shape.name });
  for (const module of l.stars) exports.push({ name: '*', from: module, imported: '*' });
  return exports;
}
