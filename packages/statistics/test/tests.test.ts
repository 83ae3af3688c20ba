import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  discordant,
  fewestSeeds,
  holm,
  mcnemar,
  normalCdf,
  normalQuantile,
  pairedDifferences,
  random,
  signFlipTest,
  smallestP,
} from '../src/index.ts';
import { reference } from './fixture.ts';

describe('the sign-flip test', () => {
  test('gives the p that scipy finds by trying all signs', () => {
    for (const { values, p } of reference.signFlip) expect(signFlipTest(values), values.join()).toBeCloseTo(p, 12);
  });

  test('is right by hand', () => {
    // Of the eight sums ±1 ±2 ±3, 6 and −6 alone are as far out.
    expect(signFlipTest([1, 2, 3])).toBe(0.25);
    expect(signFlipTest([-1, -2, -3])).toBe(0.25);
    // |1 − 2 + 3| = 2: all sums but the two zeros (1 + 2 − 3 and its mirror).
    expect(signFlipTest([1, -2, 3])).toBe(0.75);
    expect(signFlipTest([])).toBe(1);
    expect(signFlipTest([0, 0])).toBe(1);
    expect(signFlipTest([0.01])).toBe(1);
    for (const pairs of [1, 2, 6, 20, 40]) {
      expect(signFlipTest(Array.from({ length: pairs }, () => 0.01))).toBe(smallestP(pairs));
    }
  });

  test('counts ties that rounding pulls apart: 0.1 + 0.2 is 0.3', () => {
    expect(signFlipTest([0.1, 0.2, 0.3, -0.1])).toBe(signFlipTest([1, 2, 3, -1]));
    expect(signFlipTest([1e-9, 2e-9, 3e-9, -1e-9])).toBe(signFlipTest([1, 2, 3, -1]));
  });

  test('counts the ways of 40 pairs exactly, and refuses what it cannot count', () => {
    // 35 of 40 signs alike: at least as far out are at most five signs of one kind.
    const values = Array.from({ length: 40 }, (_, i) => (i < 5 ? -1 : 1));
    let ways = 0;
    for (let k = 0, choose = 1; k <= 5; k++, choose = (choose * (41 - k)) / k) ways += choose;
    expect(signFlipTest(values)).toBeCloseTo((2 * ways) / 2 ** 40, 15);
    expect(() => signFlipTest([...values, 1])).toThrow('got 41 differences, but takes at most 40: pass fewer seeds.');
    expect(() => signFlipTest([0.1, NaN])).toThrow('has NaN at place 2');
  });
});

describe('Holm', () => {
  test('corrects as statsmodels does', () => {
    for (const { ps, corrected } of reference.holm) {
      holm(ps).forEach((p, i) => expect(p).toBeCloseTo(corrected[i]!, 12));
    }
    expect(holm([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06]);
    expect(() => holm([0.1, NaN])).toThrow('holm got a p of NaN');
  });

  test('grows stricter with every comparison, where deepsig’s Bonferroni grows laxer', () => {
    const first = [1, 2, 5, 10].map((comparisons) => holm([0.01, ...Array<number>(comparisons - 1).fill(1)])[0]!);
    expect(first).toEqual([0.01, 0.02, 0.05, 0.1]);
  });

  test('knows how many seeds could show anything at all, and docs/faq.md repeats it', () => {
    const faq = readFileSync(new URL('../../../docs/faq.md', import.meta.url), 'utf8');
    expect(faq).toContain('seven for three comparisons, eight for the five of the quick preset');
    expect([1, 3, 5].map((comparisons) => fewestSeeds(comparisons, 0.05))).toEqual([6, 7, 8]);
    for (const level of [0, 1, NaN]) expect(() => fewestSeeds(5, level)).toThrow('must be above 0 and below 1');
  });
});

describe('McNemar', () => {
  test('gives the exact p of statsmodels, and the mid-p of Fagerland et al.', () => {
    for (const { onlyFirst, onlySecond, exact, midP } of reference.mcnemar) {
      const found = mcnemar({ onlyFirst, onlySecond });
      expect(found.exact).toBeCloseTo(exact, 10);
      expect(found.midP).toBeCloseTo(midP, 10);
    }
    expect(() => mcnemar({ onlyFirst: 1.5, onlySecond: 2 })).toThrow('onlyFirst is 1.5, but must be a whole number');
  });

  test('counts on what examples one model alone is right', () => {
    const first = [true, true, false, false, true];
    const second = [true, false, true, false, false];
    expect(discordant(first, second)).toEqual({ onlyFirst: 2, onlySecond: 1, examples: 5 });
    expect(() => discordant(first, [true])).toThrow('5 answers and the second 1');
  });
});

describe('numbers', () => {
  test('of the normal distribution are scipy’s', () => {
    const { x, cdf, p, quantile } = reference.normal;
    x.forEach((value, i) => {
      expect(normalCdf(value)).toBeCloseTo(cdf[i]!, 14);
      if (value > -37) expect(normalCdf(value) / cdf[i]!, `${value}`).toBeCloseTo(1, 6);
    });
    p.forEach((share, i) =>
      expect(normalQuantile(share) / (quantile[i]! || 1), `${share}`).toBeCloseTo(quantile[i] ? 1 : 0, 13),
    );
    expect(() => normalQuantile(1)).toThrow('share is 1, but must be above 0 and below 1');
  });

  test('drawn from a seed are those of xoshiro128** written in Python', () => {
    for (const { seed, bits } of reference.generator) {
      const draws = random(seed);
      expect(bits.map(() => draws.bits())).toEqual(bits);
    }
    for (const seed of [-1, 0.5, 2 ** 32]) expect(() => random(seed)).toThrow(`seed is ${seed}, but must be`);
  });

  test('drawn below a count reach all that there is, alike', () => {
    const draws = random(3);
    const times = [0, 0, 0, 0, 0];
    for (let i = 0; i < 50_000; i++) times[draws.below(5)]!++;
    for (const each of times) expect(Math.abs(each - 10_000)).toBeLessThan(400);
  });

  test('are paired by seed, and a seed that only one side has is left out', () => {
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
});
