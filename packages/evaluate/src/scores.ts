import { metrics } from '@advtrain/datasets';
import type { MetricName, ScoreName } from '@advtrain/datasets';

/** Metrics by their names; NaN, which JSON has as null, where one is not defined. */
export type Scores = Readonly<Partial<Record<ScoreName, number>>>;

/**
 * Metrics of what a model {@link predict | predicted}.
 *
 * @param names what is computed.
 * @param predicted the answers, in the order of `labels`.
 * @param labels the right answers.
 */
export function scoresOf(
  names: readonly MetricName[],
  predicted: ArrayLike<number>,
  labels: readonly number[],
): Scores {
  return Object.fromEntries(names.map((name) => [name, metrics[name](predicted, labels)]));
}
