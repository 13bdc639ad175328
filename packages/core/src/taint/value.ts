/**
 * What the engine knows of a value: a set of atoms, each one thing the value may be or hold.
 *
 * No atom at all means that the value is known to carry nothing (a constant, a count, a boolean, an id). Not knowing is an atom of its
 * own, `unknown`: only there may a telling name speak.
 */
import type { NodeId, Span, TypeFacts } from '../facts/facts.js';
import type { Confidence, Evidence } from '../finding.js';
import type { ElementWords, NameVerdict, RecordWords, Source } from '../knowledge/knowledge.js';
import type { Unit } from '../link/program.js';
import type { Model } from './models.js';

export type Value = readonly Atom[];

export type Atom =
  | DataAtom
  | UnknownAtom
  | ParamAtom
  | ObjectAtom
  | ListAtom
  | FunctionAtom
  | ClassAtom
  | InstanceAtom
  | OriginAtom
  | ApiAtom
  | ShapeAtom
  | SourceAtom
  | ErrorAtom
  | FailureAtom;

/** Patient data, or staff data that only `--include-staff` reports. */
export interface DataAtom {
  readonly kind: 'data';
  /** Id of a data element, or of what a whole record is: patient-record, clinical-record, request-body … */
  readonly element: string;
  /** The entry of rules/words by which a field was recognised. */
  readonly word?: ElementWords;
  /** A whole record with many elements, not one field. */
  readonly whole: boolean;
  readonly record?: RecordWords;
  readonly subject: 'patient' | 'staff' | 'user' | 'unknown';
  readonly confidence: Confidence;
  readonly evidence: Evidence;
  /** It stands in an error object that the code makes. */
  readonly inError?: true;
  /** Only the name of this parameter says so: what a caller is seen to hand over is worth more. */
  readonly assumed?: { readonly unit: Unit; readonly fn: number; readonly index: number };
  readonly trail: Step;
}

/** Nothing is known but what its name says. */
export interface UnknownAtom {
  readonly kind: 'unknown';
  readonly name: string;
  readonly verdict: NameVerdict | undefined;
  readonly trail: Step;
}

/** A part of what the caller of a function hands over. */
export interface ParamAtom {
  readonly kind: 'param';
  readonly unit: Unit;
  readonly fn: number;
  readonly index: number;
  /** Members read from it; '*' is an element. */
  readonly path: readonly string[];
  /** Apis that it may be by its name: of members that these know, the names say nothing more. */
  readonly apis?: readonly string[];
  readonly trail: Step;
}

export interface ObjectAtom {
  readonly kind: 'object';
  /** How many atoms it is made of, at all depths. */
  readonly weight: number;
  readonly fields: ReadonlyMap<string, Value>;
  /** Looked at for members that `fields` does not have: what was spread in, or what the object was before a write. */
  readonly base: Value;
}

export interface ListAtom {
  readonly kind: 'list';
  readonly weight: number;
  readonly element: Value;
}

export interface FunctionAtom {
  readonly kind: 'function';
  readonly unit: Unit;
  readonly fn: number;
  /** The call that made it, where a function around it returned it: that one's parameters are known. */
  readonly madeBy?: CallSite & { readonly outer: number };
}

export interface ClassAtom {
  readonly kind: 'class';
  readonly unit: Unit;
  readonly cls: number;
}

export interface InstanceAtom {
  readonly kind: 'instance';
  readonly unit: Unit;
  readonly cls: number;
  readonly trail: Step;
}

/** Something of a library or the platform, by the expression that leads to it: module 'winston', path 'createLogger()'. */
export interface OriginAtom {
  readonly kind: 'origin';
  /** '' for globals. */
  readonly module: string;
  readonly path: string;
  readonly calls?: CallChain;
}

/** An object that `rules/apis` describes, or what a path of members and calls on it leads to. */
export interface ApiAtom {
  readonly kind: 'api';
  readonly id: string;
  /** '' for the object itself; `people.set`, `getTracer().startSpan`. */
  readonly path: string;
  /** Known by its module or global, beside which the expression on it stands as an origin of its own. */
  readonly made?: true;
  /** The calls that made it, nearest first, for sources whose content an argument tells. */
  readonly calls?: CallChain;
  /** The name under which the code knows the object: a Prisma delegate, a variable of an unresolved import. */
  readonly called?: string;
  readonly model?: Model;
  /** Where it was met, for an object that is data itself: an HL7 message, a parsed response. */
  readonly trail?: Step;
  /** The type it is declared with, for those whose type arguments tell: Repository<Patient>. */
  readonly type?: { readonly unit: Unit; readonly type: TypeFacts };
}

