/** @type {import('eslint-doc-generator').GenerateOptions} */
export default {
  ruleDocTitleFormat: 'name',
  ignoreConfig: ['legacy-recommended', 'legacy-strict'],
  ruleListColumns: ['name', 'description', 'configsError', 'configsWarn', 'hasSuggestions'],
  // The options are those of all rules, and stand in the README.
  ruleDocSectionOptions: false,
  urlConfigs: 'https://github.com/phi-scan/phi-scan/blob/main/packages/eslint-plugin/README.md#use-it',
};
