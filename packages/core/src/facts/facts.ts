/**
 * Facts: what one source file says, in a small form that no language owns.
 *
 * A language lowers a file to `FileFacts`; everything after that reads Facts only. They are plain data (JSON in, JSON out), so
 * they can be cached on disk and sent between threads.
 *
 * The heart is `nodes`: a value graph in single-assignment form. Each node is one value the program computes; it names the nodes it
 * is computed from by their index. Variables are gone: a read of `x` is the index of the value `x` has at that point, and where
 * several values can arrive (after an `if`, at a loop head, in a variable that a closure writes) there is a `phi` of them all.
 * So "reassignment to a redacted value ends the taint" and "redacting on one branch does not" need no code in the engine.
 */

/** Index into `FileFacts.nodes`. */
export type NodeId = number;

/** Offsets into the file's text: from the first character to behind the last. */
export type Span = readonly [start: number, end: number];

export interface FileFacts {
  /** Relative to the root of the scan, with `/`. */
  readonly path: string;
  readonly language: string;
  /** The offset at which each line starts; the first is 0. */
  readonly lineStarts: readonly number[];
  readonly nodes: readonly FactNode[];
  /**
   * Where plain variables stand. A read of a variable has no node, so no place, of its own: where one is an argument of a call, a part
   * of a text, a value of an object or an item of a list, its place is here, four numbers each: the node around it, which of its operands, start, end.
   */
  readonly variableReads: readonly number[];
  /** The first one is the module's own body. */
  readonly functions: readonly FunctionFacts[];
  readonly classes: readonly ClassFacts[];
  readonly shapes: readonly ShapeFacts[];
  readonly imports: readonly ImportFacts[];
  readonly exports: readonly ExportFacts[];
  /** Only comments that speak to phi-scan. */
  readonly comments: readonly CommentFacts[];
  readonly problems: readonly FactProblem[];
}

export type FactNode =
  | ConstNode
  | TextNode
  | ParamNode
  | FreeNode
  | ImportNode
  | BindNode
  | PropNode
  | IndexNode
  | CallNode
  | ObjectNode
  | ArrayNode
  | FunctionNode
  | ClassNode
  | ThisNode
  | PhiNode
  | UpdateNode
  | RestNode
  | ElementNode
  | PlainNode
  | CaughtNode
  | CastNode
  | AwaitNode;

interface NodeBase {
  readonly at: Span;
}

/** A literal: string (template text without values too), number, boolean, null/undefined (null), regular expression (its source). */
export interface ConstNode extends NodeBase {
  readonly op: 'const';
  readonly value: string | number | boolean | null;
}

/** Text put together from parts, in order: a template literal, `a + b`, an f-string. The fixed texts are parts too (`const`). */
export interface TextNode extends NodeBase {
  readonly op: 'text';
  readonly parts: readonly NodeId[];
}

/** The value a parameter has when the function starts. A destructured parameter has the name '' and `prop` nodes on top. */
export interface ParamNode extends NodeBase {
  readonly op: 'param';
  readonly fn: number;
  readonly index: number;
  readonly name: string;
}

/** A name that nothing in the file declares: `console`, `process`, `window`. */
export interface FreeNode extends NodeBase {
  readonly op: 'free';
  readonly name: string;
}

/** A name that an import (or `require`, dynamic `import()`) brings in; `import` indexes `FileFacts.imports`. */
export interface ImportNode extends NodeBase {
  readonly op: 'import';
  readonly import: number;
}

/** A value put into a variable: the name people gave it, and the type they declared, are evidence. */
export interface BindNode extends NodeBase {
  readonly op: 'bind';
  readonly name: string;
  readonly of: NodeId;
  readonly type?: TypeFacts;
}

/** `of.name`, `of['name']`, and each name taken out by destructuring. */
export interface PropNode extends NodeBase {
  readonly op: 'prop';
  readonly of: NodeId;
  readonly name: string;
  /** How many arguments the call of it has, where the language chooses by that among methods of the same name. */
  readonly arity?: number;
}

/** `of[key]` with a key that is not a literal name. An index by a number literal is an `element`. */
export interface IndexNode extends NodeBase {
  readonly op: 'index';
  readonly of: NodeId;
  readonly key: NodeId;
}

/** A call, `new`, a tagged template (its text is the one argument) or a JSX element (its props are the one argument, an object). */
export interface CallNode extends NodeBase {
  readonly op: 'call';
  readonly fn: number;
  readonly callee: NodeId;
  readonly args: readonly NodeId[];
  /** Which arguments are spread (`...xs`). */
  readonly spread?: readonly number[];
  /**
   * Set where an argument is given by name (`log(text, level='info')`): the name of each argument, null for one by position. A mapping that is
   * spread into names (`**fields`) has the name `**`. `facts/arguments.ts` says which argument a parameter receives.
   */
  readonly names?: readonly (string | null)[];
  readonly form?: 'new' | 'jsx' | 'tagged';
}

