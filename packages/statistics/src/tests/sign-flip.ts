import { checkValues } from '../numbers/checked.ts';

/** The most pairs that {@link signFlipTest} takes: half of them have 2²⁰ sums of signs. */
const most = 40;

/** By how much of the sum of all sizes two sums may differ out of rounding. */
const rounding = 1e-12;

/**
 * The smallest p that {@link signFlipTest} can give with this many pairs: 2 / 2ⁿ, and 1 without any.
 *
 * @param pairs from 0 on.
 */
export function smallestP(pairs: number): number {
  return pairs === 0 ? 1 : 2 / 2 ** pairs;
}

/**
 * The two-sided p of the exact sign-flip (paired permutation) test of Fisher (1935): the share of the 2ⁿ ways to flip the
 * signs of the differences whose sum is at least as far from 0 as the one seen. It is exact where a method and its control
 * are exchangeable within a pair. 1 without differences; at most 40 of them, all of them numbers.
 *
 * All ways are counted, none drawn: each half of the pairs has 2^(n/2) sums, in order, and for each of one half the number
 * of the other's that go far enough is found on one walk along it ("meet in the middle", Horowitz & Sahni 1974).
 *
 * @param differences one a seed, method less control.
 */
export function signFlipTest(differences: readonly number[]): number {
  checkValues('signFlipTest', differences, 0, '');
  const pairs = differences.length;
  if (pairs > most) {
    throw new Error(`signFlipTest got ${pairs} differences, but takes at most ${most}: pass fewer seeds.`);
  }
  if (pairs === 0) return 1;
  const seen = Math.abs(differences.reduce((sum, d) => sum + d, 0));
  const bound = seen - rounding * differences.reduce((sum, d) => sum + Math.abs(d), 0);
  if (bound <= 0) return 1;
  const half = pairs >> 1;
  const left = signedSums(differences.slice(0, half));
  const right = signedSums(differences.slice(half));
  // The sums come with their negatives: as many are at most −bound as are at least bound.
  return (2 * pairsFrom(left, right, bound)) / 2 ** pairs;
}

/** All sums of the values with either sign, in ascending order: of each value, two ordered lists are merged. */
function signedSums(values: readonly number[]): Float64Array {
  let sums = new Float64Array(1);
  for (const value of values) sums = merged(sums, Math.abs(value));
  return sums;
}

function merged(sums: Float64Array, size: number): Float64Array<ArrayBuffer> {
  const all = new Float64Array(2 * sums.length);
  let less = 0;
  let more = 0;
  for (let i = 0; i < all.length; i++) {
    const low = less < sums.length ? sums[less]! - size : Infinity;
    const high = sums[more]! + size;
    if (low <= high) {
      all[i] = low;
      less++;
    } else {
      all[i] = high;
      more++;
    }
  }
  return all;
}

/** How many pairs of a left and a right value sum to at least `bound`; both lists ascend. */
function pairsFrom(left: Float64Array, right: Float64Array, bound: number): number {
  let count = 0;
  let first = right.length;
  for (const value of left) {
    while (first > 0 && value + right[first - 1]! >= bound) first--;
    count += right.length - first;
  }
  return count;
}
