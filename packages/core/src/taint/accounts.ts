/** Whose accounts the project's users are: an application where patients sign in, or one for staff only. */
import type { CallNode, NodeId } from '../facts/facts.js';
import type { CodeIndex } from '../knowledge/code.js';
import type { Unit } from '../link/program.js';
import { nodeAt, type Engine } from './engine.js';
import { terminalName } from './literals.js';

export type Accounts = 'patients' | 'staff' | 'unknown';

export function whoseAccounts(engine: Engine): Accounts {
  const staff = new Set<string>();
  let others = false;
  for (const text of engine.survey().roleTexts) {
    const who = whoHas(engine, text);
    if (who === 'patient') return 'patients';
    if (who === 'staff') staff.add(text.toLowerCase());
    // `role: 'user'` beside `role: 'admin'`: those who are no staff are there too.
    if (who === 'user') others = true;
  }
  // An administrator alone says nothing of the accounts that he administers.
  return staff.size > 1 && !others ? 'staff' : 'unknown';
}

/** Whose accounts a part of the project is for: of an application for staff, `packages/patient-portal` is none. */
export function accountsIn(engine: Engine, unit: Unit, accounts: Accounts): Accounts {
  if (accounts !== 'staff') return accounts;
  const folders = unit.path.split('/').slice(0, -1);
  return folders.some((folder) => engine.names.topicOf(folder).subject === 'patient' || engine.names.classifyName(folder).record?.kind === 'patient') ? 'unknown' : accounts;
}

/** Who has a role or a kind of account, where the whole of its name says a person: 'ROLE_NURSE', 'patient', not 'patient_summary'. */
function whoHas(engine: Engine, text: string): 'patient' | 'staff' | 'user' | undefined {
  const { record, subject, harmless } = engine.names.classifyName(text);
  const words = engine.names.splitName(text).map((word) => engine.names.singular(word));
  const phrase = (words[0] === 'role' ? words.slice(1) : words).join(' ');
  if (engine.code.members.outsiders.has(phrase)) return 'user';
  if (record && (record.kind === 'patient' || record.kind === 'account') && record.names.includes(phrase)) return record.kind === 'patient' ? 'patient' : 'user';
  return subject === 'staff' && harmless === undefined && record === undefined ? 'staff' : undefined;
}

/** Words that the code compares a role with, writes into one, asks for one, or declares for one. */
export function roleTextsIn(engine: Engine, unit: Unit): readonly string[] {
  const { roleTypes } = engine.code.members;
  const texts = [...textsUnder(engine.code, unit, 'roles')];
  // What `type` says is anything's kind, unless staff and others are told apart by it.
  const kinds = new Set(textsUnder(engine.code, unit, 'kinds'));
  const told = new Set([...kinds].flatMap((text) => whoHas(engine, text) ?? []));
  if (told.has('staff') && told.size > 1) texts.push(...kinds);
  for (const shape of unit.facts.shapes) {
    if (!roleTypes.has(shape.name.toLowerCase()) || shape.type.kind !== 'union') continue;
    for (const part of shape.type.of) if (part.kind === 'literal') texts.push(String(part.value));
  }
  return texts;
}

function* textsUnder(code: CodeIndex, unit: Unit, list: 'roles' | 'kinds'): Generator<string> {
  const names = code.members[list];
  const { nodes } = unit.facts;
  for (const node of nodes) {
    if (node.op === 'call') {
      if (list === 'roles') for (const text of rolesAskedFor(code, unit, node)) yield text.replace(/^ROLE_/, '');
    } else if (node.op === 'object') {
      for (const entry of node.entries) {
        const value = nodes[entry.value];
        if (entry.key !== null && names.has(entry.key)) {
          if (value?.op === 'const' && typeof value.value === 'string') yield value.value;
          if (value?.op === 'object')
            for (const inner of value.entries) {
              const members = nodes[inner.value];
              if (inner.key === 'enum' && members?.op === 'array') for (const item of members.items) yield* textOf(nodes[item]);
            }
        }
      }
    } else if (node.op === 'plain' && node.kind === 'boolean' && node.of.length === 2) {
      const [left, right] = node.of.map((of) => nodes[of]);
      if (left?.op === 'prop' && names.has(left.name)) yield* textOf(right);
      if (right?.op === 'prop' && names.has(right.name)) yield* textOf(left);
    }
  }
}

/** `user.has_role('nurse')`, `"PATIENT".equals(user.getRole())`. */
function* rolesAskedFor({ members }: CodeIndex, unit: Unit, node: CallNode): Generator<string> {
  const name = terminalName(unit, node.callee);
  const callee = nodeAt(unit, node.callee);
  const compared = members.equality.has(name) && callee.op === 'prop' ? [callee.of, ...node.args] : [];
  if (!members.roleChecks.has(name) && !compared.some((side) => members.roles.has(fieldRead(terminalName(unit, underlyingCall(unit, side)))))) return;
  for (const text of [...compared, ...node.args]) yield* textOf(unit.facts.nodes[text]);
}

/** `getRole()` is asked by its name. */
function underlyingCall(unit: Unit, id: NodeId): NodeId {
  const node = nodeAt(unit, id);
  return node.op === 'call' ? node.callee : id;
}

function fieldRead(name: string): string {
  return name.replace(/^get([A-Z])/, (_, first: string) => first.toLowerCase());
}

function* textOf(node: { readonly op: string; readonly value?: unknown } | undefined): Generator<string> {
  if (node?.op === 'const' && typeof node.value === 'string') yield node.value;
}
