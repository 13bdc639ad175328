/** The methods that stand for one without a body: those of the classes that implement its interface or extend its class. */
import type { MethodFacts } from '../facts/facts.js';
import type { Program, Unit } from '../link/program.js';
import type { Engine } from './engine.js';
import { union, type Value } from './value.js';

interface ClassOf {
  readonly unit: Unit;
  readonly cls: number;
}

/** Of an interface with more classes than these, a call means none in particular. */
const maxClasses = 8;

export function implementations(engine: Engine, unit: Unit, cls: number, method: MethodFacts): Value {
  const { params } = unit.facts.functions[method.fn]!;
  const heirs = heirsOf(engine.program, { unit, cls });
  if (heirs.length > maxClasses) return [];
  return union(
    heirs.flatMap((heir) =>
      heir.unit.facts.classes[heir.cls]!.methods
        .filter(({ name, fn }) => name === method.name && heir.unit.facts.functions[fn]?.abstract !== true && heir.unit.facts.functions[fn]?.params.length === params.length)
        .map(({ fn }): Value => [{ kind: 'function', unit: heir.unit, fn }]),
    ),
  );
}

const maxHeirs = 60;

interface Heirs {
  /** Those that name a class themselves. */
  readonly direct: ReadonlyMap<string, readonly ClassOf[]>;
  readonly found: Map<string, readonly ClassOf[]>;
}

const heirsByProgram = new WeakMap<Program, Heirs>();

/** Classes that extend or implement one, also through others. */
export function heirsOf(program: Program, of: ClassOf): readonly ClassOf[] {
  let heirs = heirsByProgram.get(program);
  if (!heirs) heirsByProgram.set(program, (heirs = { direct: indexHeirs(program), found: new Map() }));
  const known = heirs.found.get(keyOf(of));
  if (known) return known;
  const found = new Map<string, ClassOf>();
  const waiting: ClassOf[] = [of];
  for (let next = waiting.pop(); next && found.size <= maxHeirs; next = waiting.pop())
    for (const heir of heirs.direct.get(keyOf(next)) ?? []) {
      if (found.has(keyOf(heir))) continue;
      found.set(keyOf(heir), heir);
      waiting.push(heir);
    }
  const all = [...found.values()];
  heirs.found.set(keyOf(of), all);
  return all;
}

function indexHeirs(program: Program): Map<string, ClassOf[]> {
  const index = new Map<string, ClassOf[]>();
  for (const unit of program.units)
    unit.facts.classes.forEach((facts, cls) => {
      for (const type of facts.heritage) {
        const declared = type.kind === 'ref' ? program.declaration(unit, type.name) : undefined;
        if (declared?.kind !== 'class') continue;
        const key = keyOf(declared);
        const list = index.get(key);
        if (list) list.push({ unit, cls });
        else index.set(key, [{ unit, cls }]);
      }
    });
  return index;
}

function keyOf({ unit, cls }: ClassOf): string {
  return `${unit.index}:${cls}`;
}
