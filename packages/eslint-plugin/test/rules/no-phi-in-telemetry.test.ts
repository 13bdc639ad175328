import rule from '../../src/rules/no-phi-in-telemetry.js';
import { around, ruleTester, testExamples } from '../support/rule-tester.js';

testExamples('no-phi-in-telemetry');

ruleTester.run('no-phi-in-telemetry', rule, {
  valid: [
    around('Sentry.setUser({ id: patient.id });'),
  ],
  invalid: [
    {
      code: around('Sentry.setUser({ id: patient.id, email: patient.email });'),
      errors: [
        {
          message: /Patient data [(]e-mail address[)] is sent to telemetry by Sentry[.]setUser/,
          line: 2,
          column: 3,
          suggestions: [
            { messageId: 'drop', data: { dropped: 'patient.email' }, output: around('Sentry.setUser({ id: patient.id });') },
          ],
        },
      ],
    },
  ],
});
