/**
 * Writes what `npx phi-scan fixtures/clinic` prints, shortened, into README.md. Run `npm run build` before.
 *
 *   node scripts/write-readme-output.mjs            writes
 *   node scripts/write-readme-output.mjs --check    exits 1 when the README shows something else
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const readme = join(root, 'README.md');
/** A finding whose way leads over several files. */
const shownFile = 'fixtures/clinic/src/services/notifications.ts';

const { stdout } = spawnSync(process.execPath, [join(root, 'bin/phi-scan.js'), 'fixtures/clinic', '--no-color'], { cwd: root, encoding: 'utf8' });
const lines = stdout.split('\n');

/** From the line that `begins` on to the line before the one that `ends`. */
function section(begins, ends) {
  const from = lines.findIndex(begins);
  if (from === -1) throw new Error('the output lacks a part that the README shows');
  const length = lines.slice(from + 1).findIndex(ends) + 1;
  return lines.slice(from, from + length).join('\n').trimEnd();
}

const shown = [
  section((line) => line === shownFile, (line) => /^\S/.test(line)),
  section((line) => line.startsWith('By rule'), (line) => line === ''),
  section((line) => / findings? \(/.test(line), () => true),
];
const text = readFileSync(readme, 'utf8');
const updated = text.replace(/```text\n[\s\S]*?```/, () => `\`\`\`text\n…\n\n${shown.join('\n\n…\n\n')}\n\`\`\``);
if (process.argv.includes('--check')) {
  if (updated !== text) console.error('README.md shows other output than phi-scan prints: run node scripts/write-readme-output.mjs');
  process.exitCode = updated === text ? 0 : 1;
} else if (updated !== text) {
  writeFileSync(readme, updated);
}
