import { rm } from 'node:fs/promises';
import type { Batch, Model } from '@advtrain/core';
import { accuracy, textBatches } from '@advtrain/datasets';
import { classify, robustness } from './evaluate.ts';
import type { Pause } from './evaluate.ts';
import { breather } from './interrupted.ts';
import type { Live } from './live.ts';
import { watchMemory } from './memory.ts';
import { methods } from './methods.ts';
import type { MethodName } from './methods.ts';
import { planOf, pluginOf } from './plugins.ts';
import type { Plan } from './plugins.ts';
import type { RunResult } from './results.ts';
import type { Settings } from './settings.ts';
import type { Task } from './task.ts';
import { train } from './training.ts';
import type { Trained, TrainingOptions } from './training.ts';

/** What a run needs beside its method and its seed. */
export interface RunContext {
  readonly task: Task;
  readonly settings: Settings;
  readonly live: Live;
  /** Path of the record of the run, as JSON lines. */
  readonly record: string;
  /** Path of where the run is put away when it is cut off, to go on from. */
  readonly checkpoint: string;
  /** How many seconds of training may be lost. */
  readonly checkpointSeconds: number;
  /** A hash of everything that determines the run. */
  readonly key: string;
  readonly signal?: AbortSignal;
  /** Called with the trained model before it is freed. */
  readonly trained?: (model: Model) => Promise<void>;
}

/**
 * Trains one method with one seed and measures the result. A loss that is no number ends the run as `diverged`; an
 * aborted signal puts the run away and throws `Interrupted`.
 */
export async function run(method: MethodName, seed: number, context: RunContext): Promise<RunResult> {
  const { task, settings } = context;
  const model = task.model(seed);
  const memory = watchMemory();
  try {
    const perEpoch = trainingBatches(task, settings, seed, 0).count;
    const plan = planOf(method, settings, perEpoch, model);
    const pause = breather(context.signal);
    const trained = await train(trainingOptions(method, seed, model, plan, pause, context));
    const peakBytes = memory.peak;
    memory.stop();
    if (trained.failure === undefined) await context.trained?.(model);
    const began = performance.now();
    const measured = await measure(model, trained, context, pause);
    const evaluation = trained.evaluation + (performance.now() - began) / 1000;
    await rm(context.checkpoint, { force: true });
    return {
      ...{ key: context.key, method, seed, options: settings.options[method] },
      ...measured,
      steps: trained.steps,
      epochs: plan.steps / perEpoch,
      units: { predicted: plan.units, counted: trained.units },
      seconds: { training: trained.seconds, evaluation },
      peakBytes,
      curve: trained.curve,
      epochCurve: [...trained.epochs, ...lastEpoch(trained, settings, measured.accuracy['development'])],
    };
  } finally {
    memory.stop();
    model.dispose();
  }
}

function trainingBatches(task: Task, { batchSize, maxLength }: Settings, seed: number, epoch: number) {
  const { encoded, labels } = task.train;
  return textBatches(encoded, labels, { batchSize, maxLength, seed, epoch, padId: task.padId });
}

/** Batches of the training set, epoch after epoch, without end: the same for every method with the same seed. */
function* endless(task: Task, settings: Settings, seed: number): Generator<Batch> {
  for (let epoch = 0; ; epoch++) yield* trainingBatches(task, settings, seed, epoch);
}

function trainingOptions(
  method: MethodName,
  seed: number,
  model: Model,
  plan: Plan,
  pause: Pause,
  context: RunContext,
): TrainingOptions {
  const { task, settings, live } = context;
  return {
    ...context,
    ...{ model, plan, seed, pause },
    plugin: pluginOf(method, settings.options[method]),
    batches: endless(task, settings, seed),
    evaluate: () => developmentAccuracy(model, task, pause),
    onStep: (step, loss, { units, seconds }) => {
      const secondsLeft = (seconds / step) * (plan.steps - step);
      live.progress({
        run: `${methods[method].title}, seed ${seed}`,
        step,
        steps: plan.steps,
        loss,
        units,
        secondsLeft,
      });
    },
  };
}

async function developmentAccuracy(model: Model, task: Task, pause: Pause): Promise<number> {
  const set = task.sets['development'];
  if (!set) throw new Error('There is no development set.');
  return accuracy(await classify(model, set, task.padId, pause), set.labels);
}

type Measured = Pick<RunResult, 'status' | 'failure' | 'accuracy' | 'predicted' | 'robust'>;

async function measure(model: Model, trained: Trained, context: RunContext, pause: Pause): Promise<Measured> {
  const { task, settings } = context;
  if (trained.failure !== undefined) {
    return { status: 'diverged', failure: trained.failure, accuracy: {}, predicted: [], robust: [] };
  }
  const accuracies: Record<string, number> = {};
  let predicted: readonly number[] = [];
  for (const { id } of task.info.sets) {
    const set = task.sets[id];
    if (!set) continue;
    const classes = await classify(model, set, task.padId, pause);
    accuracies[id] = accuracy(classes, set.labels);
    if (id === 'development') {
      predicted = task.info.classes.map((_, c) => classes.filter((p) => p === c).length / classes.length);
    }
  }
  const development = task.sets['development'];
  const robust = development ? await robustness(model, development, settings.attack, task.padId, pause) : [];
  return { status: 'finished', accuracy: accuracies, predicted, robust };
}

function lastEpoch({ steps, units, failure }: Trained, { epochs }: Settings, development: number | undefined) {
  return failure === undefined && development !== undefined ? [{ epoch: epochs, step: steps, units, development }] : [];
}
