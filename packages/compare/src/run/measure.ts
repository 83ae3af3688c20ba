import { absolute } from '@advtrain/core';
import type { Lengths, Model } from '@advtrain/core';
import { accuracy, bestBy, metrics } from '@advtrain/datasets';
import type { BestState } from '@advtrain/datasets';
import { attackEach, predict, robustPoints, scoresOf } from '@advtrain/evaluate';
import type { AttackSettings, Pause, Scores } from '@advtrain/evaluate';
import { packed } from '../results/correct.ts';
import type { RunResult } from '../results/results.ts';
import type { Task } from '../task/task.ts';
import { keepParams, restoreParams } from './best-params.ts';
import type { Evaluation, Trained } from './training.ts';
import { endingText } from './watch/ending.ts';

/** What measuring a run depends on. */
export interface Measuring {
  readonly task: Task;
  readonly attack?: AttackSettings;
  /** How long the task's x are. */
  readonly lengths?: Lengths;
  /** Where the best evaluation's parameters are kept, if they are. */
  readonly best?: { readonly path: string; readonly patience?: number };
}

/** Evaluates on the development set, and keeps the parameters if they are the best so far and that is asked for. */
export async function evaluation(
  model: Model,
  step: number,
  state: BestState | undefined,
  { task, best: keeping }: Measuring,
  pause: Pause,
): Promise<Evaluation> {
  const set = task.sets['development'];
  if (!set) throw new Error('There is no development set.');
  const [metric] = task.metrics;
  const predicted = await predict(model, set, { kind: task.kind, pause });
  const best = bestBy(metric, {
    ...(keeping?.patience === undefined ? {} : { patience: keeping.patience }),
    ...(state ? { state } : {}),
  });
  const isBest = best.see(predicted, set.labels, step);
  if (isBest && keeping) await keepParams(model, keeping.path);
  return { development: metrics[metric](predicted, set.labels), best: best.state, exhausted: best.exhausted };
}

/** How training ended on the development set, and the best evaluation that the model now has the parameters of. */
export interface Ended {
  readonly development: number;
  readonly best?: NonNullable<RunResult['best']>;
}

/** Evaluates after the last step and gives the model its best parameters, where those are to be kept. */
export async function keepBest(
  model: Model,
  trained: Trained,
  measuring: Measuring,
  pause: Pause,
): Promise<Ended | undefined> {
  if (!measuring.best || trained.ending?.status === 'diverged') return undefined;
  const { development, best } = await evaluation(model, trained.steps, trained.best, measuring, pause);
  if (!best.best) return { development };
  if (best.best.at !== trained.steps) await restoreParams(model, measuring.best.path);
  return { development, best: { step: best.best.at, development: best.best.value } };
}

/** What a run's model is measured to be. */
export type Measured = Pick<
  RunResult,
  'status' | 'failure' | 'accuracy' | 'correct' | 'scores' | 'predicted' | 'robust' | 'lostAt'
>;

/** Measures a trained model on every set, and under attack. */
export async function measure(
  model: Model,
  trained: Trained,
  { task, attack, lengths }: Measuring,
  pause: Pause,
): Promise<Measured> {
  const { ending } = trained;
  const failure = ending && endingText(ending);
  if (ending?.status === 'diverged')
    return { status: 'diverged', failure: failure!, accuracy: {}, predicted: [], robust: [] };
  const accuracies: Record<string, number> = {};
  const correct: Record<string, string> = {};
  const scores: Record<string, Scores> = {};
  let predicted: readonly number[] = [];
  for (const { id } of task.info.sets) {
    const set = task.sets[id];
    if (!set) continue;
    const answers = await predict(model, set, { kind: task.kind, pause });
    scores[id] = scoresOf(task.metrics, answers, set.labels);
    if (task.kind !== 'regression') {
      accuracies[id] = accuracy(answers, set.labels);
      correct[id] = packed(Array.from(answers, (answer, i) => answer === set.labels[i]));
    }
    if (id === 'development') {
      predicted = task.info.classes.map((_, c) => answers.filter((answer) => answer === c).length / answers.length);
    }
  }
  const attacked = task.attacked === undefined ? undefined : task.sets[task.attacked];
  const measured = { accuracy: accuracies, correct, scores, predicted };
  const finished: Omit<Measured, 'robust'> =
    failure === undefined ? { status: 'finished', ...measured } : { status: 'stopped', failure, ...measured };
  if (!attack || !attacked) return { ...finished, robust: [] };
  const { steps, examples } = attack;
  const site = { model, ...(lengths ? { lengths } : {}) };
  const radii = attack.radii.map((radius) => absolute('attack.radii', radius, 'ball', site));
  const outcome = await attackEach(model, attacked, { steps, radii, examples, pause });
  // JSON has no Infinity.
  const lostAt = outcome.lostAt.map((radius) => (Number.isFinite(radius) ? radius : null));
  return { ...finished, robust: robustPoints(outcome, radii), lostAt };
}

/** The task's first metric on the development set. */
export function developmentOf({ scores }: Measured, { metrics: [metric] }: Task): number | undefined {
  return scores?.['development']?.[metric];
}
