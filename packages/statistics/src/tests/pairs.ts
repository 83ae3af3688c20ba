/** A number per seed: what one method measured in its runs. */
export type BySeed = ReadonlyMap<number, number>;

/**
 * The differences `a − b` of the seeds that both have, in the order of the seeds.
 *
 * @param a one value for each seed.
 * @param b one value for each seed, of the control.
 */
export function pairedDifferences(a: BySeed, b: BySeed): readonly number[] {
  return [...a]
    .filter(([seed]) => b.has(seed))
    .sort(([first], [second]) => first - second)
    .map(([seed, value]) => value - (b.get(seed) ?? Number.NaN));
}
