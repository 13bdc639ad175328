/** Judges data from outside by its surroundings: the URL or route, the names it goes by, what is read from it, the function and the file that handle it. */
import type { NodeId } from '../facts/facts.js';
import type { Confidence } from '../finding.js';
import type { NameVerdict, RecordWords } from '../knowledge/knowledge.js';
import { classifyUrl } from '../knowledge/urls.js';
import type { Unit } from '../link/program.js';
import { callAt, nodeAt, type Engine } from './engine.js';
import { readGraphql, type GraphqlDocument } from './graphql.js';
import { boundName, expressionText } from './literals.js';
import { toldByMember } from './places.js';
import { resultOfRoot } from './resolvers.js';
import { admittedTo, allRoutes, routeOf } from './routes.js';
import { admittedByDecorators, signsInWithFixedSecret } from './signed-in.js';
import { asksForHarmless, tablesIn } from './sql.js';
import { functionAt, wordsOfCode } from './surroundings.js';
import { tokensHoldIds } from './tokens.js';
import { usesOf, type Use } from './uses.js';
import type { SourceAtom } from './value.js';

export interface SourceJudgement {
  readonly holds: 'patient' | 'user' | 'staff' | 'nothing' | 'unknown';
  readonly record?: RecordWords;
  readonly confidence: Confidence;
  readonly why: string;
  /** The code looks records up by it: it is a key, whatever it is called. */
  readonly isId?: boolean;
}

const unknown: SourceJudgement = { holds: 'unknown', confidence: 'low', why: 'nothing says what it holds' };

export function judgeSource(engine: Engine, atom: SourceAtom): SourceJudgement {
  const judged = judgeContent(engine, atom);
  if (judged.holds !== 'user') return judged;
  if (signsInWithFixedSecret(engine, atom)) return { holds: 'staff', confidence: 'medium', why: 'it answers a sign-in with credentials that stand in the code' };
  return (isSignedIn(atom) ? byGuards(engine, atom) : undefined) ?? judged;
}

function judgeContent(engine: Engine, atom: SourceAtom): SourceJudgement {
  const unit = atom.trail.unit;
  return (
    byLookUp(engine, atom) ??
    (asksForHarmless(engine, atom.told) ? { holds: 'nothing', confidence: 'high', why: 'the query asks for ids, counts and states only' } : undefined) ??
    byNames(engine, atom) ??
    ofOwnToken(engine, atom) ??
    whoSignedIn(atom) ??
    ofAcknowledgement(engine, atom) ??
    byUrl(engine, atom.told ?? routeOf(engine, atom), 'high') ??
    (isInside(unit, atom) ? byCallers(engine, atom.toldBy) : undefined) ??
    byUses(engine, atom) ??
    judgeSurroundings(engine, unit, atom.trail.at[0]) ??
    ofAnyRequest(engine, unit, atom) ??
    unknown
  );
}

function byNames(engine: Engine, atom: SourceAtom): SourceJudgement | undefined {
  for (const name of [...atom.names, ...atom.path].reverse()) {
    const judged = fromName(engine.names.classifyName(name), `it is called ${name}`, 'medium');
    if (judged) return judged;
  }
  return undefined;
}

/** A session's user or token is that of whoever uses the application, and so is where the device is: the work at hand says nothing of him. */
function whoSignedIn(atom: SourceAtom): SourceJudgement | undefined {
  return isSignedIn(atom) ? { holds: 'user', confidence: 'medium', why: 'it is of whoever signed in' } : undefined;
}

function ofOwnToken(engine: Engine, { holds }: SourceAtom): SourceJudgement | undefined {
  return holds === 'token' && tokensHoldIds(engine) ? { holds: 'nothing', confidence: 'medium', why: 'the tokens that are signed here hold ids' } : undefined;
}

/** `/auth/forgot-password` is sent an address, and answers that a mail is on its way. */
function ofAcknowledgement(engine: Engine, { holds, told }: SourceAtom): SourceJudgement | undefined {
  if (holds !== 'response-body' || !told?.includes('/')) return undefined;
  const record = classifyUrl(told, engine.names, engine.knowledge.urls);
  const isKnown = typeof record === 'object' && engine.knowledge.urls.some(({ id, acknowledges }) => acknowledges && id === record.id);
  return isKnown ? { holds: 'nothing', confidence: 'medium', why: `it is how ${shown(told)} says that it is done` } : undefined;
}

function isSignedIn({ holds }: SourceAtom): boolean {
  return holds === 'token' || holds === 'user' || holds === 'location';
}

