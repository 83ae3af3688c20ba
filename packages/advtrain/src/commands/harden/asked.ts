import { existsSync } from 'node:fs';
import { preferences, tolerance, UsageError } from '@advtrain/compare';
import type { Preference } from '@advtrain/compare';
import { nearest } from '@advtrain/core';
import type { MethodEntry } from '@advtrain/core';
import { methods as known } from '../../methods.ts';
import { methodList, methodNamed } from '../../settings/assignments.ts';
import { checkedFlags, resolve } from '../../settings/resolve.ts';
import type { Settings } from '../../settings/settings.ts';
import { wholeFile } from '../../settings/task-config.ts';
import { checkWholeNumbers } from '../../options/whole-numbers.ts';
import { checkMeasured } from '../evaluate/examples.ts';
import type { ClusterFlags } from '../../cluster/options.ts';
import { trainingBudget } from './plan/budget.ts';
import type { TrainingBudget } from './plan/budget.ts';

/** The options of `advtrain harden`. */
export interface HardenFlags extends ClusterFlags {
  readonly model: string;
  readonly data: string;
  readonly dev?: string;
  readonly out: string;
  readonly budget: string;
  readonly prefer: string;
  readonly giveUp?: number;
  readonly methods?: string;
  readonly neighbours?: string;
  readonly dryRun?: boolean;
  readonly onnx: boolean;
  readonly columns?: string;
  readonly badRows?: string;
  readonly trainSize?: number;
  readonly maxLength: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate?: number;
  readonly examples: number;
  readonly queries: number;
  readonly steps: number;
  readonly seed: number;
  readonly restart?: boolean;
  readonly checkpointEvery: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly backend?: string;
}

/** What is to be hardened how, checked. */
export interface Asked {
  readonly settings: Settings;
  readonly budget: TrainingBudget;
  readonly prefer: Preference;
  /** How much clean accuracy robustness may cost where both count, as a share. */
  readonly giveUp: number;
  /** The methods to train with, in the order in which time is given to them, without the control. */
  readonly methods: readonly MethodEntry[];
  /** Whether those are all trained, for somebody named them. */
  readonly areNamed: boolean;
}

/**
 * The methods where nobody names any: at one price FreeLB held more typos and synonyms than VAT for no more accuracy (`bench/harden.md`); A2T-like is
 * against words; PGD is dearer.
 */
const usual: readonly string[] = ['freelb', 'vat', 'a2t', 'pgd'];

/** What the flags ask for. Throws a {@link UsageError} where they do not fit. */
export function asked(flags: HardenFlags): Asked {
  const budget = trainingBudget(flags.budget);
  const prefer = preferences.find((each) => each === flags.prefer);
  if (!prefer)
    throw new UsageError(
      `--prefer is ${flags.prefer}, but must be one of ${preferences.join(', ')}${nearest(flags.prefer, preferences)}.`,
    );
  const giveUp = givenUp(flags.giveUp, prefer);
  checkWholeNumbers({ '--examples': flags.examples, '--queries': flags.queries, '--steps': flags.steps });
  checkMeasured(flags.data);
  for (const [flag, path] of [
    ['--dev', flags.dev],
    ['--neighbours', flags.neighbours],
  ] as const)
    if (path !== undefined && !existsSync(path)) throw new UsageError(`${flag} is ${path}, but there is no such file.`);
  const names = flags.methods === undefined ? usual : methodList(flags.methods, known);
  const methods = names.map((name) => methodNamed(name)).filter((entry) => !entry.matched);
  if (methods.length === 0)
    throw new UsageError('--methods names the control alone; name at least one method to compare it with.');
  return {
    settings: settingsOf(flags, methods),
    budget,
    prefer,
    giveUp,
    methods,
    areNamed: flags.methods !== undefined,
  };
}

/** What `--give-up` allows, as a share. */
function givenUp(given: number | undefined, prefer: Preference): number {
  if (given === undefined) return tolerance;
  if (prefer !== 'balance')
    throw new UsageError(
      `--give-up is of --prefer balance, but --prefer is ${prefer}, which has no such limit: leave one of them out.`,
    );
  if (!(given >= 0 && given <= 100))
    throw new UsageError(`--give-up is ${given}, but must be points of accuracy from 0 to 100.`);
  return given / 100;
}

function settingsOf(flags: HardenFlags, methods: readonly MethodEntry[]): Settings {
  const { data, model, trainSize, maxLength, epochs, batchSize, learningRate, seed } = flags;
  const own = {
    data,
    model,
    maxLength,
    epochs,
    batchSize,
    seeds: [seed],
    methods: methods.map(({ name }) => name),
    ...(trainSize !== undefined && { trainSize }),
    ...(learningRate !== undefined && { learningRate }),
  };
  return resolve([wholeFile, checkedFlags(own)]);
}
