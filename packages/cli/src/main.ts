import { CommanderError, type Command } from 'commander';
import { scan } from './commands/scan.js';
import { coreEngine, type Engine } from './engine.js';
import { exitCodes, type ExitCode } from './exit-code.js';
import { processIo, type Io } from './io.js';
import { createProgram, type Task } from './options.js';
import { product } from './product.js';
import { UsageError } from './usage-error.js';
import { WriteError } from './write-report.js';

/** Runs the command line and gives the exit status; never throws. A command but the scan itself is loaded when it is asked for. */
export async function main(argv: readonly string[], io: Io = processIo(), engine: Engine = coreEngine): Promise<ExitCode> {
  try {
    const task = parse(argv, io, engine);
    if (task === undefined) return exitCodes.clean;
    if (task.do === 'scan') {
      if (task.options.fix !== undefined) {
        const { fix } = await import('./commands/fix.js');
        const fixed = await fix(task.options, io, engine);
        if (task.options.fix === 'show' || fixed === exitCodes.failed) return fixed;
      }
      const scanOnce = (): Promise<ExitCode> => scan(task.options, io, engine);
      if (!task.options.watch) return await scanOnce();
      const { watch } = await import('./commands/watch.js');
      return await watch(task.options, io, scanOnce, (error) => explainError(error, io));
    }
    if (task.do === 'models') return await (await import('./commands/models.js')).models(task.options, task.choice, io, engine);
    if (task.do === 'explain-line') return await (await import('./commands/explain-line.js')).explainLine(task.options, task.at, io, engine);
    if (task.do === 'merge') return await (await import('./commands/merge.js')).merge(task.options, io);
    if (task.do === 'run') return await task.run(io, engine);
    const knowledge = engine.loadKnowledge();
    if (task.do === 'explain') io.stdout.write((await import('./commands/explain.js')).explain(task.rule, knowledge));
    else io.stdout.write((await import('./commands/list-rules.js')).listRules(knowledge));
    return exitCodes.clean;
  } catch (error) {
    io.stderr.write(`${product.name}: ${explainError(error, io)}\n`);
    return exitCodes.failed;
  }
}

/** Undefined when `--help` or `--version` was all there was to do. */
function parse(argv: readonly string[], io: Io, engine: Engine): Task | undefined {
  let task: Task | undefined;
  const program = createProgram(engine.nearestWord, (decided) => {
    task = decided;
  });
  const output = {
    writeOut: (text: string) => io.stdout.write(text),
    // Commander's own words reach the user through `explainError`.
    writeErr: () => {},
    getOutHelpWidth: () => io.stdout.columns ?? 100,
  };
  for (const command of withSubcommands(program)) command.configureOutput(output);
  try {
    program.parse(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return undefined;
    throw error;
  }
  return task;
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

function explainError(error: unknown, io: Io): string {
  if (error instanceof CommanderError) {
    const message = error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
    return `${message}\nTry ${product.name} --help.`;
  }
  if (error instanceof UsageError || error instanceof WriteError) return error.message;
  const shown = error instanceof Error ? error : new Error(String(error));
  const stack = io.env['PHI_SCAN_DEBUG'] === undefined ? '' : `\n${shown.stack ?? ''}`;
  return `internal error: ${shown.message} (set PHI_SCAN_DEBUG=1 to see where)${stack}`;
}
