import { rm } from 'node:fs/promises';
import type { Model, Plugin } from '@advtrain/core';
import { crossEntropy, meanSquaredError } from '@advtrain/engine';
import type { AttackSettings, Pause } from '@advtrain/evaluate';
import type { RunEvent } from '../events.ts';
import type { Configured } from '../methods/configured.ts';
import { miscounted } from '../results/miscounted.ts';
import type { EpochPoint, RunResult } from '../results/results.ts';
import type { TrainingSettings } from '../settings.ts';
import type { Task } from '../task/task.ts';
import { breather } from './interrupted.ts';
import { developmentOf, evaluation, keepBest, measure } from './measure.ts';
import { watchMemory } from './memory.ts';
import { planOf } from './plan.ts';
import type { Plan } from './plan.ts';
import { replaysOf, train } from './training.ts';
import type { Trained, TrainingOptions, Witness } from './training.ts';

/** What a run needs beside its method and its seed. */
export interface RunContext {
  readonly task: Task;
  readonly training: TrainingSettings;
  /** Default: nothing is attacked. */
  readonly attack?: AttackSettings;
  /** All methods of the comparison: the dearest says how long a matched control trains. Default: the method alone. */
  readonly methods?: readonly Configured[];
  /** Told of what happens. Default: nobody is. */
  readonly on?: (event: RunEvent) => void;
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
  /** Sees every step. Default: none. */
  readonly witness?: Witness;
  /** Called with the trained model before it is freed, and with what it should await between batches: the run's own pause. */
  readonly trained?: (model: Model, pause: Pause) => Promise<void>;
}

/**
 * Trains one method with one seed and measures the result. A loss that is no number ends the run as `diverged`; an
 * aborted signal puts the run away and throws `Interrupted`.
 */
export async function run(method: Configured, seed: number, context: RunContext): Promise<RunResult> {
  const { task, training, methods = [method] } = context;
  const { entry, options } = method;
  const model = await task.model(seed);
  const memory = watchMemory();
  try {
    const batches = task.train.perEpoch(training.batchSize);
    const subject = { kind: task.kind, model, accumulate: training.accumulate ?? 1 };
    const plan = planOf(method, { training, batches, methods }, subject);
    const plugins = entry.plugins(options, subject);
    const pause = breather(context.signal);
    const trained = await train(trainingOptions({ method, seed, model, plan, plugins, pause }, context));
    const peakBytes = memory.peak;
    memory.stop();
    const began = performance.now();
    const ended = await keepBest(model, trained, context, pause);
    if (trained.failure === undefined) await context.trained?.(model, pause);
    const measured = await measure(model, trained, context, pause);
    const seconds = { training: trained.seconds, evaluation: trained.evaluation + (performance.now() - began) / 1000 };
    for (const path of [context.checkpoint, context.best?.path]) if (path) await rm(path, { force: true });
    const { steps } = trained;
    const units = { predicted: steps * plan.unitsPerStep, counted: trained.units };
    const wrong = miscounted({ units, steps }, entry.title);
    if (wrong !== undefined) context.on?.({ kind: 'note', text: wrong });
    return {
      key: context.key,
      method: entry.name,
      seed,
      options,
      ...measured,
      steps,
      execution: trained.execution,
      epochs: (steps * (training.accumulate ?? 1)) / batches / replaysOf(plugins),
      units,
      seconds,
      peakBytes,
      curve: trained.curve,
      epochCurve: [...trained.epochs, ...lastEpoch(trained, ended?.development ?? developmentOf(measured, task))],
      ...(ended?.best ? { best: ended.best } : {}),
    };
  } finally {
    memory.stop();
    model.dispose();
  }
}

/** A run under way. */
interface Underway {
  readonly method: Configured;
  readonly seed: number;
  readonly model: Model;
  readonly plan: Plan;
  readonly plugins: readonly Plugin[];
  readonly pause: Pause;
}

function trainingOptions(underway: Underway, context: RunContext): TrainingOptions {
  const { method, seed, model, plan, plugins, pause } = underway;
  const { task, training, on } = context;
  const name = { method: method.entry.name, title: method.entry.title, seed };
  return {
    model,
    plugins,
    plan,
    seed,
    training,
    pause,
    record: context.record,
    checkpoint: context.checkpoint,
    checkpointSeconds: context.checkpointSeconds,
    key: context.key,
    ...(context.witness ? { witness: context.witness } : {}),
    feed: (used) => task.train.feed({ batchSize: training.batchSize, seed, used }),
    loss: task.kind === 'regression' ? meanSquaredError : crossEntropy,
    evaluate: (step, best) => evaluation(model, step, best, context, pause),
    onStep: (step, loss, { units, seconds }) => {
      const secondsLeft = (seconds / step) * (plan.steps - step);
      on?.({ kind: 'step', ...name, step, steps: plan.steps, loss, units, secondsLeft });
    },
    onEvaluation: (point) => {
      on?.({ kind: 'evaluation', ...name, ...point });
    },
  };
}

function lastEpoch({ steps, units, epochs }: Trained, development: number | undefined): EpochPoint[] {
  return development === undefined ? [] : [{ epoch: epochs.length + 1, step: steps, units, development }];
}
