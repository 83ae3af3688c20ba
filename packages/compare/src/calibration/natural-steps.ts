import { roundUnits, Trainer } from '@advtrain/core';
import type { Batch, Cluster, Loss } from '@advtrain/core';
import { optimizerOf } from '@advtrain/evaluate';
import type { RunEvent } from '../events.ts';
import { entropy } from '../guards/chance-loss.ts';
import { countsOf, summed } from '../guards/looks.ts';
import type { TrainingSettings } from '../settings.ts';
import type { RunModel, Task } from '../task/task.ts';

/** What the natural steps need. */
export interface Natural {
  readonly task: Task;
  /** At most as many as training has. Default: from `stepsAtLeast` to 192, until the model tells classes apart. */
  readonly steps?: number;
  /** Default 24. */
  readonly stepsAtLeast?: number;
  /** Told of steps. Default: nobody is. */
  readonly on?: (event: RunEvent) => void;
  readonly model: RunModel;
  readonly loss: Loss;
  readonly training: TrainingSettings;
  readonly seed: number;
  readonly pause: () => Promise<void>;
  /** The processes that take them together. Default: this one alone. */
  readonly cluster?: Cluster | undefined;
}

/** Steps that are taken at least, and at most, where nobody says how many. */
const bounds = { least: 24, most: 192 };

/** Steps whose mean loss says whether the model has begun to tell classes apart. */
const recent = 8;

/** Of a guess's loss what that mean is below then. */
const better = 0.9;

/** Takes the first natural steps of the training as it will be, and says how many. */
export async function naturalSteps({
  task,
  model,
  loss,
  training,
  seed,
  steps: asked,
  stepsAtLeast = bounds.least,
  on,
  pause,
  cluster,
}: Natural): Promise<number> {
  const { epochs, batchSize, accumulate = 1, average = 'batch', compile = 'auto', precision = 'fp32' } = training;
  const total = training.steps ?? Math.ceil((epochs * task.train.perEpoch(batchSize)) / accumulate);
  const least = Math.min(asked ?? stepsAtLeast, total);
  const most = Math.min(asked ?? Math.max(stepsAtLeast, bounds.most), total);
  const optimizer = optimizerOf(training, total);
  const trainer = new Trainer({ model, optimizer, loss, seed, accumulate, average, compile, precision, cluster });
  const feed = task.train.feed({ batchSize, seed, used: 0 });
  const isRegression = task.kind === 'regression';
  const labels: (readonly number[])[] = [];
  const told = function* (): Generator<Batch> {
    for (const batch of feed.batches) {
      if (!isRegression) labels.push(countsOf(batch.labels.dataSync()));
      yield batch;
    }
  };
  const fit = trainer.fit(told());
  const began = performance.now();
  try {
    const seen: number[] = [];
    while (
      seen.length < least ||
      (seen.length < most && !(isRegression || tellsApart(seen, labels.slice(-recent * accumulate))))
    ) {
      const step = seen.length + 1;
      const steps = step <= least ? least : most;
      await feed.ready(accumulate);
      const { value } = fit.next();
      if (!value) throw new Error('The training data ended before the last step.');
      const losses = value.losses();
      const mean = losses.reduce((sum, each) => sum + each, 0) / losses.length;
      if (!Number.isFinite(mean))
        throw new Error(
          `The loss of natural step ${step} is ${mean}, so nothing can be calibrated; lower --learning-rate.`,
        );
      seen.push(mean);
      const secondsLeft = ((performance.now() - began) / 1000 / step) * (steps - step);
      const units = roundUnits(model) * accumulate * step;
      on?.({ kind: 'step', method: 'natural', title: 'natural', seed, step, steps, loss: mean, units, secondsLeft });
      await pause();
    }
    return seen.length;
  } finally {
    fit.return();
    await feed.close();
    trainer.dispose();
    optimizer.dispose();
  }
}

/** Whether the latest losses are below what a guess loses that knows how often each class is among just those labels. */
function tellsApart(losses: readonly number[], labels: readonly (readonly number[])[]): boolean {
  const last = losses.slice(-recent);
  return last.reduce((sum, loss) => sum + loss, 0) / last.length < better * entropy(summed(labels));
}
