import { checked, costLedger, Trainer } from '@advtrain/core';
import type { Model, TensorFile } from '@advtrain/core';
import type { Examples } from '@advtrain/datasets';
import type { TextClassifier } from '../classify.ts';
import type { ExampleSet } from '../example-set.ts';
import { breathing } from '../pause.ts';
import { bestParams } from './best-params.ts';
import type { Fitted, FitOptions } from './fit-options.ts';
import { fitPlugins } from './fit-plugins.ts';
import { fitRules } from './fit-rules.ts';
import { fitSettings, originOf } from './fit-settings.ts';
import type { FitSettings } from './fit-settings.ts';
import { fitState, restoreFit } from './fit-state.ts';
import { FitStopped } from './fit-stopped.ts';
import { fitTask } from './fit-task.ts';
import type { FitTask } from './fit-task.ts';
import { runFit } from './run-fit.ts';
import { optimizerOf } from './optimizer.ts';

/**
 * Trains a classifier of texts on examples, or a model on a set of them, and gives it the parameters of its best epoch: AdamW with linear
 * warm-up and decay, clipped gradients, one example in five held out to choose by. The model is trained where it is, and stays the
 * caller's. Each call begins anew from the parameters that the model has; `from` goes on with another.
 *
 * Throws one sentence for options and data that do not fit, and where training diverges: the model then has the parameters of the best
 * epoch before, if there was one. Throws a {@link FitStopped} where the signal is aborted.
 *
 * @param classifier the model, its tokenizer and the names of its classes.
 * @param examples texts with labels of the classifier's classes.
 * @param options the method, the epochs, the optimizer's numbers and the seed.
 */
export function fit(classifier: TextClassifier, examples: Examples, options?: FitOptions<Examples>): Promise<Fitted>;
/**
 * The same of a model and the examples that it reads.
 *
 * @param model what is trained.
 * @param set the examples, with their labels.
 * @param options the method, the epochs, the optimizer's numbers and the seed.
 */
export function fit(model: Model, set: ExampleSet, options?: FitOptions<ExampleSet>): Promise<Fitted>;
export async function fit(
  subject: TextClassifier | Model,
  data: Examples | ExampleSet,
  options: FitOptions = {},
): Promise<Fitted> {
  const { signal } = checked('fit', options, fitRules);
  signal?.throwIfAborted();
  const breathe = breathing();
  const task = await fitTask(subject, data, options, async () => {
    await breathe();
    signal?.throwIfAborted();
  });
  return trained(task, fitSettings(task, options), options);
}

async function trained(task: FitTask, settings: FitSettings, options: FitOptions): Promise<Fitted> {
  const { model, loss } = task;
  const { seed, steps, accumulate, average } = settings;
  const { compile = 'auto', precision = 'fp32', from, signal } = options;
  const optimizer = optimizerOf(settings, steps);
  const ledger = costLedger();
  const plugins = [...fitPlugins(task, options), ledger];
  const trainer = new Trainer({ model, optimizer, plugins, seed, loss, accumulate, average, compile, precision });
  const best = bestParams(model);
  const parts = { trainer, best, settings: originOf(task, settings, plugins, options) };
  try {
    const progress = from ? restoreFit(parts, from) : { epochs: [], losses: [] };
    const state = (): TensorFile => fitState({ ...parts, progress });
    const breathe = breathing();
    const pause = async () => {
      await breathe();
      if (signal?.aborted) throw new FitStopped(trainer.index, steps, state(), signal.reason);
    };
    return await runFit({ ...parts, task, settings, progress, ledger, state, pause }, options);
  } finally {
    trainer.dispose();
    optimizer.dispose();
    best.dispose();
  }
}