export interface ObjectNode extends NodeBase {
  readonly op: 'object';
  readonly entries: readonly ObjectEntry[];
}

/** `key: value`; a computed key has `key: null`; `...value` has `spread: true`. */
export interface ObjectEntry {
  readonly key: string | null;
  readonly value: NodeId;
  readonly spread?: true;
}

export interface ArrayNode extends NodeBase {
  readonly op: 'array';
  readonly items: readonly NodeId[];
  readonly spread?: readonly number[];
}

/** A function as a value; `fn` indexes `FileFacts.functions`. */
export interface FunctionNode extends NodeBase {
  readonly op: 'fn';
  readonly fn: number;
}

/** A class as a value; `cls` indexes `FileFacts.classes`. */
export interface ClassNode extends NodeBase {
  readonly op: 'class';
  readonly cls: number;
}

/** `this` inside a method or field of a class (arrow functions inside see the same one); -1 where there is no class. */
export interface ThisNode extends NodeBase {
  readonly op: 'this';
  readonly cls: number;
  /** As it is written, where that is not `this`. */
  readonly name?: string;
}

/** One of several values: branches that meet, loops, `a || b`, `a ?? b`, `c ? a : b`, a variable written by closures. Never empty. */
export interface PhiNode extends NodeBase {
  readonly op: 'phi';
  readonly of: readonly NodeId[];
}

/** `of` after a part of it was written: `x.a.b = value` (path a, b), `list.push(value)` and computed keys (path '*'). */
export interface UpdateNode extends NodeBase {
  readonly op: 'update';
  readonly of: NodeId;
  readonly path: readonly string[];
  readonly value: NodeId;
}

/** What object destructuring leaves over: `of` without some keys. For arrays `omit` is empty. */
export interface RestNode extends NodeBase {
  readonly op: 'rest';
  readonly of: NodeId;
  readonly omit: readonly string[];
}

/** One element of a collection: `for (const e of of)`, `of[0]`, array destructuring. */
export interface ElementNode extends NodeBase {
  readonly op: 'element';
  readonly of: NodeId;
  /** Which one, where the code says so: pairs have a first and a second. */
  readonly index?: number;
}

/** A value that cannot carry the content of its operands: comparisons, `!x`, `typeof x`, arithmetic, `for…in` keys, `x in y`. */
export interface PlainNode extends NodeBase {
  readonly op: 'plain';
  readonly kind: 'boolean' | 'number' | 'type' | 'key';
  readonly of: readonly NodeId[];
}

/**
 * The error a catch clause receives. The nodes of the guarded block are those in [from, to). `until` is behind the clause's own nodes, for
 * languages whose calls may ask for the error that is being handled without naming it (`logger.exception('…')`).
 */
export interface CaughtNode extends NodeBase {
  readonly op: 'caught';
  readonly fn: number;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly until?: NodeId;
}

/** `x as T`, `<T>x`, `x satisfies T`. */
export interface CastNode extends NodeBase {
  readonly op: 'cast';
  readonly of: NodeId;
  readonly type: TypeFacts;
}

export interface AwaitNode extends NodeBase {
  readonly op: 'await';
  readonly of: NodeId;
}

export interface FunctionFacts {
  /** As declared, or the variable, property or method that it was put into; '' when nothing names it. */
  readonly name: string;
  readonly at: Span;
  readonly kind: 'module' | 'function' | 'method' | 'constructor' | 'getter' | 'setter';
  /** The function around it; -1 for the module body. */
  readonly parent: number;
  /** The class whose method it is; -1 otherwise. */
  readonly cls: number;
  readonly static?: boolean;
  /** Declared without a body: a method of an interface, or one that subclasses write. */
  readonly abstract?: boolean;
  readonly params: readonly ParamFacts[];
  readonly returns: readonly NodeId[];
  readonly throws: readonly ThrowFacts[];
  /** Every call node that this function runs itself (not those of functions inside it), in order of the text. */
  readonly calls: readonly NodeId[];
  readonly returnType?: TypeFacts;
  readonly decorators?: readonly DecoratorFacts[];
  /** Set when the function is written directly as an argument of a call: which call, which argument. */
  readonly passedTo?: { readonly call: NodeId; readonly arg: number };
}

export interface ParamFacts {
  readonly node: NodeId;
  readonly name: string;
  readonly type?: TypeFacts;
  readonly rest?: boolean;
  /** Receives the named arguments that no other parameter has the name of, as an object: `**fields`. */
  readonly restByName?: boolean;
  readonly decorators?: readonly DecoratorFacts[];
  /** The value used when the caller gives none. */
  readonly fallback?: NodeId;
}

