import type { Rule } from 'eslint';
import { messages } from '../messages.js';
import { defaults } from '../options.js';
import { product } from '../product.js';
import { reportsOf } from '../report.js';
import { optionsSchema } from '../schema.js';

const rule: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow literal values of patients in log statements',
      recommended: true,
      url: `${product.documentation}/no-phi-literals.md`,
    },
    hasSuggestions: true,
    schema: [optionsSchema],
    defaultOptions: [defaults],
    messages,
  },
  create: (context) => ({
    Program(node) {
      for (const { suggest, ...found } of reportsOf(context, 'no-phi-literals', node)) context.report({ ...found, suggest });
    },
  }),
};

export default rule;
