/** Leaves out the parts of a statement that carry data: a property, a value inside a text, an operand, an argument. */
import type { Edit } from './edits.js';
import { isCall, isWithin, isWrapper, nodeIn, nodesIn, sameSpan, type AstNode, type Place } from './tree.js';

/** Where nothing of what is left would make sense, there is nothing to leave out: undefined. */
export function withoutParts(text: string, parts: readonly Place[], mayDropArguments: boolean): Edit[] | undefined {
  let places: Place[] = [];
  for (const part of parts) {
    const place = droppable(part);
    if (!place) return undefined;
    places.push(place);
  }
  // What is emptied is dropped itself, as far as there is something around it to be left.
  for (let round = 0; round < mostLevels; round += 1) {
    const emptied = groups(places).find((group) => isEmptied(text, group));
    if (!emptied) break;
    const [inner] = emptied.parts;
    const outer = droppable({ node: emptied.around, parents: inner!.parents.slice(inner!.parents.indexOf(emptied.around) + 1) });
    const rest = places.filter((place) => !emptied.parts.includes(place));
    if (!outer || !canLose(text, outer, rest, mayDropArguments)) {
      const literal = emptied.around.type === 'ObjectExpression' ? '{}' : undefined;
      if (literal === undefined) return undefined;
      const others = withoutParts(text, rest, mayDropArguments);
      return others && [...others, { range: emptied.around.range, text: literal }];
    }
    places = [...rest.filter((place) => !isWithin(place.node.range, outer.node.range)), outer];
  }
  const edits = groups(places).map((group) => editsOf(text, group, mayDropArguments));
  return edits.every((each) => each !== undefined) ? edits.flat() : undefined;
}

const mostLevels = 6;

/** What has to go for the value to be gone. */
function droppable({ node, parents }: Place): Place | undefined {
  const [parent, ...outer] = parents;
  if (!parent) return undefined;
  switch (parent.type) {
    case 'Property':
    case 'ObjectProperty':
    case 'SpreadElement':
    case 'ExperimentalSpreadProperty':
      return parent.type.endsWith('Property') && outer[0]?.type !== 'ObjectExpression' ? undefined : { node: parent, parents: outer };
    case 'ConditionalExpression':
    case 'LogicalExpression':
    case 'AwaitExpression':
      return droppable({ node: parent, parents: outer });
    case 'ObjectExpression':
    case 'ArrayExpression':
    case 'TemplateLiteral':
      return { node, parents };
    case 'BinaryExpression':
      return parent['operator'] === '+' ? { node, parents } : undefined;
    case 'CallExpression':
    case 'OptionalCallExpression':
    case 'NewExpression':
      return nodesIn(parent['arguments']).includes(node) ? { node, parents } : undefined;
    default:
      return isWrapper(parent) ? droppable({ node: parent, parents: outer }) : undefined;
  }
}

/** The parts that go from one list, text or sum. */
interface Group {
  readonly around: AstNode;
  readonly parts: readonly Place[];
}

function groups(places: readonly Place[]): Group[] {
  const byAround = new Map<AstNode, Place[]>();
  for (const place of places) {
    const around = place.parents[0]!;
    const list = byAround.get(around) ?? [];
    if (!list.some(({ node }) => node === place.node)) byAround.set(around, [...list, place]);
  }
  return [...byAround].map(([around, parts]) => ({ around, parts }));
}

function membersOf(around: AstNode): AstNode[] {
  switch (around.type) {
    case 'ObjectExpression':
      return nodesIn(around['properties']);
    case 'ArrayExpression':
      return nodesIn(around['elements']);
    case 'TemplateLiteral':
      return nodesIn(around['expressions']);
    case 'BinaryExpression':
      return [nodeIn(around['left']), nodeIn(around['right'])].filter((operand) => operand !== undefined);
    default:
      return nodesIn(around['arguments']);
  }
}

function isEmptied(text: string, { around, parts }: Group): boolean {
  const isAll = membersOf(around).every((member) => parts.some(({ node }) => node === member));
  if (!isAll) return false;
  // A template's own text is left; punctuation alone is not worth it.
  return around.type !== 'TemplateLiteral' || !/[\p{L}\d]/u.test(templateTexts(text, around));
}

