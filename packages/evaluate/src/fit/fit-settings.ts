import { optionsOf, replaysOf } from '@advtrain/core';
import type { Plugin } from '@advtrain/core';
import { fold, key } from '@advtrain/engine';
import type { ExampleSet } from '../example-set.ts';
import type { FitOptions } from './fit-options.ts';
import { isEntry } from './fit-plugins.ts';
import type { FitTask } from './fit-task.ts';
import type { OptimizerSettings } from './optimizer.ts';
import { batchesOfPass } from './passes.ts';

/** All that the numbers of a fit depend on, beside model, data and method. */
export interface FitSettings extends OptimizerSettings {
  readonly epochs: number;
  readonly steps: number;
  readonly batchSize: number;
  readonly seed: number;
  readonly accumulate: number;
  readonly average: 'batch' | 'example';
  readonly patience?: number;
}

/** What a fit trains with where nobody says otherwise: within the ranges of BERT's authors (Devlin et al. 2019, A.3). */
export const fitDefaults = {
  epochs: 3,
  batchSize: 32,
  learningRate: 3e-5,
  warmup: 0.1,
  weightDecay: 0.01,
  clipNorm: 1,
} as const;

/** The settings that options mean. */
export function fitSettings({ train }: FitTask, options: FitOptions): FitSettings {
  const given = { ...fitDefaults, ...present(options) };
  const { epochs, batchSize, learningRate, warmup, weightDecay, clipNorm } = given;
  const { seed = 1, accumulate = 1, average = 'batch', patience } = options;
  const { steps = Math.ceil((epochs * batchesOfPass(train, batchSize)) / accumulate) } = options;
  const { optimizer, momentum, beta2, epsilon, drops } = options;
  return {
    epochs,
    steps,
    batchSize,
    learningRate,
    warmup,
    weightDecay,
    clipNorm,
    seed,
    accumulate,
    average,
    ...present({ optimizer, momentum, beta2, epsilon, drops, patience }),
  };
}

/**
 * What a state of a fit is of, and what goes on from it must be of as well: the settings, and of the method and the data as much as is
 * cheaply seen. A method that its factory made shows its name and its rounds, an entry its options too.
 */
export function originOf(
  { train, development, metrics }: FitTask,
  settings: FitSettings,
  plugins: readonly Plugin[],
  { method }: Pick<FitOptions, 'method'>,
): Readonly<Record<string, unknown>> {
  const options = method && isEntry(method) ? Object.entries(optionsOf(method)) : [];
  // Steps follow from the number of examples, which is named before them.
  return {
    method: [...plugins.filter(acts).map(described), ...options.map((option) => option.join(' '))].join(', '),
    examples: describedSet(train),
    ...(development && { development: describedSet(development) }),
    metrics,
    replays: replaysOf(plugins),
    ...settings,
  };
}

/** Whether a plugin changes what is trained: those that only observe may be others when a fit goes on. */
function acts({ loss, batches, beforeStep, perturb, penalty, accumulate }: Plugin): boolean {
  return [loss, batches, beforeStep, perturb, penalty, accumulate].some((hook) => hook !== undefined);
}

function described({ name, rounds }: Plugin): string {
  return typeof rounds === 'number' ? `${name}, rounds ${rounds}` : name;
}

/** How many examples there are, and a checksum of their labels and of the first batch that a model reads. */
function describedSet(set: ExampleSet): string {
  const { labels } = set;
  let first = '';
  for (const { inputs } of set.evaluation(16)) {
    first = inputs.values.dataSync().join();
    break;
  }
  const { path } = fold(fold(key(0), labels.join()), first);
  return `${labels.length}, checksum ${path.toString(16)}`;
}

/** Without what is undefined. */
function present<T extends object>(options: T): { [Name in keyof T]: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]: Exclude<T[Name], undefined>;
  };
}
