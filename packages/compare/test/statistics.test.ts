import { describe, expect, test } from 'vitest';
import { fewestSeeds, holm, pairedDifferences, signFlipTest, smallestP, spread, standardError } from '../src/index.ts';

describe('statistics', () => {
  test('gives the median and the extremes', () => {
    expect(spread([3, 1, 2])).toEqual({ median: 2, low: 1, high: 3, count: 3 });
    expect(spread([4, 1, 2, 3])?.median).toBe(2.5);
    expect(spread([])).toBeUndefined();
  });

  test('pairs by seed, and leaves out a seed that only one side has', () => {
    const a = new Map([
      [2, 5],
      [1, 3],
      [7, 9],
    ]);
    const b = new Map([
      [1, 1],
      [2, 1],
    ]);
    expect(pairedDifferences(a, b)).toEqual([2, 4]);
  });

  test('computes the exact sign-flip p', () => {
    // By hand: of the eight sums ±1 ±2 ±3, 6 and −6 alone are as far out.
    expect(signFlipTest([1, 2, 3])).toBe(0.25);
    expect(signFlipTest([-1, -2, -3])).toBe(0.25);
    // |1 − 2 + 3| = 2: all sums but the two zeros (1 + 2 − 3 and its mirror).
    expect(signFlipTest([1, -2, 3])).toBe(0.75);
    expect(signFlipTest([])).toBe(1);
    expect(signFlipTest([0, 0])).toBe(1);
    expect(signFlipTest(Array.from({ length: 6 }, () => 0.01))).toBeCloseTo(smallestP(6), 12);
    expect(() => signFlipTest(Array.from({ length: 21 }, () => 1))).toThrow('at most 20');
    expect(() => signFlipTest([0.1, NaN])).toThrow('got a difference of NaN');
  });

  test('corrects several comparisons as Holm does', () => {
    expect(holm([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06]);
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
  });

  test('knows how many seeds could show anything at all', () => {
    expect(fewestSeeds(1, 0.05)).toBe(6);
    expect(fewestSeeds(5, 0.05)).toBe(8);
    for (const level of [0, 1, NaN]) expect(() => fewestSeeds(5, level)).toThrow('must be above 0 and below 1');
  });

  test('gives the standard error of an accuracy', () => {
    expect(standardError(0.5, 100)).toBeCloseTo(0.05, 12);
    expect(standardError(1, 100)).toBe(0);
  });
});
