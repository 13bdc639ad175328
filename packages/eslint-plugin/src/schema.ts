/** The form of the options: of each rule, and of `settings['phi-scan']`, which speaks for all of them. */
import { elementIds, loadKnowledge } from '@phi-scan/core';
import type { JSONSchema4 } from 'json-schema';

const element = (description: string): JSONSchema4 => ({ type: 'string', enum: [...elementIds(loadKnowledge())], description });
const list = (items: JSONSchema4, description: string): JSONSchema4 => ({ type: 'array', items, uniqueItems: true, description });
const object = (description: string, properties: Record<string, JSONSchema4>, required: string[] = []): JSONSchema4 => ({
  type: 'object',
  description,
  properties,
  ...(required.length > 0 ? { required } : {}),
  additionalProperties: false,
});
const flag = (description: string): JSONSchema4 => ({ type: 'boolean', description });

/** A name that has a letter or a figure, as code or as words: torchId, torch_id, torch id. */
const word: JSONSchema4 = { type: 'string', pattern: '[A-Za-z0-9\\u00C0-\\uFFFF]' };
/** A function as calls are written: auditTrail.record */
const call: JSONSchema4 = { type: 'string', pattern: '^[\\w$]+(\\.[\\w$]+)*$' };
const regex: JSONSchema4 = { type: 'string', minLength: 1, format: 'regex' };

export const optionsSchema: JSONSchema4 = object('What the project adds to what phi-scan knows, and how it is asked.', {
  words: {
    type: 'object',
    description: "Names that say patient data, and which: { torchId: 'mrn' }.",
    propertyNames: word,
    additionalProperties: element('The data element that the name says.'),
  },
  staffWords: list(word, 'Words for people who work there: their data is not a patient’s.'),
  ignoredNames: list(word, 'Names that look telling and are not.'),
  sinks: list(
    object(
      'A function that writes.',
      {
        name: { ...call, description: 'As calls are written: auditTrail.record.' },
        kind: { type: 'string', enum: ['log', 'error', 'telemetry'], description: 'Where it writes.' },
        args: list({ type: 'integer', minimum: 0 }, 'Indexes of the arguments that are written; all, where none is given.'),
        debug: flag('It writes at debug level.'),
        thirdParty: flag('It sends to another company.'),
      },
      ['name', 'kind'],
    ),
    'Functions that write to a log, into an error, or to telemetry.',
  ),
  sources: list(
    object('A function that gives patient data.', { name: { ...call, description: 'As calls are written: chartApi.load.' }, holds: element('What its result holds.') }, ['name', 'holds']),
    'Functions whose result holds patient data.',
  ),
  models: {
    type: 'object',
    description: "Types, classes and models that hold patient data, and which: { Chart: ['name', 'clinical'] }.",
    additionalProperties: list(element('A data element.'), 'What its objects hold.'),
  },
  sanitizers: list(call, 'Functions whose result is safe to write.'),
  redactor: { ...call, description: 'The function that suggestions wrap a value in. It is a sanitizer, too.' },
  values: list(
    object(
      'What a value looks like in a text.',
      {
        pattern: { ...regex, description: 'A regular expression; a group named `value` marks the value itself.' },
        element: element('What the value is.'),
        label: { type: 'string', minLength: 1, description: 'What messages call it.' },
        ignoreCase: flag('Upper and lower case are the same.'),
        context: list({ type: 'string', minLength: 1 }, 'Words, one of which must stand near it.'),
        except: list(regex, 'Values that are nobody’s.'),
        confidence: { type: 'string', enum: ['high', 'medium', 'low'], description: 'How sure it is.' },
      },
      ['pattern', 'element'],
    ),
    'Forms of literal values that only the project has.',
  ),
  context: list({ type: 'string', enum: ['cloud-logs', 'third-party', 'public-errors', 'production'] }, 'Where the code runs; raises scores.'),
  minConfidence: { type: 'string', enum: ['high', 'medium', 'low'], description: 'What is less sure is left out.' },
  includeStaff: flag('Report identities of staff too.'),
  crossFile: flag('Follow values into the files that are imported.'),
});
