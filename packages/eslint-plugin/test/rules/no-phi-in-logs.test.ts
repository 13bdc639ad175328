import rule from '../../src/rules/no-phi-in-logs.js';
import { around, ruleTester, testExamples } from '../support/rule-tester.js';

testExamples('no-phi-in-logs');

ruleTester.run('no-phi-in-logs', rule, {
  valid: [
    around('console.log(patient.id);'),
    around('console.log(`${patients.length} patients`);'),
    around('console.log(redactPhi(patient.ssn));'),
    around('// phi-scan-ignore-next-line no-phi-in-logs -- invented\n  console.log(patient.ssn);'),
  ],
  invalid: [
    {
      code: around('console.log(`seen ${patient.name}`);'),
      errors: [
        {
          message: /Patient data [(]name[)] is logged by console[.]log/,
          line: 2,
          column: 3,
          suggestions: [
            { messageId: 'useId', data: { replacement: 'patient.id' }, output: around('console.log(`seen ${patient.id}`);') },
            { messageId: 'drop', data: { dropped: 'patient.name' }, output: around('console.log(`seen`);') },
          ],
        },
      ],
    },
  ],
});