/** A handler that only staff is let in to has a member of staff signed in. */
function byGuards(engine: Engine, atom: SourceAtom): SourceJudgement | undefined {
  const { unit } = atom.trail;
  const fn = functionAt(unit, atom.trail.at[0]);
  const who = admittedTo(engine, unit, fn) ?? admittedByDecorators(engine, unit, fn);
  return who === 'staff' ? { holds: 'staff', confidence: 'medium', why: 'only staff is let in where it is handled' } : undefined;
}

export function fromName(verdict: NameVerdict, why: string, confidence: Confidence): SourceJudgement | undefined {
  if (verdict.harmless !== undefined) return undefined;
  if (verdict.subject === 'staff') return { holds: 'staff', confidence, why };
  if (verdict.subject === 'thing') return { holds: 'nothing', confidence, why };
  if (verdict.record) return { holds: verdict.record.kind === 'account' ? 'user' : 'patient', record: verdict.record, confidence, why };
  if (verdict.element && (verdict.element.needs === 'nothing' || verdict.subject === 'patient')) return { holds: 'patient', confidence, why };
  return undefined;
}

export function byUrl(engine: Engine, text: string | undefined, confidence: Confidence): SourceJudgement | undefined {
  if (text === undefined) return undefined;
  // A table, a collection, an event or a storage key is a name, not a path.
  if (!/[/\s]/.test(text)) return fromName(engine.names.topicOf(text), `it is ${shown(text)}`, 'medium');
  const document = readGraphql(text);
  if (document) return byDocument(engine, document, confidence);
  for (const table of /\b(from|into|update|join)\b/i.test(text) ? tablesIn(text) : []) {
    const told = fromName(engine.names.topicOf(table), `it is a row of ${table}`, confidence);
    if (told && told.holds !== 'nothing') return told;
  }
  const judged = classifyUrl(text, engine.names, engine.knowledge.urls);
  if (judged === undefined) return undefined;
  const why = `it comes from ${shown(text)}`;
  if (judged === 'staff') return { holds: 'staff', confidence, why };
  if (judged === 'nothing') return { holds: 'nothing', confidence, why };
  return { holds: judged.kind === 'account' ? 'user' : 'patient', record: judged, confidence: judged.kind === 'account' ? 'medium' : confidence, why };
}

/** `query { patient(id: $id) { name } }`: what its root fields are, unless it asks for nothing but ids, counts and states. */
function byDocument(engine: Engine, { roots, leaves, isOpen }: GraphqlDocument, confidence: Confidence): SourceJudgement | undefined {
  if (!isOpen && leaves.every((leaf) => engine.names.classifyName(leaf).harmless !== undefined)) {
    return { holds: 'nothing', confidence, why: `the GraphQL document asks for ${leaves.slice(0, 4).join(', ') || 'no fields'} only` };
  }
  for (const root of roots) {
    const told = fromName(engine.names.classifyName(root), `it is ${root} of a GraphQL document`, confidence);
    if (told && told.holds !== 'nothing') return told;
    const shape = resultOfRoot(engine, root)?.find((part) => part.kind === 'shape');
    const held = shape?.kind === 'shape' ? engine.models.judge(shape.model).holds : 'unknown';
    if (held !== 'unknown') return { holds: held, confidence, why: `the schema says what ${root} gives` };
  }
  return undefined;
}

/** Whether it is still in the function whose parameter says what it is. */
function isInside(unit: Unit, { toldBy, trail }: SourceAtom): boolean {
  if (toldBy?.unit !== unit) return false;
  let fn = functionAt(unit, trail.at[0]);
  while (fn > 0 && fn !== toldBy.fn) fn = unit.facts.functions[fn]!.parent;
  return fn === toldBy.fn;
}

/** `app.use((req, res, next) => log(req.body))`: what passes through are the bodies of all requests, those about patients too. */
function ofAnyRequest(engine: Engine, unit: Unit, atom: SourceAtom): SourceJudgement | undefined {
  if (atom.path.length > 0 || !((atom.holds === 'request-body' && passesOn(engine, unit, atom)) || isIntercepted(atom))) return undefined;
  for (const route of allRoutes(engine)) {
    const judged = byUrl(engine, route, 'medium');
    if (judged?.holds === 'patient') return { ...judged, why: `requests to ${shown(route)} pass through` };
  }
  return undefined;
}

/** A telling part of the URL of a request: `/users/:email`, where the route is known; of any route, where all requests pass through. */
export function tellingUrlPart(engine: Engine, atom: SourceAtom): { readonly name: string; readonly route: string } | undefined {
  const unit = atom.trail.unit;
  const own = routeOf(engine, atom);
  const asked = own === undefined ? undefined : askedOf(engine, unit, functionAt(unit, atom.trail.at[0]), own);
  if (asked !== undefined) return { name: asked, route: `${own}?${asked}` };
  for (const route of own === undefined && passesOn(engine, unit, atom) ? allRoutes(engine) : [own ?? '']) {
    for (const [, name] of route.matchAll(/:(\w+)/g)) {
      if (tellsOfPerson(engine.names.classifyName(name!))) return { name: name!, route };
    }
  }
  return undefined;
}

