/** Writes something harmless in the place of the data. */
import type { Finding } from '@phi-scan/core';
import type { KnowledgeIndexes } from '@phi-scan/core/editor';
import type { Edit } from './edits.js';
import { isCall, isMember, lastName, nodeIn, nodesIn, propertyAround, unwrapped, type AstNode, type Place } from './tree.js';

export interface Replacement {
  readonly replacement: string;
  readonly edit: Edit;
}

type Names = KnowledgeIndexes['names'];

const records = new Set(['patient-record', 'clinical-record', 'account']);
const bodies = new Set(['request-body', 'response-body', 'form-values', 'stored-value']);
/** Functions that only make a text of their argument. */
const writers = new Set(['stringify', 'inspect', 'String', 'format']);

/** `patient` and `patient.name` as `patient.id`. */
export function idInstead(text: string, { rule, elements }: Finding, names: Names, place: Place): Replacement | undefined {
  const target = written(place.node);
  const owner = rule === 'no-phi-object-dump' || elements.some((element) => records.has(element)) ? target : undefined;
  const record = owner && isRecord(names, owner) ? owner : ownerOf(target);
  if (!record || !isRecord(names, record)) return undefined;
  const replacement = `${text.slice(...record.range)}${isOptional(target) ? '?.' : '.'}id`;
  const property = propertyAround(place) ?? spreadAround(place);
  const object = property && place.parents[place.parents.indexOf(property) + 1];
  if (!property) {
    // `setAttribute('patient.name', patient.id)` would lie, and so would `born ${patient.id}`.
    if (rule === 'no-phi-in-telemetry' && place.parents[0]?.type !== 'TemplateLiteral') return undefined;
    return isLabelled(text, names, place) ? undefined : { replacement, edit: { range: place.node.range, text: replacement } };
  }
  const key = `${lastName(record) ?? 'record'}Id`;
  if (nodesIn(object?.['properties']).some((each) => keyOf(each) === key)) return undefined;
  return { replacement: `${key}: ${replacement}`, edit: { range: property.range, text: `${key}: ${replacement}` } };
}

/** `...patient` in an object. */
function spreadAround({ parents: [parent, around] }: Place): AstNode | undefined {
  return parent && isSpread(parent) && around?.type === 'ObjectExpression' ? parent : undefined;
}

/** What is left of it would have to be spread out too. */
function isSpreadOut({ parents: [parent] }: Place): boolean {
  return parent !== undefined && isSpread(parent);
}

function isSpread({ type }: AstNode): boolean {
  return type === 'SpreadElement' || type === 'ExperimentalSpreadProperty';
}

/** The text before says which value follows: `born ${…}`, `'SSN: ' + …`, `{ patientName: `${…}` }`. */
function isLabelled(text: string, names: Names, { node, parents }: Place): boolean {
  const key = parents.map(keyOf).find((name) => name !== undefined);
  if (key !== undefined && names.classifyName(key).element !== undefined) return true;
  const words = labelBefore(text, node, parents[0]).split(/[^\p{L}\d]+/u).filter((word) => word !== '').slice(-longestLabel);
  return words.some((_, at) => names.classifyName(words.slice(at).join(' ')).element !== undefined);
}

/** What the code writes right before the value. */
function labelBefore(text: string, node: AstNode, around: AstNode | undefined): string {
  if (!around) return '';
  if (around.type === 'TemplateLiteral') {
    const before = nodesIn(around['expressions']).findLast(({ range }) => range[1] <= node.range[0]);
    return text.slice(before ? before.range[1] : around.range[0], node.range[0]);
  }
  const beside = around.type === 'BinaryExpression' ? [around['left']] : around['arguments'];
  const before = nodesIn(beside).findLast(({ range }) => range[1] <= node.range[0]);
  return typeof before?.['value'] === 'string' ? before['value'] : '';
}

/** In words. */
const longestLabel = 3;

function keyOf(property: AstNode): string | undefined {
  const key = nodeIn(property['key']);
  return key?.type === 'Identifier' ? String(key['name']) : typeof key?.['value'] === 'string' ? key['value'] : undefined;
}

