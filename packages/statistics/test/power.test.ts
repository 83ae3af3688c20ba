import { describe, expect, test } from 'vitest';
import {
  detectableOn,
  fewestSeeds,
  mcnemar,
  minimumDetectableDifference,
  pairedStandardError,
  power,
  random,
  spread,
  wilsonInterval,
} from '../src/index.ts';
import { reference } from './fixture.ts';

describe('power before running', () => {
  test('is near to that of the t test, as statsmodels gives it', () => {
    for (const { size, seeds, power: expected } of reference.power) {
      expect(Math.abs(power({ difference: size, sd: 1, seeds }) - expected), `${size} ${seeds}`).toBeLessThan(0.05);
    }
  });

  test('is that of all signs alike where no other outcome passes', () => {
    // Six seeds pass only with six signs alike: Φ(1)⁶ + Φ(−1)⁶ = 0.354.
    expect(power({ difference: 1, sd: 1, seeds: 6, simulations: 3000 })).toBeCloseTo(0.354, 1);
    expect(power({ difference: 1, sd: 1, seeds: 5 })).toBe(0);
    expect(power({ difference: 1, sd: 1, seeds: 6, comparisons: 2 })).toBe(0);
  });

  test('of a difference without spread is certain as soon as seeds suffice', () => {
    expect([5, 6].map((seeds) => power({ difference: 0.1, sd: 0, seeds }))).toEqual([0, 1]);
    expect(power({ difference: 0, sd: 0, seeds: 6 })).toBe(0);
  });

  test('is reached at the smallest detectable difference, which shrinks with seeds and grows with comparisons', () => {
    const sd = 0.02;
    const found = [8, 10, 13].map((seeds) => minimumDetectableDifference({ sd, seeds }));
    expect([...found].sort((a, b) => b - a)).toEqual(found);
    expect(power({ difference: found[1]!, sd, seeds: 10 })).toBeCloseTo(0.8, 1);
    expect(minimumDetectableDifference({ sd, seeds: 10, comparisons: 5 })).toBeGreaterThan(found[1]!);
    expect(minimumDetectableDifference({ sd: 2 * sd, seeds: 10 })).toBeCloseTo(2 * found[1]!, 10);
  });

  test('is nothing where so few seeds can find nothing', () => {
    const needed = fewestSeeds(5, 0.05);
    expect(minimumDetectableDifference({ sd: 1, seeds: needed - 1, comparisons: 5 })).toBe(Infinity);
    expect(minimumDetectableDifference({ sd: 1, seeds: needed, comparisons: 5 })).toBeLessThan(3);
    expect(minimumDetectableDifference({ sd: 0, seeds: 8 })).toBe(0);
    expect(() => minimumDetectableDifference({ sd: NaN, seeds: 8 })).toThrow('sd is NaN');
  });
});

describe('the sampling error of a test set', () => {
  test('of a difference on the same examples', () => {
    expect(pairedStandardError({ onlyFirst: 10, onlySecond: 10, examples: 100 })).toBeCloseTo(Math.sqrt(20) / 100, 12);
    expect(pairedStandardError({ onlyFirst: 0, onlySecond: 0, examples: 100 })).toBe(0);
  });

  // What scipy.stats.binomtest(right, examples).proportion_ci(confidence, method='wilson') gives.
  test.each([
    [30, 30, 0.95, 0.8864866068260312, 1],
    [0, 30, 0.95, 0, 0.11351339317396875],
    [8, 10, 0.95, 0.4901624715366418, 0.9433178485456248],
    [263, 500, 0.95, 0.4822016483694956, 0.5694018859265038],
    [95, 100, 0.99, 0.86084969709836, 0.9831516839573994],
    [1, 1, 0.95, 0.20654931437723745, 1],
  ])('of %i right answers to %i is Wilson’s interval (%d)', (right, examples, confidence, low, high) => {
    const interval = wilsonInterval({ right, examples, confidence });
    expect(interval.low).toBeCloseTo(low, 12);
    expect(interval.high).toBeCloseTo(high, 12);
  });

  test('of answers that cannot be is refused', () => {
    expect(() => wilsonInterval({ right: 4, examples: 3 })).toThrow(
      'right is 4, but must be at most examples, which is 3.',
    );
    expect(() => wilsonInterval({ right: 0, examples: 0 })).toThrow('examples is 0');
  });

  test('lets McNemar find the detectable difference about as often as asked for', () => {
    const examples = 500;
    const discordant = 0.15;
    const difference = detectableOn({ examples, discordant });
    const draws = random(5);
    let found = 0;
    for (let i = 0; i < 1000; i++) {
      let onlyFirst = 0;
      let onlySecond = 0;
      for (let e = 0; e < examples; e++) {
        const at = draws.uniform();
        if (at < (discordant + difference) / 2) onlyFirst++;
        else if (at < discordant) onlySecond++;
      }
      if (mcnemar({ onlyFirst, onlySecond }).midP <= 0.05) found++;
    }
    expect(found / 1000).toBeGreaterThan(0.76);
    expect(found / 1000).toBeLessThan(0.84);
    expect(detectableOn({ examples: 5, discordant: 0.2 })).toBe(Infinity);
    expect(() => detectableOn({ examples, discordant: 0 })).toThrow('discordant is 0');
  });
});

test('spread gives the median and the extremes', () => {
  expect(spread([3, 1, 2])).toEqual({ median: 2, low: 1, high: 3, count: 3 });
  expect(spread([4, 1, 2, 3])?.median).toBe(2.5);
  expect(spread([])).toBeUndefined();
});
