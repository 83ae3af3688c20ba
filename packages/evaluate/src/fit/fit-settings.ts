import type { FitOptions } from './fit-options.ts';
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

/** Without what is undefined. */
function present<T extends object>(options: T): { [Name in keyof T]: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]: Exclude<T[Name], undefined>;
  };
}
