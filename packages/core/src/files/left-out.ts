/** What a walk leaves out by name: code that nobody in the project writes, and tests. */

/** Installed packages, caches and the insides of tools. */
const foreignFolders = new Set([
  'node_modules',
  'bower_components',
  'jspm_packages',
  'site-packages',
  '__pycache__',
  'venv',
  '.venv',
  '.git',
  '.hg',
  '.svn',
  '.next',
  '.nuxt',
  '.output',
  '.svelte-kit',
  '.angular',
  '.expo',
  '.docusaurus',
  '.cache',
  '.parcel-cache',
  '.turbo',
  '.nx',
  '.vercel',
  '.netlify',
  '.serverless',
  '.aws-sam',
  '.yarn',
  '.pnpm-store',
  '.nyc_output',
  '.gradle',
  '.mvn',
  'generated-sources',
  'generated-test-sources',
  '.tox',
  '.nox',
  '.eggs',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '.ipynb_checkpoints',
  '__pypackages__',
  'dist-packages',
]);

/** Names that mean build output or copied code, except below a `src` folder, where people give them to their own code. */
const outputFolders = new Set(['dist', 'build', 'out', 'coverage', 'vendor', 'target', 'storybook-static']);

const testFolders = new Set([
  'test',
  'tests',
  '__tests__',
  '__mocks__',
  '__fixtures__',
  'androidTest',
  'testFixtures',
  'integration-test',
  'e2e',
  'cypress',
  'playwright',
  '.storybook',
]);

// Java's tests stand in folders of their own: LabTest.java is a test of another kind.
const testFile = /\.(?:test|spec|cy|e2e|e2e-spec|stories|story)\.|[a-z0-9](?:TestCase|IT)\.java$|^(?:test_.*|.*_tests?|conftest|tests)\.pyw?$/;
const minifiedFile = /[.-](?:min|bundle|chunk)\.[cm]?js$/;
const declarationFile = /\.d\.(?:[^.]+\.)?[cm]?ts$/;
const generatedFile = /^\.pnp\.[cm]?js$|_pb2(?:_grpc)?\.py$|(?:OuterClass|Grpc)\.java$/;

/** `path` is relative to the root of the scan, with `/`. */
export function isForeignFolder(path: string): boolean {
  const segments = path.split('/');
  return foreignFolders.has(segments.at(-1) ?? '');
}

export function isOutputFolder(path: string): boolean {
  const segments = path.split('/');
  return outputFolders.has(segments.at(-1) ?? '') && !segments.includes('src');
}

export function isTestFolder(path: string): boolean {
  return testFolders.has(path.split('/').at(-1) ?? '');
}

export function isTestFile(name: string): boolean {
  return testFile.test(name);
}

export function isMachineMade(name: string): boolean {
  return minifiedFile.test(name) || declarationFile.test(name) || generatedFile.test(name);
}