/** What a handler reads of the query: `/patients` that is asked for `?lastName=`. */
function askedOf(engine: Engine, unit: Unit, fn: number, route: string): string | undefined {
  const { at } = unit.facts.functions[fn]!;
  const isOfPatients = byUrl(engine, route, 'high')?.holds === 'patient';
  const owner: NameVerdict = { plural: false, ...(isOfPatients ? { subject: 'patient' } : {}) };
  for (const [id, node] of unit.facts.nodes.entries()) {
    if (node.op !== 'prop' || node.at[0] < at[0] || node.at[1] > at[1]) continue;
    const verdict = engine.names.classifyMember(owner, node.name);
    if (!tellsOfPerson(verdict)) continue;
    if (engine.valueOf(unit, id).some((read) => read.kind === 'source' && read.holds === 'request-query')) return node.name;
  }
  return undefined;
}

function tellsOfPerson({ element, harmless, subject }: NameVerdict): boolean {
  return element !== undefined && harmless === undefined && subject !== 'staff' && subject !== 'thing' && (element.needs !== 'patient' || subject === 'patient');
}

/** `axios.interceptors.response.use((response) => …)`: it sees the answers to all requests. */
function isIntercepted({ site, trail }: SourceAtom): boolean {
  // The second function is given what went wrong.
  if (trail.unit.facts.functions[functionAt(trail.unit, trail.at[0])]?.passedTo?.arg !== 0) return false;
  return site !== undefined && /\binterceptors\b/.test(expressionText(site.unit, callAt(site.unit, site.call).callee));
}

/** A middleware: it sees the requests of every route. */
function passesOn(engine: Engine, unit: Unit, atom: SourceAtom): boolean {
  const fn = unit.facts.functions[functionAt(unit, atom.trail.at[0])];
  return fn?.params.some((param) => engine.code.frameworks.passingOn.has(param.name)) ?? false;
}

/** More callers of a wrapper, or wrappers around it, say no more. */
const maxCallers = 60;
const maxWrappers = 3;

/** `request(url) { … }`: among the URLs that it is called with are some of patients. */
function byCallers(engine: Engine, toldBy: SourceAtom['toldBy'], depth = 0): SourceJudgement | undefined {
  if (!toldBy || depth >= maxWrappers) return undefined;
  for (const caller of engine.callersOf(toldBy.unit, toldBy.fn).slice(0, maxCallers)) {
    const argument = callAt(caller.unit, caller.call).args[toldBy.index];
    if (argument === undefined) continue;
    const told = toldByMember(engine, caller.unit, argument, toldBy.path);
    const judged = byUrl(engine, told.text, 'medium') ?? byCallers(engine, told.param, depth + 1);
    if (judged?.holds === 'patient') return judged;
  }
  return undefined;
}

function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** What the code reads from the same value nearby, and what it hands it to: `setPatients(data)`, `const { dateOfBirth } = req.body`. */
function byUses(engine: Engine, atom: SourceAtom): SourceJudgement | undefined {
  const unit = atom.trail.unit;
  const uses = usesOf(unit);
  let contact = 0;
  let staff = false;
  for (const holder of nodesHolding(engine, unit, atom, uses.keys())) {
    for (const use of uses.get(holder)!) {
      const verdict = engine.names.classifyName(use.name);
      if (verdict.harmless !== undefined) continue;
      if (verdict.subject === 'staff') staff = true;
      const judged = use.kind === 'handed' ? fromName(verdict, `it is handed to ${use.name}`, 'medium') : undefined;
      if (judged && judged.holds !== 'nothing' && judged.holds !== 'user') return judged;
      if (use.kind === 'read' && verdict.element && verdict.subject !== 'staff' && verdict.subject !== 'thing') {
        if (verdict.element.needs === 'nothing' || verdict.subject === 'patient') return { holds: 'patient', confidence: 'medium', why: `the code reads ${use.name} from it` };
        if (verdict.element.needs === 'not-staff') contact += 1;
      }
      if (use.kind === 'read' && verdict.record?.kind === 'patient') {
        return { holds: 'patient', record: verdict.record, confidence: 'medium', why: `the code reads ${use.name} from it` };
      }
    }
  }
  if (contact > 0 && !staff) return { holds: 'user', confidence: 'medium', why: 'the code reads contact data from it' };
  return undefined;
}

/** `User.findById(patient)`: what is called patient is the id of one. */
function byLookUp(engine: Engine, atom: SourceAtom): SourceJudgement | undefined {
  if (atom.path.length === 0) return undefined;
  const unit = atom.trail.unit;
  const isKey = nodesHolding(engine, unit, atom, lookedUpBy(engine, unit)).next().done !== true;
  return isKey ? { holds: 'nothing', confidence: 'high', why: 'records are looked up by it', isId: true } : undefined;
}

