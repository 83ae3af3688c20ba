import { existsSync, readFileSync } from 'node:fs';
import { list, UsageError } from '@advtrain/compare';
import { nearest, reasonOf } from '@advtrain/core';
import type { MethodEntry } from '@advtrain/core';
import { checkRegular } from '@advtrain/engine/fetch';
import type { Command } from 'commander';
import stripJsonComments from 'strip-json-comments';
import { methods } from '../methods.ts';
import { assignments } from '../settings/assignments.ts';
import type { Config } from '../settings/config.ts';
import { loadPlugins } from '../plugins/load-plugins.ts';
import { presets } from '../settings/presets.ts';
import { checked, checkedFlags } from '../settings/resolve.ts';
import { columns } from '../terminal/columns.ts';
import { named } from './named.ts';
import { number } from './number.ts';
import { docStride, maxAnswerLength } from './window-options.ts';
import { repeated } from './repeated.ts';

/** What the options of {@link addSettingsOptions} parse to. */
export interface SettingsFlags {
  readonly preset?: string;
  readonly config?: string;
  readonly data?: string;
  readonly model?: string;
  readonly trainSize?: number;
  readonly epochs?: number;
  readonly steps?: number;
  readonly weightDecay?: number;
  readonly batchSize?: number;
  readonly learningRate?: number;
  readonly maxLength?: number;
  readonly docStride?: number;
  readonly maxAnswerLength?: number;
  readonly compile?: string;
  readonly precision?: string;
  readonly wire?: string;
  readonly gradientCheckpointing?: boolean;
  readonly freeze?: string;
  readonly lora?: string;
  readonly accumulate?: number;
  readonly attackFrom?: number;
  readonly attackRise?: number;
  readonly ema?: number;
  readonly average?: string;
  readonly onFailure?: string;
  readonly set?: readonly string[];
  readonly plugin?: readonly string[];
}

/** Those that are settings of the same name. */
const settingsFlags = [
  'preset',
  'data',
  'model',
  'trainSize',
  'epochs',
  'steps',
  'batchSize',
  'accumulate',
  'average',
  'learningRate',
  'weightDecay',
  'attackFrom',
  'attackRise',
  'ema',
  'maxLength',
  'docStride',
  'maxAnswerLength',
  'compile',
  'precision',
  'wire',
  'gradientCheckpointing',
  'freeze',
  'lora',
  'onFailure',
] as const;

/** When methods begin where nobody says it, in the help of the commands that start from a preset as it is. */
const presetAttackFrom = '0.5, of images 0';

/**
 * Adds the options that say what is trained and how: the same for all commands that train.
 *
 * @param command what they are added to.
 * @param attackFrom when its methods begin where nobody says it. Default: as the presets have it.
 */
