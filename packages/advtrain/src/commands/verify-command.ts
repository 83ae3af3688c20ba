import { count, machineText, readComparison, recordedMethods, UsageError, verify } from '@advtrain/compare';
import type { StateVerdict, StepVerdict, Verification } from '@advtrain/compare';
import { Command, InvalidArgumentError } from 'commander';
import { methods } from '../methods.ts';
import { loadPlugins } from '../plugins/load-plugins.ts';
import { presets } from '../settings/presets.ts';
import type { Settings } from '../settings/settings.ts';
import { interruptible } from '../terminal/ctrl-c.ts';
import { addDataOptions } from '../options/data-options.ts';
import type { DataFlags } from '../options/data-options.ts';
import { openSession } from './session.ts';
import { withAids } from './compare/word-aids.ts';
import { number } from '../options/number.ts';
import { repeated } from '../options/repeated.ts';

interface Flags extends DataFlags {
  readonly steps: number | 'all';
  readonly seed?: number;
  readonly tolerance?: number;
  readonly data?: string;
  readonly model?: string;
  readonly plugin?: readonly string[];
  readonly backend?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `advtrain verify`. */
export function verifyCommand(): Command {
  const command = new Command('verify')
    .argument('<results>', 'the folder that advtrain compare wrote; it is only read')
    .description('Audit a comparison: take steps picked at random again, and say whether they come to the same bits.')
    .option('--steps <n|all>', 'how many steps are picked, of all runs together', stepsOf, 5)
    .option('--seed <n>', 'what the picks follow from (default: drawn, and said)', number)
    .option(
      '--tolerance <x>',
      'relative difference of losses that passes (default: 0 on the same kind of machine, else 1e-5)',
      number,
    )
    .option('--data <file>', 'where the data are here (default: where the results say)')
    .option('--model <folder>', 'where the model is here (default: where the results say)')
    .option('--plugin <file|package>', 'a module that exports methods of the comparison; repeatable', repeated);
  addDataOptions(command)
    .option('--backend <name>', 'native, wasm, cpu, tfjs-node or tfjs-node-gpu (default: that of the results)')
    .option('--json', 'print what was found as JSON')
    .option('--quiet', 'say nothing but the result, and what is wrong')
    .addHelpText(
      'after',
      `
Each picked step is taken again from the last state before it that compare --verifiable kept, else from the start of its run.
Losses and digests of states are compared, and results.json with what compare makes of runs/. Accuracies do not follow from
steps, and are not verified. The exit code is 0 where all agrees, and 1 where something does not.

Examples:
  $ advtrain compare --verifiable 4 --out my-results
  $ advtrain verify my-results --steps 20
  $ advtrain verify my-results --steps all       every step of every run`,
    )
    .action(act);
  return command;
}

function stepsOf(text: string): number | 'all' {
  if (text === 'all') return text;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be a whole number of at least 1, or all.');
  return value;
}

async function act(folder: string, flags: Flags): Promise<void> {
  const { settings: recorded, engine: used } = readComparison(folder);
  const known = [...methods, ...(await loadPlugins(flags.plugin ?? []))];
  const entries = recordedMethods(recorded.methods, known);
  const { data = recorded.data, model = recorded.model } = flags;
  if (data === undefined || model === undefined)
    throw new UsageError(
      `${folder} does not say what data or model it is of: verify it with the library that made it.`,
    );
  // What a task cannot be attacked for is not attacked here either; the loader only wants it whole.
  const preset = presets['quick']!;
  const settings = { ...preset, ...recorded, data, model } as Settings;
  const found = await interruptible('Interrupted; nothing was changed.', async (signal) => {
    const backend = flags.backend ?? used.backend;
    const { task, engine, on } = await openSession(settings, entries, { ...flags, backend, signal });
    const { steps, seed, tolerance } = flags;
    const { maxLength, wordAttack } = settings;
    return withAids(wordAttack, { maxLength, quiet: flags.quiet, signal }, (wordAids) =>
      verify({
        folder,
        task,
        methods: entries,
        steps,
        ...(seed === undefined ? {} : { seed }),
        ...(tolerance === undefined ? {} : { tolerance }),
        engine,
        wordAids,
        on,
        signal,
      }),
    );
  });
  process.stdout.write(flags.json ? `${JSON.stringify(found, null, 2)}\n` : report(found));
  if (!found.agrees) process.exitCode = 1;
}

/** What was found, in lines. */
function report(found: Verification): string {
  const { steps, states, problems, here, there, sameKind, seed, tolerance, begunAnew, missing, agrees } = found;
  const others = steps.filter(({ picked }) => !picked);
  const apart = others.filter((each) => !each.agrees);
  const lines = [
    `Made by ${there.map((machine) => machineText(machine ?? undefined)).join('; ')}.`,
    `Here ${machineText(here)}: ${sameKind ? 'the same kind of machine' : 'another kind of machine, so digests are not compared'}.`,
    `Losses may differ by ${tolerance === 0 ? 'no bit' : `${tolerance} of themselves`}; the picks are those of --seed ${seed}.`,
    ...steps.filter(({ picked }) => picked).map(stepText),
    ...apart.map(stepText),
    ...(others.length > 0
      ? [`${count(others.length - apart.length)} of ${count(others.length)} other steps on the way agree.`]
      : []),
    ...states.map(stateText),
    ...named('Begun anew with smaller sizes, so that the last attempt alone is looked at', begunAnew),
    ...named('Not finished, and so not among the results', missing),
    ...problems,
    agrees
      ? 'Verified: all agrees. Accuracies do not follow from steps, and are not verified.'
      : 'NOT VERIFIED: the results do not agree with what was found here.',
  ];
  return `${lines.join('\n')}\n`;
}

/** Runs by their names, in a line; none where there are none. */
function named(what: string, runs: Verification['missing']): readonly string[] {
  return runs.length === 0 ? [] : [`${what}: ${runs.map(({ title, seed }) => `${title}, seed ${seed}`).join('; ')}.`];
}

function stepText({ title, seed, step, from, recorded, replayed, difference, agrees }: StepVerdict): string {
  const start = from === 0 ? 'the start' : `the state after step ${from}`;
  const name = `${title}, seed ${seed}, step ${step}, from ${start}`;
  if (difference === 0) return `${name}: loss ${recorded}, the same bits`;
  const apart = difference === null ? 'no comparison' : `relative difference ${difference.toPrecision(2)}`;
  return `${name}: loss ${recorded ?? 'missing'} in the results, ${replayed ?? 'none'} here, ${apart}: ${agrees ? 'agrees' : 'DIFFERS'}`;
}

function stateText({ title, seed, step, what, agrees }: StateVerdict): string {
  const name = what === 'kept' ? 'the state that was kept' : 'the state come to';
  return `${title}, seed ${seed}, ${name} after step ${step}: ${agrees ? 'the same digest' : 'ANOTHER DIGEST'}`;
}
