/** What a value writes when it is logged: the patient data in it, at any depth, and what depends on the caller. */
import type { Evidence } from '../finding.js';
import type { NameVerdict } from '../knowledge/knowledge.js';
import { bodyOf, bodyReadFrom } from './bodies.js';
import type { Engine } from './engine.js';
import { ownSource } from './libraries.js';
import { recordElement } from './names.js';
import { judgeSource, tellingUrlPart, type SourceJudgement } from './sources.js';
import type { Model } from './models.js';
import type { DataAtom, ErrorAtom, ParamAtom, ShapeAtom, SourceAtom, Value } from './value.js';

export interface Content {
  readonly data: readonly DataAtom[];
  readonly params: readonly ParamAtom[];
  readonly errors: readonly ErrorAtom[];
}

const maxDepth = 6;
const maxData = 16;

/** What exists to hold data of patients. */
const ofHealth = new Set<SourceAtom['holds']>(['fhir-resource', 'hl7-message']);
/** What they are says what they hold: a FHIR resource, the token of who signed in. */
const speaksForItself = new Set<SourceAtom['holds']>(['fhir-resource', 'hl7-message', 'token', 'user', 'location']);

const wholeBySource: Readonly<Record<string, string>> = {
  'request-body': 'request-body',
  'request-query': 'request-body',
  'request-params': 'request-body',
  'request-url': 'request-url',
  'response-body': 'response-body',
  'form-values': 'form-values',
  'form-field': 'form-values',
  'stored-value': 'stored-value',
  message: 'message',
  token: 'token',
  'fhir-resource': 'fhir-resource',
  'hl7-message': 'hl7-message',
  model: 'patient-record',
  user: 'account',
  location: 'geo',
};

/** `asError`: the value is written as, or in, an error. */
export function contentOf(engine: Engine, value: Value, asError = false): Content {
  const data: DataAtom[] = [];
  const params: ParamAtom[] = [];
  const errors: ErrorAtom[] = [];
  let insideError = asError;
  const visit = (part: Value, depth: number): void => {
    for (const atom of part) {
      switch (atom.kind) {
        case 'data':
          if (hasRoom(data, atom)) data.push(atom);
          break;
        case 'param':
          params.push(atom);
          if (depth <= maxDepth && !insideError) visit(bodyReadFrom(engine, atom), depth + 1);
          break;
        case 'error':
          errors.push(atom);
          break;
        case 'object':
          if (depth > maxDepth || showsOnlyItsName(engine, atom.base)) break;
          for (const field of atom.fields.values()) visit(field, depth + 1);
          visit(withoutOverwritten(atom.base, atom.fields), depth + 1);
          break;
        case 'list':
          if (depth <= maxDepth) visit(atom.element, depth + 1);
          break;
        case 'api':
          visit(ownSource(engine, atom), depth);
          // An error that is handed the request remembers it; its text does not say it.
          if (atom.path === '' && depth <= maxDepth && !insideError) visit(bodyOf(engine, atom), depth + 1);
          break;
        case 'failure':
          if (depth <= maxDepth) inError(() => visit(atom.content, depth + 1));
          break;
        case 'shape':
          data.push(...ofShape(engine, atom));
          break;
        case 'source':
          data.push(...ofSource(engine, atom));
          break;
        default:
      }
    }
  };
  const inError = (visitContent: () => void): void => {
    const before = data.length;
    const outer = insideError;
    insideError = true;
    visitContent();
    insideError = outer;
    data.push(...data.splice(before).map((atom): DataAtom => ({ ...atom, inError: true })));
  };
  visit(value, 0);
  return { data, params, errors };
}

/** A statement that writes very much says no more with each value; but what is the staff's must not crowd out what is a patient's. */
function hasRoom(data: readonly DataAtom[], atom: DataAtom): boolean {
  if (data.length < maxData) return true;
  const isStaff = atom.subject === 'staff';
  return data.filter((other) => (other.subject === 'staff') === isStaff).length < maxData;
}

