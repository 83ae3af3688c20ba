import type { costLedger, StepResult, TensorFile } from '@advtrain/core';
import { replaysOf } from '@advtrain/core';
import { bestBy } from '@advtrain/datasets';
import { predict } from '../predict.ts';
import { scoresOf } from '../scores.ts';
import type { Scores } from '../scores.ts';
import type { Pause } from '../pause.ts';
import type { Fitted, FitEpoch, FitOptions } from './fit-options.ts';
import type { FitSettings } from './fit-settings.ts';
import type { FitParts } from './fit-state.ts';
import type { FitTask } from './fit-task.ts';
import { endlessPasses, endsPart } from './passes.ts';

/** A fit under way. */
export interface Underway extends Omit<FitParts, 'settings'> {
  readonly task: FitTask;
  readonly settings: FitSettings;
  readonly ledger: ReturnType<typeof costLedger>;
  readonly state: () => TensorFile;
  readonly pause: Pause;
}

/** Takes the steps that are left, and evaluates after each epoch. */
export async function runFit(fit: Underway, options: FitOptions): Promise<Fitted> {
  const { trainer, progress, settings, task, best, ledger, pause } = fit;
  const { epochs, steps, batchSize, seed, accumulate, patience } = settings;
  // Of the batches of a step that are replayed, the trainer passes over what it has used.
  const replays = replaysOf(trainer.plugins);
  const used = Math.floor(trainer.index / replays) * accumulate;
  const batches = endlessPasses(task.train, { batchSize, seed, used });
  const training = trainer.fit(batches, { from: (trainer.index % replays) * accumulate });
  const isEvaluated = () => progress.epochs.at(-1)?.step === trainer.index;
  try {
    for (;;) {
      await pause();
      if (trainer.index > 0 && endsPart(trainer.index, steps, epochs) && !isEvaluated()) {
        const epoch = await evaluated(fit);
        await options.onEpoch?.(epoch, fit.state);
      }
      const since = progress.best?.since ?? 0;
      if (trainer.index >= steps || since >= (patience ?? Infinity)) break;
      const { value } = training.next();
      if (!value) throw new Error('The training data ended before the last step.');
      const loss = meanLoss(value);
      if (!Number.isFinite(loss)) throw new Error(`The loss of step ${trainer.index} is ${loss}: ${diverged(fit)}`);
      progress.losses = [...progress.losses, loss];
      options.onStep?.({ step: trainer.index, steps, loss, units: ledger.ledger.units });
    }
  } finally {
    training.return();
  }
  best.restore();
  const kept = progress.epochs.findLast(({ isBest }) => isBest) ?? progress.epochs.at(-1)!;
  return { epochs: progress.epochs, best: kept, steps: trainer.index, units: ledger.ledger.units };
}

function meanLoss(result: StepResult): number {
  const losses = result.losses();
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

/** Ends an epoch: measures the model, and keeps its parameters if they are the best. */
async function evaluated(fit: Underway): Promise<FitEpoch> {
  const { task, trainer, progress, best } = fit;
  const step = trainer.index;
  const { losses } = progress;
  const loss = losses.reduce((sum, each) => sum + each, 0) / losses.length;
  let scores: Scores = {};
  let isBest = false;
  if (task.development) {
    const { model, kind, metrics, development } = task;
    const predicted = await predict(model, development, { kind, pause: fit.pause });
    if (predicted.some(Number.isNaN))
      throw new Error(`After step ${step} the model computes no numbers: ${diverged(fit)}`);
    scores = scoresOf(metrics, predicted, development.labels);
    const state = progress.best;
    const judge = bestBy(metrics[0], state ? { state } : {});
    isBest = judge.see(predicted, development.labels, step);
    progress.best = judge.state;
    if (isBest) best.keep();
  }
  const epoch = { epoch: progress.epochs.length + 1, step, loss, scores, isBest };
  progress.epochs = [...progress.epochs, epoch];
  progress.losses = [];
  return epoch;
}

/** What is said of a training that has diverged, after the model was given its best parameters. */
function diverged({ best, progress }: Underway): string {
  best.restore();
  const kept = progress.epochs.findLast(({ isBest }) => isBest);
  const left = kept ? `The model has the parameters of epoch ${kept.epoch}.` : 'Load the model again.';
  return `training has diverged. Give a smaller learningRate, or the method a smaller ball. ${left}`;
}
