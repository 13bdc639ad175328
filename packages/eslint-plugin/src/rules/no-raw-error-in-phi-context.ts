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
      description: 'disallow raw errors in logs where patient data is handled',
      recommended: false,
      url: `${product.documentation}/no-raw-error-in-phi-context.md`,
    },
    hasSuggestions: true,
    schema: [optionsSchema],
    defaultOptions: [defaults],
    messages,
  },
  create: (context) => ({
    Program(node) {
      for (const { suggest, ...found } of reportsOf(context, 'no-raw-error-in-phi-context', node)) context.report({ ...found, suggest });
    },
  }),
};

export default rule;
