import type { MeasureProgress } from '../events.ts';
import { measuringEvent } from '../words/progress.ts';
import { crossEntropyOf, replaysOf } from '@advtrain/core';
import type { Lengths, Model, Plugin } from '@advtrain/core';
import { meanSquaredError } from '@advtrain/engine';
import type { Pause } from '@advtrain/evaluate';
import type { Configured } from '../methods/configured.ts';
import { checkParams } from './kept/best-params.ts';
import { evaluation } from './measure.ts';
import { unitsAfter } from './plan.ts';
import type { Plan } from './plan.ts';
import type { RunContext } from './run-context.ts';
import type { TrainingOptions } from './training.ts';
import { attemptKey, spentBy } from './watch/attempts.ts';
import type { Attempts } from './watch/attempts.ts';
import { guardOf } from './watch/guard-of.ts';

/** A run under way. */
export interface Underway {
  readonly method: Configured;
  readonly seed: number;
  readonly model: Model;
  /** How long the task's x are. */
  readonly lengths: Lengths;
  readonly plan: Plan;
  readonly plugins: readonly Plugin[];
  readonly pause: Pause;
  /** Attempts that were given up. */
  readonly before: Attempts;
}

/** How a run under way is trained. */
export function trainingOptions(underway: Underway, context: RunContext): TrainingOptions {
  const { method, seed, model, plan, plugins, pause, before } = underway;
  const { task, training, on } = context;
  const spent = { ...spentBy(before.all), lines: before.lines };
  const name = { method: method.entry.name, title: method.entry.title, seed };
  const progress = (at: MeasureProgress) => on?.(measuringEvent(name, at));
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
    key: attemptKey(context.key, before.all.length),
    check: async ({ best }) => {
      if (context.best && best?.best) await checkParams(context.best.path, best.best.at);
    },
    note: (text) => on?.({ kind: 'note', text, isWrong: true }),
    spent,
    guard: guardOf({
      ...underway,
      task,
      training,
      replays: replaysOf(plugins),
      cluster: context.cluster,
      onWarning: (warning) => {
        on?.({ kind: 'warning', ...name, warning });
      },
    }),
    signal: context.signal,
    cluster: context.cluster,
    shardsOptimizer: context.shardsOptimizer ?? false,
    ...(context.witness ? { witness: context.witness } : {}),
    feed: (used) => task.train.feed({ batchSize: training.batchSize, seed, used }),
    loss: task.kind === 'regression' ? meanSquaredError : crossEntropyOf(model),
    evaluate: (step, best) => evaluation(model, step, best, { ...context, progress }, pause),
    onStep: (step, loss, { units, seconds }) => {
      const secondsLeft = (seconds - spent.seconds) * (1 / shareDone(plan, step) - 1);
      on?.({ kind: 'step', ...name, step, steps: plan.steps, loss, units, secondsLeft });
    },
    onCheckpoint: (step) => {
      on?.({ kind: 'checkpoint', ...name, step });
    },
    onEvaluation: (point) => {
      on?.({ kind: 'evaluation', ...name, ...point });
    },
  };
}

/** The share of a training's time that its first steps take: natural steps before a method begins take less than its own. */
function shareDone(plan: Plan, step: number): number {
  return plan.begin === 0 ? step / plan.steps : unitsAfter(plan, step) / unitsAfter(plan, plan.steps);
}
