import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from './support/fakes.js';
import { inProject } from './support/spawned.js';

const installed = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;
const script = async (shell: string): Promise<string> => (await run(['completion', shell])).stdout;

describe.skipIf(!installed('bash'))('bash', () => {
  async function complete(...words: readonly string[]): Promise<string[]> {
    const text = await script('bash');
    return inProject({ 'a.ts': '', 'src/b.ts': '' }, async (root) => {
      writeFileSync(join(root, 'c.sh'), `${text}\nCOMP_WORDS=(phi-scan "$@"); COMP_CWORD=$#; _phi_scan; printf '%s\\n' "\${COMPREPLY[@]}"`);
      return execFileSync('bash', ['c.sh', ...words], { cwd: root, encoding: 'utf8' }).trim().split('\n');
    });
  }

  it('knows commands, options, and what options take', async () => {
    expect(await complete('bas')).toEqual(['baseline']);
    expect(await complete('baseline', '')).toEqual(expect.arrayContaining(['create', 'update', 'show', 'diff']));
    expect(await complete('baseline', 'create', '--ow')).toEqual(['--owner']);
    expect(await complete('baseline', 'create', '--fail')).toEqual(['--fail-on']);
    expect(await complete('--fail-on', 'w')).toEqual(['warning']);
    expect(await complete('--format', 'h')).toEqual(['html']);
    expect(await complete('explain', 'no-phi-in-t')).toEqual(['no-phi-in-telemetry']);
    expect(await complete('--config', 'a')).toEqual(['a.ts']);
    expect(await complete('sr')).toEqual(['src']);
  });
});

describe.each(['zsh', 'fish'])('%s', (shell) => {
  it.skipIf(!installed(shell))('reads the script', async () => {
    const text = await script(shell);
    await inProject({ script: text }, async (root) => {
      const { status, stderr } = spawnSync(shell, ['-n', 'script'], { cwd: root, encoding: 'utf8' });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    });
  });

  it('has every command and option in it', async () => {
    const text = await script(shell);
    for (const word of ['baseline', 'create', 'completion', 'fail-on', 'owner', 'no-phi-in-logs']) expect(text).toContain(word);
  });
});

it.skipIf(!installed('fish'))('fish completes', async () => {
  const shell = 'fish';
  const text = await script(shell);
  await inProject({ 'c.fish': text }, async (root) => {
    const complete = (line: string): string[] =>
      execFileSync(shell, ['-c', `source c.fish; complete -C '${line}'`], { cwd: root, env: { ...process.env, HOME: root }, encoding: 'utf8' }).trim().split('\n').map((each) => each.split('\t')[0] ?? '');
    expect(complete('phi-scan bas')).toEqual(['baseline']);
    expect(complete('phi-scan baseline cr')).toEqual(['create']);
    expect(complete('phi-scan --fail-on w')).toEqual(['warning']);
  });
});
