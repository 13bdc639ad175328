import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Finding } from '@phi-scan/core';
import { codeScanningLimits, renderSarif, sarifReporter } from '../../src/reporters/sarif.js';
import { finding, locate, report, rules } from '../support/fakes.js';

interface Log {
  readonly runs: readonly [Run];
}

interface Region {
  readonly startLine: number;
  readonly snippet?: { readonly text: string };
}

interface Place {
  readonly physicalLocation: { readonly artifactLocation: { readonly uri: string; readonly uriBaseId: string }; readonly region: Region; readonly contextRegion?: Region };
  readonly message?: { readonly text: string };
}

interface Run {
  readonly tool: { readonly driver: { readonly rules: readonly { id: string; properties: { tags: string[]; 'security-severity': string } }[]; readonly notifications: readonly { id: string }[] } };
  readonly invocations: readonly [
    {
      readonly executionSuccessful: boolean;
      readonly toolExecutionNotifications: readonly { descriptor: { id: string; index: number }; level: string; message: { text: string }; locations?: readonly Place[] }[];
    },
  ];
  readonly originalUriBaseIds: Record<string, unknown>;
  readonly results: readonly {
    readonly ruleId: string;
    readonly ruleIndex: number;
    readonly level: string;
    readonly rank: number;
    readonly message: { readonly text: string };
    readonly locations: readonly [Place];
    readonly relatedLocations?: readonly Place[];
    readonly codeFlows?: readonly [{ threadFlows: readonly [{ locations: readonly { location: Place }[] }] }];
    readonly partialFingerprints: Record<string, string>;
    readonly suppressions?: readonly { kind: string; justification?: string }[];
    readonly properties: Record<string, unknown>;
  }[];
}

const file = 'src/patients.ts';
const text = "const patient = await Patient.findById(id);\nconsole.log('was 123-45-6789', patient.ssn);\nnext();\n";
const one = finding({
  file,
  text,
  statement: "console.log('was 123-45-6789', patient.ssn)",
  culprit: 'patient.ssn',
  flow: [
    { ...locate(file, text, 'Patient.findById(id)'), what: 'a patient is read' },
    { ...locate(file, text, 'console.log'), what: 'logged' },
  ],
});

function run(parts: Parameters<typeof report>[0], limits = codeScanningLimits): Run {
  return (JSON.parse(renderSarif(report({ sources: { [file]: text }, ...parts }), limits)) as Log).runs[0];
}

function many(count: number, parts: (index: number) => Partial<Finding> = () => ({})): Finding[] {
  return Array.from({ length: count }, (_, index) => ({ ...one, fingerprint: String(index).padStart(32, '0'), ...parts(index) }));
}

describe('a result', () => {
  const [result] = run({ findings: [one] }).results;

  it('names its rule, place, path, score and law', () => {
    expect(result).toMatchObject({
      ruleId: 'no-phi-in-logs',
      ruleIndex: 0,
      level: 'error',
      rank: 95,
      message: { text: 'The social security number of a patient is logged.' },
      locations: [{ physicalLocation: { artifactLocation: { uri: file, uriBaseId: '%SRCROOT%' }, region: { startLine: 2, startColumn: 1, endLine: 2, endColumn: 44 } } }],
      properties: { confidence: 'high', elements: ['ssn'], score: 95, arithmetic: '95', law: ['45 CFR §164.312(b): Audit controls'] },
    });
    expect(result?.codeFlows?.[0].threadFlows[0].locations.map(({ location }) => [location.physicalLocation.region.startLine, location.message?.text])).toEqual([
      [1, 'a patient is read.'],
      [2, 'logged.'],
    ]);
    expect(result?.relatedLocations?.map((each) => each.physicalLocation.region.snippet?.text)).toEqual(['patient.ssn', 'Patient.findById(id)']);
  });

  it('has masked snippets of the statement and of its surroundings', () => {
    const place = result?.locations[0].physicalLocation;
    expect(place?.region.snippet?.text).toBe("console.log('was [ssn]', patient.ssn)");
    expect(place?.contextRegion).toMatchObject({ startLine: 1, endLine: 3, snippet: { text: "const patient = await Patient.findById(id);\nconsole.log('was [ssn]', patient.ssn);\nnext();" } });
  });

  it('has fingerprints', () => {
    expect(result?.partialFingerprints).toEqual({ 'phiScan/v1': one.fingerprint, primaryLocationLineHash: '0123456789abcdef:1' });
  });

  it('says when a comment silences it', () => {
    const suppressed = { reason: 'synthetic', at: one.location };
    const silenced = run({ findings: [{ ...one, suppressed }, { ...one, suppressed: { ...suppressed, reason: '' } }] }).results;
    expect(silenced[0]?.suppressions).toMatchObject([{ kind: 'inSource', justification: 'synthetic' }]);
    expect(silenced[1]?.suppressions?.[0]).not.toHaveProperty('justification');
  });

  it.each([
    ['src/[id]/a b.ts', 'src/%5Bid%5D/a%20b.ts'],
    ['src/(app)/100%#?.ts', 'src/%28app%29/100%25%23%3F.ts'],
    ['c:/ü.ts', 'c%3A/%C3%BC.ts'],
    ['a\ud800.ts', 'a%EF%BF%BD.ts'],
  ])('encodes the file name %j', (name, uri) => {
    const [odd] = run({ findings: [finding({ file: name, text, statement: 'console.log', culprit: 'patient.ssn' })] }).results;
    expect(odd?.locations[0].physicalLocation.artifactLocation.uri).toBe(uri);
  });
});

