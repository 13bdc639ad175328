import { InvalidArgumentError, Option, type Command } from 'commander';
import { defaultBaseline, isDay } from '../baseline/file.js';
import type { CommandTools } from '../command-tools.js';
import { baselineActions, type BaselineTask } from './baseline.js';

interface RawBaseline {
  readonly file?: string;
  readonly owner?: string;
  readonly reason?: string;
  readonly expires?: string;
  readonly force?: true;
  readonly prune?: true;
}

export function defineBaseline({ run, group, textOptions, examples }: CommandTools): void {
  const baseline = group('baseline', 'accept the findings of today, to see only what is new', Object.keys(baselineActions));
  const define = (action: keyof typeof baselineActions, description: string, scans = true): Command => {
    const command = baseline.command(action).description(description);
    const act = (paths: readonly string[], raw: RawBaseline): void => run((io, engine) => baselineActions[action]({ ...toTask(raw), options: textOptions(paths, command) }, io, engine));
    command.option('--file <file>', `the baseline (default: that of the configuration, or ${defaultBaseline})`);
    if (!scans) return command.action((raw: RawBaseline) => act([], raw));
    return command.argument('[paths...]', 'files and folders to scan (default: the current folder)').action(act);
  };
  addTags(define('create', 'write all findings of now into a new baseline'))
    .option('--force', 'also where there is one already')
    .addHelpText('after', examples('phi-scan baseline create', 'phi-scan baseline create --owner billing-team --expires 2027-06-30'));
  addTags(define('update', 'add what is new, take out what was fixed; tags of entries stay'))
    .option('--prune', 'add nothing, only take out what was fixed')
    .addHelpText('after', examples('phi-scan baseline update --prune', 'phi-scan baseline update --reason "goes with the old portal"'));
  define('show', 'list what is accepted', false)
    .addHelpText('after', examples('phi-scan baseline show', 'phi-scan baseline show --format json'));
  define('diff', 'tell what is new, fixed, moved and expired; exits with 1 where anything differs')
    .addHelpText('after', examples('phi-scan baseline diff', 'phi-scan baseline diff src --file ci/baseline.json'));
}

function addTags(command: Command): Command {
  return command
    .option('--owner <name>', 'who is to repair what is added')
    .option('--reason <text>', 'why it is accepted')
    .addOption(
      new Option('--expires <day>', 'the last day on which it is accepted: 2027-01-31').argParser((day) => {
        if (!isDay(day)) throw new InvalidArgumentError('It must be a day like 2027-01-31.');
        return day;
      }),
    );
}

function toTask({ file, owner, reason, expires, force, prune }: RawBaseline): Omit<BaselineTask, 'options'> {
  const tags = { ...(owner === undefined ? {} : { owner }), ...(reason === undefined ? {} : { reason }), ...(expires === undefined ? {} : { expires }) };
  return { file, tags, force: force === true, prune: prune === true };
}
