import { describe, expect, test } from 'vitest';
import { bettingInterval, race, random } from '../src/index.ts';
import type { Random } from '../src/index.ts';

/** Differences of a method that is no worse than its control: the null of a race. */
const nulls = {
  normal: (draws: Random) => 0.02 * draws.normal(),
  better: (draws: Random) => 0.005 + 0.02 * draws.normal(),
  heavy: (draws: Random) => draws.normal() / Math.abs(draws.normal()),
  coarse: (draws: Random) => (draws.below(3) - 1) / 200,
};

/** Seeds until a race is given up, or `most` where it is not. */
function seedsUntilGivenUp(next: () => number, most: number): number {
  const one = race();
  while (one.canWin && one.seeds < most) one.see(next());
  return one.canWin ? Infinity : one.seeds;
}

describe('a race', () => {
  test.each(Object.keys(nulls) as (keyof typeof nulls)[])(
    'gives up a method that is no worse at most one time in twenty, looked at after each of 60 seeds: %s',
    (kind) => {
      const draws = random(21);
      let stopped = 0;
      for (let i = 0; i < 2000; i++) if (seedsUntilGivenUp(() => nulls[kind](draws), 60) < Infinity) stopped++;
      expect(stopped / 2000).toBeLessThanOrEqual(0.05);
    },
  );

  test('gives up a method that loses five seeds by as much each, and not one that loses four', () => {
    expect(seedsUntilGivenUp(() => -0.02, 60)).toBe(5);
    const four = race();
    for (let i = 0; i < 4; i++) four.see(-0.02);
    expect(four.canWin).toBe(true);
    expect(four.p).toBeCloseTo(1 / four.evidence, 12);
  });

  test('gives up a method that is worse by twice the spread within twelve seeds, nine times in ten', () => {
    const draws = random(3);
    let soon = 0;
    for (let i = 0; i < 500; i++) if (seedsUntilGivenUp(() => -0.02 + 0.01 * draws.normal(), 12) < Infinity) soon++;
    expect(soon / 500).toBeGreaterThan(0.9);
  });

  test('stays given up, whatever comes later', () => {
    const one = race();
    for (let i = 0; i < 6; i++) one.see(-1);
    for (let i = 0; i < 20; i++) one.see(1);
    expect(one.canWin).toBe(false);
    expect(one.evidence).toBeLessThan(1);
    expect(one.p).toBeLessThan(0.05);
  });

  test('forgives a hair’s breadth, and not a defeat', () => {
    const after = (last: number) => {
      const one = race();
      for (const difference of [-1, -1, -1, -1, last]) one.see(difference);
      return one.evidence;
    };
    expect(after(0.01)).toBeGreaterThan(8);
    expect(after(1)).toBeLessThan(5);
  });

  test('does not depend on the unit, and takes no draw for a loss', () => {
    const differences = [-0.1, 0.2, -0.3, 0, -0.05];
    const evidence = (unit: number) => {
      const one = race();
      for (const difference of differences) one.see(unit * difference);
      return one.evidence;
    };
    expect(evidence(100)).toBeCloseTo(evidence(1), 10);
    const draws = race();
    for (let i = 0; i < 10; i++) draws.see(0);
    expect(draws).toMatchObject({ seeds: 10, evidence: 1, p: 1, canWin: true });
    expect(() => draws.see(NaN)).toThrow('got a difference of NaN');
  });
});

describe('a betting interval', () => {
  test('holds the mean looked at as values come, at least nineteen times in twenty', () => {
    const draws = random(9);
    let lost = 0;
    for (let i = 0; i < 100; i++) {
      const values: number[] = [];
      // Right answers of one model less those of another: −1, 0 or 1, with a mean of 0.1.
      for (let t = 0; t < 200; t++) {
        const at = draws.uniform();
        values.push(at < 0.2 ? 1 : at < 0.3 ? -1 : 0);
      }
      const held = [5, 20, 80, 200].every((seen) => {
        const { low, high } = bettingInterval(values.slice(0, seen));
        return low <= 0.1 && high >= 0.1;
      });
      if (!held) lost++;
    }
    expect(lost / 100).toBeLessThanOrEqual(0.05);
  });

  test('ends where a bettor has won forty times the stake', () => {
    const values = Array.from({ length: 60 }, (_, i) => Number(i % 4 > 0));
    const { low } = bettingInterval(values, { least: 0 });
    const risks = [1 / 256, 1 / 128, 1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 3 / 4, 15 / 16];
    const won = risks.map((risk) => values.reduce((wealth, value) => wealth * (1 + risk * (value / low - 1)), 1));
    expect(won.reduce((sum, each) => sum + each, 0) / risks.length).toBeCloseTo(40, 4);
  });

  test('shrinks as values come, and leaves out 0 in the end', () => {
    const values = Array.from({ length: 400 }, (_, i) => [0, 1, 0, 0, -1, 1, 0, 1][i % 8]!);
    const width = (seen: number) => {
      const { low, high } = bettingInterval(values.slice(0, seen));
      return high - low;
    };
    expect([0, 40, 200, 400].map(width).every((each, i, all) => i === 0 || each < all[i - 1]!)).toBe(true);
    expect(bettingInterval(values).low).toBeGreaterThan(0);
    expect(bettingInterval([])).toEqual({ low: -1, high: 1 });
  });

  test('shifts with its range, and refuses what is beyond it', () => {
    const values = [0.2, 0.9, 0.4];
    const narrow = bettingInterval(values, { least: 0 });
    const wide = bettingInterval(
      values.map((value) => 10 * value),
      { least: 0, most: 10 },
    );
    expect(wide.low).toBeCloseTo(10 * narrow.low, 8);
    expect(wide.high).toBeCloseTo(10 * narrow.high, 8);
    expect(() => bettingInterval([2])).toThrow('values has 2, but must be from -1 to 1');
  });
});
