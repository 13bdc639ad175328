/** What the project's own endpoints answer when they fail: a client that reads `error.response.data.message` reads texts which their handlers put together. */
import type { DecoratorFacts, NodeId } from '../facts/facts.js';
import type { Unit } from '../link/program.js';
import { contentOf } from './content.js';
import { callAt, nodeAt, type Engine } from './engine.js';
import { callsInside } from './handed.js';
import { handlersOfRoutes } from './routes.js';
import { union, type Value } from './value.js';

interface Handler {
  readonly unit: Unit;
  readonly fn: number;
  readonly path: readonly string[];
}

const handlersByEngine = new WeakMap<Engine, readonly Handler[]>();
const failuresByEngine = new WeakMap<Engine, Map<string, Value>>();

/** The personal data in the errors of the endpoint that a URL leads to. */
export function failuresOf(engine: Engine, url: string): Value {
  const asked = segmentsOf(url);
  if (asked.length === 0) return [];
  let answers = failuresByEngine.get(engine);
  if (!answers) failuresByEngine.set(engine, (answers = new Map()));
  const key = asked.join('/');
  const known = answers.get(key);
  if (known) return known;
  answers.set(key, []);
  const found = union(handlers(engine).filter(({ path }) => leadsTo(asked, path)).map(({ unit, fn }) => failuresIn(engine, unit, fn)));
  answers.set(key, found);
  return found;
}

function handlers(engine: Engine): readonly Handler[] {
  let found = handlersByEngine.get(engine);
  if (!found) handlersByEngine.set(engine, (found = engine.program.units.flatMap((unit) => handlersIn(engine, unit))));
  return found;
}

function handlersIn(engine: Engine, unit: Unit): Handler[] {
  const { functions, classes } = unit.facts;
  const routed = handlersOfRoutes(engine, unit).map(([fn, route]) => ({ unit, fn, path: segmentsOf(route) }));
  const declared = functions.flatMap(({ decorators, cls }, fn): Handler[] => {
    const own = pathOf(engine, 'handlers', decorators);
    return own === undefined ? [] : [{ unit, fn, path: [...segmentsOf(pathOf(engine, 'controllers', classes[cls]?.decorators) ?? ''), ...segmentsOf(own)] }];
  });
  return [...routed, ...declared].filter(({ path }) => path.length > 0);
}

function pathOf(engine: Engine, list: 'handlers' | 'controllers', decorators: readonly DecoratorFacts[] = []): string | undefined {
  const decorator = decorators.find(({ name }) => engine.code.frameworks[list].has(name));
  return decorator && (decorator.args.find((argument) => !argument.includes('=')) ?? '');
}

/** Segments without the host and the query; what varies is `*`. */
function segmentsOf(text: string): string[] {
  const path = text.replace(/^(?:https?:)?\/\/[^/]*/, '').replace(/[?#].*$/, '');
  return path.split('/').filter(Boolean).map((segment) => (/[{}:<*]/.test(segment) ? '*' : segment.toLowerCase()));
}

/** A gateway or a base URL may stand before either of them. */
function leadsTo(asked: readonly string[], path: readonly string[]): boolean {
  const length = Math.min(asked.length, path.length);
  if (length < Math.min(2, path.length)) return false;
  for (let back = 1; back <= length; back += 1) if (asked.at(-back) !== path.at(-back)) return false;
  return asked.slice(-length).some((segment) => segment !== '*');
}

const maxCalls = 4;

/** What the error objects hold that a function makes, or one that it calls; and what it answers beside a status that says that something went wrong. */
function failuresIn(engine: Engine, unit: Unit, fn: number, depth = 0, seen = new Set<string>()): Value {
  const key = `${unit.index}:${fn}`;
  if (depth > maxCalls || seen.has(key)) return [];
  seen.add(key);
  const found: Value[] = [];
  for (const call of callsInside(unit, fn)) {
    const node = callAt(unit, call);
    const made = node.form === 'new' ? engine.valueOf(unit, call) : [];
    const answered = isRefusal(unit, node.callee) ? union(node.args.map((argument) => engine.valueOf(unit, argument))) : [];
    found.push(contentOf(engine, made.filter((atom) => atom.kind === 'failure')).data, contentOf(engine, answered).data.filter((atom) => !atom.whole));
    for (const callee of engine.valueOf(unit, node.callee)) if (callee.kind === 'function') found.push(failuresIn(engine, callee.unit, callee.fn, depth + 1, seen));
  }
  return union(found);
}

/** `res.status(404).json` */
function isRefusal(unit: Unit, callee: NodeId): boolean {
  const member = nodeAt(unit, callee);
  const before = member.op === 'prop' ? nodeAt(unit, member.of) : undefined;
  if (before?.op !== 'call' || before.args[0] === undefined) return false;
  const status = nodeAt(unit, before.args[0]);
  return status.op === 'const' && typeof status.value === 'number' && status.value >= 400;
}
