import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
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

/** Types a line into an interactive shell of its own, presses Tab, and writes down what the completion adds. */
const typing = `
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PROMPT=; fpath=($2/functions \\$fpath); autoload -Uz compinit; compinit -u -d $2/dump; bindkey '^I' complete-word"
zpty -w shell 'compadd () { case " \${@[1,(i)(-|--)]} " in *" -"[OAD]" "*) builtin compadd "$@"; return ;; esac; local -a found; builtin compadd -A found "$@"; (( $#found )) && print -rl -- "\${found[@]}" >> '$2'/found; builtin compadd "$@" }'
zpty -w shell 'comppostfuncs=(exit)'
zpty -n -w shell "$1"$'\\t'
while zpty -r shell line; do :; done
`;

it.skipIf(!installed('zsh'))('zsh completes, with the script where the help says that it goes', async () => {
  const text = await script('zsh');
  const complete = (line: string): Promise<string[]> =>
    inProject({ 'functions/_phi-scan': text, 'typing.zsh': typing, 'project/a.ts': '', 'project/src/b.ts': '' }, async (root) => {
      execFileSync('zsh', ['-f', join(root, 'typing.zsh'), line, root], { cwd: join(root, 'project'), env: { ...process.env, HOME: root, TERM: 'dumb' }, timeout: 30_000 });
      return readFileSync(join(root, 'found'), 'utf8').trim().split('\n');
    });
  expect(await complete('phi-scan bas')).toEqual(['baseline']);
  expect(await complete('phi-scan baseline ')).toEqual(expect.arrayContaining(['create', 'update', 'show', 'diff']));
  expect(await complete('phi-scan baseline create --ow')).toEqual(['--owner']);
  expect(await complete('phi-scan --fail-on w')).toEqual(['warning']);
  expect(await complete('phi-scan explain no-phi-in-t')).toEqual(['no-phi-in-telemetry']);
  expect(await complete('phi-scan --config a')).toEqual(['a.ts']);
  expect(await complete('phi-scan sr')).toEqual(['src']);
}, 120_000);
