/** Who is signed in where a request is handled, or by a request that the code sends. */
import type { DecoratorFacts, NodeId } from '../facts/facts.js';
import type { Unit } from '../link/program.js';
import { callAt, type Engine } from './engine.js';
import { literalText, terminalName, underlying } from './literals.js';
import { argumentOf, follow } from './substitute.js';
import type { Surrounding } from './surroundings.js';
import type { CallSite, SourceAtom, Value } from './value.js';

/** What stands before a handler lets only some in: `router.post('/x', requireRole('PHARMACIST'), create)`. Where others are let in too, they may be patients. */
export function admitted(engine: Engine, unit: Unit, guards: readonly NodeId[]): Surrounding | undefined {
  return guards.map((guard) => admittedBy(engine, unit, guard)).find((said) => said !== undefined);
}

function admittedBy(engine: Engine, unit: Unit, id: NodeId): Surrounding | undefined {
  const node = underlying(unit, id);
  if (node.op === 'array') return admitted(engine, unit, node.items);
  const name = node.op === 'call' ? terminalName(unit, node.callee) : terminalName(unit, id);
  if (!isGuard(engine, name)) return undefined;
  const given = node.op === 'call' ? node.args.flatMap((argument) => textsIn(engine, unit, argument)) : [];
  return said(engine, name, given);
}

function textsIn(engine: Engine, unit: Unit, id: NodeId): string[] {
  const node = underlying(unit, id);
  if (node.op === 'array') return node.items.flatMap((item) => textsIn(engine, unit, item));
  const text = literalText(engine, unit, id) ?? terminalName(unit, id);
  return text === '' ? [] : [text];
}

/** `@Roles('nurse')`, `@PreAuthorize("hasRole('DOCTOR')")` of a handler, or else of its class. */
export function admittedByDecorators(engine: Engine, unit: Unit, fn: number): Surrounding | undefined {
  for (let at = fn; at > 0; at = unit.facts.functions[at]!.parent) {
    const { decorators, cls } = unit.facts.functions[at]!;
    const own = ofDecorators(engine, decorators) ?? ofDecorators(engine, unit.facts.classes[cls]?.decorators);
    if (own) return own;
  }
  return undefined;
}

function ofDecorators(engine: Engine, decorators: readonly DecoratorFacts[] = []): Surrounding | undefined {
  for (const { name, args } of decorators) {
    const who = isGuard(engine, name) ? said(engine, name, args) : undefined;
    if (who) return who;
  }
  return undefined;
}

/** What a route or a description says stands beside handlers too, and lets nobody in. */
function isGuard(engine: Engine, name: string): boolean {
  return engine.code.frameworks.guards.has(name.toLowerCase());
}

/** The roles that it is given, or else its own name: `adminOnly`. */
function said(engine: Engine, name: string, given: readonly string[]): Surrounding | undefined {
  let found: Surrounding | undefined;
  for (const word of given.flatMap((text) => engine.names.splitName(text.replace(/\W+/g, '_')))) {
    const { subject, record } = engine.names.classifyName(word);
    if (record?.kind === 'patient' || record?.kind === 'account') return 'patient';
    if (subject === 'staff') found = 'staff';
  }
  if (found) return found;
  const verdicts = engine.names.splitName(name).map((word) => engine.names.classifyName(word));
  if (verdicts.some(({ record }) => record?.kind === 'patient')) return 'patient';
  return verdicts.some(({ subject }) => subject === 'staff') ? 'staff' : undefined;
}

/** What a sign-in with credentials that stand in the code answers is the account of whoever wrote them there. */
export function signsInWithFixedSecret(engine: Engine, { holds, site }: SourceAtom): boolean {
  if (holds !== 'response-body' || !site) return false;
  const secrets = callAt(site.unit, site.call).args.flatMap((argument) => secretsIn(engine, site.unit, argument));
  return secrets.length > 0 && secrets.every((secret) => isFixed(engine, site, secret));
}

const maxDepth = 6;

function secretsIn(engine: Engine, unit: Unit, id: NodeId, depth = 0): NodeId[] {
  if (depth > maxDepth) return [];
  const node = underlying(unit, id);
  // fetch(url, { body: JSON.stringify({ … }) })
  if (node.op === 'call') return node.args.flatMap((argument) => secretsIn(engine, unit, argument, depth + 1));
  if (node.op !== 'object') return [];
  const { secrets } = engine.code.members;
  return node.entries.flatMap(({ key, value }) => (key !== null && secrets.has(key.toLowerCase()) ? [value] : secretsIn(engine, unit, value, depth + 1)));
}

function isFixed(engine: Engine, { unit }: CallSite, id: NodeId): boolean {
  if (literalText(engine, unit, id)) return true;
  const value = engine.valueOf(unit, id);
  const params = value.flatMap((atom) => (atom.kind === 'param' ? [atom] : []));
  if (params.length === 0) return isConfigured(value);
  return params.every((param) => {
    const callers = engine.callersOf(param.unit, param.fn);
    return callers.length > 0 && callers.every((caller) => isNothing(follow(engine, argumentOf(engine, caller.unit, caller.call, param, param.index), param.path, caller)));
  });
}

/** `process.env.ADMIN_PASSWORD` */
function isConfigured(value: Value): boolean {
  return value.some((atom) => atom.kind === 'origin' && atom.path.startsWith('process.env'));
}

function isNothing(value: Value): boolean {
  return value.length === 0;
}

/** Whether a function's name says that it signs somebody in or registers him. */
export function isSignIn(engine: Engine, unit: Unit, fn: number): boolean {
  const phrases = engine.knowledge.urls.filter((entry) => entry.holds === 'account').flatMap((entry) => entry.words);
  for (let at = fn; at > 0; at = unit.facts.functions[at]!.parent) {
    const name = ` ${engine.names.splitName(unit.facts.functions[at]!.name).join(' ')} `;
    if (phrases.some((phrase) => name.includes(` ${phrase} `))) return true;
  }
  return false;
}
