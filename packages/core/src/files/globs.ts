import ignore from 'ignore';

/**
 * `--include` and `--exclude` are written as lines of a .gitignore are (`*.ts` anywhere, `src/**` from the root, `!` takes back),
 * because people who meet the two side by side expect them to agree; `{a,b}` works too.
 */
export function compileGlobs(globs: readonly string[]): (path: string, isFolder: boolean) => boolean {
  const patterns = globs.flatMap((glob) => expandBraces(glob.replaceAll('\\', '/').replace(/^(!?)\.\//, '$1/')));
  const matcher = ignore({ allowRelativePaths: true, ignorecase: false }).add(patterns);
  return (path, isFolder) => matcher.ignores(isFolder ? `${path}/` : path);
}

/** `src/{a,b}/*.{ts,tsx}` gives four patterns. */
function expandBraces(glob: string): string[] {
  const group = /\{([^{}]*,[^{}]*)\}/.exec(glob);
  if (group === null) return [glob];
  const [whole, inside = ''] = group;
  return inside.split(',').flatMap((choice) => expandBraces(glob.replace(whole, () => choice)));
}
