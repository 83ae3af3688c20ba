import { checkShare, checkValues } from './checked.ts';

/**
 * The mean of at least one value.
 *
 * @param values numbers in any order.
 */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/**
 * The standard deviation of a sample, by n − 1; of at least two values.
 *
 * @param values numbers in any order.
 */
export function standardDeviation(values: ArrayLike<number>): number {
  checkValues('values', values, 2, 'one value has no spread');
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - centre) ** 2;
  return Math.sqrt(sum / (values.length - 1));
}

/** The quantile of sorted values, interpolated between neighbours (Hyndman & Fan 1996, type 7: numpy's and R's default). */
export function quantileSorted(sorted: ArrayLike<number>, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (at - below);
}

/** The median and the extremes of some values. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** How many values there are. */
  readonly count: number;
}

/**
 * The median and range of the values, or `undefined` of none.
 *
 * @param values numbers in any order.
 */
export function spread(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  return { median: quantileSorted(sorted, 0.5), low: sorted[0]!, high: sorted.at(-1)!, count: sorted.length };
}

/**
 * The quantile of values in any order; `share` above 0 and below 1.
 *
 * @param values at least one.
 * @param share what part of the values lies below.
 */
export function quantile(values: readonly number[], share: number): number {
  checkValues('values', values, 1, 'nothing has no quantiles');
  checkShare('share', share, 0.5);
  return quantileSorted(Float64Array.from(values).sort(), share);
}
