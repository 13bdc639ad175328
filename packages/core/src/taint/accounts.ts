/** Whose accounts the project's users are: an application where patients sign in, or one for staff only. */
import type { CodeIndex } from '../knowledge/code.js';
import type { Unit } from '../link/program.js';
import type { Engine } from './engine.js';

export type Accounts = 'patients' | 'staff' | 'unknown';

export function whoseAccounts(engine: Engine): Accounts {
  let staff = 0;
  let others = false;
  for (const text of engine.survey().roleTexts) {
    const verdict = engine.names.classifyName(text);
    if (verdict.record?.kind === 'patient' || verdict.subject === 'patient') return 'patients';
    if (verdict.subject === 'staff') staff += 1;
    // `role: 'user'` beside `role: 'admin'`: those who are no staff are there too.
    if (verdict.record?.kind === 'account') others = true;
  }
  return staff > 0 && !others ? 'staff' : 'unknown';
}

/** Words that the code compares a role with, writes into one, or declares for one. */
export function* roleTextsIn(code: CodeIndex, unit: Unit): Generator<string> {
  const { roles, roleTypes } = code.members;
  const { nodes } = unit.facts;
  for (const node of nodes) {
    if (node.op === 'object') {
      for (const entry of node.entries) {
        const value = nodes[entry.value];
        if (entry.key !== null && roles.has(entry.key)) {
          if (value?.op === 'const' && typeof value.value === 'string') yield value.value;
          if (value?.op === 'object')
            for (const inner of value.entries) {
              const list = nodes[inner.value];
              if (inner.key === 'enum' && list?.op === 'array') for (const item of list.items) yield* textOf(nodes[item]);
            }
        }
      }
    } else if (node.op === 'plain' && node.kind === 'boolean' && node.of.length === 2) {
      const [left, right] = node.of.map((of) => nodes[of]);
      if (left?.op === 'prop' && roles.has(left.name)) yield* textOf(right);
      if (right?.op === 'prop' && roles.has(right.name)) yield* textOf(left);
    }
  }
  for (const shape of unit.facts.shapes) {
    if (!roleTypes.has(shape.name.toLowerCase())) continue;
    if (shape.type.kind === 'union') for (const part of shape.type.of) if (part.kind === 'literal') yield String(part.value);
  }
}

function* textOf(node: { readonly op: string; readonly value?: unknown } | undefined): Generator<string> {
  if (node?.op === 'const' && typeof node.value === 'string') yield node.value;
}
