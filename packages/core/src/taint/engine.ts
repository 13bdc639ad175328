/** The parts that the modules of the taint engine share. Each of them takes the engine first and asks it for the others' answers. */
import type { CallNode, FactNode, NodeId } from '../facts/facts.js';
import type { KnowledgeIndexes } from '../knowledge/indexes.js';
import type { Knowledge } from '../knowledge/knowledge.js';
import type { Program, Unit } from '../link/program.js';
import type { Models } from './models.js';
import type { Stepwise } from '../turns.js';
import type { Survey } from './survey.js';
import type { Value } from './value.js';

export interface Engine extends KnowledgeIndexes {
  readonly program: Program;
  readonly knowledge: Knowledge;
  readonly models: Models;
  /** What a node's value is. Remembered; ends on cycles. */
  valueOf(unit: Unit, node: NodeId): Value;
  /** What a function gives back, in terms of its own parameters. */
  returnOf(unit: Unit, fn: number): Value;
  /** What is written to a field of a class, anywhere in it. */
  fieldOf(unit: Unit, cls: number, name: string): Value;
  /** A module as a value. */
  moduleOf(unit: Unit): Value;
  /** Calls in the program that may run a function. */
  callersOf(unit: Unit, fn: number): readonly CallOf[];
  /** What is asked of all files at once. */
  survey(): Survey;
  /** Finds that out in steps, ahead of the first question. */
  surveying(): Stepwise<void>;
  /** To be called between pieces of work over many files: lets go of what a large project has no room for, and what is asked again is found again. */
  rest(): void;
}

/** A call, and how its arguments meet the parameters. */
export interface CallOf {
  readonly unit: Unit;
  readonly call: NodeId;
}

export function nodeAt(unit: Unit, node: NodeId): FactNode {
  const found = unit.facts.nodes[node];
  if (!found) throw new Error(`${unit.path}: no node ${node}`);
  return found;
}

export function callAt(unit: Unit, call: NodeId): CallNode {
  const node = nodeAt(unit, call);
  if (node.op !== 'call') throw new Error(`${unit.path}: node ${call} is no call`);
  return node;
}