function templateTexts(text: string, template: AstNode): string {
  let rest = text.slice(...template.range);
  for (const { range } of nodesIn(template['expressions'])) rest = rest.replace(text.slice(...range), '');
  return rest;
}

/** Whether what stands around a part makes sense without it. */
function canLose(text: string, { node, parents }: Place, rest: readonly Place[], mayDropArguments: boolean): boolean {
  const around = parents[0]!;
  if (!isCall(around) && around.type !== 'NewExpression') return true;
  return mayDropArguments && canLoseArguments(text, around, [node, ...rest.map((place) => place.node)]);
}

/** A text that says what happened has to be left, and one without places for the values that go. */
function canLoseArguments(text: string, call: AstNode, dropped: readonly AstNode[]): boolean {
  if (call.type === 'NewExpression') return false;
  const left = nodesIn(call['arguments']).filter((argument) => !dropped.includes(argument));
  const texts = left.filter((argument) => argument.type === 'TemplateLiteral' || typeof argument['value'] === 'string' || argument.type === 'BinaryExpression');
  return texts.length > 0 && !texts.some((argument) => /%[sdifjoOc]/.test(text.slice(...argument.range)));
}

function editsOf(text: string, group: Group, mayDropArguments: boolean): Edit[] | undefined {
  const { around, parts } = group;
  const nodes = parts.map(({ node }) => node);
  switch (around.type) {
    case 'TemplateLiteral':
      return withoutExpressions(text, around, nodes);
    case 'BinaryExpression': {
      const other = membersOf(around).find((operand) => !nodes.includes(operand));
      return other && [deleted(around.range[0], other.range[0]), deleted(other.range[1], around.range[1])].filter(({ range: [start, end] }) => start < end);
    }
    case 'ObjectExpression':
    case 'ArrayExpression':
      return withoutMembers(membersOf(around), nodes);
    default:
      return mayDropArguments && canLoseArguments(text, around, nodes) ? withoutMembers(membersOf(around), nodes) : undefined;
  }
}

/** With the comma behind it; the last ones with the comma before. */
function withoutMembers(members: readonly AstNode[], dropped: readonly AstNode[]): Edit[] | undefined {
  const edits: Edit[] = [];
  for (let at = 0; at < members.length; at += 1) {
    const member = members[at]!;
    if (!dropped.some(({ range }) => sameSpan(range, member.range))) continue;
    const next = members[at + 1];
    const lastKept = members.slice(0, at).findLast((before) => !dropped.includes(before));
    const isTail = members.slice(at).every((each) => dropped.includes(each));
    if (!isTail) edits.push(deleted(member.range[0], next!.range[0]));
    else if (lastKept) edits.push(deleted(lastKept.range[1], members.at(-1)!.range[1]));
    else return undefined;
  }
  return edits;
}

const brackets: Readonly<Record<string, string>> = { '(': ')', '[': ']', '<': '>', '"': '"', "'": "'" };

/** `Patient ${name} (${ssn}) admitted` loses its values, the brackets that stood around one alone, and spaces that would stand double or last. */
function withoutExpressions(text: string, template: AstNode, expressions: readonly AstNode[]): Edit[] | undefined {
  const edits: Edit[] = [];
  const first = template.range[0] + 1;
  /** Behind it nothing is left of the template. */
  let last = template.range[1] - 1;
  for (const { range } of expressions.toSorted((a, b) => b.range[0] - a.range[0])) {
    let start = text.lastIndexOf('${', range[0]);
    let end = text.indexOf('}', range[1]) + 1;
    const isAlone = !/[^\s(]/.test(text.slice(start + 2, range[0])) && !/[^\s)]/.test(text.slice(range[1], end - 1));
    if (start < first || end === 0 || !isAlone) return undefined;
    if (brackets[text[start - 1] ?? ''] === text[end]) {
      start -= 1;
      end += 1;
    }
    if (text.slice(end, last).trim() === '') {
      end = last;
      while (start > first && text[start - 1] === ' ') start -= 1;
      last = start;
    } else if (text[end] === ' ' && (start === first || text[start - 1] === ' ')) end += 1;
    else if (/[,;.:!?]/.test(text[end] ?? '') && text[start - 1] === ' ') start -= 1;
    edits.push(deleted(start, end));
  }
  return edits;
}

function deleted(start: number, end: number): Edit {
  return { range: [start, end], text: '' };
}
