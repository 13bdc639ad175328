/**
 * What the project's declared shapes are: interfaces, classes, ORM schemas, schema files. A model is judged once, from its name and its
 * fields, and everything typed with it, read by it or validated against it is judged by it.
 */
import type { FieldFacts, NodeId, ShapeFacts, ShapeField, Span, TextForm, TypeFacts } from '../facts/facts.js';
import type { Confidence } from '../finding.js';
import type { NameVerdict, RecordWords } from '../knowledge/knowledge.js';
import type { Declaration, Unit } from '../link/program.js';
import { nodeAt, type Engine } from './engine.js';
import { isPlainType } from './model-fields.js';
import { judgeModel } from './model-judgement.js';
import { literalText, terminalName } from './literals.js';
import { declaresField, fieldsIn, schemaWords } from './schemas.js';
import type { ColumnAskedFor } from './sql.js';

export interface Model {
  readonly name: string;
  readonly unit: Unit;
  readonly at: Span;
  readonly record?: RecordWords;
  /** What its name says it is about, whatever kind of code it is (Dto, Schema, Props). */
  readonly verdict: NameVerdict;
  readonly fields: ReadonlyMap<string, ModelField>;
  /** A class with methods and injected services is behaviour, not data. */
  readonly behaviour: 'data' | 'service';
  /** What of it stands in a text, where that is not simply all; the same forms as in the Facts, with the method found. */
  readonly asText?: Exclude<TextForm, { kind: 'method' }> | { readonly kind: 'method'; readonly unit: Unit; readonly fn: number };
  /** References to other models are filled in (populate, include), not just their ids. */
  readonly populated: boolean;
}

export interface ModelField {
  readonly name: string;
  readonly unit: Unit;
  readonly at: Span;
  readonly type?: TypeFacts;
  /** What a schema says: the node of its definition. */
  readonly schema?: NodeId;
  /** Only an id stands here until the reference is populated. */
  readonly reference?: string;
  /** Reading it loads what it refers to; a text of the record does not have it. */
  readonly loads?: true;
  /** Cannot carry text: a count, a flag, one of a few words. */
  readonly plain: boolean;
}

/** What stands for the type parameters of a declared shape, as written in a file. */
export interface TypeArguments {
  readonly unit: Unit;
  readonly types: readonly TypeFacts[];
}

/** What a model holds, for whom. */
export interface ModelJudgement {
  readonly holds: 'patient' | 'user' | 'staff' | 'nothing' | 'unknown';
  readonly elements: readonly string[];
  readonly confidence: Confidence;
  readonly why: string;
}

export interface Models {
  ofDeclaration(declared: Declaration): Model;
  ofObjectType(unit: Unit, type: Extract<TypeFacts, { kind: 'object' | 'and' }>, name: string): Model;
  /** A model known by the name of a type alone; undefined where the name says nothing. */
  ofTypeName(name: string): { readonly record?: RecordWords; readonly verdict: NameVerdict } | undefined;
  /** The model behind a name used as a string or a delegate: 'Patient', prisma.patient, collection('patients'). */
  named(name: string, near: Unit): Model | undefined;
  /** From the fields that a schema's object literal declares. */
  ofSchema(unit: Unit, object: NodeId, name: string): Model;
  populatedOf(model: Model): Model;
  /** `ApiResponse<Patient>`: fields of a type parameter have the type that is handed over. */
  withArguments(model: Model, params: readonly string[], args: TypeArguments): Model;
  /** The model of rows with these columns of it. */
  ofColumns(model: Model, columns: readonly ColumnAskedFor[]): Model;
  /** The model of what is left when fields are taken out of its objects. */
  without(model: Model, names: readonly string[]): Model;
  judge(model: Model): ModelJudgement;
}