/** `{ ...patient, ssn: '[removed]' }`: the field that was written over is not the one that was spread in. */
function withoutOverwritten(base: Value, fields: ReadonlyMap<string, Value>): Value {
  return base.filter((atom) => {
    if (atom.kind !== 'object') return true;
    return [...atom.fields.keys()].some((name) => !fields.has(name)) || atom.base.length > 0;
  }).map((atom) => {
    if (atom.kind !== 'object') return atom;
    return { ...atom, fields: new Map([...atom.fields].filter(([name]) => !fields.has(name))) };
  });
}

/** Whether an object that was written to is of a class whose text says nothing of what it holds. */
function showsOnlyItsName(engine: Engine, base: Value): boolean {
  return base.some((atom) => {
    if (atom.kind === 'shape') return atom.serialized !== true && atom.model.asText?.kind === 'name';
    return atom.kind === 'instance' && engine.models.ofDeclaration({ kind: 'class', unit: atom.unit, cls: atom.cls }).asText?.kind === 'name';
  });
}

const telling = new WeakMap<Model, boolean>();

/** Whether what a class gives as its text holds data. */
function tellsInText(engine: Engine, model: Model): boolean {
  const { asText } = model;
  if (asText?.kind !== 'method') return asText?.kind !== 'name';
  let found = telling.get(model);
  if (found === undefined) {
    // Ends where the text of one object has that of another of its class in it.
    telling.set(model, false);
    found = contentOf(engine, engine.returnOf(asText.unit, asText.fn)).data.length > 0;
    telling.set(model, found);
  }
  return found;
}

/** What of a model stands in a text. */
function inText(engine: Engine, { model, serialized }: ShapeAtom): Model | undefined {
  const { asText } = model;
  if (serialized || asText === undefined) return model;
  if (asText.kind === 'fields') return engine.models.without(model, asText.omits);
  return tellsInText(engine, model) ? model : undefined;
}

function ofShape(engine: Engine, atom: ShapeAtom): DataAtom[] {
  const written = inText(engine, atom);
  if (!written) return [];
  const judged = engine.models.judge(written);
  if (judged.holds === 'nothing' || judged.holds === 'unknown') return [];
  const { record } = atom.model;
  return [
    {
      kind: 'data',
      element: judged.holds === 'user' ? 'account' : recordElement(record && record.kind !== 'account' ? record.kind : 'patient'),
      whole: true,
      ...(record ? { record } : {}),
      subject: atom.subject ?? judged.holds,
      confidence: judged.confidence,
      evidence: { kind: 'model', why: judged.why },
      trail: atom.trail,
    },
  ];
}

/** A part of a request, a form or a storage that is asked for by its key: the key tells, nothing else does. */
const keyed = new Set<SourceAtom['holds']>(['request-params', 'request-query', 'request-url', 'stored-value', 'form-field']);

function isKeyed(atom: SourceAtom): boolean {
  return keyed.has(atom.holds) || (atom.holds === 'request-headers' && atom.told !== undefined);
}

/** The name that says which field it is. */
function fieldOf(engine: Engine, atom: SourceAtom): string | undefined {
  const last = atom.path.at(-1) ?? atom.names.at(-1);
  if (!isKeyed(atom) || atom.told === undefined) return last;
  const telling = [...[...atom.names, ...atom.path].reverse(), atom.told].find((name) => {
    const verdict = engine.names.classifyName(name);
    return verdict.element !== undefined || verdict.record !== undefined;
  });
  return telling ?? last;
}

const evidenceBySource: Readonly<Partial<Record<SourceAtom['holds'], Evidence['kind']>>> = {
  'response-body': 'response',
  'form-values': 'form',
  'form-field': 'form',
  'stored-value': 'storage',
  model: 'model',
};

/** Whose field it is: its own name speaks before what the source holds. */
function subjectOf(said: NameVerdict['subject'], holds: SourceJudgement['holds']): DataAtom['subject'] {
  if (said === 'staff' || holds === 'staff') return 'staff';
  if (said === 'patient' || holds === 'patient') return 'patient';
  return holds === 'user' ? 'user' : 'unknown';
}

