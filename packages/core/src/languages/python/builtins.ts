import type { NodeId, Span } from '../../facts/facts.js';
import { freeNode, importNode, phiOf } from '../graph/graph.js';
import type { Lowering } from './lowering.js';

/*
 * Built-in names are lowered as imports from the module `builtins`, so that knowledge can speak of Python's `print` and `open` and
 * nobody else's.
 */

const builtins: ReadonlySet<string> = new Set(
  `abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex delattr dict dir divmod enumerate eval exec exit
  filter float format frozenset getattr globals hasattr hash help hex id input int isinstance issubclass iter len list locals map max memoryview min next object
  oct open ord pow print property quit range repr reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip __import__
  basestring cmp execfile long raw_input reduce unichr unicode xrange NotImplemented Ellipsis`.split(/\s+/),
);

const builtinErrors = /^(?:[A-Z]\w*(?:Error|Exit|Iteration|Interrupt|Warning)|Exception|BaseException|ExceptionGroup|BaseExceptionGroup|Warning)$/;

/** Wide enough for the modules that one file takes all names of. */
const mostStars = 6;

/** A name that nothing in the file declares. */
export function lowerUndeclared(l: Lowering, name: string, at: Span): NodeId {
  const known = l.undeclared.get(name);
  if (known !== undefined) return known;
  const modules = builtins.has(name) || builtinErrors.test(name) ? ['builtins'] : l.stars.slice(0, mostStars);
  if (modules.length === 0) return freeNode(l, at, name);
  const id = phiOf(l, at, modules.map((module) => importNode(l, at, { module, name, local: name, at })));
  l.undeclared.set(name, id);
  return id;
}
