import { max, median as middle, min } from 'simple-statistics';

/** A number per seed: what one method measured in its runs. */
export type BySeed = ReadonlyMap<number, number>;

/** The median and the extremes of some values. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** How many values there are. */
  readonly count: number;
}

/** The median and range of the values, or `undefined` of none. */
export function spread(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  const list = [...values];
  return { median: middle(list), low: min(list), high: max(list), count: list.length };
}

/** The differences `a − b` of the seeds that both have, in the order of the seeds. */
export function pairedDifferences(a: BySeed, b: BySeed): readonly number[] {
  return [...a]
    .filter(([seed]) => b.has(seed))
    .sort(([first], [second]) => first - second)
    .map(([seed, value]) => value - (b.get(seed) ?? Number.NaN));
}

/** The smallest p that {@link signFlipTest} can give with this many pairs: 2 / 2ⁿ, and 1 without any. */
export function smallestP(pairs: number): number {
  return pairs === 0 ? 1 : 2 / 2 ** pairs;
}

/**
 * The two-sided p of the exact sign-flip (paired permutation) test of Fisher: the share of the 2ⁿ ways to flip the signs
 * of the differences whose sum is at least as far from 0 as the one seen. 1 without differences; at most 20 of them,
 * all of them numbers.
 */
export function signFlipTest(differences: readonly number[]): number {
  if (differences.length > 20) {
    throw new Error(`signFlipTest got ${differences.length} differences, but takes at most 20; pass fewer seeds.`);
  }
  const odd = differences.find((difference) => !Number.isFinite(difference));
  if (odd !== undefined)
    throw new Error(`signFlipTest got a difference of ${odd}: leave out seeds that measured nothing.`);
  const sum = (flips: number) => differences.reduce((s, d, i) => s + ((flips >> i) & 1 ? -d : d), 0);
  const seen = Math.abs(sum(0));
  const ways = 2 ** differences.length;
  let asFar = 0;
  for (let flips = 0; flips < ways; flips++) if (Math.abs(sum(flips)) >= seen - 1e-12) asFar++;
  return asFar / ways;
}

/** Holm's correction (1979): the p values of several comparisons, made larger so that they may be read side by side. */
export function holm(ps: readonly number[]): readonly number[] {
  const order = ps.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const corrected = new Array<number>(ps.length);
  let largest = 0;
  order.forEach(({ p, index }, rank) => {
    largest = Math.max(largest, Math.min(1, p * (ps.length - rank)));
    corrected[index] = largest;
  });
  return corrected;
}

/**
 * The fewest seeds with which one of this many comparisons could pass {@link holm} and {@link signFlipTest} at `level`, above 0
 * and below 1.
 */
export function fewestSeeds(comparisons: number, level: number): number {
  if (!(level > 0 && level < 1)) throw new Error(`level is ${level}, but must be above 0 and below 1, such as 0.05.`);
  let seeds = 1;
  while (smallestP(seeds) * Math.max(1, comparisons) > level) seeds++;
  return seeds;
}

/** The standard error of an accuracy that was measured on this many examples, as a share in [0, 0.5]. */
export function standardError(accuracy: number, examples: number): number {
  return Math.sqrt((accuracy * (1 - accuracy)) / Math.max(1, examples));
}
