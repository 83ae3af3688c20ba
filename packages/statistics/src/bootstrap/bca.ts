import { normalCdf, normalQuantile } from '../numbers/normal.ts';
import { mean, quantileSorted } from '../numbers/summary.ts';
import type { Interval } from './interval.ts';

/** By how much of the replicates' range two sums of the same numbers may differ out of rounding. */
const rounding = 1e-12;

/**
 * The BCa interval (Efron 1987) from sorted replicates, the estimate of all values, and the estimates without one value each.
 *
 * Where scipy's `bootstrap` gives NaN there is an answer here: if all replicates are one value, the interval is that value;
 * if the estimate is beyond every replicate, it counts as half a replicate from the end; without any spread among the
 * estimates there is no acceleration.
 *
 * @param sorted replicates, ascending.
 * @param estimate the statistic of all values.
 * @param without the statistic without each value in turn.
 * @param confidence above 0 and below 1.
 */
export function bcaOf(sorted: Float64Array, estimate: number, without: readonly number[], confidence = 0.95): Interval {
  const count = sorted.length;
  const range = sorted[count - 1]! - sorted[0]!;
  if (range <= rounding * Math.abs(estimate)) return { low: estimate, high: estimate };
  const below = sorted.filter((value) => value < estimate - rounding * range).length;
  const upTo = sorted.filter((value) => value <= estimate + rounding * range).length;
  const share = Math.min(1 - 0.5 / count, Math.max(0.5 / count, (below + upTo) / (2 * count)));
  const bias = normalQuantile(share);
  const acceleration = accelerationOf(without);
  const at = (outside: number) => {
    const z = bias + normalQuantile(outside);
    return quantileSorted(sorted, normalCdf(bias + z / (1 - acceleration * z)));
  };
  const outside = (1 - confidence) / 2;
  return { low: at(outside), high: at(1 - outside) };
}

/** How fast the spread grows with the estimate, by the jackknife (Efron 1987, 7.3). */
function accelerationOf(without: readonly number[]): number {
  const centre = mean(without);
  let squares = 0;
  let cubes = 0;
  for (const value of without) {
    squares += (centre - value) ** 2;
    cubes += (centre - value) ** 3;
  }
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}
