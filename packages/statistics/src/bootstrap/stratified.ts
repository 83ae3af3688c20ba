import { checkValues } from '../numbers/checked.ts';
import { random } from '../random/random.ts';
import type { Random } from '../random/random.ts';
import { bootstrapOptions, percentileOf } from './interval.ts';
import type { BootstrapOptions, Interval } from './interval.ts';

/** Scores by task, then by run: `scores[task][run]`. Tasks may have unlike numbers of runs. */
export type Scores = readonly (readonly number[])[];

/** Throws one sentence where scores have no task, or a task has no run or a score that is no number. */
export function checkScores(name: string, scores: Scores): void {
  if (scores.length === 0) throw new Error(`${name} has no task: give the runs of at least one.`);
  scores.forEach((runs, task) => checkValues(`task ${task + 1} of ${name}`, runs, 1, 'every task has a run'));
}

/**
 * The stratified percentile bootstrap interval (Agarwal et al., *Deep Reinforcement Learning at the Edge of the Statistical
 * Precipice*, 2021; their library rliable) of a statistic of runs on several tasks: each resample draws, of every task, as many of its
 * runs as it has. Each of `samples` is resampled on its own.
 *
 * rliable's documented `random_state` changes nothing, because its resampling draws from numpy's global generator; here `seed` decides.
 *
 * @param samples of each method, of every task the scores of its runs.
 * @param statistic a number of the samples, in their order.
 * @param options how often is drawn, what the draws follow from, and the confidence.
 */
export function stratifiedInterval(
  samples: readonly Scores[],
  statistic: (...samples: Scores[]) => number,
  options: BootstrapOptions = {},
): Interval {
  const { confidence } = bootstrapOptions(options);
  const all = new Float64Array(stratifiedReplicates(samples, (...some) => [statistic(...some)], options)[0]!);
  return percentileOf(all.sort(), confidence);
}

/** The same of several statistics at once: for each, its replicates in the order of the resamples. */
export function stratifiedReplicates(
  samples: readonly Scores[],
  statistics: (...samples: Scores[]) => readonly number[],
  options: BootstrapOptions,
): readonly (readonly number[])[] {
  const { resamples, seed } = bootstrapOptions(options);
  samples.forEach((scores, place) => checkScores(samples.length === 1 ? 'scores' : `sample ${place + 1}`, scores));
  const draws = random(seed);
  const found: number[][] = statistics(...samples).map(() => []);
  for (let i = 0; i < resamples; i++) {
    const drawn = samples.map((scores) => scores.map((runs) => resampled(runs, draws)));
    statistics(...drawn).forEach((value, place) => found[place]!.push(value));
  }
  return found;
}

function resampled(runs: readonly number[], draws: Random): readonly number[] {
  return runs.map(() => runs[draws.below(runs.length)]!);
}
