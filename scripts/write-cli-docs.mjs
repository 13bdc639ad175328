/**
 * Writes what the program itself says of its options, commands and files into the docs, so that the two cannot disagree. Run `npm run build` before.
 *
 *   node scripts/write-cli-docs.mjs            writes
 *   node scripts/write-cli-docs.mjs --check    exits 1 when a page is not what it would write
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { baselineSchema } from '../packages/cli/dist/baseline/file.js';
import { configSchema } from '../packages/cli/dist/config/schema.js';
import { createProgram } from '../packages/cli/dist/options.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const docs = join(root, 'docs');

function helpOf(command) {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 110, getOutHasColors: () => false });
  command.outputHelp();
  return text.trim();
}

function nameOf(command) {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}

/** Groups, which have nothing to say but the names of their commands, need no section. */
function commandsOf(command) {
  return [...(command.commands.length > 0 && command.parent !== null ? [] : [command]), ...command.commands.flatMap(commandsOf)];
}

function commandLine() {
  const program = createProgram(() => undefined, () => {});
  const sections = commandsOf(program).map((command) => `## ${nameOf(command)}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\``);
  return `# The command line\n\nWritten by \`scripts/write-cli-docs.mjs\` from what \`--help\` prints.\n\n${sections.join('\n\n')}\n`;
}

function typeText({ type, enum: words, items, anyOf, additionalProperties, properties }) {
  if (words !== undefined) return words.map((word) => `\`${word}\``).join(', ');
  if (anyOf !== undefined) return anyOf.map(typeText).join(' or ');
  if (type === 'array') return `list of ${items.type === 'object' ? 'objects' : typeText(items)}`;
  if (type === 'object') return additionalProperties === false ? `an object with ${Object.keys(properties).map((key) => `\`${key}\``).join(', ')}` : `an object: name → ${typeText(additionalProperties)}`;
  return { string: 'text', boolean: 'true or false', integer: 'whole number' }[type];
}

function keyTable(schema) {
  const row = (key, each) => `| \`${key}\` | ${typeText(each)} | ${each.description ?? ''} |`;
  const rows = Object.entries(schema.properties).flatMap(([key, each]) => {
    const parts = each.type === 'array' && each.items.type === 'object' ? Object.entries(each.items.properties).map(([name, part]) => row(`${key}[].${name}`, part)) : [];
    return [row(key, each), ...parts];
  });
  return ['| key | value | what it does |', '| --- | --- | --- |', ...rows].join('\n');
}

/** Replaces what stands between the marks of a page that is otherwise written by hand. */
function filled(page, name, content) {
  const text = readFileSync(join(docs, page), 'utf8');
  const pattern = new RegExp(`(<!-- ${name}: written by scripts/write-cli-docs.mjs -->\n)[\\s\\S]*?(<!-- end -->)`);
  if (!pattern.test(text)) throw new Error(`docs/${page} has no marks for ${name}`);
  return text.replace(pattern, (_, begin, end) => `${begin}${content}\n${end}`);
}

const pages = [
  ['command-line.md', commandLine()],
  ['config.md', filled('config.md', 'keys', keyTable(configSchema))],
  ['schemas/phi-scan-config-1.schema.json', `${JSON.stringify(configSchema, null, 2)}\n`],
  ['schemas/phi-scan-baseline-1.schema.json', `${JSON.stringify(baselineSchema, null, 2)}\n`],
].map(([page, text]) => [join(docs, page), text]);

const stale = pages.filter(([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text);
if (process.argv.includes('--check')) {
  for (const [file] of stale) console.error(`${relative(root, file)} is out of date: run node scripts/write-cli-docs.mjs`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const [file, text] of stale) writeFileSync(file, text);
}
