/** The routes that a project registers: which function handles which, and whom the guards before it let in. */
import type { NodeId } from '../facts/facts.js';
import type { Unit } from '../link/program.js';
import { nodeAt, type Engine } from './engine.js';
import { literalText, terminalName } from './literals.js';
import { admitted } from './signed-in.js';
import { functionAt, type Surrounding } from './surroundings.js';
import type { SourceAtom } from './value.js';

/** The route that a handler is registered for: where it is written (the api's own call), or where its name is handed to a router. */
export function routeOf(engine: Engine, atom: SourceAtom): string | undefined {
  if (!atom.site) return routeOfHandler(engine, atom.trail.unit, functionAt(atom.trail.unit, atom.trail.at[0]));
  const call = nodeAt(atom.site.unit, atom.site.call);
  if (call.op !== 'call') return undefined;
  const first = call.args[0];
  // `request.get_json()` says nothing of the route; the handler that it stands in may.
  return first === undefined ? routeOfHandler(engine, atom.trail.unit, functionAt(atom.trail.unit, atom.trail.at[0])) : literalText(engine, atom.site.unit, first);
}

/** `router.post('/patients', controller.create)` in any file. */
function routeOfHandler(engine: Engine, unit: Unit, fn: number): string | undefined {
  return routesOf(engine).ofHandlers.get(unit)?.get(fn);
}

interface Routes {
  readonly all: Set<string>;
  readonly ofHandlers: Map<Unit, Map<number, string>>;
  /** Whom the guards before a handler let in. */
  readonly admitted: Map<Unit, Map<number, Surrounding>>;
}

const routesByEngine = new WeakMap<Engine, Routes>();

/** The functions of a file that are handlers, with their routes. */
export function handlersOfRoutes(engine: Engine, unit: Unit): readonly (readonly [fn: number, route: string])[] {
  return [...(routesOf(engine).ofHandlers.get(unit) ?? [])];
}

/** Whom the guards of a handler's routes let in. */
export function admittedTo(engine: Engine, unit: Unit, fn: number): Surrounding | undefined {
  return routesOf(engine).admitted.get(unit)?.get(fn);
}

export function allRoutes(engine: Engine): ReadonlySet<string> {
  return routesOf(engine).all;
}

function routesOf(engine: Engine): Routes {
  const known = routesByEngine.get(engine);
  if (known) return known;
  const routes = new Map<Unit, Map<number, string>>();
  const all = new Set<string>();
  const found: Routes = { all, ofHandlers: routes, admitted: new Map() };
  routesByEngine.set(engine, found);
  for (const unit of engine.survey().routing)
    for (const fn of unit.facts.functions)
      for (const call of fn.calls) {
        const node = nodeAt(unit, call);
        if (node.op !== 'call' || node.args.length === 0 || !engine.code.frameworks.routes.has(terminalName(unit, node.callee))) continue;
        const text = literalText(engine, unit, node.args[0]!);
        if (text?.includes('/')) all.add(text);
        const path = routeText(unit, node.args[0]!);
        if (path === undefined) continue;
        const [, ...handlers] = node.args;
        for (const argument of handlers) addHandlers(engine, routes, unit, argument, path);
        const who = admitted(engine, unit, handlers.slice(0, -1));
        if (who) addAdmitted(engine, found.admitted, unit, handlers.at(-1)!, who);
      }
  return found;
}

function addAdmitted(engine: Engine, into: Routes['admitted'], unit: Unit, handler: NodeId, who: Surrounding): void {
  for (const atom of engine.valueOf(unit, handler)) {
    if (atom.kind !== 'function') continue;
    let own = into.get(atom.unit);
    if (!own) into.set(atom.unit, (own = new Map()));
    // Of a handler with several routes, patients may come in by one.
    if (own.get(atom.fn) !== 'patient') own.set(atom.fn, who);
  }
}

function routeText(unit: Unit, id: NodeId): string | undefined {
  const node = nodeAt(unit, id);
  return node.op === 'const' && typeof node.value === 'string' && node.value.startsWith('/') ? node.value : undefined;
}

function addHandlers(engine: Engine, routes: Map<Unit, Map<number, string>>, unit: Unit, argument: NodeId, path: string): void {
  const node = nodeAt(unit, argument);
  if (node.op === 'const' || node.op === 'object') return;
  if (node.op === 'array') {
    for (const item of node.items) addHandlers(engine, routes, unit, item, path);
    return;
  }
  // asyncHandler(controller.create): the handler is inside.
  if (node.op === 'call') {
    for (const inner of node.args) addHandlers(engine, routes, unit, inner, path);
    return;
  }
  for (const atom of engine.valueOf(unit, argument)) {
    if (atom.kind !== 'function') continue;
    let own = routes.get(atom.unit);
    if (!own) routes.set(atom.unit, (own = new Map()));
    if (!own.has(atom.fn)) own.set(atom.fn, path);
  }
}