export function createModels(engineOf: () => Engine): Models {
  const byDeclaration = new Map<string, Model>();
  const byType = new Map<string, Model>();
  const bySchema = new Map<Unit, Map<NodeId, Model>>();
  const populated = new Map<Model, Model>();
  const refielded = new Map<Model, Map<string, Model>>();
  const applied = new Map<Model, Map<TypeFacts, Model>>();
  const judgements = new Map<Model, ModelJudgement>();
  const typeNames = new Map<string, { record?: RecordWords; verdict: NameVerdict } | undefined>();
  let byName: ReadonlyMap<string, () => Model> | undefined;

  function make(name: string, unit: Unit, at: Span, fields: ReadonlyMap<string, ModelField>, behaviour: Model['behaviour'] = 'data'): Model {
    const verdict = aboutModel(engineOf(), name);
    return { name, unit, at, verdict, fields, behaviour, populated: false, ...(verdict.record ? { record: verdict.record } : {}) };
  }

  function ofDeclaration(declared: Declaration): Model {
    const key = declared.kind === 'shape' ? shapeKey(declared.unit, declared.shape) : classKey(declared.unit, declared.cls);
    const known = byDeclaration.get(key);
    if (known) return known;
    const model = declared.kind === 'shape' ? ofShape(declared) : ofClass(declared.unit, declared.cls);
    byDeclaration.set(key, model);
    return model;
  }

  function ofShape(declared: Extract<Declaration, { kind: 'shape' }>): Model {
    const { shape, unit } = declared;
    const fields = new Map<string, ModelField>();
    // Guards against interfaces that extend each other in a circle.
    byDeclaration.set(shapeKey(unit, shape), make(shape.name, unit, shape.at, fields));
    for (const base of shape.extends ?? []) addFields(fields, unit, base, 0);
    addFields(fields, unit, shape.type, 0, shape.kind === 'model');
    return make(shape.name, unit, shape.at, fields);
  }

  function addFields(fields: Map<string, ModelField>, unit: Unit, type: TypeFacts, depth: number, isModel = false): void {
    if (depth > 6) return;
    if (type.kind === 'and') for (const part of type.of) addFields(fields, unit, part, depth + 1);
    else if (type.kind === 'object') for (const field of type.fields) fields.set(field.name, fieldOf(unit, field, isModel));
    else if (type.kind === 'ref') {
      const inner = type.args?.[0];
      const { sameFields, keepsFields, dropsFields } = engineOf().code.types;
      const keeps = keepsFields.has(type.name);
      const drops = dropsFields.has(type.name);
      if (inner && (keeps || drops || sameFields.has(type.name))) {
        const before = new Map<string, ModelField>();
        addFields(before, unit, inner, depth + 1);
        const keys = literalsOf(type.args?.[1]);
        for (const [name, field] of before) {
          if (drops && keys.has(name)) continue;
          if (keeps && !keys.has(name)) continue;
          fields.set(name, field);
        }
        return;
      }
      const declared = engineOf().program.declaration(unit, type.name);
      if (declared) for (const [name, field] of ofDeclaration(declared).fields) fields.set(name, field);
    }
  }

  function fieldOf(unit: Unit, field: ShapeField, isModel: boolean): ModelField {
    const type = field.type;
    const reference = isModel && type ? referenceIn(unit, type) : undefined;
    return { name: field.name, unit, at: field.at, plain: type ? isPlainType(engineOf(), unit, type) : false, ...(type ? { type } : {}), ...(reference ? { reference } : {}) };
  }

  /** In a schema file another model's name as a type is a relation, not a part. */
  function referenceIn(unit: Unit, type: TypeFacts): string | undefined {
    const inner = type.kind === 'array' ? type.of : type;
    if (inner.kind !== 'ref') return undefined;
    const declared = engineOf().program.declaration(unit, inner.name);
    return declared?.kind === 'shape' && declared.shape.kind === 'model' ? inner.name : undefined;
  }

  function ofClass(unit: Unit, cls: number): Model {
    const { schemas, types } = engineOf().code;
    const facts = unit.facts.classes[cls]!;
    const fields = new Map<string, ModelField>();
    byDeclaration.set(classKey(unit, cls), make(facts.name, unit, facts.at, fields));
    for (const base of facts.heritage) addFields(fields, unit, base, 0);
    let injected = 0;
    for (const field of facts.fields) {
      if (field.static) continue;
      const relation = field.decorators?.find((entry) => schemas.relations.has(entry.name) && !schemas.loading.has(entry.module ?? ''));
      if (field.type?.kind === 'ref' && types.injected.has(field.type.name)) injected += 1;
      const declared = field.type ? { type: field.type, plain: isPlainType(engineOf(), unit, field.type) } : declaredByCall(unit, field);
      fields.set(field.name, {
        name: field.name,
        unit,
        at: field.at,
        ...declared,
        ...(relation ? { reference: field.type?.kind === 'ref' ? field.type.name : field.name } : {}),
      });
    }
    // What belongs to the class (validators) is no service.
    const methods = facts.methods.filter((method) => !method.static && !isAccessor(engineOf(), method.name, fields)).length;
    const service = injected > 0 || (methods > fields.size && methods > 2) || types.services.has(facts.name);
    const asText = textFormOf(unit, cls);
    return { ...make(facts.name, unit, facts.at, fields, service ? 'service' : 'data'), ...(asText ? { asText } : {}) };
  }

  /** Its own, or that of the nearest class that it extends. */
  function textFormOf(unit: Unit, cls: number, depth = 0): Model['asText'] {
    const facts = unit.facts.classes[cls]!;
    const { asText } = facts;
    if (asText?.kind === 'method') {
      const fn = facts.methods.find((method) => method.name === asText.name)?.fn;
      return fn === undefined ? undefined : { kind: 'method', unit, fn };
    }
    if (asText || facts.base === undefined || depth > 8) return asText;
    const base = engineOf().valueOf(unit, facts.base).find((atom) => atom.kind === 'class');
    return base?.kind === 'class' ? textFormOf(base.unit, base.cls, depth + 1) : undefined;
  }

  /** `age = models.IntegerField()`, `patient = ForeignKey('clinic.Patient')` */
  function declaredByCall(unit: Unit, field: FieldFacts): Pick<ModelField, 'plain' | 'reference' | 'loads'> {
    const [write] = field.writes;
    const call = write === undefined ? undefined : declaresField(engineOf(), unit, write);
    if (write === undefined || !call) return { plain: false };
    const { relations, plain } = engineOf().code.schemas;
    const [to] = call.args;
    if (to !== undefined && relations.has(terminalName(unit, call.callee))) {
      const name = (literalText(engineOf(), unit, to) ?? terminalName(unit, to)).split('.').at(-1) ?? '';
      if (name !== '') return { plain: false, reference: name, loads: true };
    }
    const says = schemaWords(engineOf(), unit, write);
    return { plain: says.isEnum || says.words.some((word) => plain.has(word)) };
  }

  function ofSchema(unit: Unit, object: NodeId, name: string): Model {
    let own = bySchema.get(unit);
    if (!own) bySchema.set(unit, (own = new Map()));
    const known = own.get(object);
    if (known) return known;
    const fields = new Map<string, ModelField>();
    const node = nodeAt(unit, object);
    const model = make(name, unit, node.at, fields);
    own.set(object, model);
    for (const { name: field, definition } of fieldsIn(engineOf(), unit, object)) fields.set(field, schemaField(unit, field, definition));
    return model;
  }

  /** `{ type: String, enum: […] }`, `{ type: ObjectId, ref: 'User' }`, `z.string().email()`, `DataTypes.STRING`, `varchar('x')`: told by the words in it. */
  function schemaField(unit: Unit, name: string, definition: NodeId): ModelField {
    const at = nodeAt(unit, definition).at;
    const says = schemaWords(engineOf(), unit, definition);
    const plain = says.isEnum || says.words.some((word) => engineOf().code.schemas.plain.has(word));
    return { name, unit, at, plain, ...(says.nested === undefined ? {} : { schema: says.nested }), ...(says.reference === undefined ? {} : { reference: says.reference }) };
  }

  function populatedOf(model: Model): Model {
    let found = populated.get(model);
    if (!found) {
      found = { ...model, populated: true };
      populated.set(model, found);
    }
    return found;
  }

  function withArguments(model: Model, params: readonly string[], args: TypeArguments): Model {
    let own = applied.get(model);
    if (!own) applied.set(model, (own = new Map()));
    const [first] = args.types;
    const known = first && own.get(first);
    if (known) return known;
    const fields = new Map([...model.fields].map(([name, field]) => [name, withArgument(field, params, args)]));
    const found: Model = { ...model, fields };
    if (first) own.set(first, found);
    return found;
  }

  /** `data: T`, `items: T[]`. A parameter inside a deeper type stays what it is: unknown. */
  function withArgument(field: ModelField, params: readonly string[], { unit, types }: TypeArguments): ModelField {
    const inner = field.type?.kind === 'array' ? field.type.of : field.type;
    const type = inner?.kind === 'ref' ? types[params.indexOf(inner.name)] : undefined;
    return type ? { ...field, unit, type, plain: isPlainType(engineOf(), unit, type) } : field;
  }

  /** The same model with other fields; the same one for the same key. */
  function withFields(model: Model, key: string, fields: () => Model['fields']): Model {
    let own = refielded.get(model);
    if (!own) refielded.set(model, (own = new Map()));
    let found = own.get(key);
    if (!found) own.set(key, (found = { ...model, fields: fields() }));
    return found;
  }

  function ofColumns(model: Model, columns: readonly ColumnAskedFor[]): Model {
    const { names } = engineOf();
    const fieldOfColumn = ({ name, column = name }: ColumnAskedFor): [string, ModelField] => {
      // `last_name AS shown` holds a name still.
      const verdict = names.classifyName(name);
      const told = verdict.element || verdict.record || verdict.harmless !== undefined ? name : column;
      return [name, { ...(model.fields.get(column) ?? { unit: model.unit, at: model.at, plain: false }), name: told }];
    };
    return withFields(model, `of ${columns.map(({ name, column }) => `${name}=${column}`).join()}`, () => new Map(columns.map(fieldOfColumn)));
  }

  function without(model: Model, names: readonly string[]): Model {
    return withFields(model, `without ${names.join()}`, () => new Map([...model.fields].filter(([name]) => !names.includes(name))));
  }

  function ofTypeName(name: string): { record?: RecordWords; verdict: NameVerdict } | undefined {
    if (!typeNames.has(name)) {
      const verdict = aboutModel(engineOf(), name.slice(name.lastIndexOf('.') + 1));
      typeNames.set(name, verdict.record || verdict.subject ? { verdict, ...(verdict.record ? { record: verdict.record } : {}) } : undefined);
    }
    return typeNames.get(name);
  }

  function namedModel(name: string, near: Unit): Model | undefined {
    const engine = engineOf();
    byName ??= indexNames(engine);
    const found = byName.get(singular(engine, name));
    if (found) return found();
    const declared = engine.program.declaration(near, name);
    return declared && ofDeclaration(declared);
  }

  /** Schema models and classes by their singular lower-case name; interfaces only where nothing nearer to the database has the name. */
  function indexNames(engine: Engine): ReadonlyMap<string, () => Model> {
    const { modelNames } = engine.code.schemas;
    const index = new Map<string, { build: () => Model; rank: number }>();
    const put = (name: string, rank: number, build: () => Model): void => {
      const own = modelNames.starOf(name.toLowerCase());
      const key = singular(engine, own === undefined ? name : name.slice(0, own.length));
      const before = index.get(key);
      if (!before || before.rank < rank) index.set(key, { build, rank });
    };
    for (const entry of engine.survey().declared) {
      const { unit, name, rank } = entry;
      if (entry.kind === 'shape') put(name, rank, () => ofDeclaration({ kind: 'shape', unit, shape: unit.facts.shapes[entry.index]! }));
      else if (entry.kind === 'class') put(name, rank, () => ofDeclaration({ kind: 'class', unit, cls: entry.index }));
      else put(name, rank, () => ofSchema(unit, entry.schema.object, name));
    }
    return new Map([...index].map(([name, entry]) => [name, entry.build]));
  }

  function judge(model: Model): ModelJudgement {
    let found = judgements.get(model);
    if (!found) {
      judgements.set(model, { holds: 'unknown', elements: [], confidence: 'low', why: '' });
      found = judgeModel(engineOf(), model, 0);
      judgements.set(model, found);
    }
    return found;
  }

  return {
    ofDeclaration,
    ofObjectType: (unit, type, name) => {
      const key = `${unit.index}:${placeOfType(type)}`;
      let model = byType.get(key);
      if (!model) {
        const fields = new Map<string, ModelField>();
        model = make(name, unit, type.kind === 'object' ? (type.fields[0]?.at ?? [0, 0]) : [0, 0], fields);
        byType.set(key, model);
        addFields(fields, unit, type, 0);
      }
      return model;
    },
    ofTypeName,
    named: namedModel,
    ofSchema,
    ofColumns,
    populatedOf,
    withArguments,
    without,
    judge,
  };
}

