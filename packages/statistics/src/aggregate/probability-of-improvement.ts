import { bootstrapOptions } from '../bootstrap/interval.ts';
import type { BootstrapOptions, Interval } from '../bootstrap/interval.ts';
import { percentileInterval } from '../bootstrap/one-sample.ts';
import { checkScores, stratifiedInterval } from '../bootstrap/stratified.ts';
import type { Scores } from '../bootstrap/stratified.ts';
import { checkValues } from '../numbers/checked.ts';
import { mean } from '../numbers/summary.ts';
import { mcnemar } from '../tests/mcnemar.ts';

/**
 * How likely a run of `a` scores above a run of `b`, P(A > B), a draw counting half: of every task the share of all pairs of runs
 * (Mann & Whitney's U, 1947), and the mean over tasks (Agarwal et al. 2021). For runs that are not paired.
 *
 * @param a of every task the scores of its runs.
 * @param b of the same tasks the scores of its runs, which may be more or fewer.
 */
export function probabilityOfImprovement(a: Scores, b: Scores): number {
  checkScores('a', a);
  checkScores('b', b);
  if (a.length !== b.length) {
    throw new Error(`a has ${a.length} tasks and b ${b.length}: compare them on the same tasks.`);
  }
  return mean(a.map((runs, task) => wins(runs, b[task]!)));
}

function wins(a: readonly number[], b: readonly number[]): number {
  return mean(a.map((first) => mean(b.map((second) => won(first - second)))));
}

function won(difference: number): number {
  if (difference === 0) return 0.5;
  return difference > 0 ? 1 : 0;
}

/**
 * Its stratified bootstrap interval: the runs of `a` and of `b` are drawn each on their own.
 *
 * @param a of every task the scores of its runs.
 * @param b of the same tasks the scores of its runs, which may be more or fewer.
 * @param options how often is drawn, what the draws follow from, and the confidence.
 */
export function probabilityOfImprovementInterval(a: Scores, b: Scores, options: BootstrapOptions = {}): Interval {
  return stratifiedInterval([a, b], probabilityOfImprovement, options);
}

/** How likely a method is above its control in a pair of runs, and what that amounts to. */
export interface Outperformance {
  /** The share of pairs that the method wins; a draw counts half. */
  readonly share: number;
  readonly interval: Interval;
  /**
   * `meaningful`: the interval is above one half and reaches above the threshold. `slight`: it is above one half, but not above the
   * threshold. `undecided`: one half is in it, or it is below, or the sign test does not find that wins are more than losses.
   */
  readonly verdict: 'meaningful' | 'slight' | 'undecided';
}

/**
 * P(A > B) of paired runs with a percentile bootstrap interval over the pairs, judged as Bouthillier et al. recommend (2021, section 6)
 * against their threshold of 0.75: significant where the interval is above one half, meaningful where it also reaches beyond the
 * threshold. Theirs is the interval alone, which has no width where every pair is won: five wins of five happen to one method in 32 that
 * is no better. So the exact sign test must agree, which six do. At least two differences.
 *
 * @param differences one a pair, A less B.
 * @param options `threshold`, in [0, 1], and how the interval is drawn.
 */
export function outperformance(
  differences: readonly number[],
  { threshold = 0.75, ...options }: BootstrapOptions & { readonly threshold?: number } = {},
): Outperformance {
  checkValues('differences', differences, 2, 'one pair says nothing of how others would differ');
  const pairs = differences.map(won);
  const interval = percentileInterval(pairs, options);
  const count = (of: number): number => pairs.filter((pair) => pair === of).length;
  const { exact } = mcnemar({ onlyFirst: count(1), onlySecond: count(0) });
  const isDecided = exact <= 1 - bootstrapOptions(options).confidence;
  return { share: mean(pairs), interval, verdict: isDecided ? judged(interval, threshold) : 'undecided' };
}

function judged({ low, high }: Interval, threshold: number): Outperformance['verdict'] {
  if (low <= 0.5) return 'undecided';
  return high > threshold ? 'meaningful' : 'slight';
}
