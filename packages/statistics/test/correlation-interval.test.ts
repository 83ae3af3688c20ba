import { describe, expect, test } from 'vitest';
import { correlationInterval, mean, random } from '../src/index.ts';

/** The place of each of some values, which are all unlike, in their order. */
function ranks(values: readonly number[]): readonly number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return values.map((value) => sorted.indexOf(value));
}

function pearson(a: readonly number[], b: readonly number[]): number {
  const ofA = mean(a);
  const ofB = mean(b);
  const sum = (x: readonly number[], y: readonly number[], x0: number, y0: number) =>
    x.reduce((all, value, at) => all + (value - x0) * (y[at]! - y0), 0);
  return sum(a, b, ofA, ofB) / Math.sqrt(sum(a, a, ofA, ofA) * sum(b, b, ofB, ofB));
}

describe('the interval of a correlation', () => {
  // What scipy.stats.pearsonr(a, b).confidence_interval(confidence) gives.
  test.each([
    [0.5562703758407352, 30, 0.95, 0.24512617887131524, 0.763523975824131],
    [-0.9602565022373611, 10, 0.95, -0.9908264233551295, -0.83619752275022],
    [0.8587824925596643, 1500, 0.99, 0.8402765421230785, 0.8752896010151918],
    [-0.2826730882074991, 5, 0.9, -0.8964165859699771, 0.7026432194766455],
  ])('of Pearson’s %d on %i examples is scipy’s (%d)', (value, examples, confidence, low, high) => {
    const interval = correlationInterval({ value, examples, confidence });
    expect(interval.low).toBeCloseTo(low, 12);
    expect(interval.high).toBeCloseTo(high, 12);
  });

  test('of Spearman’s holds the truth as often as it says, where that of Pearson’s would too seldom', () => {
    const correlation = 0.9;
    const examples = 50;
    const draws = random(11);
    // Of two normal variables whose Pearson's correlation is that one.
    const truth = (6 / Math.PI) * Math.asin(correlation / 2);
    const times = 2000;
    const held = { pearson: 0, spearman: 0 };
    for (let i = 0; i < times; i++) {
      const a = Array.from({ length: examples }, () => draws.normal());
      const b = a.map((value) => correlation * value + Math.sqrt(1 - correlation ** 2) * draws.normal());
      const value = pearson(ranks(a), ranks(b));
      for (const kind of ['pearson', 'spearman'] as const) {
        const { low, high } = correlationInterval({ value, examples, kind });
        if (low <= truth && truth <= high) held[kind]++;
      }
    }
    expect(held.spearman / times).toBeGreaterThan(0.935);
    expect(held.spearman / times).toBeLessThan(0.97);
    expect(held.pearson / times).toBeLessThan(0.93);
  });

  test('of a perfect correlation is that one, and one that cannot be is refused', () => {
    expect(correlationInterval({ value: 1, examples: 9 })).toEqual({ low: 1, high: 1 });
    expect(() => correlationInterval({ value: 1.1, examples: 9 })).toThrow('value is 1.1, but a correlation must be');
    expect(() => correlationInterval({ value: NaN, examples: 9 })).toThrow('value is NaN');
    expect(() => correlationInterval({ value: 0.5, examples: 3 })).toThrow('examples is 3');
  });
});
