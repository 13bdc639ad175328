import rule from '../../src/rules/no-raw-error-in-phi-context.js';
import { around, ruleTester, testExamples } from '../support/rule-tester.js';

testExamples('no-raw-error-in-phi-context');

ruleTester.run('no-raw-error-in-phi-context', rule, {
  valid: [
    around('try { savePatient(patient); } catch (err) { logger.error(err.name); }'),
    around('try { tidyUp(); } catch (err) { logger.error(err); }'),
  ],
  invalid: [
    {
      code: around('try { savePatient(patient); } catch (err) { logger.error(\'not saved\', err); }'),
      errors: [
        {
          message: /A raw error reaches logger[.]error/,
          line: 2,
          column: 47,
          suggestions: [
            { messageId: 'useErrorName', data: { replacement: 'err.name' }, output: around('try { savePatient(patient); } catch (err) { logger.error(\'not saved\', err.name); }') },
            { messageId: 'drop', data: { dropped: 'err' }, output: around('try { savePatient(patient); } catch (err) { logger.error(\'not saved\'); }') },
          ],
        },
      ],
    },
  ],
});
