/** What the engine holds a value for, part by part, in words: its own answers, and where data that goes into a part does not come out of it. */
import type { FactNode, NodeId, Span } from '../facts/facts.js';
import { locate } from '../facts/locate.js';
import { operandPlace } from '../facts/reads.js';
import type { Location } from '../finding.js';
import { labelOf } from '../judge/label.js';
import { isSanitizerName } from '../knowledge/sanitizers.js';
import type { NameVerdict } from '../knowledge/knowledge.js';
import type { Unit } from '../link/program.js';
import { contentOf } from '../taint/content.js';
import { nodeAt, type Engine } from '../taint/engine.js';
import { expressionText, terminalName } from '../taint/literals.js';
import { judgeSource } from '../taint/sources.js';
import type { Atom, DataAtom, ParamAtom, Value } from '../taint/value.js';

export interface ExplainedPart {
  readonly location: Location;
  /** What this part is to what stands above it: "patient", "argument 2", "returned by format". */
  readonly role: string;
  /** What it is seen as, one sentence an alternative. */
  readonly seen: readonly string[];
  readonly holdsData: boolean;
  readonly parts: readonly ExplainedPart[];
}

const maxDepth = 8;
/** Of long lists and objects the first ones are told. */
const maxParts = 24;

export function explainNode(engine: Engine, unit: Unit, id: NodeId, at: Span, role: string): ExplainedPart {
  const seen = new Set<string>();
  const visit = (here: Unit, node: NodeId, span: Span, as: string, depth: number): ExplainedPart => {
    const value = engine.valueOf(here, node);
    const operands = depth < maxDepth ? operandsOf(engine, here, node, value) : [];
    const fresh = operands.slice(0, maxParts).filter((operand) => {
      const key = `${operand.unit.index}:${operand.node}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
    const parts = fresh.map((operand) => visit(operand.unit, operand.node, operand.at, operand.role, depth + 1));
    const holdsData = contentOf(engine, value).data.length > 0;
    const said = value.length === 0 ? [whyNothing(engine, here, node)] : [...describeValue(engine, value), ...(holdsData ? [] : whySafe(engine, here, node))];
    const inner = onlyHolds(here, node) ? parts[0] : undefined;
    const isSame = inner !== undefined && inner.seen.join() === said.join();
    return {
      location: place(here, span),
      role: as,
      seen: said,
      holdsData,
      parts: isSame ? inner.parts : parts,
    };
  };
  return visit(unit, id, at, role, 0);
}

export function place(unit: Unit, at: Span): Location {
  return locate(unit.path, unit.facts.lineStarts, at);
}

/** Of a variable or a wait that changes nothing, what is inside is told at once. */
function onlyHolds(unit: Unit, id: NodeId): boolean {
  const { op } = nodeAt(unit, id);
  return op === 'bind' || op === 'cast' || op === 'await';
}

interface Operand {
  readonly unit: Unit;
  readonly node: NodeId;
  readonly at: Span;
  readonly role: string;
}

/** What a value is made of, as far as it tells more than the value: the parts of a text or object always, else only where the whole tells nothing. */
function operandsOf(engine: Engine, unit: Unit, id: NodeId, value: Value): Operand[] {
  const node = nodeAt(unit, id);
  const operand = (of: NodeId, index: number, role: string): Operand => ({ unit, node: of, at: operandPlace(unit.facts, id, index, of), role });
  switch (node.op) {
    case 'text':
      return node.parts.flatMap((part, index) => (nodeAt(unit, part).op === 'const' ? [] : [operand(part, index, 'in the text')]));
    case 'object':
      return node.entries.map((entry, index) => operand(entry.value, index, entry.spread ? 'spread in' : (entry.key ?? 'a computed key')));
    case 'array':
      return node.items.map((item, index) => operand(item, index, `item ${index + 1}`));
    case 'phi':
      return node.of.map((part, index) => operand(part, index, 'one of'));
    case 'update':
      return [operand(node.of, 0, 'before'), operand(node.value, 1, `written to ${node.path.join('.') || 'it'}`)];
    default:
  }
  if (contentOf(engine, value).data.length > 0 || value.some((atom) => atom.kind === 'origin')) return [];
  switch (node.op) {
    case 'bind':
      return [operand(node.of, 0, `put into ${node.name}`)];
    case 'cast':
    case 'await':
    case 'rest':
      return [operand(node.of, 0, 'of')];
    case 'prop':
    case 'index':
    case 'element':
      return [operand(node.of, 0, 'read from')];
    case 'call':
      return callOperands(engine, unit, node, operand);
    default:
      return [];
  }
}

function callOperands(engine: Engine, unit: Unit, node: Extract<FactNode, { op: 'call' }>, operand: (of: NodeId, index: number, role: string) => Operand): Operand[] {
  const callee = nodeAt(unit, node.callee);
  const args = node.args.flatMap((argument, index) => (nodeAt(unit, argument).op === 'const' ? [] : [operand(argument, index, `argument ${index + 1}`)]));
  // By its name it is safe, whatever it is seen to return.
  if (isSanitizerName(terminalName(unit, node.callee), engine.knowledge.sanitizers)) return args;
  const receiver = callee.op === 'prop' ? [{ unit, node: callee.of, at: nodeAt(unit, callee.of).at, role: 'called on' }] : [];
  const returned = engine.valueOf(unit, node.callee).flatMap((atom): Operand[] => {
    if (atom.kind !== 'function') return [];
    const fn = atom.unit.facts.functions[atom.fn]!;
    return fn.returns.map((of) => ({ unit: atom.unit, node: of, at: nodeAt(atom.unit, of).at, role: `returned by ${fn.name || 'the function'}` }));
  });
  return [...receiver, ...args, ...returned];
}

// ── in words ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

function describeValue(engine: Engine, value: Value): string[] {
  return [...new Set(value.map((atom) => describeAtom(engine, atom)))];
}

function describeAtom(engine: Engine, atom: Atom): string {
  switch (atom.kind) {
    case 'data':
      return describeData(engine, atom);
    case 'unknown':
      return atom.name === '' ? 'nothing is known of it' : `nothing is known of it, and ${saidBy(atom.name, atom.verdict)}`;
    case 'param':
      return `what the caller hands over as ${paramText(atom)}`;
    case 'object':
      return `an object with ${[...atom.fields.keys()].slice(0, maxParts).join(', ')}${atom.base.length > 0 ? ' on top of another' : ''}`;
    case 'list':
      return `a list of: ${describeValue(engine, atom.element).join('; ')}`;
    case 'function':
      return `a function, ${where(atom.unit, atom.unit.facts.functions[atom.fn]!.at)}`;
    case 'class':
    case 'instance': {
      const facts = atom.unit.facts.classes[atom.cls]!;
      return `${atom.kind === 'class' ? 'the class' : 'an instance of'} ${facts.name || 'a class'}, ${where(atom.unit, facts.at)}`;
    }
    case 'origin':
      return `${[atom.module, atom.path].filter((part) => part !== '').join(' ')}: of a library or the platform`;
    case 'api':
      return `${atom.id}${atom.path === '' ? '' : `: ${atom.path}`} of rules/apis${atom.model ? `, for rows of ${atom.model.name}` : ''}`;
    case 'shape': {
      const { holds, why } = engine.models.judge(atom.model);
      return `a value of ${atom.model.name || 'a declared shape'}, ${where(atom.model.unit, atom.model.at)}: ${holdsText(atom.subject ?? holds)}, ${why}`;
    }
    case 'source': {
      const { holds, why } = judgeSource(engine, atom);
      const path = atom.path.length > 0 ? `${atom.path.join('.')} of ` : '';
      return `${path}${atom.label}${atom.told === undefined ? '' : ` told by ${oneLine(atom.told)}`}: ${holdsText(holds)}, ${why}`;
    }
    case 'error':
      return `an error caught ${where(atom.unit, atom.trail.at)}`;
    case 'failure':
      return `an error object made from: ${describeValue(engine, atom.content).join('; ')}`;
  }
}

export function describeData(engine: Engine, atom: DataAtom): string {
  const label = atom.word?.label ?? labelOf(engine.knowledge, atom.element);
  const whose = atom.subject === 'unknown' ? '' : ` of ${atom.subject === 'staff' ? 'staff' : `a ${atom.subject}`}`;
  return `${atom.whole ? 'a whole ' : ''}${label}${whose}, ${atom.confidence} confidence: ${atom.evidence.why}`;
}

export function paramText({ unit, fn, index, path }: ParamAtom): string {
  const { name, params } = unit.facts.functions[fn]!;
  const read = [params[index]?.name || `parameter ${index + 1}`, ...path].join('.').replaceAll('.*', '[]').replaceAll('.()', '()');
  return `${read} of ${name || 'a function'}`;
}

function holdsText(holds: string): string {
  const words: Readonly<Record<string, string>> = { patient: 'holds patient data', user: 'holds data of a user account', staff: 'holds staff data', nothing: 'holds no personal data' };
  return words[holds] ?? 'not known to hold personal data';
}

/** What a name alone says, and what it lacks to be data. */
function saidBy(name: string, verdict: NameVerdict | undefined): string {
  if (verdict?.subject === 'thing') return `the name ${name} says that it is of no person`;
  if (verdict?.element) return `the name ${name} says ${verdict.element.label}, but nothing says of whom`;
  if (verdict?.record) return `the name ${name} says ${verdict.record.label}`;
  if (verdict?.subject) return `the name ${name} says only that it is about ${verdict.subject === 'staff' ? 'staff' : 'a patient'}`;
  return `the name ${name} tells nothing`;
}

/** Why the engine holds that a node carries nothing. */
function whyNothing(engine: Engine, unit: Unit, id: NodeId): string {
  const node = nodeAt(unit, id);
  switch (node.op) {
    case 'const':
      return typeof node.value === 'string' ? 'a fixed text' : 'a fixed value';
    case 'plain':
      return { boolean: 'a comparison or condition', number: 'a number that is computed', type: 'the name of a type', key: 'a key' }[node.kind] + ': carries no content';
    case 'call':
      return whyCallGivesNothing(engine, unit, node);
    case 'prop':
      return whyMemberIsNothing(engine, unit, node);
    case 'bind':
      if (loses(engine, unit, node.of)) return node.type ? `safe: declared with a type, or under a name (${node.name}), that holds no data` : `safe: ${bySafeName(engine, node.name) ?? `put into ${node.name}`}`;
      return 'carries nothing';
    case 'param':
      return `${bySafeName(engine, node.name) ?? `the parameter ${node.name || 'there'} is declared with a type that holds no text, or`} carries nothing`;
    case 'free':
    case 'import':
      return `${bySafeName(engine, terminalName(unit, id)) ?? 'it'} carries nothing`;
    default:
      return 'carries nothing: none of its parts does';
  }
}

function whyCallGivesNothing(engine: Engine, unit: Unit, node: Extract<FactNode, { op: 'call' }>): string {
  const name = terminalName(unit, node.callee);
  if (node.form === 'jsx') return 'an element that is shown, not written';
  if (node.form !== 'new' && isSanitizerName(name, engine.knowledge.sanitizers)) return `safe: the name ${name} says that the result is (rules/sanitizers.yaml)`;
  if (engine.own.isSanitizer(expressionText(unit, node.callee))) return 'safe: the configuration says that it sanitizes';
  const callee = nodeAt(unit, node.callee);
  const into = [...node.args, ...(callee.op === 'prop' ? [callee.of] : [])];
  const made = `${expressionText(unit, node.callee)}()`;
  if (into.some((part) => loses(engine, unit, part))) return `safe: data goes into ${made} and its result carries none`;
  return `${made} gives nothing that carries data`;
}

function whyMemberIsNothing(engine: Engine, unit: Unit, node: Extract<FactNode, { op: 'prop' }>): string {
  const said = whySafeMember(engine, unit, node);
  if (said !== undefined) return `safe: ${said}`;
  return loses(engine, unit, node.of) ? `safe: ${node.name} is no data of what it is read from` : 'carries nothing: what it is read from does not';
}

/** Of a member that something is known of and that is no data: what keeps it from being data. */
function whySafe(engine: Engine, unit: Unit, id: NodeId): string[] {
  const node = nodeAt(unit, id);
  const said = node.op === 'prop' ? whySafeMember(engine, unit, node) : undefined;
  return said === undefined ? [] : [`safe: ${said}`];
}

function whySafeMember(engine: Engine, unit: Unit, node: Extract<FactNode, { op: 'prop' }>): string | undefined {
  const said = bySafeName(engine, node.name);
  if (said !== undefined) return said;
  for (const atom of engine.valueOf(unit, node.of)) {
    const field = atom.kind === 'shape' ? atom.model.fields.get(node.name) : undefined;
    if (!field || atom.kind !== 'shape') continue;
    if (field.reference !== undefined && !atom.model.populated) return `${node.name} of ${atom.model.name} is only the id of a ${field.reference} here`;
    if (field.plain) return `${atom.model.name || 'its type'} declares ${node.name} as a number, a flag or one of a few words`;
  }
  const property = engine.transfers.property(node.name, unit.facts.language);
  return property && !property.gives.includes('receiver') ? `${node.name} carries no content (rules/transfers.yaml)` : undefined;
}

/** What a word in the name says, where that makes it harmless. */
function bySafeName(engine: Engine, name: string): string | undefined {
  const { harmless } = engine.names.classifyName(name);
  return harmless === undefined ? undefined : `${harmless} in the name ${name} says ${engine.names.harmlessAs(name) ?? 'nothing of a person'} (rules/words/harmless.yaml)`;
}

function loses(engine: Engine, unit: Unit, id: NodeId): boolean {
  return contentOf(engine, engine.valueOf(unit, id)).data.length > 0;
}

function where(unit: Unit, at: Span): string {
  const { file, start } = place(unit, at);
  return `${file}:${start.line}`;
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
