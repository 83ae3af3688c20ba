import { describe, expect, test } from 'vitest';
import {
  bcaInterval,
  bcaOf,
  interquartileMean,
  mean,
  percentileInterval,
  percentileOf,
  random,
  stratifiedInterval,
  twoLevelInterval,
} from '../src/index.ts';
import type { Interval } from '../src/index.ts';
import { reference } from './fixture.ts';
import type { Ends } from './fixture.ts';

function expectEnds({ low, high }: Interval, [first, last]: Ends, digits: number): void {
  expect(low).toBeCloseTo(first, digits);
  expect(high).toBeCloseTo(last, digits);
}

const statistics = { mean, iqm: (values: ArrayLike<number>) => interquartileMean([Array.from(values)]) };

describe('bootstrap intervals of one sample', () => {
  test('are scipy’s from scipy’s replicates, percentile and BCa', () => {
    for (const { statistic, values, confidence, replicates, percentile, bca } of reference.bootstrap) {
      const sorted = Float64Array.from(replicates).sort();
      const without = values.map((_, left) => statistics[statistic](values.filter((_value, i) => i !== left)));
      expectEnds(percentileOf(sorted, confidence), percentile, 12);
      expectEnds(bcaOf(sorted, statistics[statistic](values), without, confidence), bca, 10);
    }
  });

  test('from draws of their own come near to those', () => {
    for (const { statistic, values, confidence, percentile, bca } of reference.bootstrap.filter(
      (c) => c.values.length === 16,
    )) {
      const options = { statistic: statistics[statistic], confidence };
      const width = percentile[1] - percentile[0];
      for (const [found, [low, high]] of [
        [percentileInterval(values, options), percentile],
        [bcaInterval(values, options), bca],
      ] as const) {
        expect(Math.abs(found.low - low) / width).toBeLessThan(0.15);
        expect(Math.abs(found.high - high) / width).toBeLessThan(0.15);
      }
    }
  });

  test('are the same for the same seed, and others for another', () => {
    const values = [1, 4, 2, 8, 5, 7];
    expect(bcaInterval(values, { seed: 4 })).toEqual(bcaInterval(values, { seed: 4 }));
    expect(bcaInterval(values, { seed: 4, resamples: 99 })).not.toEqual(
      bcaInterval(values, { seed: 5, resamples: 99 }),
    );
  });

  test('of values that are all equal are that value, where scipy gives NaN', () => {
    expect(bcaInterval([0.1, 0.1, 0.1])).toEqual({ low: mean([0.1, 0.1, 0.1]), high: mean([0.1, 0.1, 0.1]) });
    expect(bcaInterval([0, 0])).toEqual({ low: 0, high: 0 });
  });

  test('of a statistic at the edge of its replicates are numbers, where scipy gives NaN', () => {
    const { low, high } = bcaInterval([3, 1, 2, 5, 4], { statistic: (values) => Math.min(...values) });
    expect([low, high].every(Number.isFinite)).toBe(true);
    expect(low).toBe(1);
  });

  test('refuse one value, and what is no number', () => {
    expect(() => bcaInterval([0.1])).toThrow('values has 1 value, but must have at least 2');
    expect(() => percentileInterval([])).toThrow('values has 0 values, but must have at least 2');
    expect(() => bcaInterval([0.1, NaN])).toThrow('values has NaN at place 2');
    expect(() => bcaInterval([1, 2], { confidence: 95 })).toThrow('confidence is 95');
    expect(() => bcaInterval([1, 2], { resamples: 0 })).toThrow('resamples is 0');
  });

  test('hold a true mean about as often as they say', () => {
    const draws = random(8);
    let held = 0;
    for (let i = 0; i < 400; i++) {
      const { low, high } = bcaInterval(
        Array.from({ length: 30 }, () => draws.normal()),
        { resamples: 500 },
      );
      if (low <= 0 && high >= 0) held++;
    }
    expect(held / 400).toBeGreaterThan(0.91);
    expect(held / 400).toBeLessThan(0.98);
  });
});

describe('the two-level interval', () => {
  test('is numpy’s, rows and columns drawn anew', () => {
    const { table, interval } = reference.twoLevel;
    expectEnds(twoLevelInterval(table, { resamples: 40_000 }), interval, 2);
  });

  test('is wider than that of the seeds alone and that of the examples alone', () => {
    const { table } = reference.twoLevel;
    const width = ({ low, high }: Interval) => high - low;
    const both = width(twoLevelInterval(table));
    const seeds = width(twoLevelInterval(table.map((row) => [mean(row)])));
    const examples = width(twoLevelInterval([table[0]!.map((_, e) => mean(table.map((row) => row[e]!)))]));
    expect(both).toBeGreaterThan(Math.max(seeds, examples));
  });

  test('of seeds that agree in everything is that of the examples', () => {
    const row = Array.from({ length: 50 }, (_, e) => Number(e % 3 === 0));
    const one = twoLevelInterval([row]);
    const three = twoLevelInterval([row, row, row], { seed: 2 });
    expect(three.low).toBeCloseTo(one.low, 1);
    expect(three.high).toBeCloseTo(one.high, 1);
    expect(one.high - one.low).toBeCloseTo(2 * 1.96 * Math.sqrt((0.34 * 0.66) / 50), 1);
  });

  test('of sets of unlike sizes draws within each, and each counts alike', () => {
    const small = Array.from({ length: 20 }, (_, e) => Number(e % 4 === 0));
    const large = Array.from({ length: 180 }, () => 0);
    const { low, high } = twoLevelInterval([[...small, ...large]], { sets: [20, 180] });
    const own = twoLevelInterval([small]);
    expect([low, high]).toEqual([expect.closeTo(own.low / 2, 1), expect.closeTo(own.high / 2, 1)]);
    expect(high - low).toBeCloseTo(2 * 1.96 * (Math.sqrt((0.25 * 0.75) / 20) / 2), 1);
    expect(twoLevelInterval([large], { sets: [180] })).toEqual({ low: 0, high: 0 });
    expect(() => twoLevelInterval([small], { sets: [20, 180] })).toThrow('200 examples together, but the table has 20');
    expect(() => twoLevelInterval([small], { sets: [20, 0] })).toThrow('a number of sets is 0');
  });

  test('refuses tables that say nothing', () => {
    expect(() => twoLevelInterval([])).toThrow('fewer than two values');
    expect(() => twoLevelInterval([[1]])).toThrow('fewer than two values');
    expect(() => twoLevelInterval([[1, 0], [1]])).toThrow('Row 2 of the table has 1 examples and the first 2');
    expect(() => twoLevelInterval([[1, NaN]])).toThrow('row 1 of the table has NaN at place 2');
  });
});

test('the stratified interval of a mean is that of rliable’s resampling, and follows from its seed', () => {
  const { scores, mean: ends } = reference.stratified;
  const overall = (some: readonly (readonly number[])[]) => mean(some.flat());
  expectEnds(stratifiedInterval([scores], overall, { resamples: 50_000 }), ends, 2);
  const short = (seed: number) => stratifiedInterval([scores], overall, { resamples: 50, seed });
  expect(short(1)).toEqual(short(1));
  expect(short(1)).not.toEqual(short(2));
});
