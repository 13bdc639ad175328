/** Each format is read by a program that reads it elsewhere, or checked with what its schema demands. */
import { parse as parseCsv } from 'csv-parse/sync';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { parse as parseJunit } from 'junit2json';
import MarkdownIt from 'markdown-it';
import { beforeAll, describe, expect, it } from 'vitest';
import { fileURLToPath } from 'node:url';
import { formats, loadReporter, type Format } from '../../src/reporters/index.js';
import { renderMarkdown } from '../../src/reporters/markdown.js';
import type { Reporter } from '../../src/reporters/report.js';
import { finding, locate, report } from '../support/fakes.js';
import { violations } from '../support/json-schema.js';
import { phiScanHere } from '../support/spawned.js';

const reporters = Object.fromEntries(await Promise.all(formats.map(async (format) => [format, await loadReporter[format]()] as const))) as Readonly<Record<Format, Reporter>>;

const file = 'src/odd, name: <b>&"100%".ts';
const text = 'function show(patient) {\n  console.log(`a|b ${patient.ssn} <img src=x> @team 123-45-6789`);\n}\n';
const statement = text.split('\n')[1]!.trim().replace(/;$/, '');
const flow = [
  { ...locate(file, text, 'patient'), what: 'patient is a parameter\u0007 <script>' },
  { ...locate(file, text, 'patient.ssn'), what: 'ssn | holds it' },
];
const one = finding({ file, text, statement, culprit: 'patient.ssn', flow, message: 'Patient data <b>|x| 100%: "ssn",\nby `console.log` @team 123-45-6789' });
const silenced = { ...one, fingerprint: 'f'.repeat(32), suppressed: { reason: 'synthetic', at: one.location } };
const warning = { ...one, level: 'warning' as const, fingerprint: 'e'.repeat(32), message: '=HYPERLINK("http://x")', score: { ...one.score, value: 50 } };
const unread = { kind: 'unreadable', level: 'error', message: 'cannot read <a>: no permission', file: 'a.ts' } as const;
const odd = report({ sources: { [file]: text }, findings: [one, warning, silenced], notifications: [unread] });
const empty = report({});

const clinic = fileURLToPath(new URL('../../../../fixtures/clinic', import.meta.url));
const scanned = new Map<Format, string>();

beforeAll(async () => {
  const { stdout } = await phiScanHere(clinic, ['--format', 'json', '--fail-on', 'never']);
  for (const format of formats) scanned.set(format, format === 'json' ? stdout : (await phiScanHere(clinic, ['--format', format])).stdout);
}, 120_000);

const expected = (): { rule: string; level: string; location: { file: string; start: { line: number } } }[] =>
  (JSON.parse(scanned.get('json')!) as { findings: ReturnType<typeof expected> }).findings.filter((each) => !('suppressed' in each));
const places = (): string[] => expected().map(({ rule, location }) => `${location.file}:${location.start.line} ${rule}`).sort();

describe.each(formats.map((format) => [format]))('%s', (format) => {
  it('never holds a literal value', () => {
    expect(reporters[format](odd)).not.toContain('123-45-6789');
  });

  it('is written without findings too', () => {
    expect(() => reporters[format](empty)).not.toThrow();
  });
});

describe('junit', () => {
  const read = (xml: string) => {
    expect(XMLValidator.validate(xml)).toBe(true);
    return parseJunit(xml);
  };

  it('has a failed test for each finding', async () => {
    const suites = await read(scanned.get('junit')!);
    const failed = (suites as { testsuite: { testcase: { name: string; classname: string; failure?: unknown[] }[] }[] }).testsuite.flatMap(({ testcase }) => testcase).filter(({ failure }) => failure !== undefined);
    expect(failed.map(({ name, classname }) => `${classname}:${/at (\d+)/.exec(name)?.[1]} ${name.split(' ')[0]}`).sort()).toEqual(places());
    expect(suites).toMatchObject({ failures: failed.length, errors: 0 });
  });

  it('counts what is skipped and what could not be scanned', async () => {
    expect(await read(reporters.junit(odd))).toMatchObject({
      tests: 4,
      failures: 2,
      errors: 1,
      testsuite: [
        { name: file, tests: 3, failures: 2, skipped: 1 },
        { name: 'phi-scan', errors: 1, testcase: [{ name: 'unreadable', error: [{ message: unread.message }] }] },
      ],
    });
  });

  it('has one passed test where nothing is found', async () => {
    expect(await read(reporters.junit(empty))).toMatchObject({ tests: 1, failures: 0, testsuite: [{ testcase: [{ classname: 'phi-scan' }] }] });
  });
});

