import { crossEntropyOf } from '@advtrain/core';
import type { Cluster } from '@advtrain/core';
import { meanSquaredError } from '@advtrain/engine';
import { perStep } from '../budget/pace.ts';
import { breather } from '../run/interrupted.ts';
import type { TrainingSettings } from '../settings.ts';
import type { Task } from '../task/task.ts';
import { naturalSteps } from './natural-steps.ts';

/** What is timed, and how. */
export interface NaturalPaceOptions {
  readonly task: Task;
  /** How it will be trained. */
  readonly training: TrainingSettings;
  /** Natural steps that are taken, at most as many as training has. Default 8. */
  readonly steps?: number;
  /** What the model's head and the order of batches follow from. Default 1. */
  readonly seed?: number;
  /** Stops soon after it is aborted. */
  readonly signal?: AbortSignal;
  /** The processes that take them together. Default: this one alone. */
  readonly cluster?: Cluster | undefined;
}

/**
 * How many seconds a natural step of a task takes here, once steps are recorded: by a few steps that are thrown away again.
 *
 * @param options the task, the training, how many steps (default 8), and the seed (default 1).
 */
export async function naturalPace({
  task,
  training,
  steps = 8,
  seed = 1,
  signal,
  cluster,
}: NaturalPaceOptions): Promise<number> {
  const model = await task.model(seed);
  const durations: number[] = [];
  let before = performance.now();
  const on = () => {
    const now = performance.now();
    durations.push((now - before) / 1000);
    before = now;
  };
  try {
    const loss = task.kind === 'regression' ? meanSquaredError : crossEntropyOf(model);
    await naturalSteps({ task, model, loss, training, seed, steps, on, pause: breather(signal), cluster });
    return perStep(durations).each;
  } finally {
    model.dispose();
  }
}