export interface CallChain extends CallSite {
  readonly before?: CallChain;
}

/** A call, with the calls before it that made what it is made on. */
export function chained(unit: Unit, call: NodeId, before: CallChain | undefined): CallChain {
  return before ? { unit, call, before } : { unit, call };
}

export interface CallSite {
  readonly unit: Unit;
  readonly call: NodeId;
}

/** A value of a declared shape. Whether it holds patient data, its model says. */
export interface ShapeAtom {
  readonly kind: 'shape';
  readonly model: Model;
  /** Whose account it is, where a name says so: `const doctor = await User.findById(…)`. */
  readonly subject?: 'patient' | 'staff';
  /** All its fields are written, whatever it is as a text: it went through a serializer. */
  readonly serialized?: true;
  readonly trail: Step;
}

/** Data from outside whose content the surroundings tell: a request body, a response, a stored value. */
export interface SourceAtom {
  readonly kind: 'source';
  readonly holds: Source['holds'];
  readonly label: string;
  /** The URL, route, table or key that says what it is. */
  readonly told: string | undefined;
  /** The parameter that says it, where the callers do: `get(url) { return fetch(url) }`. */
  readonly toldBy?: { readonly unit: Unit; readonly fn: number; readonly index: number; readonly path: readonly string[] };
  readonly site: CallSite | undefined;
  /** Variables and parameters it was put into. */
  readonly names: readonly string[];
  /** Members read from it, without those that only wrap the content (`data`, `rows`). */
  readonly path: readonly string[];
  readonly trail: Step;
}

export interface ErrorAtom {
  readonly kind: 'error';
  /** The nodes of the guarded block. */
  readonly unit: Unit;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly trail: Step;
}

/** An error object that the code makes. */
export interface FailureAtom {
  readonly kind: 'failure';
  readonly weight: number;
  /** What its message, its cause and its fields were made from. */
  readonly content: Value;
}

/** The way a value took, latest step first. */
export interface Step {
  readonly unit: Unit;
  readonly at: Span;
  readonly what: string;
  readonly before?: Step;
}

export const nothing: Value = [];

/** A structure of more parts than this is not told apart any further: objects that grow in loops, tables of constants. */
const maxWeight = 240;

export function objectOf(fields: ReadonlyMap<string, Value>, base: Value): Value {
  let weight = 1 + weightOf(base);
  for (const field of fields.values()) weight += weightOf(field);
  if (weight > maxWeight) return leavesOf([...fields.values(), base]);
  return [{ kind: 'object', weight, fields, base }];
}

export function listOf(element: Value): Value {
  if (element.length === 0) return nothing;
  const weight = 1 + weightOf(element);
  return weight > maxWeight ? leavesOf([element]) : [{ kind: 'list', weight, element }];
}

export function failureOf(content: Value): Value {
  if (content.length === 0) return nothing;
  const weight = 1 + weightOf(content);
  return [{ kind: 'failure', weight, content: weight > maxWeight ? leavesOf([content]) : content }];
}

function weightOf(value: Value): number {
  let weight = 0;
  for (const atom of value) weight += 'weight' in atom ? atom.weight : 1;
  return weight;
}

/** What a structure holds, without its structure. */
function leavesOf(values: readonly Value[]): Value {
  const leaves: Value[] = [];
  const visit = (value: Value): void => {
    for (const atom of value) {
      if (atom.kind === 'list') visit(atom.element);
      else if (atom.kind === 'failure') visit(atom.content);
      else if (atom.kind === 'object') {
        for (const field of atom.fields.values()) visit(field);
        visit(atom.base);
      } else if (atom.kind !== 'unknown' && atom.kind !== 'function' && atom.kind !== 'class') leaves.push([atom]);
    }
  };
  for (const value of values) visit(value);
  return union(leaves);
}

/**
 * More than this many alternatives of a kind tell no more to a reader and cost time. What is not known must never crowd out what is:
 * each kind has room of its own.
 */
const maxOfKind: Readonly<Partial<Record<Atom['kind'], number>>> = { unknown: 6, param: 12, function: 12, object: 12, list: 8 };
const maxOfOthers = 16;

