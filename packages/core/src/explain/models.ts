/** What the engine has learned of a project itself: the shapes, endpoints and requests that hold personal data, and those that do not. */
import type { ShapeFacts, Span, TypeFacts } from '../facts/facts.js';
import { locate } from '../facts/locate.js';
import type { Confidence, Location, Notification, ScanOptions, ScanStats, Subject } from '../finding.js';
import { loadKnowledge } from '../knowledge/load.js';
import { linkProgram, type Unit } from '../link/program.js';
import { readProject } from '../project.js';
import { byPlace } from '../scan.js';
import { whoseAccounts, type Accounts } from '../taint/accounts.js';
import { contentOf } from '../taint/content.js';
import { createEngine } from '../taint/create.js';
import { nodeAt, type Engine } from '../taint/engine.js';
import { expressionText } from '../taint/literals.js';
import { modelMember } from '../taint/model-members.js';
import type { Model, ModelJudgement } from '../taint/models.js';
import { withPeople } from '../taint/people.js';
import { schemasIn } from '../taint/schemas.js';
import { routeOf } from '../taint/routes.js';
import { judgeSource } from '../taint/sources.js';
import { functionAt } from '../taint/surroundings.js';
import { typeValue } from '../taint/types.js';
import { step, stepsOf, type SourceAtom } from '../taint/value.js';

export interface LearnedShape {
  readonly name: string;
  /** "interface", "class", "z.object schema", "prisma model", "HTTP response". */
  readonly kind: string;
  readonly location: Location;
  /** Other places of the same: an endpoint that several files call. */
  readonly also: readonly Location[];
  readonly holds: ModelJudgement['holds'];
  /** Whose data it is counted as, with what is known of the project's accounts. */
  readonly subject: Subject;
  readonly elements: readonly string[];
  /** Those of its fields that give data when they are read. */
  readonly fields: readonly { readonly name: string; readonly elements: readonly string[]; readonly location: Location }[];
  readonly confidence: Confidence;
  readonly why: string;
}

export interface LearnedModels {
  /** Sorted: those with patient data first, then by name and place. */
  readonly shapes: readonly LearnedShape[];
  /** Whose user accounts the project has, told by the roles in its code. */
  readonly accounts: Accounts;
  readonly notifications: readonly Notification[];
  readonly stats: ScanStats;
  readonly root: string;
}

export async function describeModels(options: ScanOptions): Promise<LearnedModels> {
  const { files, resolver, notifications, stats } = await readProject(options);
  options.onProgress?.({ stage: 'link', done: 0, total: 1 });
  const program = linkProgram(files, resolver);
  const engine = createEngine(program, withPeople(program, options.knowledge ?? loadKnowledge()));
  options.onProgress?.({ stage: 'solve', done: 0, total: 1 });
  const accounts = whoseAccounts(engine);
  const found = engine.program.units.flatMap((unit) => [...declaredIn(engine, unit), ...schemasOf(engine, unit), ...packageTypesIn(engine, unit)]);
  const shapes = joined([...found, ...sourcesOf(engine)]).map((shape) => ({ ...shape, subject: subjectOf(shape.holds, accounts) }));
  return { shapes: shapes.sort(compareShapes), accounts, notifications: [...notifications].sort(byPlace), stats, root: options.root };
}

type Learned = Omit<LearnedShape, 'subject' | 'also'>;

function subjectOf(holds: LearnedShape['holds'], accounts: Accounts): Subject {
  if (holds === 'user') return accounts === 'patients' ? 'patient' : accounts === 'staff' ? 'staff' : 'user';
  return holds === 'nothing' ? 'thing' : holds;
}

