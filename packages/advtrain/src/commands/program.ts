import { readFileSync } from 'node:fs';
import { Interrupted, UsageError } from '@advtrain/compare';
import { ProcessLost, Refusal } from '@advtrain/distributed';
import { Command, CommanderError } from 'commander';
import { calibrateCommand } from './calibrate-command.ts';
import { complete, completeCommand } from './completing.ts';
import { compareCommand } from './compare/compare-command.ts';
import { doctorCommand } from './doctor-command.ts';
import { evaluateCommand } from './evaluate/evaluate-command.ts';
import { exportCommand } from './export/export-command.ts';
import { engineCommand } from './engine-command.ts';
import { mergeCommand } from './merge-command.ts';
import { initCommand } from './init/init-command.ts';
import { hardenCommand } from './harden/harden-command.ts';
import { methodsCommand } from './methods-command.ts';
import { modelsCommand } from './models-command.ts';
import { predictCommand } from './predict/predict-command.ts';
import { recipesCommand } from './recipes-command.ts';
import { serveCommand } from './serve/serve-command.ts';
import { tasksCommand } from './tasks-command.ts';
import { trainCommand } from './train/train-command.ts';
import { dieOfHangUp, outlivesTerminal, terminalEnded } from '../terminal/hang-up.ts';
import { complain, shortened, unspoken } from '../terminal/output.ts';
import { verifyCommand } from './verify-command.ts';

/** The sub-commands, in the order of the help. */
const commands = [
  compareCommand,
  verifyCommand,
  initCommand,
  calibrateCommand,
  trainCommand,
  hardenCommand,
  evaluateCommand,
  predictCommand,
  serveCommand,
  exportCommand,
  mergeCommand,
  recipesCommand,
  tasksCommand,
  modelsCommand,
  methodsCommand,
  engineCommand,
  doctorCommand,
  completeCommand,
];

/** The `advtrain` command with all its sub-commands. */
export function program(): Command {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const root = new Command('advtrain')
    .description('Adversarial training of classifiers of text and images: methods compared fairly, on real data.')
    .version(version)
    .showHelpAfterError('Run advtrain --help, or a sub-command with --help, for what there is.')
    .addHelpText(
      'after',
      `
Examples:
  $ advtrain compare                           six methods on movie reviews, some five minutes on two cores
  $ advtrain compare --seeds 8                 the same eight times, so that the differences can be judged
  $ advtrain calibrate                         how large perturbations of these data may be
  $ advtrain train --method freelb --out DIR   train with one method and keep the model
  $ advtrain harden --model DIR --data my.csv --out HARDENED   make a classifier harder to break, with evidence
  $ advtrain evaluate DIR --data test.csv      how robust a model is: in balls, by characters and words
  $ advtrain predict DIR --text '…'            what a model says of texts
  $ advtrain export DIR --out ONNX             the same for transformers.js, as ONNX
  $ advtrain recipes                           published experiments, for advtrain train --recipe NAME
  $ advtrain doctor                            what this machine can run, and what to do about it`,
    );
  for (const make of commands) root.addCommand(make().copyInheritedSettings(root));
  return root;
}

/** Runs the command and gives its exit code: 0, 1 for what went wrong, 2 for a usage error, 75 where another process was lost, 130 for Ctrl-C. */
export async function runCommand(args: readonly string[]): Promise<number> {
  const spoken = unspoken();
  if (outlivesTerminal()) process.on('SIGHUP', () => undefined);
  const code = await ran(args);
  const problem = await spoken();
  if (problem === undefined) return code;
  complain(`advtrain: ${problem}`);
  return code === 0 ? 1 : code;
}

async function ran(args: readonly string[]): Promise<number> {
  const root = program();
  exitOverride(root);
  try {
    const [first, second = '--help', ...line] = args;
    // A shell's line is no line of this command: what stands in it may be half of an option.
    if (first === 'complete' && (second === '--' || !second.startsWith('-'))) await complete(root, [second, ...line]);
    else await root.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return failed(error);
  }
}

function exitOverride(command: Command): void {
  command.exitOverride();
  for (const sub of command.commands) exitOverride(sub);
}

function failed(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof Interrupted) {
    complain(error.message);
    if (error.cause === terminalEnded) dieOfHangUp();
    return 130;
  }
  const message = error instanceof Error ? error.message : String(error);
  complain(`advtrain: ${shortened(message)}`);
  if (process.env['ADVTRAIN_DEBUG'] === '1' && error instanceof Error) complain(error.stack ?? '');
  // The same may do at another time: Slurm, operators and `--processes` start all again.
  if (error instanceof ProcessLost || (error instanceof Refusal && error.isPassing)) return ProcessLost.status;
  return error instanceof UsageError || error instanceof Refusal ? 2 : 1;
}
