import type { Model } from '@advtrain/core';
import { describe, expect, test } from 'vitest';
import { apgdAlgorithm, checkpointsOf } from '../../src/gradient/attacks/apgd.ts';
import { squareLinf } from '../../src/gradient/attacks/square-linf.ts';
import { squareSearch } from '../../src/gradient/attacks/square-search.ts';
import { crossEntropy } from '../../src/gradient/objectives.ts';

describe("AutoAttack's schedules", () => {
  const pixels = { domain: [0, 1] } as unknown as Model;

  test('APGD looks at its step sizes after 22, 41, 57, 70, 80, 87, 93 and 99 of 100 moves', () => {
    const published = [22, 41, 57, 70, 80, 87, 93, 99];
    expect(checkpointsOf(100)).toEqual(published);
    const options = { radius: 1, steps: 100, rho: 0.75 };
    const { steps, kind, numbers } = apgdAlgorithm(options, { objective: crossEntropy, target: 0 }, pixels);
    const places = Array.from({ length: steps }, (_, index) => index).filter((index) => kind!(index) === 'checkpoint');
    expect(places).toEqual(published);
    // Too few rises: three quarters of the moves since the last look.
    const lengths = [22, 19, 16, 13, 10, 7, 6, 6];
    expect(places.map((index) => numbers!(index)[1])).toEqual(lengths.map((length) => 0.75 * length));
  });

  test('Square halves the share of pixels where `p_selection` does, not rescaled to the number of queries', () => {
    const ends = [10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000, Infinity];
    for (const queries of [5000, 12_000]) {
      const { numbers, steps } = squareSearch(squareLinf, { radius: 1, queries, share: 0.8 }, pixels);
      expect(steps).toBe(queries);
      // The first query is of the stripes; the move behind it is the official code's iteration 0.
      for (let iteration = 0; iteration + 1 < queries; iteration++) {
        const wanted = 0.8 / 2 ** ends.findIndex((end) => iteration <= end);
        if (numbers!(iteration + 1)[0] !== wanted)
          expect([iteration, numbers!(iteration + 1)[0]]).toEqual([iteration, wanted]);
      }
    }
  });
});
