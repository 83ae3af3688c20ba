import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { naturalEntry } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { pgdEntry } from '@advtrain/pgd';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  cells,
  compare,
  conclusions,
  controlOf,
  describe as described,
  page,
  table,
  UsageError,
} from '../../src/index.ts';
import type { CompareOptions, Warning } from '../../src/index.ts';
import { rhythms } from '../../src/run/watch/rhythm.ts';
import { schemaMistakes } from '../results/schema-mistakes.ts';
import { example, exampleNames, exampleRun } from '../example.ts';
import { learnableTask, learnableTraining } from './learnable-task.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-seen-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const warning: Warning = {
  kind: 'chance-loss',
  step: 40,
  sentence: 'Its loss is 0.693.',
  advice: 'Lower --learning-rate.',
};

/** A comparison in which PGD's runs are changed, seed by seed. */
const changed = (seeds: readonly number[], change: (seed: number) => Parameters<typeof exampleRun>[2]) =>
  example(
    seeds,
    exampleNames.flatMap((name) => seeds.map((seed) => exampleRun(name, seed, name === 'pgd' ? change(seed) : {}))),
  );

const rowOf = (comparison: ReturnType<typeof example>) => table(comparison).rows[exampleNames.indexOf('pgd')]!;

describe('what was seen in training', () => {
  test('is marked in the table and said in the conclusions and the report, with where it was and what helps', () => {
    const comparison = changed([1, 2, 3], (seed) => (seed === 2 ? { warnings: [warning] } : {}));
    const sentence =
      'PGD stayed at the loss of guessing in training in 1 of 3 seeds (step 40 of seed 2): Its loss is 0.693. Lower --learning-rate.';
    expect(rowOf(comparison)[0]).toBe('PGD\n(at chance)');
    expect(conclusions(comparison)).toContain(sentence);
    expect(page(comparison)).toContain(sentence);
  });

  test('is no mark where it was over before the end', () => {
    const comparison = changed([1], () => ({ warnings: [{ ...warning, until: 60 }] }));
    expect(rowOf(comparison)[0]).toBe('PGD');
    expect(conclusions(comparison).join()).not.toContain('loss of guessing');
  });

  test('and stopped a run keeps it out of every figure, but says what it had', () => {
    const comparison = changed([1], () => ({
      status: 'stopped',
      steps: 40,
      accuracy: { development: 0.5 },
      warnings: [warning],
    }));
    expect(cells(comparison, 'pgd')).toEqual([]);
    expect(rowOf(comparison).slice(0, 3)).toEqual(['PGD\n(stopped, at chance)', '–', '–']);
    expect(conclusions(comparison)).toContain(
      'PGD was stopped after 40 steps, and is in no figure above. It then had 50.0 % on development.',
    );
    const partly = changed([1, 2], (seed) => (seed === 1 ? { status: 'stopped', steps: 40, accuracy: {} } : {}));
    expect(rowOf(partly)[1]).not.toBe('–');
    expect(conclusions(partly)).toContain(
      'PGD was stopped in 1 of 2 seeds after 40 steps: that run is in no figure above, and the method is compared with no other.',
    );
    expect(conclusions(partly).join()).not.toContain('PGD against');
    expect(
      controlOf({ ...comparison, runs: comparison.runs.filter(({ method }) => method === 'pgd') }),
    ).toBeUndefined();
  });

  test('and had a run begun anew says with which sizes it ended', () => {
    const attempt = { options: { radius: 0.2 }, learningRate: 0.01, steps: 9, units: 81, seconds: 1, warning };
    const comparison = changed([1], () => ({
      options: { radius: 0.05 },
      attempts: [attempt, attempt],
      learningRate: 0.01,
    }));
    expect(rowOf(comparison)[0]).toBe('PGD\n(restarted with smaller sizes)');
    expect(conclusions(comparison)).toContain(
      'PGD was begun anew 2 times with smaller sizes, and ended with radius 0.05, learning rate 0.01; its units and time count every attempt.',
    );
  });
});

test('watching costs at most two hundredths of the units of a run, whatever its method and batches', () => {
  for (const units of [3, 5, 9, 31]) {
    for (const batchSize of [1, 16, 32, 128]) {
      const { look, attack } = rhythms({ unitsPerStep: units, batchSize, steps: 100 });
      const share = look.examples / look.every + (14 * attack.examples) / attack.every;
      expect(share / (units * batchSize)).toBeLessThan(0.02);
      expect(look.examples).toBeGreaterThan(0);
    }
  }
  const { look, attack } = rhythms({ unitsPerStep: 9, batchSize: 128, steps: 100_000 });
  expect([look.every, attack.every].map((every) => Math.floor(100_000 / every))).toEqual([20, 8]);
});

describe('compare', () => {
  beforeAll(() => engine());

  const asked = async (change: Partial<CompareOptions>): Promise<CompareOptions> => ({
    methods: [naturalEntry, pgdEntry],
    options: { pgd: { radius: 1, stepSize: 0.5, start: 0.5 } },
    task: await learnableTask(),
    ...learnableTraining,
    attack: { steps: 1, radii: [0.1], examples: 4 },
    engine: await engine(),
    folder: join(folder, 'out'),
    ...change,
  });

  test('stops a method that fails, goes on with the others, and writes what it saw', async () => {
    const comparison = await compare(await asked({ onFailure: 'stop' }));
    expect(comparison.runs.map(({ status }) => status)).toEqual(['finished', 'stopped']);
    expect(schemaMistakes(comparison)).toEqual([]);
    expect(readFileSync(join(folder, 'out/table.md'), 'utf8')).toMatch(/^\| PGD \(stopped, .*\) \| – \|/m);
    expect(readFileSync(join(folder, 'out/report.html'), 'utf8')).toContain('PGD was stopped after');
    expect(described(comparison)).toContainEqual(['when training fails', 'stop']);
  });

  test('does not take runs of another policy for its own, but those of the default for those that name it', async () => {
    await expect(compare(await asked({}))).rejects.toThrow(
      /holds a comparison with other settings \(onFailure "stop" there, null here\)/,
    );
    await expect(compare(await asked({ onFailure: 'never' as 'stop' }))).rejects.toThrow(
      new UsageError('onFailure is "never", but must be warn or stop or restart-smaller.'),
    );
    const one = { methods: [naturalEntry], options: {}, steps: 3, folder: join(folder, 'default') };
    await compare(await asked(one));
    const kinds: string[] = [];
    await compare(await asked({ ...one, onFailure: 'warn', on: ({ kind }) => kinds.push(kind) }));
    expect(kinds).toContain('kept');
  });
});
