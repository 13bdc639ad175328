/** Puts a call's arguments in the place of the parameters that a value was stated in. */
import { argumentFor, mappingsOf, spreadByName } from '../facts/arguments.js';
import type { CallNode, NodeId, ParamFacts } from '../facts/facts.js';
import type { Unit } from '../link/program.js';
import { callAt, type Engine } from './engine.js';
import { elementOf, memberOf } from './members.js';
import { filledIn, toldByMember } from './places.js';
import { dependsOnParams, failureOf, listOf, nothing, objectOf, step, stepped, union } from './value.js';
import type { Atom, DataAtom, FunctionAtom, SourceAtom, Step, Value } from './value.js';

const maxDepth = 6;

/** Which parameters are bound, and the values they have. */
export interface Binding {
  readonly unit: Unit;
  readonly fn: number;
  argument(index: number): Value;
}

export function bindCall(engine: Engine, unit: Unit, call: NodeId, callee: { readonly unit: Unit; readonly fn: number }): Binding {
  return { unit: callee.unit, fn: callee.fn, argument: (index) => argumentOf(engine, unit, call, callee, index) };
}

/** What a call hands to the parameter at an index: with spread arguments and rest parameters taken apart and together. */
export function argumentOf(engine: Engine, unit: Unit, call: NodeId, callee: { readonly unit: Unit; readonly fn: number }, index: number): Value {
  const node = callAt(unit, call);
  const params = callee.unit.facts.functions[callee.fn]?.params ?? [];
  const parameter = params[index];
  if (parameter?.restByName) return restByName(engine, unit, node, params);
  if (parameter?.rest) {
    const rest = union(node.args.slice(index).filter((_, at) => node.names?.[index + at] == null).map((argument) => engine.valueOf(unit, argument)));
    return listOf(rest);
  }
  const argument = argumentFor(node, params, index);
  const spread = node.spread?.find((position) => position <= index);
  if (spread !== undefined && (argument === undefined || node.names?.[node.args.indexOf(argument)] == null)) return elementOf(engine, engine.valueOf(unit, node.args[spread]!));
  if (argument === undefined) {
    const mappings = parameter?.name ? mappingsOf(node) : [];
    return union(mappings.map((mapping) => memberOf(engine, engine.valueOf(unit, mapping), parameter!.name, unit, node.at)));
  }
  const handed = engine.valueOf(unit, argument);
  // What a parameter declared as a string receives is no record, but some key of it.
  const isText = parameter?.type?.kind === 'primitive' && parameter.type.name === 'string';
  return isText ? handed.filter((atom) => atom.kind !== 'shape' && !(atom.kind === 'data' && atom.whole && atom.evidence.kind !== 'response')) : handed;
}

/** `**fields`: what is given by names that no parameter has. */
function restByName(engine: Engine, unit: Unit, node: CallNode, params: readonly ParamFacts[]): Value {
  const fields = new Map<string, Value>();
  node.names?.forEach((name, at) => {
    if (name === null || name === spreadByName || params.some((parameter) => parameter.name === name)) return;
    fields.set(name, engine.valueOf(unit, node.args[at]!));
  });
  const base = union(mappingsOf(node).map((mapping) => engine.valueOf(unit, mapping)));
  return fields.size === 0 ? base : objectOf(fields, base);
}

export function substitute(engine: Engine, value: Value, binding: Binding, site: { readonly unit: Unit; readonly call: NodeId }, depth = 0): Value {
  if (depth > maxDepth || (!dependsOnParams(value) && !value.some((atom) => isClosureIn(atom, binding)))) return value;
  const { at } = callAt(site.unit, site.call);
  return union(
    value.map((atom): Value => {
      switch (atom.kind) {
        case 'param': {
          if (atom.unit !== binding.unit || atom.fn !== binding.fn) return [atom];
          const name = binding.unit.facts.functions[binding.fn]?.name ?? '';
          const passed = follow(engine, binding.argument(atom.index), atom.path, site);
          return stepped(passed, site.unit, at, name ? `passed to ${name}` : 'passed on');
        }
        case 'data':
          return isRefuted(atom, binding) ? nothing : [atom];
        case 'source':
          return [toldByCaller(engine, atom, binding, site)];
        case 'list':
          return listOf(substitute(engine, atom.element, binding, site, depth + 1));
        case 'failure':
          return failureOf(substitute(engine, atom.content, binding, site, depth + 1));
        case 'object': {
          const fields = new Map<string, Value>();
          for (const [name, field] of atom.fields) fields.set(name, substitute(engine, field, binding, site, depth + 1));
          return objectOf(fields, substitute(engine, atom.base, binding, site, depth + 1));
        }
        case 'function':
          return isClosureIn(atom, binding) ? [{ ...atom, madeBy: { ...site, outer: binding.fn } }] : [atom];
        default:
          return [atom];
      }
    }),
  );
}