/** What the configuration says of a model, or else its name. */
function aboutModel(engine: Engine, name: string): NameVerdict {
  const own = engine.own.model(name);
  if (own) return { record: own.record, subject: 'patient', plural: false };
  return isKindOf(engine, name) ? { subject: 'thing', plural: false } : engine.names.topicOf(name);
}

/** `AppointmentType` beside an `Appointment`: a row of it is a kind that there is, whoever comes for it. Alone it may be but a type's name. */
function isKindOf(engine: Engine, name: string): boolean {
  const whole = /^([A-Z]\w*[a-z\d])(?:Type|Kind|Category)(?![a-z])/.exec(name)?.[1];
  return whole !== undefined && engine.survey().declarationsNamed(whole).length > 0;
}

/** Methods that only read or write a field, or that every object of values has: they make a class no service. */
function isAccessor(engine: Engine, name: string, fields: ReadonlyMap<string, ModelField>): boolean {
  // `__str__` and the like are called by the language itself.
  if (name === 'constructor' || /^__\w+__$/.test(name) || engine.code.types.valueMethods.has(name)) return true;
  const prefix = /^(?:get|set|is|has|with|add|remove)(?=[A-Z])/.exec(name);
  const property = prefix ? name.slice(prefix[0].length) : name;
  return fields.has(property) || fields.has(property.charAt(0).toLowerCase() + property.slice(1));
}

/** Facts may be taken apart more than once: what stands where is the same each time, the objects that say so are not. */
function shapeKey(unit: Unit, { name, at }: ShapeFacts): string {
  return `${unit.index}:${at[0]}:${name}`;
}

function classKey(unit: Unit, cls: number): string {
  return `${unit.index}:class ${cls}`;
}

function placeOfType(type: TypeFacts): string {
  const first = type.kind === 'object' ? type.fields[0] : undefined;
  return first ? `${first.at[0]}:${first.at[1]}` : JSON.stringify(type);
}

function literalsOf(type: TypeFacts | undefined): ReadonlySet<string> {
  const found = new Set<string>();
  const parts = type?.kind === 'union' ? type.of : type ? [type] : [];
  for (const part of parts) if (part.kind === 'literal') found.add(String(part.value));
  return found;
}

function singular(engine: Engine, name: string): string {
  return engine.names.splitName(name).map((word) => engine.names.singular(word)).join('');
}
