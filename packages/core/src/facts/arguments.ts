/** Which argument of a call is meant: by its position, or by its name. */
import type { CallNode, FunctionFacts, NodeId, ParamFacts } from './facts.js';

/** The name of an argument that is a mapping spread into names. */
export const spreadByName = '**';

/** An argument by its position (those given by name have none), or by its name. */
export function argumentOfCall(call: CallNode, which: number | string): NodeId | undefined {
  const { args, names } = call;
  if (typeof which === 'string') return names === undefined ? undefined : args[names.indexOf(which)];
  return names?.[which] == null ? args[which] : undefined;
}

/** The argument that a call hands to a parameter, where one argument does: none for what collects several, or comes out of a spread one. */
export function argumentFor(call: CallNode, params: readonly ParamFacts[], index: number): NodeId | undefined {
  const name = params[index]?.name;
  const named = name === undefined || name === '' ? undefined : argumentOfCall(call, name);
  if (named !== undefined) return named;
  // Behind a parameter that takes all the rest, only a name leads.
  return params.some((parameter, at) => at < index && parameter.rest) ? undefined : argumentOfCall(call, index);
}

/** Whether a function can be called with that many arguments, none of them by name. */
export function takes({ params }: FunctionFacts, count: number): boolean {
  const last = params.at(-1);
  if (last?.rest === true) return count >= params.length - 1;
  return count <= params.length && params.slice(count).every((param) => param.fallback !== undefined);
}

/** Mappings whose keys are names of parameters: `**fields`. */
export function mappingsOf(call: CallNode): readonly NodeId[] {
  return call.names === undefined ? [] : call.args.filter((_, at) => call.names?.[at] === spreadByName);
}
