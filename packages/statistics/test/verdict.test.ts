import { describe, expect, test } from 'vitest';
import { bcaInterval, random, signFlipTest, verdicts } from '../src/index.ts';
import type { Random } from '../src/index.ts';

/** The accuracy of a run: a skill that depends on the seed, measured on 500 examples. */
function accuracy(draws: Random): number {
  const skill = 0.8 + 0.01 * draws.normal();
  return Math.round(500 * (skill + 0.018 * draws.normal())) / 500;
}

/** How a method differs from itself over some seeds. */
const noise = {
  accuracies: (draws: Random) => accuracy(draws) - accuracy(draws),
  // One run in ten fails: differences with heavy tails.
  failures: (draws: Random) => {
    const run = () => (draws.uniform() < 0.1 ? 0.5 : 0.8) + 0.01 * draws.normal();
    return run() - run();
  },
};

/** The share of simulated comparisons in which any of the methods, all of them the control again, is decided on. */
function falsePositives(kind: keyof typeof noise, seeds: number, methods: number, comparisons: number): number {
  const draws = random(seeds + 100 * methods);
  let decided = 0;
  for (let i = 0; i < comparisons; i++) {
    const differences = Array.from({ length: methods }, () => Array.from({ length: seeds }, () => noise[kind](draws)));
    const found = verdicts(differences, { resamples: 200, seed: i });
    if (found.some(({ verdict }) => verdict !== 'undecided')) decided++;
  }
  return decided / comparisons;
}

describe('verdicts', () => {
  test.each<[keyof typeof noise, number, number]>([
    ['accuracies', 8, 1],
    ['accuracies', 10, 5],
    ['failures', 9, 1],
  ])(
    'of a method against itself are wrong at most one time in twenty: %s, %i seeds, %i methods',
    (kind, seeds, methods) => {
      const wrong = falsePositives(kind, seeds, methods, 2000);
      expect(wrong).toBeLessThanOrEqual(0.05);
      expect(wrong).toBeGreaterThan(0);
    },
  );

  test('with too few seeds are never any', () => {
    const differences = [0.02, 0.021, 0.022, 0.019, 0.02];
    expect(verdicts([differences])[0]).toMatchObject({ p: 0.0625, verdict: 'undecided' });
    expect(verdicts([[...differences, 0.02]])[0]).toMatchObject({ p: 0.03125, verdict: 'better' });
    expect(verdicts([[...differences, 0.02].map((d) => -d)])[0]).toMatchObject({ verdict: 'worse' });
  });

  test('need the test and the interval: either alone decides nothing', () => {
    const oneFarOff = [2.2, 1.8, 1.2, -2.3, 0.7, 0.8, 0.4, 1, 1.7, 1.7, 0.5, 1.4];
    expect(signFlipTest(oneFarOff)).toBeLessThan(0.05);
    expect(bcaInterval(oneFarOff).low).toBeLessThan(0);
    expect(verdicts([oneFarOff])[0]!.verdict).toBe('undecided');
    const short = [1, 1.1, 0.9];
    expect(bcaInterval(short).low).toBeGreaterThan(0);
    expect(verdicts([short])[0]!.verdict).toBe('undecided');
  });

  test('grow stricter with every comparison beside them', () => {
    const differences = [1, 2, 1, 2, 1, 2];
    expect(verdicts([differences])[0]!.verdict).toBe('better');
    const beside = verdicts([differences, [1, -1, 1, -1, 1, -1]]);
    expect(beside.map(({ verdict }) => verdict)).toEqual(['undecided', 'undecided']);
  });

  test('of one seed or none have no interval, and of what is no number are refused', () => {
    expect(verdicts([[0.3], []])).toEqual([
      { p: 1, verdict: 'undecided' },
      { p: 1, verdict: 'undecided' },
    ]);
    expect(() => verdicts([[0.1, NaN]])).toThrow('NaN at place 2');
  });
});
