/** The form of a configuration as JSON Schema: what is published for editors is what phi-scan itself checks with. */
import { ruleIds, type SinkAddition, type SourceAddition, type ValueAddition } from '@phi-scan/core';
import { confidences, contexts, failLevels } from '../choices.js';
import type { ConfigOverride, PhiScanConfig } from './define.js';

/** The part of JSON Schema that `validate.ts` knows. */
export interface Schema {
  readonly $schema?: string;
  readonly $id?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: 'object' | 'array' | 'string' | 'boolean' | 'integer';
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  /** Without it other keys are wrong. */
  readonly additionalProperties?: false | Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly anyOf?: readonly Schema[];
}

const text: Schema = { type: 'string', minLength: 1 };
const texts: Schema = { type: 'array', items: text };
const oneOrMoreTexts: Schema = { anyOf: [text, { ...texts, minItems: 1 }] };

const rules: Schema = {
  description: 'The level of a rule, or off.',
  type: 'object',
  properties: Object.fromEntries(ruleIds.map((id) => [id, { enum: ['off', 'note', 'warning', 'error'] }])),
  additionalProperties: false,
};
const minConfidence: Schema = { description: 'Leave out what is less sure.', enum: confidences };
const context: Schema = { description: 'Where the code runs; raises scores.', type: 'array', items: { enum: contexts } };
const includeStaff: Schema = { description: 'Report the identity of staff too.', type: 'boolean' };

const override = {
  files: { description: 'The files that it is about: globs that count from the folder of the configuration.', ...oneOrMoreTexts },
  rules,
  minConfidence,
  context,
  includeStaff,
} satisfies Record<keyof ConfigOverride, Schema>;

const element: Schema = { description: 'A data element or record: ssn, mrn, name, clinical, patient …', ...text };

const sink = {
  name: { description: 'The function as its calls are written: auditTrail.record.', ...text },
  kind: { description: 'Where it writes to.', enum: ['log', 'error', 'telemetry'] },
  args: { description: 'Indexes of the arguments that are written; all of them where none is given.', type: 'array', items: { type: 'integer', minimum: 0 } },
  debug: { description: 'It writes at debug level.', type: 'boolean' },
  thirdParty: { description: 'The data reaches another company.', type: 'boolean' },
} satisfies Record<keyof SinkAddition, Schema>;

const source = {
  name: { description: 'The function as its calls are written.', ...text },
  holds: { ...element, description: 'The data element or record that it gives: patient, mrn …' },
} satisfies Record<keyof SourceAddition, Schema>;

const value = {
  pattern: { description: 'A regular expression; a group named value marks the value itself. Patterns that can backtrack without end are refused.', ...text },
  element,
  label: { description: 'What messages call it.', ...text },
  ignoreCase: { type: 'boolean' },
  context: { description: 'Words, one of which must stand near it.', ...texts },
  except: { description: 'Patterns of values that are nobody’s.', ...texts },
  confidence: { enum: confidences },
} satisfies Record<keyof ValueAddition, Schema>;

const properties = {
  $schema: { description: 'For editors; phi-scan does not read it.', type: 'string' },
  extends: { description: 'Configurations to build on: files (./base.yaml) or packages. Lists add up, other values of this file replace theirs.', ...oneOrMoreTexts },
  rules,
  failOn: { description: 'Exit with 1 at findings of this level or above.', enum: failLevels },
  minConfidence,
  context,
  includeStaff,
  includeTests: { description: 'Scan tests too.', type: 'boolean' },
  include: { description: 'Scan only files that match these globs.', ...texts },
  ignores: { description: 'Leave out files and folders that match these globs, written as in a .gitignore.', ...texts },
  reportUnusedIgnores: { description: 'Tell which phi-scan-ignore comments silence nothing.', type: 'boolean' },
  baseline: { description: 'The file of accepted findings; the report shows what is new.', ...text },
  words: { description: 'Names of the project’s own, and the data element that they say: { "torch id": "mrn" }.', type: 'object', additionalProperties: element },
  staffWords: { description: 'Words for people who work there: their data is not a patient’s.', ...texts },
  ignoredNames: { description: 'Names that look telling and are not.', ...texts },
  sinks: {
    description: 'Functions that write their arguments.',
    type: 'array',
    items: { type: 'object', properties: sink, required: ['name', 'kind'], additionalProperties: false },
  },
  sources: {
    description: 'Functions whose result is patient data.',
    type: 'array',
    items: { type: 'object', properties: source, required: ['name', 'holds'], additionalProperties: false },
  },
  models: {
    description: 'Types, classes and models, and what their objects hold: { "Chart": ["name", "clinical"] }.',
    type: 'object',
    additionalProperties: { type: 'array', items: element, minItems: 1 },
  },
  sanitizers: { description: 'Functions whose result is safe to write.', ...texts },
  values: {
    description: 'What the project’s own numbers look like in a literal text.',
    type: 'array',
    items: { type: 'object', properties: value, required: ['pattern', 'element'], additionalProperties: false },
  },
  overrides: {
    description: 'What holds for some files only; later entries outweigh earlier ones.',
    type: 'array',
    items: { type: 'object', properties: override, required: ['files'], additionalProperties: false },
  },
} satisfies Record<keyof PhiScanConfig, Schema>;

export const configSchema: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://raw.githubusercontent.com/phi-scan/phi-scan/main/docs/schemas/phi-scan-config-1.schema.json',
  title: 'Configuration of phi-scan',
  type: 'object',
  properties,
  additionalProperties: false,
};
