/** Each suggestion over all fixtures: what it gives parses, has lost the finding, and has no new one. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { lint, withFix } from './support/lint.js';

const fixtures = fileURLToPath(new URL('../../../fixtures/', import.meta.url));

const rulesOf = (messages: readonly { readonly ruleId: string | null }[]): string[] => messages.map(({ ruleId }) => String(ruleId)).sort();

describe.each(['clinic', 'flow', 'founding'])('fixtures/%s', (project) => {
  const root = join(fixtures, project);
  const options = { root, settings: { redactor: 'redactPhi' }, globals: ['redactPhi'] };
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => /(?<!\.min|\.d)\.([cm]?js|jsx|tsx?|vue|svelte)$/.test(file)).sort();

  test('each suggestion is a clean one', () => {
    const offered = new Map<string, number>();
    for (const file of files) {
      const text = readFileSync(join(root, file), 'utf8');
      const messages = lint(file, text, options);
      for (const message of messages) {
        for (const { desc, fix, messageId } of message.suggestions ?? []) {
          const after = withFix(text, fix);
          const left = lint(file, after, options);
          const what = `${file}:${message.line} ${desc}\n${after.slice(Math.max(0, fix.range[0] - 60), fix.range[0] + fix.text.length + 60)}`;
          expect(left.filter(({ fatal }) => fatal), what).toEqual([]);
          // One of this rule fewer, and none of another rule more.
          const rules = rulesOf(messages);
          rules.splice(rules.indexOf(String(message.ruleId)), 1);
          expect(rulesOf(left).filter((rule) => !take(rules, rule)), what).toEqual([]);
          offered.set(String(messageId), (offered.get(String(messageId)) ?? 0) + 1);
        }
      }
    }
    const kinds = project === 'flow' ? ['drop', 'redact'] : ['drop', 'redact', 'useId', 'useErrorName', 'mask'];
    for (const kind of kinds) expect(offered.get(kind) ?? 0, kind).toBeGreaterThan(0);
  });
});

function take(rules: string[], rule: string): boolean {
  const at = rules.indexOf(rule);
  if (at >= 0) rules.splice(at, 1);
  return at >= 0;
}

/** A statement in a function whose parameters are `patient`, `patients` and `req`, and the statements that the suggestions give. */
const statements: readonly (readonly [statement: string, ...suggested: string[]])[] = [
  ['console.log(patient);', 'console.log(patient.id);'],
  ["console.log('seen', patient);", "console.log('seen', patient.id);", "console.log('seen');"],
  ["console.log('seen', JSON.stringify(patient, null, 2));", "console.log('seen', patient.id);", "console.log('seen');"],
  ["console.log('seen', patients);", "console.log('seen', patients.length);", "console.log('seen');"],
  ["console.log('seen %o', patient);", "console.log('seen %o', patient.id);"],
  ['console.log(`seen ${patient.name} today`);', 'console.log(`seen ${patient.id} today`);', 'console.log(`seen today`);'],
  ['console.log(`seen (${patient.name}), then`);', 'console.log(`seen (${patient.id}), then`);', 'console.log(`seen, then`);'],
  ['console.log(`${patient.firstName} ${patient.lastName} came`);', 'console.log(`${patient.id} came`);', 'console.log(`came`);'],
  ['console.log(`${patient.id}: ${patient.ssn}`);', 'console.log(`${patient.id}:`);'],
  ["console.log('seen ' + patient.name + ' today');", "console.log('seen ' + patient.id + ' today');", "console.log('seen ' + ' today');"],
  ["logger.info({ patientId: patient.id, name: patient.name }, 'seen');", "logger.info({ patientId: patient.id }, 'seen');"],
  ["logger.info({ name: patient.name, ssn: patient.ssn, at: Date.now() }, 'seen');", "logger.info({ patientId: patient.id, at: Date.now() }, 'seen');", "logger.info({ at: Date.now() }, 'seen');"],
  ["logger.info({ patient }, 'seen');", "logger.info({ patientId: patient.id }, 'seen');", "logger.info('seen');"],
  ["logger.info({ a: { b: patient.ssn, }, }, 'seen');", "logger.info({ a: { patientId: patient.id, }, }, 'seen');", "logger.info('seen');"],
  ["logger.info({ ...patient, at: 1 }, 'seen');", "logger.info({ patientId: patient.id, at: 1 }, 'seen');", "logger.info({ at: 1 }, 'seen');"],
  ["logger.info('seen', req.body);", "logger.info('seen', Object.keys(req.body));", "logger.info('seen');"],
  ['Sentry.setUser({ id: patient.id, email: patient.email });', 'Sentry.setUser({ id: patient.id });'],
  ["span.setAttribute('patient.name', patient.name);"],
  ['throw new Error(`no insurance for ${patient.name}`);', 'throw new Error(`no insurance for ${patient.id}`);', 'throw new Error(`no insurance for`);'],
  ['throw new Error(patient.name);', 'throw new Error(patient.id);'],
  ['try { save(patient); } catch (err) { logger.error({ err }); }', 'try { save(patient); } catch (err) { logger.error({ err: err.name }); }', 'try { save(patient); } catch (err) { logger.error({}); }'],
  ["try { save(patient); } catch (err) { logger.error('not saved', err); }", "try { save(patient); } catch (err) { logger.error('not saved', err.name); }", "try { save(patient); } catch (err) { logger.error('not saved'); }"],
  ["logger.info('SSN 123-45-6789');", "logger.info('SSN [ssn]');"],
];

