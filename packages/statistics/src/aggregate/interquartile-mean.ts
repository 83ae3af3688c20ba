import type { BootstrapOptions, Interval } from '../bootstrap/interval.ts';
import { checkScores, stratifiedInterval } from '../bootstrap/stratified.ts';
import type { Scores } from '../bootstrap/stratified.ts';
import { mean } from '../numbers/summary.ts';

/**
 * The interquartile mean of the runs of all tasks together: the mean of the middle half, less swayed by outliers than the mean and less
 * wasteful than the median (Agarwal et al. 2021). Of n scores ⌊n/4⌋ are left out at either end, as rliable and scipy's
 * `trim_mean` do: of fewer than four none is.
 *
 * @param scores of every task the scores of its runs.
 */
export function interquartileMean(scores: Scores): number {
  checkScores('scores', scores);
  const sorted = Float64Array.from(scores.flat()).sort();
  const cut = Math.floor(sorted.length / 4);
  return mean(sorted.subarray(cut, sorted.length - cut));
}

/**
 * Its stratified bootstrap interval; rliable takes 50,000 resamples.
 *
 * @param scores of every task the scores of its runs.
 * @param options how often is drawn, what the draws follow from, and the confidence.
 */
export function interquartileMeanInterval(scores: Scores, options: BootstrapOptions = {}): Interval {
  return stratifiedInterval([scores], interquartileMean, options);
}