export function union(values: readonly Value[]): Value {
  let result: Value = nothing;
  for (const value of values) {
    if (value.length === 0 || value === result) continue;
    result = result.length === 0 ? value : merge(result, value);
  }
  return result;
}

function merge(left: Value, right: Value): Value {
  let merged: Atom[] | undefined;
  for (const atom of right) {
    const into: Value = merged ?? left;
    let ofKind = 0;
    let known = false;
    for (const other of into) {
      if (other.kind !== atom.kind) continue;
      ofKind += 1;
      known ||= other === atom || sameAtom(other, atom);
    }
    if (known || ofKind >= (maxOfKind[atom.kind] ?? maxOfOthers)) continue;
    merged ??= [...left];
    merged.push(atom);
  }
  return merged ?? left;
}

function sameAtom(a: Atom, b: Atom): boolean {
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case 'data': {
      const other = b as DataAtom;
      const same = a.element === other.element && a.whole === other.whole && a.subject === other.subject && a.confidence === other.confidence;
      return same && a.assumed?.unit === other.assumed?.unit && a.assumed?.fn === other.assumed?.fn && a.assumed?.index === other.assumed?.index;
    }
    case 'unknown':
      return a.name === (b as UnknownAtom).name;
    case 'param': {
      const other = b as ParamAtom;
      return a.unit === other.unit && a.fn === other.fn && a.index === other.index && samePath(a.path, other.path);
    }
    case 'function': {
      const other = b as FunctionAtom;
      return a.unit === other.unit && a.fn === other.fn && a.madeBy?.call === other.madeBy?.call && a.madeBy?.unit === other.madeBy?.unit;
    }
    case 'class':
    case 'instance':
      return a.unit === (b as ClassAtom).unit && a.cls === (b as ClassAtom).cls;
    case 'origin':
      return a.module === (b as OriginAtom).module && a.path === (b as OriginAtom).path;
    case 'api': {
      const other = b as ApiAtom;
      const same = a.id === other.id && a.path === other.path && a.model === other.model && a.called === other.called;
      return same && a.calls?.call === other.calls?.call && a.calls?.unit === other.calls?.unit;
    }
    case 'shape':
      return a.model === (b as ShapeAtom).model && a.subject === (b as ShapeAtom).subject;
    case 'source': {
      const other = b as SourceAtom;
      return samePath(a.path, other.path) && a.holds === other.holds && a.told === other.told && a.site?.call === other.site?.call && a.site?.unit === other.site?.unit;
    }
    case 'error':
      return a.unit === (b as ErrorAtom).unit && a.from === (b as ErrorAtom).from;
    case 'failure':
      return a.content === (b as FailureAtom).content;
    default:
      return false;
  }
}

function samePath(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((part, index) => part === b[index]);
}

/** The same value one step further on its way. */
export function stepped(value: Value, unit: Unit, at: Span, what: string): Value {
  if (value.length === 0) return value;
  return value.map((atom) => (hasTrail(atom) ? { ...atom, trail: step(unit, at, what, atom.trail) } : atom));
}

export function step(unit: Unit, at: Span, what: string, before?: Step): Step {
  return before ? { unit, at, what, before } : { unit, at, what };
}

function hasTrail(atom: Atom): atom is Atom & { readonly trail: Step } {
  return 'trail' in atom;
}

/** From the origin to the last step. */
export function stepsOf(trail: Step): readonly Step[] {
  const steps: Step[] = [];
  for (let at: Step | undefined = trail; at; at = at.before) steps.push(at);
  return steps.reverse();
}

/** Parameters that a value depends on, also inside objects and lists. */
export function dependsOnParams(value: Value, depth = 0): boolean {
  if (depth > 6) return false;
  for (const atom of value) {
    if (atom.kind === 'param' || (atom.kind === 'source' && atom.toldBy) || (atom.kind === 'data' && atom.assumed)) return true;
    if (atom.kind === 'list' && dependsOnParams(atom.element, depth + 1)) return true;
    if (atom.kind === 'failure' && dependsOnParams(atom.content, depth + 1)) return true;
    if (atom.kind === 'object') {
      if (dependsOnParams(atom.base, depth + 1)) return true;
      for (const field of atom.fields.values()) if (dependsOnParams(field, depth + 1)) return true;
    }
  }
  return false;
}