test.each(statements)('%s', (statement, ...suggested) => {
  const text = `import * as Sentry from '@sentry/node';\nexport function showPatient(patient, patients, req, logger, span) {\n  ${statement}\n}\n`;
  const [message] = lint('code.js', text, { root: fixtures });
  const lines = (message?.suggestions ?? []).map(({ fix }) => withFix(text, fix).split('\n').at(2)?.trim());
  expect(message, 'reported').toBeDefined();
  expect(lines).toEqual(suggested);
});

describe('the project’s own redactor', () => {
  const text = (before: string): string => `${before}\nexport const show = (patient: Patient) => { console.log(patient.ssn); };\n`;
  const suggested = (before: string, redactor: string): (string | undefined)[] =>
    lint('code.ts', text(before), { root: fixtures, settings: { redactor } }).flatMap(({ suggestions = [] }) => suggestions.map(({ fix }) => withFix(text(before), fix).split('\n').at(1)));

  test('is offered where the file has it', () => {
    expect(suggested("import { hidePhi } from './privacy';", 'hidePhi')).toContain('export const show = (patient: Patient) => { console.log(hidePhi(patient.ssn)); };');
    expect(suggested("import * as privacy from './privacy';", 'privacy.view')).toContain('export const show = (patient: Patient) => { console.log(privacy.view(patient.ssn)); };');
  });

  test('and not where the file has not imported it', () => {
    expect(suggested('', 'hidePhi').join()).not.toContain('hidePhi(');
  });
});

test('in TypeScript what is caught may be no error', () => {
  const text = "export function f(patient: Patient) {\n  try { save(patient); } catch (err) { logger.error('not saved', err); }\n}\n";
  const [message] = lint('code.ts', text, { root: fixtures });
  expect(message?.suggestions?.[0]?.fix.text).toBe('err instanceof Error ? err.name : typeof err');
});

test('no message holds a value of a patient', () => {
  const text = "logger.info({ ssn: '123-45-6789' }, 'made');\nlogger.info(`made ${'123-45-6789'}`);\n";
  const told = lint('code.js', text, { root: fixtures }).flatMap(({ message, suggestions = [] }) => [message, ...suggestions.map(({ desc }) => desc)]);
  expect(told.length).toBeGreaterThan(2);
  expect(told.join('\n')).not.toContain('6789');
});
