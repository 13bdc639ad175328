/** What `import … from 'phi-scan'` gives: the types of a configuration, and `defineConfig` for editors to know them. */
import type { Confidence, KnowledgeAdditions, Level, RuleId, ScoreContext } from '@phi-scan/core';

export interface PhiScanConfig extends KnowledgeAdditions {
  /** For editors; phi-scan does not read it. */
  readonly $schema?: string;
  /** Configurations that this one builds on: files (`./base.yaml`) or packages (`@clinic/phi-scan-config`). */
  readonly extends?: string | readonly string[];
  /** The level of rules, or `off`. */
  readonly rules?: RuleLevels;
  readonly failOn?: Level | 'never';
  readonly minConfidence?: Confidence;
  /** Where the code runs; raises scores. */
  readonly context?: readonly ScoreContext[];
  readonly includeStaff?: boolean;
  readonly includeTests?: boolean;
  /** Only files that match are scanned. */
  readonly include?: readonly string[];
  /** Files and folders to leave out, as in a .gitignore. */
  readonly ignores?: readonly string[];
  readonly reportUnusedIgnores?: boolean;
  /** A file of accepted findings; see docs/baseline.md. */
  readonly baseline?: string;
  /** What holds for some files only; later entries outweigh earlier ones. */
  readonly overrides?: readonly ConfigOverride[];
}

export type RuleLevels = { readonly [Rule in RuleId]?: Level | 'off' };

export interface ConfigOverride {
  readonly files: string | readonly string[];
  readonly rules?: RuleLevels;
  readonly minConfidence?: Confidence;
  readonly context?: readonly ScoreContext[];
  readonly includeStaff?: boolean;
}

export function defineConfig(config: PhiScanConfig): PhiScanConfig {
  return config;
}