const keysByUses = new WeakMap<ReadonlyMap<NodeId, readonly Use[]>, readonly NodeId[]>();

/** What a file hands to a function that looks records up. */
function lookedUpBy(engine: Engine, unit: Unit): readonly NodeId[] {
  const uses = usesOf(unit);
  let keys = keysByUses.get(uses);
  if (!keys) {
    const { lookUps } = engine.code.calls;
    keys = [...uses].flatMap(([id, ofNode]) => (ofNode.some((use) => use.kind === 'handed' && lookUps.has(use.name)) ? id : []));
    keysByUses.set(uses, keys);
  }
  return keys;
}

/** Those of a file's nodes that hold the very same source. */
function* nodesHolding(engine: Engine, unit: Unit, atom: SourceAtom, among: Iterable<NodeId>): Generator<NodeId> {
  for (const id of among) {
    const node = nodeAt(unit, id);
    if (node.op !== 'bind' && node.op !== 'prop' && node.op !== 'call' && node.op !== 'await' && node.op !== 'phi') continue;
    if (node.at[0] < atom.trail.at[0] - 6000 || node.at[0] > atom.trail.at[0] + 12000) continue;
    if (engine.valueOf(unit, id).some((other) => other.kind === 'source' && sameSource(other, atom))) yield id;
  }
}

function sameSource(a: SourceAtom, b: SourceAtom): boolean {
  if (a.holds !== b.holds || a.told !== b.told || a.site?.call !== b.site?.call || a.site?.unit !== b.site?.unit) return false;
  if (a.path.length !== b.path.length || !a.path.every((part, index) => part === b.path[index])) return false;
  return a.site !== undefined || firstOf(a) === firstOf(b);
}

function firstOf(atom: SourceAtom): number {
  return functionAt(atom.trail.unit, atom.trail.at[0]);
}

/** What the functions, the class and the file around a place work on. */
export function judgeSurroundings(engine: Engine, unit: Unit, offset: number): SourceJudgement | undefined {
  return byFunction(engine, unit, offset) ?? byFile(engine, unit);
}

/** The function that handles it: createPatient, handleBookAppointment. That it handles a link or a file says nothing of what else it handles. */
function byFunction(engine: Engine, unit: Unit, offset: number): SourceJudgement | undefined {
  let fn = functionAt(unit, offset);
  while (fn > 0) {
    const facts = unit.facts.functions[fn]!;
    // A handler without a name of its own goes by what it makes: `const createPatient = onCall((request) => …)`.
    const name = facts.name || (facts.passedTo ? boundName(unit, facts.passedTo.call) : '');
    if (name) {
      const judged = fromName(engine.names.classifyName(wordsOfCode(engine, name).join('_')), `it is handled in ${name}`, 'medium') ?? functionWords(engine, name);
      if (judged) return judged.holds === 'nothing' ? { ...judged, confidence: 'low' } : judged;
    }
    const owner = facts.cls < 0 ? '' : (unit.facts.classes[facts.cls]?.name ?? '');
    const ofClass = owner && fromName(engine.names.topicOf(owner), `it is handled in ${owner}`, 'medium');
    if (ofClass) return ofClass.holds === 'nothing' ? { ...ofClass, confidence: 'low' } : ofClass;
    fn = facts.parent;
  }
  return undefined;
}

/** A function's name is a sentence: any of its words may tell. The last telling one does. */
function functionWords(engine: Engine, name: string): SourceJudgement | undefined {
  const words = wordsOfCode(engine, name);
  let first: SourceJudgement | undefined;
  for (let index = words.length - 1; index >= 0; index -= 1) {
    const { element, record, subject } = engine.names.classifyName(words[index]!);
    const judged = fromName({ plural: false, ...(element ? { element } : {}), ...(record ? { record } : {}), ...(subject ? { subject } : {}) }, `it is handled in ${name}`, 'medium');
    // `addDoctorToHospital`: the person goes before the place.
    if (judged && (!first || judged.holds === 'staff')) first = judged;
    if (first && first.holds !== 'nothing') return first;
  }
  return first;
}

/** A file called route or page says that it is one, not what it handles. */
function byFile(engine: Engine, unit: Unit): SourceJudgement | undefined {
  const parts = unit.path.split('/').slice(-2).reverse();
  for (const part of parts) {
    const judged = functionWords(engine, part.replace(/\.\w+$/, ''));
    if (judged && judged.holds !== 'nothing') return { ...judged, confidence: 'medium', why: `it is handled in ${part}` };
  }
  return undefined;
}