function isRecord(names: Names, node: AstNode): boolean {
  const name = lastName(node);
  const { record, element, harmless, plural } = name === undefined ? { plural: false } : names.classifyName(name);
  return record !== undefined && element === undefined && harmless === undefined && !plural;
}

function ownerOf(node: AstNode): AstNode | undefined {
  const inner = unwrapped(node);
  return isMember(inner) ? nodeIn(inner['object']) : undefined;
}

function isOptional(node: AstNode): boolean {
  const inner = unwrapped(node);
  return isMember(inner) && inner['optional'] === true;
}

/** `patients` as `patients.length`. */
export function countInstead(text: string, { rule }: Finding, names: Names, place: Place): Replacement | undefined {
  const target = written(place.node);
  const name = lastName(target);
  if (rule !== 'no-phi-object-dump' || name === undefined || !names.classifyName(name).plural || isSpreadOut(place)) return undefined;
  return inPlace(text, place, `${text.slice(...target.range)}.length`);
}

/** `req.body` as `Object.keys(req.body)`. */
export function keysInstead(text: string, { rule, elements }: Finding, place: Place): Replacement | undefined {
  const target = written(place.node);
  if (rule !== 'no-phi-object-dump' || !elements.some((element) => bodies.has(element)) || lastName(target) === undefined || isSpreadOut(place)) return undefined;
  return inPlace(text, place, `Object.keys(${text.slice(...target.range)})`);
}

/** `err` and `err.message` as `err.name`. What is caught may be no error: TypeScript asks. */
export function errorNameInstead(text: string, { rule }: Finding, place: Place, isTyped: boolean): Replacement | undefined {
  if (rule !== 'no-raw-error-in-phi-context' && rule !== 'no-phi-in-errors') return undefined;
  const target = unwrapped(written(place.node));
  const error = isMember(target) ? unwrapped(nodeIn(target['object'])!) : target;
  if (error.type !== 'Identifier' || isSpreadOut(place)) return undefined;
  const name = String(error['name']);
  if (!/^(e|ex|err|erro|error|exception|reason|cause)$|(Err|Error|Exception)$/.test(name)) return undefined;
  const caught = place.parents.some((parent) => parent.type === 'CatchClause' && nodeIn(parent['param'])?.['name'] === name);
  const isUnknown = isTyped && caught && !isMember(target);
  return inPlace(text, place, isUnknown ? `${name} instanceof Error ? ${name}.name : typeof ${name}` : `${name}.name`);
}

/** `patient.ssn` as `redact(patient.ssn)`. */
export function redacted(text: string, redactor: string, place: Place): Replacement | undefined {
  if (/Function/.test(place.node.type)) return undefined;
  return inPlace(text, place, `${redactor}(${text.slice(...place.node.range)})`);
}

/** A value of an object keeps its key, also where the key was the value's name. */
function inPlace(text: string, place: Place, replacement: string): Replacement {
  const property = propertyAround(place);
  const isShorthand = property?.['shorthand'] === true;
  const needsParentheses = / /.test(replacement) && place.parents[0]?.type === 'BinaryExpression';
  const value = needsParentheses ? `(${replacement})` : replacement;
  return { replacement, edit: { range: place.node.range, text: isShorthand ? `${text.slice(...place.node.range)}: ${value}` : value } };
}

/** `patient` of `JSON.stringify(patient, null, 2)`. */
function written(node: AstNode): AstNode {
  const inner = unwrapped(node);
  if (!isCall(inner)) return node;
  const callee = nodeIn(inner['callee']);
  const [first] = nodesIn(inner['arguments']);
  return callee && first && writers.has(lastName(callee) ?? '') ? written(first) : node;
}

/** The values in a literal, masked. */
export function maskedInstead(text: string, { rule, culprit }: Finding, { names, values }: KnowledgeIndexes, place: Place | undefined): Edit | undefined {
  if (rule !== 'no-phi-literals') return undefined;
  const property = place && propertyAround(place);
  const key = property && keyOf(property);
  const element = key === undefined ? undefined : names.classifyName(key).element?.id;
  const literal = text.slice(...culprit.span);
  const masked = values.mask(literal, element === undefined ? undefined : { element });
  return masked === literal ? undefined : { range: culprit.span, text: masked };
}