describe('a run', () => {
  it('describes every rule', () => {
    const described = run({}).tool.driver.rules;
    expect(described.map((each) => each.id)).toEqual(rules.map((each) => each.id));
    expect(described[0]).toMatchObject({
      name: 'NoPhiInLogs',
      shortDescription: { text: 'Title of no-phi-in-logs.' },
      help: { markdown: expect.stringContaining('## Write instead') as string },
      helpUri: expect.stringMatching(/^https:.*no-phi-in-logs\.md$/) as string,
      defaultConfiguration: { level: 'error' },
      properties: { tags: ['security', 'CWE-532', 'CWE-359', 'hipaa', 'external/cwe/cwe-532', 'external/cwe/cwe-359'], 'security-severity': '9.5' },
    });
  });

  it('tells of every file that was not read or parsed', () => {
    const { tool, invocations } = run({
      notifications: [
        { kind: 'unreadable', level: 'error', message: 'cannot read a b.ts: no permission', file: 'a b.ts' },
        { kind: 'syntax', level: 'warning', message: 'broken', file, location: one.location },
      ],
    });
    const [{ executionSuccessful, toolExecutionNotifications }] = invocations;
    expect(executionSuccessful).toBe(false);
    expect(toolExecutionNotifications.map((each) => [each.descriptor.id, tool.driver.notifications[each.descriptor.index]?.id, each.level, each.locations?.[0]?.physicalLocation.artifactLocation.uri])).toEqual([
      ['unreadable', 'unreadable', 'error', 'a%20b.ts'],
      ['syntax', 'syntax', 'warning', file],
    ]);
    expect(run({}).invocations[0].executionSuccessful).toBe(true);
  });

  it('is the same twice, and knows nothing of the machine', () => {
    const sarif = sarifReporter(report({ sources: { [file]: text }, findings: [one] }));
    expect(sarifReporter(report({ sources: { [file]: text }, findings: [one] }))).toBe(sarif);
    expect(sarif).not.toContain('/project');
  });
});

describe('the limits of code scanning', () => {
  it('are these', () => {
    expect(codeScanningLimits).toEqual({ gzippedBytes: 10_000_000, results: 25_000, rules: 1_000, tagsPerRule: 20, stepsPerFlow: 1_000, locationsPerResult: 1_000 });
  });

  it('keep the highest scores, in their order, and say what was left out', () => {
    const scores = [10, 90, 20, 80, 90];
    const findings = many(5, (index) => ({ score: { ...one.score, value: scores[index] ?? 0 } }));
    const { results, invocations } = run({ findings }, { ...codeScanningLimits, results: 3 });
    expect(results.map((each) => each.rank)).toEqual([90, 80, 90]);
    expect(invocations[0].toolExecutionNotifications).toMatchObject([
      { descriptor: { id: 'truncated' }, level: 'warning', message: { text: expect.stringContaining('2 results with the lowest scores were left out') as string } },
    ]);
  });

  it('let go first what a comment silences', () => {
    const findings = many(3, (index) => (index === 0 ? { suppressed: { reason: 'x', at: one.location } } : { score: { ...one.score, value: 1 } }));
    expect(run({ findings }, { ...codeScanningLimits, results: 2 }).results.map((each) => each.rank)).toEqual([1, 1]);
  });

  it('hold for 30,000 results', () => {
    const { results } = run({ findings: many(30_000, () => ({ flow: [] })), sources: {} });
    expect(results).toHaveLength(25_000);
  });

  it('hold for the size of the upload', () => {
    const findings = many(400, (index) => ({ fingerprint: createNoise(index), score: { ...one.score, value: index % 100 } }));
    const limits = { ...codeScanningLimits, gzippedBytes: 12_000 };
    const sarif = renderSarif(report({ sources: { [file]: text }, findings }), limits);
    expect(gzipSync(sarif).length).toBeLessThanOrEqual(12_000);
    const { results, invocations } = (JSON.parse(sarif) as Log).runs[0];
    expect(results.length).toBeGreaterThan(50);
    const lowest = Math.min(...results.map((each) => each.rank));
    expect(findings.filter((each) => each.score.value > lowest).length).toBeLessThanOrEqual(results.length);
    expect(invocations[0].toolExecutionNotifications[0]?.message.text).toContain(`${400 - results.length} results`);
  });

  it('hold for tags, rules, steps of a flow and locations', () => {
    const flow = Array.from({ length: 30 }, (_, index) => ({ ...locate(file, text, 'Patient'), what: `step ${index}` }));
    const { results, tool } = run({ findings: [{ ...one, flow }] }, { ...codeScanningLimits, tagsPerRule: 2, rules: 4, stepsPerFlow: 10, locationsPerResult: 2 });
    expect(tool.driver.rules).toHaveLength(4);
    expect(tool.driver.rules[0]?.properties.tags).toHaveLength(2);
    expect(results[0]?.relatedLocations).toHaveLength(1);
    const steps = results[0]?.codeFlows?.[0].threadFlows[0].locations.map(({ location }) => location.message?.text);
    expect(steps).toHaveLength(10);
    expect([steps?.[0], steps?.at(-1)]).toEqual(['step 0.', 'step 29.']);
  });
});

/** Text that does not compress. */
function createNoise(seed: number): string {
  let state = seed + 1;
  return Array.from({ length: 32 }, () => ((state = (state * 48271) % 2147483647) % 16).toString(16)).join('');
}
