import { checkValues } from '../numbers/checked.ts';
import { mean } from '../numbers/summary.ts';
import { random } from '../random/random.ts';
import { bcaOf } from './bca.ts';
import { bootstrapOptions, percentileOf } from './interval.ts';
import type { BootstrapOptions, Interval } from './interval.ts';

/**
 * A number that sums values up, in whatever order they are.
 *
 * @param values in no order.
 */
export type Statistic = (values: Float64Array) => number;

/** How a statistic of one sample is bootstrapped. */
export interface SampleOptions extends BootstrapOptions {
  /** Default: the mean. */
  readonly statistic?: Statistic;
}

const remedy = 'one value says nothing of how others would differ';

/**
 * The percentile bootstrap interval (Efron 1979) of a statistic of independent values. For paired runs the values are the
 * differences. Too narrow with few values, as every bootstrap is. Throws with fewer than two values, or one that is no number.
 *
 * @param values one a run.
 * @param options the statistic (default: the mean), how often is drawn, what the draws follow from, and the confidence.
 */
export function percentileInterval(values: readonly number[], options: SampleOptions = {}): Interval {
  const { confidence } = bootstrapOptions(options);
  return percentileOf(replicates(values, options), confidence);
}

/**
 * The BCa bootstrap interval (bias-corrected and accelerated; Efron, *Better bootstrap confidence intervals*, 1987) of a statistic
 * of independent values. For paired runs the values are the differences. Values that are all equal give an interval of
 * that one value: they show no spread, which is not to say that there is none. Throws with fewer than two values, or one
 * that is no number.
 *
 * @param values one a run.
 * @param options the statistic (default: the mean), how often is drawn, what the draws follow from, and the confidence.
 */
export function bcaInterval(values: readonly number[], options: SampleOptions = {}): Interval {
  const { confidence } = bootstrapOptions(options);
  const { statistic = mean } = options;
  const sorted = replicates(values, options);
  const whole = Float64Array.from(values);
  const without = values.map((_, left) => statistic(whole.filter((_value, i) => i !== left)));
  return bcaOf(sorted, statistic(whole), without, confidence);
}

/** The statistic of every resample, ascending. */
function replicates(values: readonly number[], options: SampleOptions): Float64Array {
  checkValues('values', values, 2, remedy);
  const { resamples, seed } = bootstrapOptions(options);
  const { statistic = mean } = options;
  const draws = random(seed);
  const some = new Float64Array(values.length);
  const all = new Float64Array(resamples);
  for (let i = 0; i < resamples; i++) {
    for (let j = 0; j < some.length; j++) some[j] = values[draws.below(some.length)]!;
    all[i] = statistic(some);
  }
  return all.sort();
}
