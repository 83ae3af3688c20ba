import { headlineOf } from './radii.ts';
import type { Comparison, SetInfo, TaskInfo } from './results.ts';
import type { RunResult } from './runs/run-result.ts';

/** A run reduced to what the table shows of it. */
export interface Cell {
  readonly seed: number;
  /** Accuracy on the development set, in [0, 1]; where there is none, the task's first metric. */
  readonly development: number;
  /** Accuracy under attack at the headline radius, in [0, 1]; NaN where nothing is attacked. */
  readonly robust: number;
  readonly run: RunResult;
}

/**
 * The finished runs of a method, by seed; a diverged run has no cell.
 *
 * @param comparison the results of its runs.
 * @param method its name.
 */
export function cells(comparison: Comparison, method: string): readonly Cell[] {
  const headline = headlineOf(comparison)?.radius;
  return comparison.runs
    .filter((run) => run.method === method && run.status === 'finished')
    .map((run) => ({
      seed: run.seed,
      development: scoreOf(run, 'development') ?? Number.NaN,
      robust: run.robust.find((r) => r.radius === headline)?.accuracy ?? Number.NaN,
      run,
    }))
    .sort((a, b) => a.seed - b.seed);
}

/** What a run scored on a set: its accuracy; where there is none, as in a regression, the task's first metric. */
export function scoreOf({ accuracy, scores }: RunResult, set: string): number | undefined {
  return accuracy[set] ?? Object.values(scores?.[set] ?? {})[0];
}

/**
 * Whether a run's model gives (almost) every development example one class: at least 98 % of them.
 *
 * @param run the result of the run.
 * @param comparison the one that it is of: it has the classes.
 */
export function collapsed(run: Pick<RunResult, 'status' | 'predicted'>, comparison: Pick<Comparison, 'task'>): boolean {
  const development = comparison.task.sets[0];
  if (run.status === 'diverged' || !development || development.majority >= 0.9) return false;
  return Math.max(...run.predicted) >= 0.98;
}

/**
 * How tables and charts call a method.
 *
 * @param comparison the results of its runs.
 * @param method its name.
 */
export function titleOf(comparison: Comparison, method: string): string {
  const searched = (comparison.searches ?? []).flatMap(({ points }) => points);
  return [...comparison.methods, ...searched].find(({ name }) => name === method)?.title ?? method;
}

/** The set of which examples are attacked: development, of images test. */
export function attackedSet({ images = false, sets }: TaskInfo): SetInfo {
  const set = images ? sets.find(({ id }) => id === 'test') : sets[0];
  if (!set) throw new Error('There is no set to attack.');
  return set;
}
