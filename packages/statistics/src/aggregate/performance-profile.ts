import { bootstrapOptions, percentileOf } from '../bootstrap/interval.ts';
import type { BootstrapOptions, Interval } from '../bootstrap/interval.ts';
import { checkScores, stratifiedReplicates } from '../bootstrap/stratified.ts';
import type { Scores } from '../bootstrap/stratified.ts';
import { checkValues } from '../numbers/checked.ts';

/** A point of a performance profile. */
export interface ProfilePoint {
  readonly threshold: number;
  /** The share of runs that score above it. */
  readonly share: number;
  /** Where that share lies, at this threshold alone. */
  readonly interval: Interval;
}

/**
 * The performance profile (run-score distribution) of Agarwal et al. (2021), after Dolan & Moré (2002): of each threshold the share of the
 * runs of all tasks that score above it, with its stratified bootstrap interval. Two profiles that do not cross rank two
 * methods whatever the threshold. Default of `resamples`: 2,000, as rliable's.
 *
 * @param scores of every task the scores of its runs.
 * @param thresholds in the unit of the scores.
 * @param options how often is drawn, what the draws follow from, and the confidence.
 */
export function performanceProfile(
  scores: Scores,
  thresholds: readonly number[],
  options: BootstrapOptions = {},
): readonly ProfilePoint[] {
  checkScores('scores', scores);
  checkValues('thresholds', thresholds, 1, 'name what scores are to exceed');
  const { confidence } = bootstrapOptions(options);
  const shares = (some: Scores) => thresholds.map((threshold) => shareAbove(some, threshold));
  const replicates = stratifiedReplicates([scores], shares, { ...options, resamples: options.resamples ?? 2000 });
  return shares(scores).map((share, place) => ({
    threshold: thresholds[place]!,
    share,
    interval: percentileOf(Float64Array.from(replicates[place]!).sort(), confidence),
  }));
}

function shareAbove(scores: Scores, threshold: number): number {
  let above = 0;
  let all = 0;
  for (const runs of scores) {
    for (const score of runs) if (score > threshold) above++;
    all += runs.length;
  }
  return above / all;
}
