import ts from './compiler.js';

/** The scripts of a .vue or .svelte file, everything else blanked, so that offsets and lines stay those of the file. */
export interface Scripts {
  readonly text: string;
  readonly kind: ts.ScriptKind;
}

export function keepScripts(text: string): Scripts {
  let kept = '';
  let kind = ts.ScriptKind.JS;
  let at = 0;
  for (const block of scriptBlocks(text)) {
    kept += blank(text.slice(at, block.start)) + text.slice(block.start, block.end);
    at = block.end;
    kind = wider(kind, block.attributes);
  }
  return { text: kept + blank(text.slice(at)), kind };
}

interface ScriptBlock {
  readonly attributes: string;
  readonly start: number;
  readonly end: number;
}

const TAG = /<!--|<script(?=[\s>])/gi;
const END = /<\/script\s*>/gi;
const NOT_A_LINE_BREAK = /[^\r\n\u2028\u2029]/g;
const OTHER_TYPE = /\btype\s*=\s*["']?(?!module|text\/(?:java|type|babel)|application\/(?:java|ecma))[\w/+-]/i;

function scriptBlocks(text: string): ScriptBlock[] {
  const blocks: ScriptBlock[] = [];
  TAG.lastIndex = 0;
  for (let tag = TAG.exec(text); tag !== null; tag = TAG.exec(text)) {
    if (tag[0] === '<!--') {
      const end = text.indexOf('-->', tag.index);
      if (end < 0) break;
      TAG.lastIndex = end;
      continue;
    }
    const start = endOfTag(text, TAG.lastIndex);
    if (start < 0) break;
    const attributes = text.slice(TAG.lastIndex, start - 1);
    TAG.lastIndex = start;
    if (attributes.endsWith('/')) continue;
    END.lastIndex = start;
    const end = END.exec(text)?.index ?? text.length;
    if (!OTHER_TYPE.test(attributes)) blocks.push({ attributes, start, end });
    TAG.lastIndex = end;
  }
  return blocks;
}

/** Behind the `>` of a tag: one inside an attribute (`generic="T extends Record<string, string>"`) does not count. */
function endOfTag(text: string, from: number): number {
  let quote = '';
  for (let at = from; at < text.length; at++) {
    const character = text[at] as string;
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '>') return at + 1;
  }
  return -1;
}

function wider(kind: ts.ScriptKind, attributes: string): ts.ScriptKind {
  const lang = /\blang\s*=\s*["']?(\w+)/i.exec(attributes)?.[1]?.toLowerCase();
  if (lang === 'tsx' || kind === ts.ScriptKind.TSX) return ts.ScriptKind.TSX;
  if (lang === 'ts' || lang === 'typescript' || kind === ts.ScriptKind.TS) return ts.ScriptKind.TS;
  return lang === 'jsx' ? ts.ScriptKind.JSX : kind;
}

function blank(text: string): string {
  return text.replace(NOT_A_LINE_BREAK, ' ');
}
