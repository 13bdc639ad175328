/** What a declared type says of a value. */
import type { TypeFacts } from '../facts/facts.js';
import type { Declaration, Unit } from '../link/program.js';
import type { Engine } from './engine.js';
import { apiAtom, recordElement } from './names.js';
import { bindsNamed } from './literals.js';
import type { TypeArguments } from './models.js';
import { schemaOfCall } from './schemas.js';
import { nothing, union, type Atom, type Step, type Value } from './value.js';

const maxDepth = 6;

/** undefined: the type says nothing. Empty: such values carry nothing. */
export function typeValue(engine: Engine, unit: Unit, type: TypeFacts, trail: Step, depth = 0): Value | undefined {
  if (depth > maxDepth) return undefined;
  switch (type.kind) {
    case 'primitive':
      return isPlainPrimitive(type.name) ? nothing : undefined;
    case 'literal':
      return nothing;
    case 'array':
      return typeValue(engine, unit, type.of, trail, depth + 1);
    case 'union':
    case 'and':
      return unionType(engine, unit, type.of, trail, depth);
    case 'object':
      return type.fields.length === 0 ? undefined : [{ kind: 'shape', model: engine.models.ofObjectType(unit, type, ''), trail }];
    case 'function':
      return undefined;
    case 'ref':
      return refValue(engine, unit, type, trail, depth);
  }
}

/** What stays known of a value beside its declared type. A type that only wraps (`ApiResponse<T>`) leaves it to the source what it holds. */
export function withoutDeclared(engine: Engine, value: Value, declared: Value): Value {
  const wraps = declared.some((atom) => atom.kind === 'shape' && engine.models.judge(atom.model).holds === 'unknown');
  return value.filter((atom) => atom.kind !== 'unknown' && (wraps || atom.kind !== 'source'));
}

export function isPlainPrimitive(name: string): boolean {
  return name === 'number' || name === 'boolean' || name === 'bigint' || name === 'symbol' || name === 'null' || name === 'undefined' || name === 'void' || name === 'never';
}

function unionType(engine: Engine, unit: Unit, parts: readonly TypeFacts[], trail: Step, depth: number): Value | undefined {
  const values: Value[] = [];
  let open = false;
  for (const part of parts) {
    if (part.kind === 'primitive' && (part.name === 'null' || part.name === 'undefined')) continue;
    const value = typeValue(engine, unit, part, trail, depth + 1);
    if (value === undefined) open = true;
    else values.push(value);
  }
  const told = union(values);
  return open && told.length === 0 ? undefined : told;
}

function refValue(engine: Engine, unit: Unit, type: Extract<TypeFacts, { kind: 'ref' }>, trail: Step, depth: number): Value | undefined {
  const { name } = type;
  const { functions, aboutOnly, inferred, keepsFields, holdsFirst, holdsLast } = engine.code.types;
  if (functions.has(name) || name.startsWith('typeof ')) return undefined;
  if (aboutOnly.has(name)) return nothing;
  const schema = inferred.has(name) ? schemaType(engine, unit, type, trail) : undefined;
  if (schema) return schema;
  if (type.args && keepsFields.has(name)) return undefined;
  if (type.args && (holdsFirst.has(name) || holdsLast.has(name))) {
    const inner = type.args[holdsFirst.has(name) ? 0 : type.args.length - 1];
    return inner && typeValue(engine, unit, inner, trail, depth + 1);
  }
  const declared = engine.program.declaration(unit, name);
  if (declared) return declaredValue(engine, declared, trail, depth, type.args && { unit, types: type.args });
  const imported = unit.facts.imports.find((entry) => entry.local === name.split('.', 1)[0]);
  const ids = engine.apis.typed(name, imported?.elsewhere ?? imported?.module, unit.facts.language);
  if (ids.length > 0) return ids.map((id): Atom => apiAtom(engine, { kind: 'api', id, path: '', type: { unit, type } }, trail));
  const byArgument = type.args?.map((part) => typeValue(engine, unit, part, trail, depth + 1)).find((value) => value !== undefined && value.length > 0);
  if (byArgument) return byArgument;
  const bound = schemaNamed(engine, unit, name, trail);
  if (bound) return bound;
  // Types that a generator makes of a schema are imported from files that are not there.
  const [only, ...others] = imported ? engine.survey().messagesNamed(name) : engine.survey().declarationsNamed(name);
  if (only && others.length === 0) return declaredValue(engine, only, trail, depth);
  return typeByName(engine, name, trail);
}

