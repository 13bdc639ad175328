import { Chalk, type ChalkInstance } from 'chalk';
import type { Io, Output } from './io.js';

/** The option outweighs the environment, FORCE_COLOR outweighs NO_COLOR (as in Node itself), and a pipe gets no colours. */
export function createColours(allowed: boolean, output: Output, env: Io['env']): ChalkInstance {
  return new Chalk({ level: allowed && wantsColours(output, env) ? 1 : 0 });
}

function wantsColours(output: Output, env: Io['env']): boolean {
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  return output.isTTY && env['TERM'] !== 'dumb';
}
