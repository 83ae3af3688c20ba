import { rm } from 'node:fs/promises';
import type { Model } from '@advtrain/core';
import { accuracy, bestBy, metrics } from '@advtrain/datasets';
import type { BestState } from '@advtrain/datasets';
import { crossEntropy, meanSquaredError } from '@advtrain/engine';
import { predict, robustness, scoresOf } from '@advtrain/evaluate';
import type { Pause, Scores } from '@advtrain/evaluate';
import type { MethodName } from '../methods/method-rules.ts';
import { methods } from '../methods/methods.ts';
import { companionsOf, pluginOf } from '../methods/plugins.ts';
import type { EpochPoint, RunResult } from '../results/results.ts';
import type { Settings } from '../settings.ts';
import type { Task } from '../task.ts';
import { keepParams, restoreParams } from './best-params.ts';
import { breather } from './interrupted.ts';
import type { Live } from './live.ts';
import { watchMemory } from './memory.ts';
import { planOf } from './plan.ts';
import type { Plan } from './plan.ts';
import { train } from './training.ts';
import type { Evaluation, Trained, TrainingOptions } from './training.ts';

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
  /**
   * Keeps the best evaluation's parameters in a file at `path` and ends with them. Training stops after `patience`
   * evaluations in a row without a better one; default: never. Default: the last step's parameters are the result.
   */
  readonly best?: { readonly path: string; readonly patience?: number };
  /** Called with the trained model before it is freed, and with what it should await between batches: the run's own pause. */
  readonly trained?: (model: Model, pause: Pause) => Promise<void>;
}

/**
 * Trains one method with one seed and measures the result. A loss that is no number ends the run as `diverged`; an
 * aborted signal puts the run away and throws `Interrupted`.
 */
export async function run(method: MethodName, seed: number, context: RunContext): Promise<RunResult> {
  const { task, settings } = context;
  const model = await task.model(seed);
  const memory = watchMemory();
  try {
    const perEpoch = task.train.perEpoch(settings.batchSize);
    const plan = planOf(method, settings, perEpoch, { kind: task.kind, model });
    const pause = breather(context.signal);
    const training = trainingOptions(method, seed, model, plan, pause, context);
    const trained = await train(training);
    const peakBytes = memory.peak;
    memory.stop();
    const began = performance.now();
    const ended = await settle(model, trained, context, pause);
    if (trained.failure === undefined) await context.trained?.(model, pause);
    const measured = await measure(model, trained, context, pause);
    const evaluation = trained.evaluation + (performance.now() - began) / 1000;
    for (const path of [context.checkpoint, context.best?.path]) if (path) await rm(path, { force: true });
    return {
      key: context.key,
      method,
      seed,
      options: settings.options[method],
      ...measured,
      steps: trained.steps,
      execution: trained.execution,
      epochs: trained.steps / perEpoch / (training.plugin.replays ?? 1),
      units: { predicted: plan.units, counted: trained.units },
      seconds: { training: trained.seconds, evaluation },
      peakBytes,
      curve: trained.curve,
      epochCurve: [...trained.epochs, ...lastEpoch(trained, ended ?? developmentOf(measured, task))],
      ...(ended?.best ? { best: ended.best } : {}),
    };
  } finally {
    memory.stop();
    model.dispose();
  }
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
    model,
    plan,
    seed,
    pause,
    plugin: pluginOf(method, settings.options[method], { kind: task.kind, model }),
    companions: companionsOf(method, settings.options[method], { kind: task.kind, model }),
    feed: (used) => task.train.feed({ batchSize: settings.batchSize, seed, used }),
    loss: task.kind === 'regression' ? meanSquaredError : crossEntropy,
    evaluate: (step, best) => evaluate(model, step, best, context, pause),
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

/** Evaluates on the development set, and keeps the parameters if they are the best so far and that is asked for. */
async function evaluate(
  model: Model,
  step: number,
  state: BestState | undefined,
  { task, best: keeping }: RunContext,
  pause: Pause,
): Promise<Evaluation> {
  const set = task.sets['development'];
  if (!set) throw new Error('There is no development set.');
  const [metric] = task.metrics;
  const predicted = await predict(model, set, task.kind, pause);
  const best = bestBy(metric, {
    ...(keeping?.patience === undefined ? {} : { patience: keeping.patience }),
    ...(state ? { state } : {}),
  });
  const isBest = best.see(predicted, set.labels, step);
  if (isBest && keeping) await keepParams(model, keeping.path);
  return { development: metrics[metric](predicted, set.labels), best: best.state, exhausted: best.exhausted };
}

/** How training ended on the development set, and the best evaluation that the model now has the parameters of. */
interface Ended {
  readonly development: number;
  readonly best?: NonNullable<RunResult['best']>;
}

/** Evaluates after the last step and gives the model its best parameters, where those are to be kept. */
async function settle(model: Model, trained: Trained, context: RunContext, pause: Pause): Promise<Ended | undefined> {
  if (!context.best || trained.failure !== undefined) return undefined;
  const { development, best } = await evaluate(model, trained.steps, trained.best, context, pause);
  if (!best.best) return { development };
  if (best.best.at !== trained.steps) await restoreParams(model, context.best.path);
  return { development, best: { step: best.best.at, development: best.best.value } };
}

type Measured = Pick<RunResult, 'status' | 'failure' | 'accuracy' | 'scores' | 'predicted' | 'robust'>;

async function measure(model: Model, trained: Trained, context: RunContext, pause: Pause): Promise<Measured> {
  const { task, settings } = context;
  if (trained.failure !== undefined) {
    return { status: 'diverged', failure: trained.failure, accuracy: {}, predicted: [], robust: [] };
  }
  const accuracies: Record<string, number> = {};
  const scores: Record<string, Scores> = {};
  let predicted: readonly number[] = [];
  for (const { id } of task.info.sets) {
    const set = task.sets[id];
    if (!set) continue;
    const answers = await predict(model, set, task.kind, pause);
    scores[id] = scoresOf(task.metrics, answers, set.labels);
    if (task.kind !== 'regression') accuracies[id] = accuracy(answers, set.labels);
    if (id === 'development') {
      predicted = task.info.classes.map((_, c) => answers.filter((answer) => answer === c).length / answers.length);
    }
  }
  const attacked = task.attacked === undefined ? undefined : task.sets[task.attacked];
  const robust = attacked ? await robustness(model, attacked, settings.attack, pause) : [];
  return { status: 'finished', accuracy: accuracies, scores, predicted, robust };
}

function developmentOf({ scores }: Measured, { metrics: [metric] }: Task): { development: number } | undefined {
  const development = scores?.['development']?.[metric];
  return development === undefined ? undefined : { development };
}

function lastEpoch({ steps, units, epochs }: Trained, ended: { development: number } | undefined): EpochPoint[] {
  return ended ? [{ epoch: epochs.length + 1, step: steps, units, development: ended.development }] : [];
}
