import rule from '../../src/rules/no-phi-object-dump.js';
import { around, ruleTester, testExamples } from '../support/rule-tester.js';

testExamples('no-phi-object-dump');

ruleTester.run('no-phi-object-dump', rule, {
  valid: [
    around('console.log(Object.keys(patient));'),
    around('console.log({ patientId: patient.id });'),
  ],
  invalid: [
    {
      code: around('console.log(patient);'),
      errors: [
        {
          message: /A whole object with patient data [(]patient record[)] is logged by console[.]log/,
          line: 2,
          column: 3,
          suggestions: [
            { messageId: 'useId', data: { replacement: 'patient.id' }, output: around('console.log(patient.id);') },
          ],
        },
      ],
    },
  ],
});
