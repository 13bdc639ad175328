/** Adds to a YAML file without touching what is there: the comments, the quotes and the folding of its authors stay. */
import { isDeepStrictEqual } from 'node:util';
import { isMap, isNode, isScalar, isSeq, parseAllDocuments, parseDocument, stringify, type Document, type Node, type YAMLMap, type YAMLSeq } from 'yaml';
import { UsageError } from '../usage-error.js';

export type Path = readonly string[];

/** The file's content as data; undefined where it has several documents in it. Throws where it is no YAML. */
export function readYaml(file: string, text: string): unknown {
  const documents = parseAllDocuments(text) as Document[];
  const error = documents.flatMap(({ errors }) => errors)[0];
  if (error) throw new UsageError(`${file} is no YAML: ${error.message}`);
  return documents.length === 1 ? documents[0]?.toJS() : undefined;
}

/** The text with one more item in the list at `path`; undefined where the list is written in a way that has no obvious place for it. */
export function withItem(text: string, path: Path, item: unknown): string | undefined {
  const list = parseDocument(text).getIn(path, true);
  if (!isSeq(list) || list.items.length === 0) return undefined;
  const expected = edited(text, path, (items) => (items as unknown[]).push(item));
  return checked(list.flow === true ? afterLast(text, list, `, ${yamlOf(item).trim()}`) : underLast(text, list, yamlOf([item])), expected);
}

/** The same for a key that a map does not have yet; the file itself is the map of the empty path. */
export function withKey(text: string, path: Path, key: string, value: unknown): string | undefined {
  const document = parseDocument(text);
  const map = path.length === 0 ? document.contents : document.getIn(path, true);
  if (!isMap(map) || map.items.length === 0 || map.flow === true || map.has(key)) return undefined;
  const expected = edited(text, path, (entries) => Object.assign(entries as object, { [key]: value }));
  return checked(underLast(text, map, yamlOf({ [key]: value })), expected);
}

/** No line is folded: commands are long. */
export function yamlOf(content: unknown): string {
  return stringify(content, { lineWidth: 0 });
}

function edited(text: string, path: Path, edit: (at: unknown) => void): unknown {
  const content: unknown = parseDocument(text).toJS();
  edit(path.reduce((at, key) => (at as Readonly<Record<string, unknown>>)[key], content));
  return content;
}

/** Whatever YAML has in store: what does not read as meant is not written. */
function checked(text: string | undefined, expected: unknown): string | undefined {
  if (text === undefined) return undefined;
  const document = parseDocument(text);
  return document.errors.length === 0 && isDeepStrictEqual(document.toJS(), expected) ? text : undefined;
}

function underLast(text: string, within: YAMLMap | YAMLSeq, block: string): string | undefined {
  const start = startOf(within);
  const end = endOf(within);
  if (start === undefined || end === undefined) return undefined;
  const indent = ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1));
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lineEnd = text.indexOf('\n', end);
  const [before, after] = lineEnd < 0 ? [text + newline, ''] : [text.slice(0, lineEnd + 1), text.slice(lineEnd + 1)];
  return before + block.trimEnd().split('\n').map((line) => (line === '' ? '' : indent + line) + newline).join('') + after;
}

function afterLast(text: string, list: YAMLSeq, more: string): string | undefined {
  const end = (list.items.at(-1) as Node | undefined)?.range?.[1];
  return end === undefined ? undefined : text.slice(0, end) + more + text.slice(end);
}

function startOf(node: YAMLMap | YAMLSeq): number | undefined {
  return node.range?.[0];
}

/** Where the last thing in it ends; what stands in the lines after may belong to what follows. */
function endOf(node: unknown): number | undefined {
  if (isMap(node) && node.flow !== true) {
    const last = node.items.at(-1);
    return last === undefined ? undefined : (endOf(last.value) ?? endOf(last.key));
  }
  if (isSeq(node) && node.flow !== true) return endOf(node.items.at(-1));
  if (!isNode(node) || !node.range) return undefined;
  const [start, end] = node.range;
  // A block of text has its last line break in it.
  return isScalar(node) && /^BLOCK/.test(node.type ?? '') ? Math.max(start, end - 1) : end;
}
