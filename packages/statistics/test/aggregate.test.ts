import { describe, expect, test } from 'vitest';
import {
  interquartileMean,
  interquartileMeanInterval,
  outperformance,
  performanceProfile,
  probabilityOfImprovement,
  probabilityOfImprovementInterval,
} from '../src/index.ts';
import { reference } from './fixture.ts';

describe('over tasks and runs', () => {
  test('the interquartile mean, the probability of improvement and the profile are rliable’s', () => {
    for (const { a, b, improvement, iqm, thresholds, profile } of reference.rliable) {
      expect(interquartileMean(a)).toBeCloseTo(iqm, 12);
      expect(probabilityOfImprovement(a, b)).toBeCloseTo(improvement, 12);
      const found = performanceProfile(a, thresholds, { resamples: 20 });
      found.forEach(({ share }, i) => expect(share).toBeCloseTo(profile[i]!, 12));
    }
  });

  test('intervals hold what was measured', () => {
    for (const { a, b, improvement, iqm, thresholds } of reference.rliable) {
      const options = { resamples: 500 };
      for (const [value, { low, high }] of [
        [iqm, interquartileMeanInterval(a, options)],
        [improvement, probabilityOfImprovementInterval(a, b, options)],
        ...performanceProfile(a, thresholds, options).map(({ share, interval }) => [share, interval] as const),
      ] as const) {
        expect(low).toBeLessThanOrEqual(value);
        expect(high).toBeGreaterThanOrEqual(value);
      }
    }
  });

  test('one method against itself improves with one half', () => {
    const scores = [
      [1, 2, 3],
      [4, 4],
    ];
    expect(probabilityOfImprovement(scores, scores)).toBe(0.5);
  });

  test('an outlier moves the interquartile mean by nothing', () => {
    expect(interquartileMean([[1, 2, 3, 4]])).toBe(2.5);
    expect(
      interquartileMean([
        [1, 2],
        [3, 400],
      ]),
    ).toBe(2.5);
    expect(interquartileMean([[7]])).toBe(7);
  });

  test('a task without runs, other tasks and what is no number are refused', () => {
    expect(() => interquartileMean([[1], []])).toThrow('task 2 of scores has 0 values');
    expect(() => interquartileMean([])).toThrow('scores has no task');
    expect(() => probabilityOfImprovement([[1]], [[1], [2]])).toThrow('a has 1 tasks and b 2');
    expect(() => interquartileMeanInterval([[1, NaN]])).toThrow('task 1 of scores has NaN at place 2');
  });
});

describe('the probability to outperform', () => {
  test('is judged against one half and three quarters', () => {
    expect(outperformance([1, 2, 3, 1, 2, 1])).toMatchObject({ share: 1, verdict: 'meaningful' });
    expect(outperformance([1, -1, 2, -2])).toMatchObject({ share: 0.5, verdict: 'undecided' });
    const slight = Array.from({ length: 400 }, (_, i) => (i % 5 < 3 ? 1 : -1));
    expect(outperformance(slight)).toMatchObject({ share: 0.6, verdict: 'slight' });
  });

  test('is undecided of so few pairs that the sign test finds nothing, though all are won', () => {
    expect(outperformance([1, 2, 3, 1, 2])).toMatchObject({ share: 1, verdict: 'undecided' });
    expect(outperformance([1, 2, 3, 1, 2], { confidence: 0.9 }).verdict).toBe('meaningful');
  });

  test('counts a draw as half', () => {
    expect(outperformance([0, 0]).share).toBe(0.5);
    expect(() => outperformance([1])).toThrow('differences has 1 value');
  });
});
