/** `phi-scan completion bash|zsh|fish`: a script for the shell, made from the commands and options that there are. */
import { ruleIds } from '@phi-scan/core';
import type { Command, Option } from 'commander';
import type { CommandTools } from '../command-tools.js';
import { exitCodes } from '../exit-code.js';
import { product } from '../product.js';

const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

export function defineCompletion(program: Command, { run, group, examples }: CommandTools): void {
  const completion = group('completion', 'print a script that completes commands and options in a shell', shells);
  for (const shell of shells) {
    completion
      .command(shell)
      .description(`print the script for ${shell}`)
      .addHelpText('after', examples(howToUse[shell]))
      .action(() =>
        run((io) => {
          io.stdout.write(scripts[shell](wordsOf(program)));
          return Promise.resolve(exitCodes.clean);
        }),
      );
  }
}

const howToUse: Readonly<Record<Shell, string>> = {
  bash: 'phi-scan completion bash >> ~/.bashrc',
  zsh: 'phi-scan completion zsh > "${fpath[1]}/_phi-scan"',
  fish: 'phi-scan completion fish > ~/.config/fish/completions/phi-scan.fish',
};

interface Words {
  /** "", "explain", "baseline create" … */
  readonly path: string;
  readonly description: string;
  readonly options: readonly OptionWords[];
  readonly commands: readonly { readonly name: string; readonly description: string }[];
  /** What its argument can be, where that is no file. */
  readonly values: readonly string[];
}

interface OptionWords {
  readonly flags: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  readonly values: readonly string[];
}

/** The program itself comes first. */
function wordsOf(program: Command): Words[] {
  const visit = (command: Command, path: readonly string[]): Words[] => [
    {
      path: path.join(' '),
      description: command.description(),
      options: command.options.map(optionWords),
      commands: command.commands.map((each) => ({ name: each.name(), description: each.description() })),
      values: command.name() === 'explain' ? ruleIds : [],
    },
    ...command.commands.flatMap((each) => visit(each, [...path, each.name()])),
  ];
  return visit(program, []);
}

function optionWords({ short, long, description, required, optional, argChoices = [] }: Option): OptionWords {
  return { flags: [short, long].flatMap((flag) => flag ?? []), description, takesValue: required || optional, values: argChoices };
}

const scripts: Readonly<Record<Shell, (words: readonly Words[]) => string>> = { bash: bashScript, zsh: zshScript, fish: fishScript };

function bashScript(all: readonly Words[]): string {
  const [program] = all;
  if (program === undefined) return '';
  const optionsOfAll = all.flatMap(({ options }) => options);
  const withValues = optionsOfAll.filter(({ values }) => values.length > 0);
  const withFiles = optionsOfAll.filter(({ values, takesValue }) => takesValue && values.length === 0);
  const flagsOf = (options: readonly OptionWords[]): string => options.flatMap(({ flags }) => flags).join(' ');
  const cases = all.map(({ path, options, commands, values }) => {
    const flags = [...new Set([...flagsOf(options).split(' '), ...flagsOf(program.options).split(' '), '--help'])].filter((flag) => flag !== '');
    return `    '${path}') flags='${flags.join(' ')}'; words='${[...commands.map(({ name }) => name), ...values].join(' ')}' ;;`;
  });
  return `# ${product.name} completion for bash
_phi_scan() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command='' flags='' words='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${command:+$command }$word" in
      ${all.filter(({ path }) => path !== '').map(({ path }) => `'${path}'`).join('|')}) command="\${command:+$command }$word" ;;
    esac
  done
  case $prev in
${withValues.map(({ flags, values }) => `    ${flags.join('|')}) COMPREPLY=($(compgen -W '${values.join(' ')}' -- "$cur")); return ;;`).join('\n')}
    ${[...new Set(withFiles.flatMap(({ flags }) => flags))].join('|')}) COMPREPLY=($(compgen -f -- "$cur")); return ;;
  esac
  case $command in
${cases.join('\n')}
  esac
  if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W "$flags" -- "$cur"))
  else COMPREPLY=($(compgen -W "$words" -- "$cur") $(compgen -f -- "$cur")); fi
}
complete -o filenames -F _phi_scan ${product.name}
`;
}

function zshScript(all: readonly Words[]): string {
  const [program] = all;
  if (program === undefined) return '';
  const specOf = ({ flags, description, takesValue, values }: OptionWords): string[] =>
    flags.map((flag) => {
      const value = takesValue ? `:value:${values.length > 0 ? `(${values.join(' ')})` : '_files'}` : '';
      return quoted(`*${flag}[${description.replace(/[[\]\\:]/g, '\\$&')}]${value}`);
    });
  const cases = all.map(({ path, options, commands, values }) => {
    const depth = path === '' ? 0 : path.split(' ').length;
    const own = path === '' ? options : [...options, ...program.options];
    const described = commands.map(({ name, description }) => quoted(`${name}:${description.replaceAll(':', '\\:')}`));
    return `    '${path}')
      words_here=(${[...described, ...values.map(quoted)].join(' ')})
      depth=${depth}
      specs=(${own.flatMap(specOf).join(' ')}) ;;`;
  });
  return `#compdef ${product.name}
# ${product.name} completion for zsh
_phi_scan() {
  local command='' word depth=0
  local -a specs words_here
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "\${command:+$command }$word" in
      ${all.filter(({ path }) => path !== '').map(({ path }) => `'${path}'`).join('|')}) command="\${command:+$command }$word" ;;
    esac
  done
  case $command in
${cases.join('\n')}
  esac
  (( \${#words_here} )) && [[ \${words[CURRENT]} != -* ]] && _describe 'command' words_here
  _arguments -s $specs '*:file:_files'
}
# From a folder of $fpath it is loaded, under its file's name, for the completion that is wanted now.
if [[ $funcstack[1] == _phi-scan ]]; then _phi_scan "$@"; else compdef _phi_scan ${product.name}; fi
`;
}

function fishScript(all: readonly Words[]): string {
  const lines = all.flatMap(({ path, options, commands, values }) => {
    const parts = path === '' ? [] : path.split(' ');
    const here = parts.map((part) => `__fish_seen_subcommand_from ${part}`);
    const further = commands.length === 0 ? [] : [parts.length === 0 ? '__fish_use_subcommand' : `not __fish_seen_subcommand_from ${commands.map(({ name }) => name).join(' ')}`];
    const condition = (tests: readonly string[]): string => (tests.length === 0 ? '' : ` -n ${fishQuoted(tests.join('; and '))}`);
    return [
      ...commands.map(({ name, description }) => `complete -c ${product.name}${condition([...here, ...further])} -a ${fishQuoted(name)} -d ${fishQuoted(description)}`),
      ...values.map((value) => `complete -c ${product.name}${condition(here)} -a ${fishQuoted(value)}`),
      ...options.map(({ flags, description, takesValue, values: choices }) => {
        const names = flags.map((flag) => (flag.startsWith('--') ? ` -l ${flag.slice(2)}` : ` -s ${flag.slice(1)}`)).join('');
        const value = !takesValue ? '' : choices.length > 0 ? ` -x -a ${fishQuoted(choices.join(' '))}` : ' -r';
        return `complete -c ${product.name}${condition(here)}${names}${value} -d ${fishQuoted(description)}`;
      }),
    ];
  });
  return `# ${product.name} completion for fish\n${lines.join('\n')}\n`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function fishQuoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
