import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineMethod, naturalEntry } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compare, conclusions, controlOf, table } from '../src/index.ts';
import type { CompareOptions, Comparison } from '../src/index.ts';
import { lostMethods } from '../src/conclusions/races.ts';
import { differences } from '../src/report/differences.ts';
import { schemaMistakes } from './results/schema-mistakes.ts';
import { example, exampleRun } from './example.ts';
import { tinyAttack, tinyTask, tinyTraining } from './tiny-task.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-race-'));
const seeds = [1, 2, 3, 4, 5, 6, 7, 8];

/** A method that learns the wrong answers. */
const wrong = defineMethod({
  name: 'wrong',
  title: 'Wrong',
  package: 'mine',
  about: 'natural training that climbs the loss',
  options: {},
  cost: '3 units a batch',
  units: () => 3,
  plugins: () => [
    {
      name: 'wrong',
      loss: (loss) => (logits, labels) => tf.neg(tf.minimum<tf.Scalar>(loss(logits, labels), 4)),
    },
  ],
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** FreeLB against its control, on accuracy, elsewhere and under attack, where it is worse in `measures` of them. */
function worse(measures: number): Comparison {
  const run = (method: string, seed: number, shares: readonly number[]) => {
    const [development = 0, elsewhere = 0, accuracy = 0] = shares;
    return exampleRun(method, seed, {
      accuracy: { development, amazon: elsewhere, tweets: elsewhere },
      robust: [{ radius: 0.2, accuracy }],
    });
  };
  const runs = seeds.flatMap((seed) => [
    run('natural-matched', seed, [0.8, 0.7, 0.3]),
    run(
      'freelb',
      seed,
      [0.8, 0.7, 0.3].map((share, i) => (i < measures ? share - 0.01 - 0.0001 * seed : share + 0.02)),
    ),
  ]);
  return example(seeds, runs);
}

describe('a race', () => {
  test('is lost only in every measure', () => {
    expect(lostMethods(worse(2))).toEqual([]);
    expect(lostMethods(worse(3))).toEqual(['freelb']);
    const { runs, ...rest } = worse(3);
    expect(lostMethods({ ...rest, runs: runs.filter(({ seed }) => seed < 7) })).toEqual(['freelb']);
  });

  test('goes by the order in which seeds are run, whatever their numbers', () => {
    // In the order of their numbers five seeds are lost at once; the first that were run were won.
    const differences = [-0.01, -0.01, -0.01, -0.01, -0.01, 0.02, 0.02, 0.02];
    const runs = seeds.flatMap((seed, i) => [
      exampleRun('natural-matched', seed, { accuracy: { development: 0.8 } }),
      exampleRun('freelb', seed, { accuracy: { development: 0.8 + differences[i]! } }),
    ]);
    const { settings, task, ...rest } = example(seeds, runs);
    const { attack: _, ...unattacked } = settings;
    const raced = (order: readonly number[]) =>
      lostMethods({
        ...rest,
        task: { ...task, sets: task.sets.slice(0, 1) },
        settings: { ...unattacked, seeds: order },
      });
    expect(raced(seeds)).toEqual(['freelb']);
    expect(raced(seeds.toReversed())).toEqual([]);
  });

  test('takes the stopped out of further tests, and says what was saved', () => {
    const comparison = worse(3);
    const text = conclusions({ ...comparison, stopped: [{ method: 'freelb', seeds: 5, saved: 1701 }] });
    expect(text[0]).toMatch(
      /^Stopped, because worse than natural, matched in accuracy, out of domain and under attack: FreeLB after 5 seeds\. That saved 1,701 units/,
    );
    expect(text.join()).not.toMatch(/worse by/);
    expect(conclusions(comparison).join()).toMatch(/worse by/);
  });

  describe('that has stopped a method after five of eight seeds', () => {
    const early = (others: readonly string[]) => {
      const { runs } = worse(3);
      const own = runs.filter(({ method, seed }) => method === 'natural-matched' || seed < 6);
      const alike = runs.filter(({ method }) => method === 'natural-matched');
      const beside = others.flatMap((method) => alike.map((run) => ({ ...run, method })));
      return { ...example(seeds, [...own, ...beside]), stopped: [{ method: 'freelb', seeds: 5, saved: 1701 }] };
    };

    test('says of the others alone that nothing differs, and that its numbers are the range of five seeds', () => {
      const text = conclusions(early(['pgd']));
      expect(text).toContain('Of those that were not stopped nothing differs from natural, matched beyond chance.');
      expect(text.join('\n')).toMatch(
        /^FreeLB .*: accuracy −1\.0 \(range of 5 seeds: −1\.0 to −1\.0\), out of domain −1\.0 \(range of 5 seeds/m,
      );
      expect(text.join('\n')).toMatch(/^PGD .*: accuracy \+0\.0 \(\+0\.0 to \+0\.0\)/m);
      expect(text.at(-1)).toMatch(/^In points: the mean of 8 seeds, and its 95 % interval/);
    });

    test('says nothing of chance where nobody else runs', () => {
      const text = conclusions(early([]));
      expect(text.join()).not.toMatch(/chance|exact paired test/);
      expect(text.at(-1)).toBe('In points: the mean of 5 seeds, and their range.');
    });

    test('has no verdict, p and interval in the report', () => {
      const { sheet, figures, caption } = differences(early(['pgd']))!;
      for (const row of sheet.rows.filter(([method]) => method?.text === 'FreeLB')) {
        expect(row[2]?.numbers).toHaveLength(1);
        expect(row.slice(3)).toMatchObject([{}, { text: '5' }, { text: '–' }, { text: 'stopped' }]);
        expect(row[3]?.numbers).toHaveLength(1);
        expect(row[5]?.numbers).toBeUndefined();
      }
      expect(sheet.rows.find(([method]) => method?.text === 'PGD')?.slice(5)).toMatchObject([
        { numbers: [1] },
        { text: 'undecided' },
      ]);
      expect(figures[0]!.svg).toMatch(/FreeLB: −1\.0\nstopped by the race, and in no test; 5 seeds/);
      expect(caption).toContain('What the race stopped is in no test, and has no interval.');
    });

    test('compares nobody with it, even where its control collapses later', () => {
      const { runs, ...rest } = early(['pgd']);
      const collapsing = runs.map((run) =>
        run.method === 'natural-matched' && run.seed === 7 ? { ...run, predicted: [1, 0] } : run,
      );
      const control = (some: typeof runs) => controlOf({ ...rest, runs: some });
      expect(control(collapsing)).toBe('pgd');
      expect(control(collapsing.filter(({ method }) => method !== 'pgd'))).toBeUndefined();
      expect(conclusions({ ...rest, runs: collapsing }).join('\n')).toMatch(
        /^Stopped, because worse than natural, matched/m,
      );
    });
  });

  describe('while methods train', () => {
    beforeAll(() => engine({ backend: 'wasm' }));

    test('stops the one that learns wrong answers, and goes on with the others', async () => {
      const options: CompareOptions = {
        methods: [naturalEntry, wrong],
        task: await tinyTask(),
        ...tinyTraining,
        epochs: 20,
        learningRate: 1e-2,
        attack: tinyAttack,
        engine: await engine({ backend: 'wasm' }),
        folder,
        seeds,
        race: true,
      };
      const comparison = await compare(options);
      const runs = (method: string) => comparison.runs.filter((run) => run.method === method);
      expect(comparison.stopped?.map(({ method }) => method)).toEqual(['wrong']);
      const { seeds: seen, saved } = comparison.stopped![0]!;
      expect(runs('wrong')).toHaveLength(seen);
      expect(seen).toBeLessThan(8);
      expect(saved).toBe((8 - seen) * runs('wrong')[0]!.units.predicted);
      expect(runs('natural')).toHaveLength(8);
      expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('Stopped, because worse');
      expect(table(comparison).rows).toHaveLength(2);
      expect(await compare(options)).toEqual({
        ...(JSON.parse(JSON.stringify(comparison)) as Comparison),
        made: { ...comparison.made, date: expect.any(String) as string },
      });
      expect(schemaMistakes(comparison)).toEqual([]);
    });
  });
});
