import { absolute } from '@advtrain/core';
import type { Cluster, Lengths, Model } from '@advtrain/core';
import { accuracy, bestOf } from '@advtrain/datasets';
import type { BestState } from '@advtrain/datasets';
import { attackEach, measured, nearestError, robustPoints } from '@advtrain/evaluate';
import type { AttackSettings, Pause, Scores } from '@advtrain/evaluate';
import type { MeasureProgress } from '../events.ts';
import { packed } from '../results/correct.ts';
import type { RunResult } from '../results/runs/run-result.ts';
import { risesOf } from '../rises/rises-of.ts';
import type { Balls } from '../rises/rises-of.ts';
import type { Task } from '../task/task.ts';
import { keepParams, restoreParams } from './kept/best-params.ts';
import type { Evaluation } from './evaluations.ts';
import type { Trained } from './training.ts';
import { brokenAnswers } from './watch/broken.ts';
import { underWords } from '../words/under-words.ts';
import type { WordAttacks } from '../words/under-words.ts';
import { paced } from '../words/progress.ts';
import { endingText } from './watch/ending.ts';
import type { Ending } from './watch/ending.ts';

/** What measuring a run depends on. */
export interface Measuring {
  readonly task: Task;
  readonly attack?: AttackSettings;
  readonly words?: WordAttacks;
  /** Whose balls the largest loss increase is measured in. Default: it is not. */
  readonly balls?: Balls;
  /** Told how far it is. Default: nobody is. */
  readonly progress?: (at: MeasureProgress) => void;
  /** How long the task's x are. */
  readonly lengths?: Lengths;
  /** Processes that share the work. Default: this one alone. */
  readonly cluster?: Cluster | undefined;
  /** Where the best evaluation's parameters are kept, if they are. */
  readonly best?: { readonly path: string; readonly patience?: number };
}

/**
 * Evaluates on the development set, and keeps the parameters if they are the best so far and that is asked for; `undefined` where
 * an answer is no number, which is no evaluation.
 */
export async function evaluation(
  model: Model,
  step: number,
  state: BestState | undefined,
  { task, best: keeping, progress, cluster }: Measuring,
  pause: Pause,
): Promise<Evaluation | undefined> {
  const set = task.sets['development'];
  if (!set) throw new Error('There is no development set.');
  const [metric] = task.metrics;
  const { answers, scores } = await measured(model, set, [metric], {
    kind: task.kind,
    pause,
    progress: paced((at) => progress?.({ set: 'development', ...at })),
    cluster,
  });
  if (answers.some(Number.isNaN)) return undefined;
  const value = scores[metric] ?? Number.NaN;
  const best = bestOf({
    ...(keeping?.patience === undefined ? {} : { patience: keeping.patience }),
    ...(state ? { state } : {}),
  });
  const isBest = best.see(value, step);
  if (isBest && keeping) await keepParams(model, keeping.path, step);
  return { development: value, best: best.state, exhausted: best.exhausted };
}

/** How training ended on the development set, and the best evaluation that the model now has the parameters of. */
export interface Ended {
  /** Absent where the last step left nothing to evaluate. */
  readonly development?: number;
  readonly best?: NonNullable<RunResult['best']>;
}

/**
 * Evaluates after the last step, which may show that training has diverged, and gives the model its best parameters, where those are
 * to be kept: whatever came after them.
 */
export async function keepBest(
  model: Model,
  trained: Trained,
  measuring: Measuring & { readonly note: (text: string) => void },
  pause: Pause,
): Promise<Ended> {
  if (!measuring.best) return {};
  const isOver = trained.ending?.status === 'diverged';
  const last = isOver ? undefined : await evaluation(model, trained.steps, trained.best, measuring, pause);
  if (!last && !isOver) trained.ending = brokenAnswers(trained.steps);
  const development = last && { development: last.development };
  const { best } = last?.best ?? trained.best ?? {};
  if (!best) return { ...development };
  if (best.at !== trained.steps) {
    try {
      await restoreParams(model, measuring.best.path, best.at);
    } catch (error) {
      if (!last) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      measuring.note(
        `The best evaluation, after step ${best.at}, is lost, and the last step is kept instead: ${reason}`,
      );
      return { ...development };
    }
  }
  return { ...development, best: { step: best.at, development: best.value } };
}

