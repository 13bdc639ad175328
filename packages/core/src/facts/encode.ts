/**
 * Facts as bytes, to be kept on disk or handed over by a thread. The small part that linking asks every file for stays data; the rest is
 * taken apart when someone asks for it, which for many files of a project nobody does.
 */
import type { FileFacts } from './facts.js';
import { readNodes, writeNodes, type Tables } from './nodes.js';
import { reader, writeList, writer, type Reader, type Writer } from './varints.js';

export type Body = Pick<FileFacts, 'lineStarts' | 'nodes' | 'variableReads' | 'functions' | 'classes' | 'shapes'>;
export type FactsHead = Omit<FileFacts, keyof Body>;

export interface EncodedFacts {
  readonly head: FactsHead;
  readonly body: Uint8Array;
}

export function encodeFacts(facts: FileFacts): EncodedFacts {
  const { path, language, imports, exports, comments, problems, lineStarts, nodes, variableReads, functions, classes, shapes } = facts;
  const numbers = writer();
  writeRising(numbers, lineStarts);
  writeList(numbers, variableReads);
  const tables = writeNodes(numbers, nodes);
  const declared: Declared = { ...tables, functions, classes, shapes };
  return { head: { path, language, imports, exports, comments, problems }, body: joined(Buffer.from(JSON.stringify(declared)), numbers.bytes()) };
}

/** The part of a body that is no long list of numbers. */
type Declared = Tables & Pick<Body, 'functions' | 'classes' | 'shapes'>;

export function bodyOf(bytes: Uint8Array): Body {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = lengthBytes + text.readUInt32LE(0);
  const { functions, classes, shapes, ...tables } = JSON.parse(text.toString('utf8', lengthBytes, end)) as Declared;
  const numbers = reader(bytes, end);
  const lineStarts = readRising(numbers);
  const variableReads = numbers.list();
  return { lineStarts, nodes: readNodes(numbers, tables), variableReads, functions, classes, shapes };
}

const lengthBytes = 4;

function joined(text: Buffer, numbers: Uint8Array): Uint8Array {
  // Memory of its own, which can change hands between threads.
  const body = new Uint8Array(lengthBytes + text.length + numbers.length);
  new DataView(body.buffer).setUint32(0, text.length, true);
  body.set(text, lengthBytes);
  body.set(numbers, lengthBytes + text.length);
  return body;
}

function writeRising(to: Writer, list: readonly number[]): void {
  to.count(list.length);
  list.forEach((value, index) => to.signed(value - (list[index - 1] ?? 0)));
}

function readRising(from: Reader): number[] {
  const list = new Array<number>(from.count());
  let value = 0;
  for (let index = 0; index < list.length; index += 1) list[index] = value += from.signed();
  return list;
}

/** Facts whose larger part is asked for when it is needed. */
export function factsAround(head: FactsHead, body: () => Body): FileFacts {
  return {
    ...head,
    get lineStarts() {
      return body().lineStarts;
    },
    get nodes() {
      return body().nodes;
    },
    get variableReads() {
      return body().variableReads;
    },
    get functions() {
      return body().functions;
    },
    get classes() {
      return body().classes;
    },
    get shapes() {
      return body().shapes;
    },
  };
}
