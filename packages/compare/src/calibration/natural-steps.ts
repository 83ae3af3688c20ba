import { roundUnits, Trainer } from '@advtrain/core';
import type { Loss } from '@advtrain/core';
import { optimizerOf } from '@advtrain/evaluate';
import type { RunEvent } from '../events.ts';
import type { TrainingSettings } from '../settings.ts';
import type { RunModel, Task } from '../task/task.ts';

/** What the natural steps need. */
export interface Natural {
  readonly task: Task;
  /** At most as many as training has. Default 24. */
  readonly steps?: number;
  /** Told of steps. Default: nobody is. */
  readonly on?: (event: RunEvent) => void;
  readonly model: RunModel;
  readonly loss: Loss;
  readonly training: TrainingSettings;
  readonly seed: number;
  readonly pause: () => Promise<void>;
}

/** Takes the first natural steps of the training as it will be, and says how many. */
export async function naturalSteps({
  task,
  model,
  loss,
  training,
  seed,
  steps: most = 24,
  on,
  pause,
}: Natural): Promise<number> {
  const { epochs, batchSize, accumulate = 1, average = 'batch', compile = 'auto', precision = 'fp32' } = training;
  const total = training.steps ?? Math.ceil((epochs * task.train.perEpoch(batchSize)) / accumulate);
  const steps = Math.min(most, total);
  const optimizer = optimizerOf(training, total);
  const trainer = new Trainer({ model, optimizer, loss, seed, accumulate, average, compile, precision });
  const feed = task.train.feed({ batchSize, seed, used: 0 });
  const fit = trainer.fit(feed.batches);
  const began = performance.now();
  try {
    for (let step = 1; step <= steps; step++) {
      await feed.ready(accumulate);
      const { value } = fit.next();
      if (!value) throw new Error('The training data ended before the last step.');
      const losses = value.losses();
      const mean = losses.reduce((sum, each) => sum + each, 0) / losses.length;
      if (!Number.isFinite(mean))
        throw new Error(
          `The loss of natural step ${step} is ${mean}, so nothing can be calibrated; lower --learning-rate.`,
        );
      const secondsLeft = ((performance.now() - began) / 1000 / step) * (steps - step);
      const units = roundUnits(model) * accumulate * step;
      on?.({ kind: 'step', method: 'natural', title: 'natural', seed, step, steps, loss: mean, units, secondsLeft });
      await pause();
    }
    return steps;
  } finally {
    fit.return();
    await feed.close();
    trainer.dispose();
    optimizer.dispose();
  }
}