describe('checkstyle', () => {
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', isArray: (name) => name === 'file' || name === 'error' });
  interface Checkstyle {
    readonly checkstyle: { readonly version: string; readonly file?: readonly { readonly name: string; readonly error: readonly { readonly line: string; readonly severity: string; readonly message: string; readonly source: string }[] }[] };
  }
  const read = (xml: string): Checkstyle => {
    expect(XMLValidator.validate(xml)).toBe(true);
    return parser.parse(xml) as Checkstyle;
  };

  it('has an error for each finding', () => {
    const { checkstyle } = read(scanned.get('checkstyle')!);
    expect((checkstyle.file ?? []).flatMap(({ name, error }) => error.map(({ line, source }) => `${name}:${line} ${source.replace('phi-scan.', '')}`)).sort()).toEqual(places());
  });

  it('knows its three severities, and keeps odd texts whole', () => {
    const { checkstyle } = read(reporters.checkstyle(odd));
    expect(checkstyle.file?.map(({ name }) => name)).toEqual([file]);
    expect(checkstyle.file?.[0]?.error.map(({ severity }) => severity)).toEqual(['error', 'warning']);
    expect(read(reporters.checkstyle(empty)).checkstyle.file).toBeUndefined();
  });
});

describe('csv', () => {
  const read = (csv: string): Record<string, string>[] => parseCsv(csv, { columns: true, record_delimiter: '\r\n' });

  it('has a row for each finding', () => {
    const rows = read(scanned.get('csv')!);
    expect(rows.filter(({ suppressed }) => suppressed === '').map((row) => `${row['file']}:${row['line']} ${row['rule']}`).sort()).toEqual(places());
  });

  it('keeps odd texts whole, and no cell is a formula', () => {
    const [first, second, third] = read(reporters.csv(odd));
    expect(first).toMatchObject({ file, message: one.message.replace('123-45-6789', '[ssn]'), elements: 'ssn', score: '95' });
    expect(second?.['message']).toBe(`'${warning.message}`);
    expect(third?.['suppressed']).toBe('synthetic');
  });
});

describe('github', () => {
  // As the runner reads a workflow command.
  const read = (line: string) => {
    const [, name, properties = '', message = ''] = /^::(\w+) (.*?)::(.*)$/.exec(line) ?? [];
    const plain = (value: string): string => value.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%');
    return { name, message: plain(message), ...Object.fromEntries(properties.split(',').map((property) => [property.split('=')[0] ?? '', plain(property.slice(property.indexOf('=') + 1))])) } as Record<string, string>;
  };
  const lines = (output: string): Record<string, string>[] => output.trimEnd().split('\n').map(read);

  it('has an annotation for each finding, the gravest first', () => {
    const annotations = lines(scanned.get('github')!);
    expect(annotations.map(({ file: path, line, title }) => `${path}:${line} ${title?.split(' ')[1]}`).sort()).toEqual(places());
    const scores = annotations.map(({ title }) => Number(/risk ([\d.]+)/.exec(title ?? '')?.[1]));
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
  });

  it('keeps odd texts whole, in a line each', () => {
    expect(lines(reporters.github(odd))).toMatchObject([
      { name: 'error', file: 'a.ts', title: 'phi-scan unreadable' },
      { name: 'error', file, line: '2', endLine: '2', message: expect.stringContaining('Patient data <b>|x| 100%: "ssn",\nby') as string },
      { name: 'warning', file },
    ]);
  });
});

