import { describe, expect, test } from 'vitest';
import type { Comparison, RunResult } from '../../src/index.ts';
import { findings } from '../../src/sharing/findings.ts';
import type { Place } from '../../src/sharing/place.ts';
import { share } from '../../src/sharing/share.ts';
import { example, exampleRun } from '../example.ts';

const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
const methods = ['natural-matched', 'freelb', 'pgd'];

/** Results of which FreeLB's are worse than the control's in all measures, and PGD's in none. */
const results = new Map(
  seeds.flatMap((seed) =>
    methods.map((method): [string, RunResult] => {
      const more = method === 'natural-matched' ? 0 : method === 'freelb' ? -0.01 - 0.0001 * seed : 0.02;
      const [development = 0, elsewhere = 0, accuracy = 0] = [0.8, 0.7, 0.3].map((share) => share + more);
      const measured = { accuracy: { development, amazon: elsewhere, tweets: elsewhere } };
      return [`${method} ${seed}`, exampleRun(method, seed, { ...measured, robust: [{ radius: 0.2, accuracy }] })];
    }),
  ),
);

const places = seeds
  .flatMap((seed) => methods.map((method) => ({ method, seed })))
  .map(
    ({ method, seed }, index) =>
      ({ id: `${method} ${seed}`, run: { method, title: method, seed, place: index + 1, of: 24 } }) as Place,
  );

/** Does runs of which so many are under way at once and are finished in some order; gives what counts, and what was begun. */
async function shared(
  atOnce: number,
  next: (under: readonly string[]) => string,
  resultOf: (id: string) => RunResult | undefined = (id) => results.get(id),
) {
  const known = new Map<string, RunResult>();
  const whole = (counting: readonly Place[]): Comparison => {
    const ids = new Set(counting.map(({ id }) => id));
    const taken = methods.flatMap((method) =>
      seeds.flatMap((seed) => resultOf(ids.has(`${method} ${seed}`) ? `${method} ${seed}` : '') ?? []),
    );
    return example(seeds, taken);
  };
  const found = findings(places, known, { whole, race: true, chooses: false });
  const under = new Set<string>();
  const begun = new Set<string>();
  const done = new Set<string>();
  await share(places, found, {
    take: ({ id }) => {
      if (done.has(id)) return Promise.resolve(resultOf(id));
      if (under.size < atOnce) {
        under.add(id);
        begun.add(id);
      }
      return Promise.resolve(undefined);
    },
    wait: () => {
      const finished = next([...under]);
      under.delete(finished);
      done.add(finished);
      return Promise.resolve();
    },
    counted: () => undefined,
    stop: () => Promise.resolve(),
    isDone: () => false,
  });
  return { state: found.state(), begun };
}

describe('a race of runs that are done at once', () => {
  test('has the results of one run after the other, whichever is finished first, and does not begin what is stopped by then', async () => {
    const { state: alone, begun } = await shared(1, ([first]) => first!);
    expect(alone.stopped).toEqual([{ method: 'freelb', seeds: 5, saved: 3 * 567 }]);
    expect(begun.size).toBe(alone.runs.length);
    const first = (under: readonly string[]) => under[0]!;
    const last = (under: readonly string[]) => under.at(-1)!;
    const freelb = (under: readonly string[]) => under.find((id) => id.startsWith('freelb')) ?? under[0]!;
    for (const next of [first, last, freelb]) {
      const { state } = await shared(4, next);
      expect(state).toEqual(alone);
    }
    expect((await shared(4, first)).begun.size).toBeLessThan(places.length);
  });

  test('keeps stopped what is stopped though the control collapses at a later seed', async () => {
    const collapses = (id: string): RunResult | undefined => {
      const run = results.get(id);
      return run && id === 'natural-matched 7' ? { ...run, predicted: [1, 0] } : run;
    };
    const first = (under: readonly string[]) => under[0]!;
    const last = (under: readonly string[]) => under.at(-1)!;
    for (const [atOnce, next] of [
      [1, first],
      [4, last],
    ] as const) {
      const { state } = await shared(atOnce, next, collapses);
      expect(state.stopped).toEqual([{ method: 'freelb', seeds: 5, saved: 3 * 567 }]);
      expect(state.runs.flatMap(({ method, seed }) => (method === 'freelb' ? [seed] : []))).toEqual([1, 2, 3, 4, 5]);
    }
  });

  test('counts as saved what its runs cost on the average', async () => {
    const dearer = (id: string): RunResult | undefined => {
      const run = results.get(id);
      return run && { ...run, units: { ...run.units, counted: 100 * run.seed } };
    };
    const { state } = await shared(1, ([first]) => first!, dearer);
    expect(state.stopped).toEqual([{ method: 'freelb', seeds: 5, saved: 3 * 300 }]);
  });
});
