import { checkCount, checkShare } from '../numbers/checked.ts';
import { quantileSorted } from '../numbers/summary.ts';

/** Where a quantity lies, as far as the data say. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** How often is drawn, and for which interval. */
export interface BootstrapOptions {
  /** The share of such intervals that shall hold the truth, above 0 and below 1. Default 0.95. */
  readonly confidence?: number;
  /** How many resamples are drawn. Default 10,000. */
  readonly resamples?: number;
  /** What the draws follow from: the same seed gives the same interval. Default 1. */
  readonly seed?: number;
}

/** The options with their defaults, checked. */
export function bootstrapOptions(options: BootstrapOptions): Required<BootstrapOptions> {
  const { confidence = 0.95, resamples = 10_000, seed = 1 } = options;
  checkShare('confidence', confidence, 0.95);
  checkCount('resamples', resamples, 1);
  return { confidence, resamples, seed };
}

/**
 * The percentile interval (Efron 1979): the quantiles of sorted replicates that leave out as much on either side.
 *
 * @param sorted replicates, ascending.
 * @param confidence above 0 and below 1.
 */
export function percentileOf(sorted: ArrayLike<number>, confidence = 0.95): Interval {
  const outside = (1 - confidence) / 2;
  return { low: quantileSorted(sorted, outside), high: quantileSorted(sorted, 1 - outside) };
}