/** Interfaces, types, classes and models of schema files, where the engine takes a value of the name for a shape of its own. */
function* declaredIn(engine: Engine, unit: Unit): Generator<Learned> {
  for (const shape of unit.facts.shapes) {
    // Texts in code declare tables and messages that are no types of the file.
    const stated = (shape.kind === 'table' || shape.kind === 'message') && unit.facts.nodes.length > 0;
    const value = stated ? [] : typeValue(engine, unit, { kind: 'ref', name: shape.name }, step(unit, shape.at, ''));
    if (stated) yield ofModel(engine, engine.models.ofDeclaration({ kind: 'shape', unit, shape }), kindOf(shape, unit));
    const own = value?.find((atom) => atom.kind === 'shape' && atom.model.unit === unit && atom.model.at === shape.at);
    if (own?.kind === 'shape') yield ofModel(engine, own.model, kindOf(shape, unit));
  }
  for (const [cls, facts] of unit.facts.classes.entries()) {
    const model = engine.models.ofDeclaration({ kind: 'class', unit, cls });
    if (model.fields.size === 0 || model.name === '') continue;
    const isEntity = facts.decorators?.some(({ name }) => engine.code.schemas.modelDecorators.has(name)) ?? false;
    yield ofModel(engine, model, isEntity ? 'entity class' : 'class');
  }
}

function kindOf({ kind }: ShapeFacts, { facts }: Unit): string {
  switch (kind) {
    case 'alias':
      return 'type';
    case 'message':
      return 'graphql type';
    case 'table':
      return 'sql table';
    default:
      return kind === 'model' ? `${facts.language} model` : kind;
  }
}

function schemasOf(engine: Engine, unit: Unit): Learned[] {
  const byObject = new Map(schemasIn(engine, unit).map((schema) => [schema.object, schema]));
  return [...byObject.values()].map(({ name, object, call }) => {
    const node = nodeAt(unit, call);
    const maker = node.op === 'call' ? expressionText(unit, node.callee) : '';
    return ofModel(engine, engine.models.ofSchema(unit, object, name), `${maker} schema`);
  });
}

function ofModel(engine: Engine, model: Model, kind: string): Learned {
  const { name, unit, at } = model;
  const base = { name, kind, location: place(unit, at) };
  if (model.behaviour === 'service') return { ...base, holds: 'nothing', elements: [], fields: [], confidence: 'medium', why: `${name} is behaviour: it has more methods than fields, or services handed to it` };
  const judged = engine.models.judge(model);
  const { holds, elements, confidence, why } = judged;
  return { ...base, holds, elements, fields: fieldsOf(engine, model), confidence, why };
}

/** What reading each field gives, asked of the engine as the code that reads it would. */
function fieldsOf(engine: Engine, model: Model): LearnedShape['fields'] {
  const trail = step(model.unit, model.at, '');
  return [...model.fields.values()].flatMap((field) => {
    const { data } = contentOf(engine, modelMember(engine, { kind: 'shape', model, trail }, field.name, field.unit, field.at));
    const elements = [...new Set(data.map((atom) => atom.element))];
    return elements.length === 0 ? [] : [{ name: field.name, elements, location: place(field.unit, field.at) }];
  });
}

/** Types of packages that are known by their names alone: `fhir4.Patient`. */
function* packageTypesIn(engine: Engine, unit: Unit): Generator<Learned> {
  const seen = new Set<string>();
  for (const { type, at } of typesIn(unit)) {
    for (const name of namesIn(type)) {
      if (seen.has(name)) continue;
      seen.add(name);
      const value = typeValue(engine, unit, { kind: 'ref', name }, step(unit, at, ''));
      const data = value?.find((atom) => atom.kind === 'data' && atom.evidence.kind === 'type');
      if (data?.kind !== 'data') continue;
      const holds = data.subject === 'unknown' ? 'unknown' : data.subject;
      yield { name, kind: 'type of a package', location: place(unit, at), holds, elements: [data.element], fields: [], confidence: data.confidence, why: data.evidence.why };
    }
  }
}

function* typesIn(unit: Unit): Generator<{ type: TypeFacts; at: Span }> {
  const { nodes, functions, classes, shapes } = unit.facts;
  for (const node of nodes) if ((node.op === 'bind' || node.op === 'cast') && node.type) yield { type: node.type, at: node.at };
  for (const fn of functions) {
    for (const param of fn.params) if (param.type) yield { type: param.type, at: nodes[param.node]?.at ?? fn.at };
    if (fn.returnType) yield { type: fn.returnType, at: fn.at };
  }
  for (const cls of classes) for (const field of cls.fields) if (field.type) yield { type: field.type, at: field.at };
  for (const shape of shapes) yield { type: shape.type, at: shape.at };
}