describe('gitlab', () => {
  const text = { type: 'string' };
  const line = { type: 'integer', minimum: 1 };
  // https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
  const codeQuality = {
    type: 'array',
    items: {
      type: 'object',
      required: ['description', 'check_name', 'fingerprint', 'location', 'severity'],
      properties: {
        description: text,
        check_name: text,
        fingerprint: text,
        severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
        location: {
          type: 'object',
          required: ['path', 'lines'],
          properties: { path: { type: 'string', pattern: '^(?!\\.?/)' }, lines: { type: 'object', required: ['begin'], properties: { begin: line, end: line } } },
        },
      },
    },
  };

  it('is a Code Quality report, with a fingerprint of its own for each finding', () => {
    const issues = JSON.parse(scanned.get('gitlab')!) as { check_name: string; fingerprint: string; location: { path: string; lines: { begin: number } } }[];
    expect(violations(codeQuality, issues)).toEqual([]);
    expect(issues.map(({ check_name, location }) => `${location.path}:${location.lines.begin} ${check_name}`).sort()).toEqual(places());
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
    expect(JSON.parse(reporters.gitlab(empty))).toEqual([]);
  });

  const tool = { type: 'object', required: ['id', 'name', 'version', 'vendor'], properties: { id: text, name: text, version: text, url: { type: 'string', pattern: '^https?://.+' }, vendor: { type: 'object', required: ['name'], properties: { name: text } } } };
  const time = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}$' };
  // What GitLab's schema sast-report-format.json demands in its version 15.0.7, of all that we write.
  const sast = {
    type: 'object',
    required: ['version', 'scan', 'vulnerabilities'],
    properties: {
      version: { type: 'string', pattern: '^15\\.\\d+\\.\\d+$' },
      scan: {
        type: 'object',
        required: ['analyzer', 'end_time', 'scanner', 'start_time', 'status', 'type'],
        properties: {
          analyzer: tool,
          scanner: tool,
          start_time: time,
          end_time: time,
          status: { enum: ['success', 'failure'] },
          type: { const: 'sast' },
          messages: { type: 'array', items: { type: 'object', required: ['level', 'value'], properties: { level: { enum: ['info', 'warn', 'fatal'] }, value: text } } },
        },
      },
      vulnerabilities: {
        type: 'array',
        items: {
          type: 'object',
          required: ['id', 'identifiers', 'location'],
          properties: {
            id: text,
            name: { type: 'string', pattern: '^[^]{1,255}$' },
            description: text,
            severity: { enum: ['Info', 'Unknown', 'Low', 'Medium', 'High', 'Critical'] },
            solution: { type: 'string', pattern: '^[^]{0,7000}$' },
            identifiers: { type: 'array', items: { type: 'object', required: ['type', 'name', 'value'], properties: { type: text, name: text, value: text, url: { type: 'string', pattern: '^https?://.+' } } } },
            location: { type: 'object', properties: { file: text, start_line: line, end_line: line } },
            tracking: {
              type: 'object',
              required: ['type', 'items'],
              properties: {
                type: { const: 'source' },
                items: {
                  type: 'array',
                  items: {
                    type: 'object',
                    required: ['signatures'],
                    properties: { file: text, start_line: line, end_line: line, signatures: { type: 'array', items: { type: 'object', required: ['algorithm', 'value'], properties: { algorithm: text, value: text } } } },
                  },
                },
              },
            },
          },
        },
      },
    },
  };

  it('is a SAST report', () => {
    const content = JSON.parse(scanned.get('gitlab-sast')!) as { scan: unknown; vulnerabilities: { identifiers: { value: string }[]; location: { file: string; start_line: number } }[] };
    expect(violations(sast, content)).toEqual([]);
    expect(content.vulnerabilities.map(({ location, identifiers }) => `${location.file}:${location.start_line} ${identifiers[0]?.value}`).sort()).toEqual(places());
    expect(JSON.parse(reporters['gitlab-sast'](odd))).toMatchObject({ scan: { status: 'failure', start_time: '2026-11-20T12:34:56', messages: [{ level: 'fatal', value: unread.message }] } });
    expect(violations(sast, JSON.parse(reporters['gitlab-sast'](odd)))).toEqual([]);
  });
});

describe('markdown', () => {
  const render = (markdown: string): string => new MarkdownIt({ html: true }).render(markdown);

  it('has each finding', () => {
    const html = render(scanned.get('markdown')!);
    for (const { location } of expected()) {
      expect(html).toContain(location.file);
      expect(html).toMatch(new RegExp(`line ${location.start.line}:|:${location.start.line}</code>:`));
    }
  });

  it('makes no markup, no table cell and no mention of what the code says', () => {
    const html = render(reporters.markdown(odd));
    expect(html).toContain('Patient data &lt;b&gt;|x| 100%');
    expect(html.match(/<(?!\/?(?:h2|h3|p|ul|ol|li|code|pre|strong|em|a|table|thead|tbody|tr|th|td|details|summary)\b|!--)[^>]*>/g)).toBeNull();
    expect(html).not.toMatch(/@team(?![^<]*<\/code>)/);
  });

  it('is never longer than a comment may be', () => {
    const findings = Array.from({ length: 500 }, (_, index) => finding({ file: `src/${index}.ts`, text, statement, culprit: 'patient.ssn', score: { ...one.score, value: index === 499 ? 100 : 50 } }));
    const markdown = renderMarkdown(report({ findings, sources: { 'src/0.ts': text } }), 20_000);
    expect(markdown.length).toBeLessThan(20_200);
    expect(markdown).toContain('### In brief');
    expect(markdown).toContain('more findings would make this too long');
    expect(markdown.indexOf('src/499.ts')).toBeLessThan(markdown.indexOf('src/1.ts'));
  });
});
