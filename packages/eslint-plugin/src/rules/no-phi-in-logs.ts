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
      description: 'disallow patient data in logs',
      recommended: true,
      url: `${product.documentation}/no-phi-in-logs.md`,
    },
    hasSuggestions: true,
    schema: [optionsSchema],
    defaultOptions: [defaults],
    messages,
  },
  create: (context) => ({
    Program(node) {
      for (const { suggest, ...found } of reportsOf(context, 'no-phi-in-logs', node)) context.report({ ...found, suggest });
    },
  }),
};

export default rule;