/** What a run's model is measured to be. */
export type Measured = Pick<
  RunResult,
  'status' | 'failure' | 'accuracy' | 'correct' | 'scores' | 'predicted' | 'robust' | 'lostAt' | 'words' | 'increase'
>;

/** Measures a trained model on every set, and under attack; one that diverged only where it has parameters from before. */
export async function measure(
  model: Model,
  { ending, steps: taken }: Pick<Trained, 'ending' | 'steps'>,
  {
    task,
    attack,
    words,
    balls,
    progress = () => undefined,
    lengths,
    cluster,
    isRestored,
  }: Measuring & { readonly isRestored: boolean },
  pause: Pause,
): Promise<Measured> {
  if (ending?.status === 'diverged' && !isRestored) return unmeasured(ending);
  const accuracies: Record<string, number> = {};
  const correct: Record<string, string> = {};
  const scores: Record<string, Scores> = {};
  let predicted: readonly number[] = [];
  for (const { id } of task.info.sets) {
    const set = task.sets[id];
    if (!set) continue;
    const { answers, scores: found } = await measured(model, set, task.metrics, {
      kind: task.kind,
      pause,
      progress: paced((at) => progress({ set: id, ...at })),
      cluster,
    });
    scores[id] = found;
    if (task.kind !== 'regression' && !set.judge) {
      accuracies[id] = accuracy(answers, set.labels);
      correct[id] = packed(Array.from(answers, (answer, i) => answer === set.labels[i]));
    }
    if (id === 'development') {
      if (answers.some(Number.isNaN)) return unmeasured(brokenAnswers(taken));
      predicted = (set.judge ? [] : task.info.classes).map(
        (_, c) => answers.filter((answer) => answer === c).length / answers.length,
      );
    }
  }
  const attacked = task.attacked === undefined ? undefined : task.sets[task.attacked];
  const found = { accuracy: accuracies, correct, scores, predicted };
  const left = words &&
    task.texts && { words: await underWords(model, task.texts, words, { pause, progress, cluster }) };
  const finished: Omit<Measured, 'robust'> = ending
    ? { status: ending.status, failure: endingText(ending), ...found, ...left }
    : { status: 'finished', ...found, ...left };
  if (!attack || !attacked) return { ...finished, robust: [] };
  const { steps, examples } = attack;
  const site = { model, ...(lengths ? { lengths } : {}) };
  const radii = attack.radii.map((radius) => absolute('attack.radii', radius, 'ball', site));
  const whole = nearestError(model, attacked);
  const told = paced((at) =>
    progress({ attack: `PGD-${steps} in ${radii.length === 1 ? 'a ball' : `${radii.length} balls`}`, ...at }),
  );
  const outcome = await attackEach(whole.model, whole.set, { steps, radii, examples, pause, progress: told, cluster });
  // JSON has no Infinity.
  const lostAt = outcome.lostAt.map((radius) => (Number.isFinite(radius) ? radius : null));
  const increase = balls && { increase: await risesOf(model, attacked, { balls, examples, pause }) };
  return { ...finished, robust: robustPoints(outcome, radii), lostAt, ...increase };
}

function unmeasured(ending: Ending): Measured {
  return { status: 'diverged', failure: endingText(ending), accuracy: {}, predicted: [], robust: [] };
}

/** The task's first metric on the development set. */
export function developmentOf({ scores }: Measured, { metrics: [metric] }: Task): number | undefined {
  return scores?.['development']?.[metric];
}
