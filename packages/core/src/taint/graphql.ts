/** What a GraphQL document asks for: the fields at its root, and those without a selection of their own. */

export interface GraphqlDocument {
  readonly roots: readonly string[];
  readonly leaves: readonly string[];
  /** It also asks for what fragments name, which stand elsewhere. */
  readonly isOpen: boolean;
}

const operation = /^\s*(?:#[^\n]*\n\s*)*(?:(?:query|mutation|subscription)\b[^{]*\{|fragment\s+\w+\s+on\s+\w+[^{]*\{|\{\s*\w+[\s\S]*\{[\s\S]*\}\s*\}\s*$)/;
const token = /#[^\n]*|"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|\.\.\.\s*(?:on\s+\w+)?|[@$]\w+|(\w+)(?=\s*:)|(\w+)|\{\}|[(){}]/g;

/** Undefined for a text that is no GraphQL document. `{}` stands for what varies. */
export function readGraphql(text: string): GraphqlDocument | undefined {
  if (!operation.test(text)) return undefined;
  const roots: string[] = [];
  const leaves: string[] = [];
  let depth = 0;
  let brackets = 0;
  let isOpen = false;
  /** The last field, until it is seen whether it has a selection. */
  let last: string | undefined;
  const settle = (): void => {
    if (last !== undefined) leaves.push(last);
    last = undefined;
  };
  for (const [all, alias, name] of text.matchAll(token)) {
    if (all === '(') brackets += 1;
    else if (all === ')') brackets -= 1;
    else if (brackets > 0 || alias !== undefined) continue;
    else if (all === '{') {
      last = undefined;
      depth += 1;
    } else if (all === '}') {
      settle();
      depth -= 1;
    } else if (all === '{}' || (all.startsWith('...') && !all.includes('on'))) {
      settle();
      isOpen = true;
    } else if (name !== undefined && depth > 0) {
      settle();
      if (depth === 1) roots.push(name);
      last = name;
    }
  }
  return { roots, leaves, isOpen };
}
