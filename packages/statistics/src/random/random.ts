import { checkCount } from '../numbers/checked.ts';
import { normalQuantile } from '../numbers/normal.ts';

/** A stream of random numbers: the same for the same seed, on every machine. */
export interface Random {
  /** A whole number of 32 bits. */
  bits(): number;
  /**
   * A whole number from 0 to below `count`; some are likelier than others by at most `count` / 2³².
   *
   * @param count a whole number from 1 on.
   */
  below(count: number): number;
  /** A number in (0, 1), with 32 bits. */
  uniform(): number;
  /** A standard normal number, by the inverse of the distribution. */
  normal(): number;
}

/**
 * xoshiro128** 1.1 (Blackman & Vigna, *Scrambled linear pseudorandom number generators*, 2021). Its four words come from
 * the seed, a whole number below 2³², by four steps of a Weyl sequence through a 32-bit mixer (Wellons's, with two
 * multiplications), so that neighbouring seeds have unlike streams.
 *
 * @param seed a whole number below 2³².
 */
export function random(seed: number): Random {
  checkCount('seed', seed, 0);
  if (seed >= 2 ** 32) throw new Error(`seed is ${seed}, but must be below 2³² (4294967296).`);
  const words = [1, 2, 3, 4].map((place) => mixed(seed + place * 0x9e3779b9));
  let a = words[0]!;
  let b = words[1]!;
  let c = words[2]!;
  let d = words[3]!;
  const bits = () => {
    const result = Math.imul(rotated(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotated(d, 11);
    return result;
  };
  const uniform = () => (bits() + 0.5) / 2 ** 32;
  return {
    bits,
    below: (count) => Math.floor((bits() / 2 ** 32) * count),
    uniform,
    normal: () => normalQuantile(uniform()),
  };
}

function rotated(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

function mixed(word: number): number {
  let x = word | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return x ^ (x >>> 15);
}