function* namesIn(type: TypeFacts): Generator<string> {
  switch (type.kind) {
    case 'ref':
      yield type.name;
      for (const argument of type.args ?? []) yield* namesIn(argument);
      break;
    case 'array':
      yield* namesIn(type.of);
      break;
    case 'union':
    case 'and':
      for (const part of type.of) yield* namesIn(part);
      break;
    case 'object':
      for (const field of type.fields) if (field.type) yield* namesIn(field.type);
      break;
    default:
  }
}

/** Data from outside by the URL, table or route that tells of it: API clients, route handlers, queries, storage. */
function sourcesOf(engine: Engine): Learned[] {
  const byOrigin = new Map<string, SourceAtom>();
  for (const unit of engine.program.units) {
    for (let id = 0; id < unit.facts.nodes.length; id += 1) {
      for (const atom of engine.valueOf(unit, id)) {
        if (atom.kind !== 'source' || atom.path.length > 0 || atom.toldBy) continue;
        const origin = stepsOf(atom.trail)[0]!;
        const key = `${origin.unit.index}:${origin.at[0]}:${origin.at[1]}:${atom.holds}:${atom.told ?? ''}`;
        const before = byOrigin.get(key);
        // The names that it is put under say more of it the further it has come.
        if (!before || before.names.length < atom.names.length) byOrigin.set(key, atom);
      }
    }
  }
  return [...byOrigin.values()].map((atom) => ofSource(engine, atom));
}

function ofSource(engine: Engine, atom: SourceAtom): Learned {
  const origin = stepsOf(atom.trail)[0]!;
  const judged = judgeSource(engine, atom);
  const { data } = contentOf(engine, [atom]);
  return {
    name: shortened(atom.told ?? routeOf(engine, atom) ?? nameAround(origin.unit, origin.at)),
    kind: atom.label,
    location: place(origin.unit, origin.at),
    holds: data.length > 0 && judged.holds === 'unknown' ? 'patient' : judged.holds,
    elements: [...new Set(data.map(({ element }) => element))],
    fields: [],
    confidence: data[0]?.confidence ?? judged.confidence,
    why: `${atom.label}: ${judged.why}`,
  };
}

/** An SQL text takes a line. */
function shortened(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length > longestName ? `${line.slice(0, longestName - 1)}…` : line;
}

const longestName = 90;

/** Of what no text tells, the function that handles it. */
function nameAround(unit: Unit, at: Span): string {
  for (let fn = functionAt(unit, at[0]); fn > 0; fn = unit.facts.functions[fn]!.parent) {
    const { name } = unit.facts.functions[fn]!;
    if (name !== '') return name;
  }
  return unit.path.slice(unit.path.lastIndexOf('/') + 1);
}

/** One row for what is told the same in several places. */
function joined(found: readonly Learned[]): Omit<LearnedShape, 'subject'>[] {
  const rows = new Map<string, Learned & { also: Location[] }>();
  const sorted = [...found].sort((a, b) => compare(a.location.file, b.location.file) || a.location.span[0] - b.location.span[0]);
  for (const shape of sorted) {
    const isOnePlace = shape.fields.length > 0;
    const key = JSON.stringify([shape.name, shape.kind, shape.holds, shape.why, shape.elements, isOnePlace ? shape.location : '']);
    const before = rows.get(key);
    if (before) before.also.push(shape.location);
    else rows.set(key, { ...shape, also: [] });
  }
  return [...rows.values()];
}

const order: readonly LearnedShape['holds'][] = ['patient', 'user', 'staff', 'unknown', 'nothing'];

function compareShapes(a: LearnedShape, b: LearnedShape): number {
  return (
    order.indexOf(a.holds) - order.indexOf(b.holds) ||
    compare(a.name.toLowerCase(), b.name.toLowerCase()) ||
    compare(a.location.file, b.location.file) ||
    a.location.span[0] - b.location.span[0] ||
    compare(a.kind, b.kind)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function place(unit: Unit, at: Span): Location {
  return locate(unit.path, unit.facts.lineStarts, at);
}
