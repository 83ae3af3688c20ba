import { twoLevelInterval } from '@advtrain/statistics';
import { expect, test } from 'vitest';
import { differences } from '../../src/report/differences.ts';
import { packed } from '../../src/results/correct.ts';
import type { Comparison, RunResult, WordOutcome } from '../../src/index.ts';
import { example, exampleRun } from '../example.ts';

const seeds = [1, 2, 3];
const examples = 40;

/** Which of the attacked examples a method holds in a seed, made up. */
const held = (method: string, seed: number): readonly boolean[] =>
  Array.from({ length: examples }, (_, i) => ((i * 7 + seed * 3) % 10) / 10 < (method === 'freelb' ? 0.7 : 0.5));

const share = (holds: readonly boolean[]) => holds.filter(Boolean).length / holds.length;

/** Two methods under an attack in balls, of which 0.2 is the headline, and one by words. */
function attacked(change: (run: RunResult) => RunResult = (run) => run): Comparison {
  const runs = ['natural-matched', 'freelb'].flatMap((method) =>
    seeds.map((seed) => {
      const holds = held(method, seed);
      const outcome = { name: 'word', examples, accuracy: share(holds), held: packed(holds) } as WordOutcome;
      const run = exampleRun(method, seed, {
        robust: [{ radius: 0.2, accuracy: share(holds) }],
        lostAt: holds.map((holds, i) => (holds ? [null, 0.5][i % 2]! : [0, 0.05, 0.2][i % 3]!)),
        words: [outcome],
      });
      return change(run);
    }),
  );
  const comparison = example(seeds, runs);
  const { attack } = comparison.settings;
  const wordAttack = { attacks: ['word'], examples, queries: 10 };
  return { ...comparison, settings: { ...comparison.settings, attack: { ...attack!, examples }, wordAttack } };
}

/** The mean and the interval over seeds and examples, of each measure under attack. */
function rowsOf(comparison: Comparison) {
  const { rows } = differences(comparison)!.sheet;
  return rows.filter(([, where]) => where?.text.startsWith('under attack')).map((row) => row[3]?.numbers);
}

test('a difference under attack has its interval over seeds and the examples that were attacked', () => {
  const table = seeds.map((seed) => {
    const control = held('natural-matched', seed);
    return held('freelb', seed).map((holds, i) => Number(holds) - Number(control[i]));
  });
  const { low, high } = twoLevelInterval(table, { resamples: 1000 });
  expect(high).toBeGreaterThan(low);
  const expected = [expect.closeTo(0.2), low, high];
  expect(rowsOf(attacked())).toEqual([expected, expected]);
});

test('a difference under attack has no such interval where a run does not say which examples it holds', () => {
  const mean = [expect.closeTo(0.2)];
  const silent = attacked((run) => {
    const { lostAt: _, ...rest } = run;
    return run.seed === 2 ? { ...rest, words: [{ name: 'word', accuracy: 0.5 } as WordOutcome] } : run;
  });
  expect(rowsOf(silent).map((numbers) => numbers?.length)).toEqual([1, 1]);
  const others = attacked((run) =>
    run.seed === 2 && run.method === 'freelb' ? { ...run, lostAt: run.lostAt!.slice(1) } : run,
  );
  expect(rowsOf(others)[0]).toEqual(mean);
});

test('a difference over sets of unlike sizes counts each set alike, in its interval as in its mean', () => {
  const sizes = { amazon: 20, tweets: 180 };
  // On the small set FreeLB is right five times more in twenty, on the large one as often as the control.
  const rights = (method: string, set: keyof typeof sizes) =>
    Array.from({ length: sizes[set] }, (_, i) => i % 4 < 2 || (method === 'freelb' && set === 'amazon' && i % 4 < 3));
  const runs = ['natural-matched', 'freelb'].flatMap((method) =>
    seeds.map((seed) => {
      const amazon = rights(method, 'amazon');
      const tweets = rights(method, 'tweets');
      const accuracy = { development: 0.8, amazon: share(amazon), tweets: share(tweets) };
      return exampleRun(method, seed, { accuracy, correct: { amazon: packed(amazon), tweets: packed(tweets) } });
    }),
  );
  const comparison = example(seeds, runs);
  const sets = comparison.task.sets.map((set) => ({
    ...set,
    examples: set.id in sizes ? sizes[set.id as 'amazon'] : set.examples,
  }));
  const { rows } = differences({ ...comparison, task: { ...comparison.task, sets } })!.sheet;
  const [mean, low, high] = rows.find(([, where]) => where?.text === 'out of domain')![3]!.numbers!;
  expect(mean).toBeCloseTo(0.125);
  expect([low! < mean!, high! > mean!, low! > 0, high! < 0.25]).toEqual([true, true, true, true]);
});