export interface ThrowFacts {
  readonly value: NodeId;
  readonly at: Span;
}

/** `@Name('text')`: strings of the arguments, in order, and a property's strings with its name (`{ path: 'x' }` gives `path=x`). */
export interface DecoratorFacts {
  readonly name: string;
  readonly args: readonly string[];
  /** Where it comes from, if libraries give the same name to different things and the file says which it means. */
  readonly module?: string;
}

export interface ClassFacts {
  readonly name: string;
  readonly at: Span;
  /** The value behind `extends`. */
  readonly base?: NodeId;
  /** Interfaces behind `implements`, and the base class by its written name and type arguments. */
  readonly heritage: readonly TypeFacts[];
  readonly fields: readonly FieldFacts[];
  readonly methods: readonly MethodFacts[];
  readonly decorators?: readonly DecoratorFacts[];
  /** What stands in a text that an instance is put into, in a language where that is not simply all it holds. */
  readonly asText?: TextForm;
}

/** The class's name and no content; its fields, but for some; or what one of its methods gives back. */
export type TextForm =
  | { readonly kind: 'name' }
  | { readonly kind: 'fields'; readonly omits: readonly string[] }
  | { readonly kind: 'method'; readonly name: string };

export interface FieldFacts {
  readonly name: string;
  readonly at: Span;
  readonly static?: boolean;
  readonly optional?: boolean;
  readonly type?: TypeFacts;
  /** Every value written to the field anywhere in the class: its initializer, `this.name = value`, a parameter property. */
  readonly writes: readonly NodeId[];
  readonly decorators?: readonly DecoratorFacts[];
}

export interface MethodFacts {
  readonly name: string;
  readonly fn: number;
  readonly static?: boolean;
}

/**
 * A declared shape that is not a class: interface, type alias, enum, a model of a schema file, a table (which no type of the code can mean), or a message
 * (a type of a GraphQL schema or of a described API, which a type of the code means only where the code declares none of the name).
 */
export interface ShapeFacts {
  readonly name: string;
  readonly kind: 'interface' | 'alias' | 'enum' | 'model' | 'table' | 'message';
  readonly at: Span;
  readonly type: TypeFacts;
  readonly extends?: readonly TypeFacts[];
  /** Names of its type parameters. */
  readonly params?: readonly string[];
}

export type TypeFacts =
  | { readonly kind: 'ref'; readonly name: string; readonly args?: readonly TypeFacts[] }
  | { readonly kind: 'object'; readonly fields: readonly ShapeField[] }
  | { readonly kind: 'array'; readonly of: TypeFacts }
  | { readonly kind: 'union' | 'and'; readonly of: readonly TypeFacts[] }
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  /** string, number, boolean, bigint, symbol, null, undefined, void, never, any, unknown, object, date */
  | { readonly kind: 'primitive'; readonly name: string }
  | { readonly kind: 'function'; readonly params: readonly TypeFacts[]; readonly returns?: TypeFacts };

export interface ShapeField {
  readonly name: string;
  readonly at: Span;
  readonly type?: TypeFacts;
  readonly optional?: boolean;
}

export interface ImportFacts {
  /** As written: './logger', 'pino', '@/models/patient'. */
  readonly module: string;
  /** The exported name; 'default'; '*' for the whole module (namespace import, `require`, dynamic `import()`). */
  readonly name: string;
  readonly local: string;
  readonly at: Span;
  readonly typeOnly?: boolean;
  /** The module it is where no file of the program is meant, for languages in which `module` only lists places to look in. */
  readonly elsewhere?: string;
}

/**
 * - `export const a = …`, `export { b as a }`, `exports.a = …`: `{ name: 'a', node }`
 * - `export default …`: `{ name: 'default', node }`; `module.exports = …`, `export = …`: `{ name: '=', node }`
 * - `export { x as a } from './m'`: `{ name: 'a', from: './m', imported: 'x' }`; `export * from './m'`: `{ name: '*', from: './m', imported: '*' }`
 * - an exported interface, type or enum: `{ name, shape: 'Local' }` (its name in this file); a class gives both `node` and `shape`
 */
export interface ExportFacts {
  readonly name: string;
  readonly node?: NodeId;
  readonly shape?: string;
  readonly from?: string;
  readonly imported?: string;
}

export interface CommentFacts {
  /** Without its delimiters. */
  readonly text: string;
  readonly at: Span;
  /** True when code stands before it on its first line. */
  readonly trailing: boolean;
}

export interface FactProblem {
  readonly kind: 'syntax' | 'limit';
  readonly message: string;
  readonly at: Span;
}
