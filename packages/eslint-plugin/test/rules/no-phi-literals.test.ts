import rule from '../../src/rules/no-phi-literals.js';
import { around, ruleTester, testExamples } from '../support/rule-tester.js';

testExamples('no-phi-literals');

ruleTester.run('no-phi-literals', rule, {
  valid: [
    around('logger.info(\'Patient Jane (SSN: 000-00-0000)\');'),
  ],
  invalid: [
    {
      code: around('logger.info(\'SSN 123-45-6789\');'),
      errors: [
        {
          message: /A literal that looks like a social security number is written by logger[.]info/,
          line: 2,
          column: 3,
          suggestions: [
            { messageId: 'mask', data: {}, output: around('logger.info(\'SSN [ssn]\');') },
          ],
        },
      ],
    },
  ],
});
