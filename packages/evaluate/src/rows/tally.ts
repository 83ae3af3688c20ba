import { percentileOf, random, wilsonInterval } from '@advtrain/statistics';
import type { Interval } from '@advtrain/statistics';

/** What scores are computed of: counts of each example, be it a sentence or a question, whose sums decide them. */
export interface Tally {
  /** [N][K] */
  readonly counts: readonly (readonly number[])[];
  /**
   * Scores of such sums, [K], by their names.
   *
   * @param sums the counts of some examples, summed column by column.
   */
  scores(sums: readonly number[]): Readonly<Record<string, number>>;
  /** Those that are shares of the examples. Default: none. */
  readonly shares?: readonly string[];
}

/** A score, and the interval in which it lies with other examples of the same kind, nineteen times in twenty. */
export interface ScoreInterval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** How intervals are drawn. */
export interface ScoreIntervalOptions {
  /** How often as many examples are drawn. Default 2000. */
  readonly resamples?: number;
  /** What the draws follow from. Default 1. */
  readonly seed?: number;
}

/** The scores of all examples together. */
export function scoresIn({ counts, scores }: Tally): Readonly<Record<string, number>> {
  return scores(sumOf(counts, counts.keys()));
}

/**
 * The scores with their 95 % intervals: of shares of the examples Wilson's, of others the percentile bootstrap's (Efron, 1979) over examples, of
 * which as many are drawn anew.
 *
 * @param tally what scores are computed of.
 * @param options how often is drawn, and what the draws follow from.
 */
export function scoreIntervals(
  tally: Tally,
  { resamples = 2000, seed = 1 }: ScoreIntervalOptions = {},
): Readonly<Record<string, ScoreInterval>> {
  const { counts } = tally;
  const draws = random(seed);
  const all = new Map<string, Float64Array>();
  for (let sample = 0; sample < resamples; sample++) {
    const rows = counts.map(() => draws.below(counts.length));
    for (const [name, value] of Object.entries(tally.scores(sumOf(counts, rows)))) {
      const values = all.get(name) ?? new Float64Array(resamples);
      values[sample] = value;
      all.set(name, values);
    }
  }
  return Object.fromEntries(
    Object.entries(scoresIn(tally)).map(([name, value]) => {
      const isShare = tally.shares?.includes(name) ?? false;
      const { low, high } = isShare ? wilson(value, counts.length) : percentileOf(all.get(name)!.sort());
      return [name, { value, low, high }];
    }),
  );
}

function wilson(share: number, examples: number): Interval {
  return wilsonInterval({ right: Math.round(share * examples), examples });
}

function sumOf(counts: readonly (readonly number[])[], rows: Iterable<number>): readonly number[] {
  const sums = counts[0]!.map(() => 0);
  for (const row of rows) counts[row]!.forEach((value, place) => (sums[place]! += value));
  return sums;
}
