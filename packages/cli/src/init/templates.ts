/** What `phi-scan init` writes. */
import { product } from '../product.js';

const schema = 'https://raw.githubusercontent.com/phi-scan/phi-scan/main/docs/schemas/phi-scan-config-1.schema.json';

export const configFile = `# yaml-language-server: $schema=${schema}
# All keys: ${product.documentation}/config.md
failOn: warning
ignores: []
# Accept the findings of today: phi-scan baseline create
# baseline: phi-scan-baseline.json
`;

export const hookCommand = 'npx phi-scan --staged';

export const preCommitRepo = { repo: 'https://github.com/phi-scan/phi-scan', rev: `v${product.version}`, hooks: [{ id: 'phi-scan' }] };

export const githubWorkflow = `# .github/workflows/phi-scan.yml: annotations and a summary in the pull request, all findings in code scanning.
name: phi-scan
on:
  push:
    branches: [main, master]
  pull_request:
permissions:
  contents: read
  security-events: write
jobs:
  phi-scan:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with:
          fetch-depth: 0
      - uses: phi-scan/phi-scan@v0
        with:
          # A pull request answers for what it changes.
          since: \${{ github.event_name == 'pull_request' && format('origin/{0}', github.base_ref) || '' }}
          # Pull requests from forks may not upload.
          upload: \${{ github.event_name == 'push' || github.event.pull_request.head.repo.full_name == github.repository }}
`;

/** In the form in which the file of an empty project shows it. */
export const gitlabJob = {
  image: 'node:22',
  script: ['npx --yes phi-scan --format pretty --format gitlab:gl-code-quality-report.json --format gitlab-sast:gl-sast-report.json'],
  artifacts: { when: 'always', reports: { codequality: 'gl-code-quality-report.json', sast: 'gl-sast-report.json' } },
};

/** They run also where a test before them has failed. */
export const azureSteps = [
  { task: 'UseNode@1', condition: 'succeededOrFailed()', inputs: { version: '22.x' } },
  { script: 'npx --yes phi-scan --format pretty --format junit:phi-scan.xml --format sarif:phi-scan.sarif', displayName: 'phi-scan', condition: 'succeededOrFailed()' },
  { task: 'PublishTestResults@2', condition: 'succeededOrFailed()', inputs: { testResultsFormat: 'JUnit', testResultsFiles: 'phi-scan.xml', testRunTitle: 'phi-scan' } },
  { publish: 'phi-scan.sarif', condition: 'succeededOrFailed()', artifact: 'CodeAnalysisLogs' },
];

export const circleJob = {
  docker: [{ image: 'cimg/node:22.14' }],
  steps: [
    'checkout',
    { run: 'npx --yes phi-scan --format pretty --format junit:reports/phi-scan.xml --format html:reports/phi-scan.html' },
    { store_test_results: { path: 'reports' } },
    { store_artifacts: { path: 'reports' } },
  ],
};

export const jenkinsStage = `stage('phi-scan') {
  agent { docker { image 'node:22' } }
  steps {
    sh 'npx --yes phi-scan --format pretty --format junit:phi-scan.xml'
  }
  post {
    always { junit 'phi-scan.xml' }
  }
}`;
