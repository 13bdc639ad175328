import rule from '../../src/rules/no-phi-in-errors.js';
import { around, ruleTester, testExamples } from '../support/rule-tester.js';

testExamples('no-phi-in-errors');

ruleTester.run('no-phi-in-errors', rule, {
  valid: [
    around('throw new Error(`no insurance for ${patient.id}`);'),
    around('throw new TypeError(\'no patient\');'),
  ],
  invalid: [
    {
      code: around('throw new Error(`no insurance for ${patient.name}`);'),
      errors: [
        {
          message: /Patient data [(]name[)] is put into an error/,
          line: 2,
          column: 3,
          suggestions: [
            { messageId: 'useId', data: { replacement: 'patient.id' }, output: around('throw new Error(`no insurance for ${patient.id}`);') },
            { messageId: 'drop', data: { dropped: 'patient.name' }, output: around('throw new Error(`no insurance for`);') },
          ],
        },
      ],
    },
  ],
});