export function addSettingsOptions(command: Command, attackFrom = presetAttackFrom): Command {
  return command
    .option('--preset <name>', `what everything starts from: ${list(Object.keys(presets))} (default: quick)`)
    .option(
      '--config <file>',
      'read settings from a JSON file, comments allowed (advtrain init writes one; schema: advtrain/config.schema.json)',
      named,
    )
    .option(
      '--data <name|file>',
      'reviews, spam, a task (see advtrain tasks), or a .csv, .tsv, .jsonl or .parquet file with the columns text and label',
      named,
    )
    .option(
      '--model <name|folder>',
      'a pretrained model or net (see advtrain models), a folder of one, or scratch',
      named,
    )
    .option('--train-size <n>', 'training examples at most', number)
    .option(
      '--epochs <n>',
      'passes over the training examples (default: those of the preset, and more over few examples; of train 3 over a file or a task)',
      number,
    )
    .option('--batch-size <n>', 'examples a batch', number)
    .option('--accumulate <n>', 'batches a step, whose gradients are averaged (default: 1)', number)
    .option('--average <what>', 'what that average is over: batch or example (default: batch)')
    .option(
      '--learning-rate <x>',
      'the highest learning rate (default: that of the preset, and 3e-5 for 50 million parameters or more)',
      number,
    )
    .option('--steps <n>', 'optimizer steps in all, in place of those of the epochs', number)
    .option('--weight-decay <x>', 'decoupled weight decay', number)
    .option(
      '--attack-from <share>',
      `the share of the steps that are natural before the method begins (default: ${attackFrom})`,
      number,
    )
    .option(
      '--attack-rise <share>',
      'the share of the steps after that in which ε, α and s rise (default: 0, of mnist 0.3)',
      number,
    )
    .option('--ema <decay>', 'evaluate and keep a moving average of the parameters, e.g. 0.999 (default: none)', number)
    .option(
      '--max-length <n>',
      'tokens a text at most; what follows is cut off (default: 128, of the review sentences as many as the preset says)',
      number,
    )
    .option(...docStride)
    .option(...maxAnswerLength)
    .option('--compile <how>', 'how steps run on native TensorFlow: auto, function, xla or off (default: auto)')
    .option('--precision <name>', 'what matrix products of training compute in: fp32, tf32 or bf16 (default: fp32)')
    .option(
      '--wire <name>',
      'what gradients are rounded to between processes that train together: fp32 or bf16 (default: fp32)',
    )
    .option(
      '--gradient-checkpointing',
      'compute the blocks of an encoder again for their gradients: less memory, more time',
    )
    .option(
      '--freeze <part>',
      'what of an encoder does not train: embeddings, blocks=n (and embeddings) or all-but-head',
    )
    .option(
      '--lora <r=8,…>',
      'train adapters in its place: r, alpha, dropout, target (query+value or all-linear), whole (modules that train whole), scaling (r or sqrt-r)',
    )
    .option(
      '--on-failure <what>',
      'when training is seen to fail: warn and go on, stop, or restart-smaller (default: warn)',
    )
    .option('--set <method.option=value>', "change a method's option, e.g. freelb.steps=4; repeatable", repeated)
    .option('--plugin <file|package>', 'a module that exports methods of your own; repeatable', repeated)
    .addHelpText('after', `\nOptions of methods, for --set:\n${optionNames()}`);
}

/** The names of the options of every method, a line each. */
function optionNames(): string {
  const rows = methods.flatMap(({ name, options }) => {
    const names = Object.keys(options);
    return names.length === 0 ? [] : [[`  ${name}`, names.join(', ')]];
  });
  return columns(rows).trimEnd();
}

/** What a command is asked: the methods that there are, and the configurations in the order in which the later wins. */
export interface Asked {
  /** The command's own methods, then those of plugins. */
  readonly known: readonly MethodEntry[];
  readonly configs: readonly Config[];
}

/** Loads the plugins that a file and the flags name, and checks what both say. */
export async function askedOf({ config, set = [], plugin = [], ...flags }: SettingsFlags): Promise<Asked> {
  const { preset } = flags;
  if (preset !== undefined && !Object.hasOwn(presets, preset)) {
    throw new UsageError(
      `There is no preset "${preset}"; there are ${list(Object.keys(presets))}${nearest(preset, Object.keys(presets))}.`,
    );
  }
  const file = config === undefined ? undefined : readConfig(config);
  const plugins = [...new Set([...pluginsOf(file), ...plugin])];
  const known = [...methods, ...(await loadPlugins(plugins))];
  const named = Object.fromEntries(
    settingsFlags.flatMap((name) => (flags[name] === undefined ? [] : [[name, flags[name]]])),
  );
  // A configuration that is written of this must find its methods again.
  const found = plugins.length > 0 ? { plugins } : {};
  const own = checkedFlags({ ...named, ...found, options: assignments(set, known) }, known);
  return { known, configs: config === undefined ? [own] : [checked(file, config, known), own] };
}

/** The plugins of a configuration that is not checked yet, for what else it may have depends on them. */
function pluginsOf(file: unknown): readonly string[] {
  if (typeof file !== 'object' || file === null || !('plugins' in file)) return [];
  const { plugins } = file;
  return Array.isArray(plugins) ? plugins.filter((each) => typeof each === 'string') : [];
}

function readConfig(path: string): unknown {
  if (!existsSync(path)) throw new UsageError(`There is no file ${path}; give --config the path of a JSON file.`);
  let text: string;
  try {
    checkRegular(path);
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${path} could not be read: ${reasonOf(error)}; give --config the path of a JSON file.`);
  }
  try {
    return JSON.parse(stripJsonComments(text, { trailingCommas: true }));
  } catch (error) {
    throw new UsageError(`${path} is not JSON (${error instanceof Error ? error.message : String(error)}).`);
  }
}
