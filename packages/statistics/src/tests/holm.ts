import { checkShare } from '../numbers/checked.ts';
import { smallestP } from './sign-flip.ts';

/**
 * Holm's correction (*A simple sequentially rejective multiple test procedure*, 1979): the p values of several comparisons, made larger so
 * that they may be read side by side. Whatever depends on what, the chance that any true null is rejected at a level is at
 * most the level. In the order of `ps`.
 *
 * @param ps each in [0, 1].
 */
export function holm(ps: readonly number[]): readonly number[] {
  const odd = ps.find((p) => !(p >= 0 && p <= 1));
  if (odd !== undefined) throw new Error(`holm got a p of ${odd}, but a p is from 0 to 1.`);
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
 * The fewest seeds with which one of this many comparisons could pass {@link holm} and the sign-flip test at `level`, above 0
 * and below 1.
 *
 * @param comparisons a whole number from 1 on.
 * @param level what {@link holm}'s corrected p is to be below.
 */
export function fewestSeeds(comparisons: number, level: number): number {
  checkShare('level', level, 0.05);
  let seeds = 1;
  while (smallestP(seeds) * Math.max(1, comparisons) > level) seeds++;
  return seeds;
}
