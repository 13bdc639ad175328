/** `phi-scan init`: looks at a project and sets phi-scan up in it, a file at a time, each only where it is wanted. */
import { createInterface } from 'node:readline/promises';
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import type { CommandTools } from '../command-tools.js';
import type { Engine } from '../engine.js';
import { exitCodes, type ExitCode } from '../exit-code.js';
import { look, type Seen } from '../init/look.js';
import type { Step } from '../init/steps.js';
import type { Io } from '../io.js';
import { product } from '../product.js';
import { writeReport } from '../write-report.js';

export function defineInit(program: Command, { run, examples }: CommandTools): void {
  program
    .command('init')
    .description('set phi-scan up in this project: configuration, CI, hook, ESLint')
    .option('-y, --yes', 'ask nothing; what is there already is only added to, never replaced')
    .addHelpText('after', examples('phi-scan init', 'phi-scan init --yes'))
    .action(({ yes }: { yes?: true }) => run((io, engine) => init(yes === true, io, engine)));
}

async function init(yes: boolean, io: Io, engine: Engine): Promise<ExitCode> {
  const seen = look(io.cwd, engine);
  io.stdout.write(`${described(seen).map((line) => `${line}\n`).join('')}\n`);
  // Reads YAML, whose parser no other command should wait for.
  const { stepsFor } = await import('../init/steps.js');
  const steps = stepsFor(seen);
  const answers = yes ? undefined : questions(io);
  const done: string[] = [];
  const next: string[] = [];
  try {
    for (const step of steps) {
      if (step.kind === 'tell') done.push(`${step.what}:\n\n${step.lines.replace(/^(?=.)/gm, '    ')}\n`);
      else if (await wanted(step, seen, answers, done)) {
        await writeReport(io.cwd, step.file, step.text);
        done.push(`${step.kind === 'change' ? 'added to' : 'wrote'} ${step.file} (${step.why})`);
        if (step.next !== undefined) next.push(step.next);
      }
    }
  } finally {
    answers?.close();
    // Also where a later file could not be written: what was done is done.
    if (done.length > 0) io.stdout.write(`${yes ? '' : '\n'}${done.map((line) => `${line}\n`).join('')}`);
  }
  if (seen.ci.length === 0) io.stdout.write(`no CI was found: ${product.documentation}/ci.md says what to write for yours\n`);
  io.stdout.write(`\nNow run:\n${[...next, `${runner(seen)} ${product.name}`].map((command) => `    ${command}\n`).join('')}`);
  return exitCodes.clean;
}

function described({ languages, packageManager, loggers, ci, hook, eslintConfig, dependencies }: Seen): string[] {
  const line = (what: string, values: readonly string[]): string => `${what.padEnd(16)} ${values.length === 0 ? 'none found' : values.join(', ')}`;
  return [
    line('languages', languages),
    line('package manager', packageManager === undefined ? [] : [packageManager]),
    line('logs, telemetry', loggers),
    line('CI', ci),
    line('commit hook', hook === undefined ? [] : [hook]),
    line('ESLint', eslintConfig !== undefined ? [eslintConfig] : dependencies.includes('eslint') ? ['installed, without a configuration'] : []),
  ];
}

function runner({ packageManager }: Seen): string {
  return { pnpm: 'pnpm dlx', yarn: 'yarn dlx', bun: 'bunx', npm: 'npx' }[packageManager ?? 'npm'];
}

// ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Questions {
  ask(question: string): Promise<boolean>;
  close(): void;
}

/** No answer is a no. */
function questions(io: Io): Questions {
  const lines = createInterface({ input: Readable.from(io.stdin) });
  const answers = lines[Symbol.asyncIterator]();
  return {
    async ask(question) {
      io.stdout.write(`${question} [y/N] `);
      const { value, done } = await answers.next();
      if (done === true) io.stdout.write('\n');
      return done !== true && /^y(?:es)?$/i.test(String(value).trim());
    },
    close: () => lines.close(),
  };
}

async function wanted({ kind, file, why }: Step & { kind: 'write' | 'change' }, { read }: Seen, answers: Questions | undefined, done: string[]): Promise<boolean> {
  const isThere = kind === 'write' && read(file) !== undefined;
  if (answers !== undefined) {
    const verb = kind === 'change' ? 'Add to' : isThere ? 'Overwrite' : 'Write';
    const answer = await answers.ask(`${verb} ${file} (${why})?`);
    if (!answer) done.push(`left ${file} ${isThere || kind === 'change' ? 'as it is' : 'out'}`);
    return answer;
  }
  if (!isThere) return true;
  done.push(`left ${file} as it is`);
  return false;
}