/** A function written inside the one that is called, and so far nobody's in particular. */
function isClosureIn(atom: Atom, binding: Binding): boolean {
  if (atom.kind !== 'function' || atom.madeBy || atom.unit !== binding.unit) return false;
  let at = atom.fn;
  while (at > 0 && at !== binding.fn) at = atom.unit.facts.functions[at]!.parent;
  return at === binding.fn && atom.fn !== binding.fn && at > 0;
}

/** What a function that a call made gives back, with that call's arguments in place. */
export function withClosure(engine: Engine, value: Value, atom: FunctionAtom): Value {
  if (!atom.madeBy) return value;
  const { unit, call, outer } = atom.madeBy;
  return substitute(engine, value, bindCall(engine, unit, call, { unit: atom.unit, fn: outer }), { unit, call });
}

/** What calling a value gives when nothing is known of the arguments. */
function resultOf(engine: Engine, value: Value, site: { readonly unit: Unit; readonly call: NodeId }): Value {
  return union(
    value.map((atom): Value => {
      if (atom.kind !== 'function') return nothing;
      const returned = engine.returnOf(atom.unit, atom.fn);
      return withClosure(engine, substitute(engine, returned, { unit: atom.unit, fn: atom.fn, argument: () => nothing }, site), atom);
    }),
  );
}

/** `api.get('/patients')`: the URL that the caller hands over says what comes back. */
function toldByCaller(engine: Engine, atom: SourceAtom, binding: Binding, site: { readonly unit: Unit; readonly call: NodeId }): SourceAtom {
  const { toldBy } = atom;
  if (!toldBy || toldBy.unit !== binding.unit || toldBy.fn !== binding.fn) return atom;
  const argument = argumentFor(callAt(site.unit, site.call), binding.unit.facts.functions[binding.fn]?.params ?? [], toldBy.index);
  if (argument === undefined) return atom;
  const told = toldByMember(engine, site.unit, argument, toldBy.path);
  const { toldBy: _, ...rest } = atom;
  return { ...rest, told: filledIn(atom.told, told.text), ...(told.param ? { toldBy: told.param } : {}), site: { unit: site.unit, call: site.call } };
}

/** What the parameter's name promised, where the call hands over something known. */
function isRefuted(atom: DataAtom, binding: Binding): boolean {
  const { assumed } = atom;
  if (!assumed || assumed.unit !== binding.unit || assumed.fn !== binding.fn) return false;
  return !binding.argument(assumed.index).some((handed) => handed.kind === 'unknown');
}

/** Reads a path of members off a value that a call hands over. */
export function follow(engine: Engine, value: Value, path: readonly string[], site: { readonly unit: Unit; readonly call: NodeId }): Value {
  const { at } = callAt(site.unit, site.call);
  let read = value;
  for (const name of path) {
    if (read.length === 0) return read;
    if (name === '()') read = resultOf(engine, read, site);
    else read = name === '*' ? elementOf(engine, read) : memberOf(engine, read, name, site.unit, at);
  }
  return read;
}

/** The steps inside the callee, put behind those that led to the call. */
export function continued(caller: Step, callee: Step): Step {
  const inner: Step[] = [];
  for (let at: Step | undefined = callee; at; at = at.before) inner.push(at);
  let trail = caller;
  for (const part of inner.reverse()) trail = step(part.unit, part.at, part.what, trail);
  return trail;
}
