import type { ESLint, Linter, Rule } from 'eslint';
import { product } from './product.js';
import noPhiInErrors from './rules/no-phi-in-errors.js';
import noPhiInLogs from './rules/no-phi-in-logs.js';
import noPhiInTelemetry from './rules/no-phi-in-telemetry.js';
import noPhiLiterals from './rules/no-phi-literals.js';
import noPhiObjectDump from './rules/no-phi-object-dump.js';
import noRawErrorInPhiContext from './rules/no-raw-error-in-phi-context.js';

export const meta = { name: product.name, version: product.version, namespace: 'phi-scan' };

export const rules = {
  'no-phi-in-logs': noPhiInLogs,
  'no-phi-object-dump': noPhiObjectDump,
  'no-phi-in-errors': noPhiInErrors,
  'no-phi-in-telemetry': noPhiInTelemetry,
  'no-phi-literals': noPhiLiterals,
  'no-raw-error-in-phi-context': noRawErrorInPhiContext,
} satisfies Record<string, Rule.RuleModule>;

/** The levels that the command line has: what is an error there is one here, and a note is off. */
const recommended = {
  'phi-scan/no-phi-in-logs': 'error',
  'phi-scan/no-phi-object-dump': 'error',
  'phi-scan/no-phi-in-errors': 'error',
  'phi-scan/no-phi-in-telemetry': 'error',
  'phi-scan/no-phi-literals': 'warn',
} satisfies Linter.RulesRecord;

/** Literals are errors, and raw errors are told. */
const strict = { ...recommended, 'phi-scan/no-phi-literals': 'error', 'phi-scan/no-raw-error-in-phi-context': 'warn' } satisfies Linter.RulesRecord;

const plugins = {
  get 'phi-scan'(): ESLint.Plugin {
    return plugin;
  },
};

export const configs = {
  recommended: { name: 'phi-scan/recommended', plugins, rules: recommended },
  strict: { name: 'phi-scan/strict', plugins, rules: strict },
  /** For `.eslintrc`: `plugin:phi-scan/legacy-recommended`. */
  'legacy-recommended': { plugins: ['phi-scan'], rules: recommended },
  'legacy-strict': { plugins: ['phi-scan'], rules: strict },
} satisfies ESLint.Plugin['configs'];

const plugin = { meta, rules, configs };

export default plugin;