/** `message`, `text`: what messages hold. */
function isSaid(engine: Engine, name: string): boolean {
  const words = engine.names.splitName(name).join(' ');
  return engine.knowledge.words.records.some(({ kind, content }) => kind === 'message' && (content?.includes(words) ?? false));
}

/** The URL of a request writes what its route has in it. */
function ofUrl(engine: Engine, atom: SourceAtom): DataAtom[] {
  const part = tellingUrlPart(engine, atom);
  const word = part && engine.names.classifyName(part.name).element;
  if (!part || !word) return [];
  const why = `the route ${part.route} has ${part.name} in it`;
  return [{ kind: 'data', element: word.id, word, whole: false, subject: 'unknown', confidence: 'medium', evidence: { kind: 'request', why }, trail: atom.trail }];
}

function ofSource(engine: Engine, atom: SourceAtom): DataAtom[] {
  if (atom.holds === 'request-url' && atom.path.length === 0) {
    const found = ofUrl(engine, atom);
    if (found.length > 0) return found;
  }
  const evidenceKind = evidenceBySource[atom.holds] ?? 'request';
  const field = fieldOf(engine, atom);
  const verdict = field === undefined ? undefined : engine.names.classifyName(field);
  const judged = judgeSource(engine, atom);
  // That the function around it handles a link says nothing of the e-mail address that it is sent to.
  if (judged.holds === 'nothing' && (judged.confidence !== 'low' || !verdict?.element)) return [];
  if (verdict?.element) {
    // One field of it: whose it is, the surroundings say.
    const { element: word } = verdict;
    if (verdict.subject === 'thing') return [];
    if (word.needs === 'patient' && judged.holds !== 'patient' && judged.holds !== 'user' && verdict.subject !== 'patient') return [];
    return [
      {
        kind: 'data',
        element: word.id,
        word,
        whole: false,
        subject: subjectOf(verdict.subject, judged.holds),
        confidence: word.needs === 'nothing' ? 'high' : 'medium',
        evidence: { kind: evidenceKind, why: `${atom.label} has ${field}${judged.why ? `, and ${judged.why}` : ''}` },
        trail: atom.trail,
      },
    ];
  }
  // What a chat is sent is what is said in it.
  if (judged.holds === 'patient' && judged.record?.kind === 'message' && [...atom.names, ...atom.path, atom.told].some((name) => name !== undefined && isSaid(engine, name))) {
    const { record, why, confidence } = judged;
    return [{ kind: 'data', element: recordElement(record.kind), whole: true, record, subject: 'patient', confidence, evidence: { kind: evidenceKind, why: `${atom.label}: ${why}` }, trail: atom.trail }];
  }
  // A member that nothing tells of is no dump of the whole.
  if (atom.path.length > 0 && !verdict?.record && atom.holds !== 'hl7-message') return [];
  // Headers hold tokens and what the browser is: credentials, no patient data.
  if (judged.isId || (atom.holds === 'request-headers' && !verdict?.record)) return [];
  if (judged.holds === 'nothing' || (isKeyed(atom) && !verdict?.record)) return [];
  if (judged.holds === 'unknown' && !speaksForItself.has(atom.holds)) return [];
  return [
    {
      kind: 'data',
      element: verdict?.record ? recordElement(verdict.record.kind) : (wholeBySource[atom.holds] ?? atom.holds),
      whole: true,
      ...(judged.record ? { record: judged.record } : {}),
      subject: judged.holds === 'unknown' ? (atom.holds === 'token' || atom.holds === 'user' ? 'user' : 'patient') : judged.holds,
      confidence: judged.holds === 'unknown' && ofHealth.has(atom.holds) ? 'medium' : judged.confidence,
      evidence: { kind: evidenceKind, why: `${atom.label}: ${judged.why}` },
      trail: atom.trail,
    },
  ];
}