/** `z.infer<typeof patientSchema>`: what the schema declares. */
function schemaType(engine: Engine, unit: Unit, type: Extract<TypeFacts, { kind: 'ref' }>, trail: Step): Value | undefined {
  const argument = type.args?.[0];
  if (argument?.kind !== 'ref' || !argument.name.startsWith('typeof ')) return undefined;
  return schemaNamed(engine, unit, argument.name.slice('typeof '.length), trail);
}

/** What a schema declares that is put into a variable of this name, here or where it is imported from. */
function schemaNamed(engine: Engine, unit: Unit, name: string, trail: Step): Value | undefined {
  const imported = unit.facts.imports.findIndex((entry) => entry.local === name);
  const target = imported < 0 ? undefined : engine.program.importTarget(unit, imported);
  const home = target?.kind === 'value' ? target.unit : unit;
  const nameAtHome = target?.kind === 'value' ? (unit.facts.imports[imported]?.name ?? name) : name;
  for (const node of bindsNamed(home, nameAtHome)) {
    const schema = schemaOfCall(engine, home, node.of);
    if (schema) return [{ kind: 'shape', model: engine.models.ofSchema(home, schema.object, schema.name || name), trail }];
  }
  return undefined;
}

function declaredValue(engine: Engine, declared: Declaration, trail: Step, depth: number, args?: TypeArguments): Value | undefined {
  if (declared.kind === 'class') {
    const atoms: Atom[] = [{ kind: 'instance', unit: declared.unit, cls: declared.cls, trail }];
    const model = engine.models.ofDeclaration(declared);
    if (model.fields.size > 0 && model.behaviour === 'data') atoms.push({ kind: 'shape', model, trail });
    return atoms;
  }
  const { shape } = declared;
  if (shape.kind === 'enum') return nothing;
  if (shape.kind === 'alias' && shape.type.kind !== 'object' && shape.type.kind !== 'and') return typeValue(engine, declared.unit, shape.type, trail, depth + 1);
  const model = engine.models.ofDeclaration(declared);
  const filled = args && shape.params ? engine.models.withArguments(model, shape.params, args) : model;
  return [{ kind: 'shape', model: filled, trail }, ...extendedApis(engine, declared.unit, [...(shape.extends ?? []), shape.type], trail)];
}

/** `interface AuthRequest extends Request`, `type AuthRequest = Request & { … }`: the library's object with members of the project's own. */
function extendedApis(engine: Engine, unit: Unit, types: readonly TypeFacts[], trail: Step): Atom[] {
  return types.flatMap((type): Atom[] => {
    if (type.kind === 'and') return extendedApis(engine, unit, type.of, trail);
    if (type.kind !== 'ref' || engine.program.declaration(unit, type.name)) return [];
    const imported = unit.facts.imports.find((entry) => entry.local === type.name.split('.', 1)[0]);
    return engine.apis.typed(type.name, imported?.module, unit.facts.language).map((id) => apiAtom(engine, { kind: 'api', id, path: '', type: { unit, type } }, trail));
  });
}

/** A type of values of one kind: `InternetAddress`, `PhoneNumber`, where the whole of its name says which. */
function valueByName(engine: Engine, name: string, trail: Step): Atom | undefined {
  const own = name.slice(name.lastIndexOf('.') + 1);
  const { element, subject } = engine.names.classifyName(own);
  if (!element || element.needs === 'patient' || subject !== undefined || !element.names.includes(engine.names.splitName(own).join(' '))) return undefined;
  const evidence = { kind: 'type' as const, why: `the type ${own} holds ${element.label}` };
  return { kind: 'data', element: element.id, word: element, whole: false, subject: 'unknown', confidence: 'medium', evidence, trail };
}

/** The type of a package that we cannot see speaks by its name: `fhir.Patient`, `Appointment`. */
function typeByName(engine: Engine, name: string, trail: Step): Value | undefined {
  const value = valueByName(engine, name, trail);
  if (value) return [value];
  const model = engine.models.ofTypeName(name);
  if (!model || !model.record || model.record.kind === 'account') return undefined;
  return [
    {
      kind: 'data',
      element: recordElement(model.record.kind),
      whole: true,
      record: model.record,
      subject: 'patient',
      confidence: model.record.kind === 'patient' ? 'high' : 'medium',
      evidence: { kind: 'type', why: `its type is ${name}` },
      trail,
    },
  ];
}
