import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { naturalEntry } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { lossIncrease } from '@advtrain/evaluate';
import type { Measurable } from '@advtrain/evaluate';
import { freelbEntry } from '@advtrain/freelb';
import { quantile } from '@advtrain/statistics';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compare, Interrupted, table, UsageError, verify } from '../../src/index.ts';
import type { CompareEvent, CompareOptions, Comparison, Task } from '../../src/index.ts';
import { tinyAttack, tinyTask, tinyTraining } from '../tiny-task.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-rises-'));
/** Parameters of trained models, by the folders that they were saved in. */
const saved = new Map<string, Readonly<Record<string, tf.Tensor>>>();
const events: CompareEvent[] = [];
let task: Task;
let comparison: Comparison;

const asked = (change: Partial<CompareOptions> = {}): CompareOptions => ({
  ...tinyTraining,
  epochs: 3,
  learningRate: 3e-3,
  methods: [freelbEntry, naturalEntry],
  attack: { ...tinyAttack, examples: 10 },
  measure: 'max-loss-increase',
  seeds: [1, 2],
  task,
  folder: join(folder, 'results'),
  ...change,
});

beforeAll(async () => {
  await engine({ backend: 'wasm' });
  const tiny = await tinyTask();
  task = {
    ...tiny,
    save: (to, params) => {
      const copies = Object.entries(params).map(([name, tensor]) => [name, tensor.clone()] as const);
      mkdirSync(to, { recursive: true });
      saved.set(basename(to).replace(/-\w+$/, ''), Object.fromEntries(copies));
      return Promise.resolve();
    },
  };
  const controller = new AbortController();
  const on = (event: CompareEvent) => {
    events.push(event);
    if (event.kind === 'finished' && event.seed === 1 && event.method === 'natural') controller.abort();
  };
  // It is interrupted once, and goes on.
  await expect(compare(asked({ keepModels: true, on, signal: controller.signal }))).rejects.toThrow(Interrupted);
  comparison = await compare(asked({ keepModels: true, on }));
});

afterAll(() => {
  tf.dispose([...saved.values()]);
  rmSync(folder, { recursive: true });
});

describe('the largest loss increase of every run', () => {
  test('is measured by natural training of its seed, which is trained first whatever the order of the table', () => {
    const order = events.flatMap((event) => (event.kind === 'run' ? [`${event.method} ${event.seed}`] : []));
    expect(order.slice(0, 2)).toEqual(['natural 1', 'freelb 1']);
    expect(order.slice(-2)).toEqual(['natural 2', 'freelb 2']);
    expect(comparison.methods.map(({ name }) => name)).toEqual(['freelb', 'natural']);
    const kept = events.flatMap((event) => (event.kind === 'kept' ? [`${event.method} ${event.seed}`] : []));
    expect(kept).toEqual(['natural 1']);
  });

  test('is what lossIncrease gives of both models together', async () => {
    const models = new Map<string, Measurable>();
    const opened = [];
    for (const method of ['natural', 'freelb']) {
      const model = await task.model(1);
      for (const [name, tensor] of Object.entries(saved.get(`${method}-seed1`) ?? {}))
        model.params[name]!.assign(tensor);
      models.set(method, { model, set: task.sets['development']! });
      opened.push(model);
    }
    const { rows, radii, increases } = await lossIncrease(models, { examples: 10 });
    const own = comparison.increases!.filter(({ seed }) => seed === 1);
    expect(own.map(({ method, examples }) => ({ method, examples }))).toEqual([
      { method: 'freelb', examples: rows.length },
      { method: 'natural', examples: rows.length },
    ]);
    for (const { method, median } of own) expect(median).toBeCloseTo(quantile(increases.get(method)!, 0.5), 6);
    expect(rows.length).toBeLessThan(10);
    const natural = comparison.runs.find((run) => run.method === 'natural' && run.seed === 1)!;
    const borne = natural.increase!.radii!.filter((radius) => radius !== null);
    expect(borne).toEqual(expect.arrayContaining([...radii]));
    for (const model of opened) model.dispose();
  });

  test('has a column of the table, with the median and the range of the seeds, and is in results.json', () => {
    const { header, rows } = table(comparison);
    const column = header.indexOf('largest\nloss increase');
    const own = comparison.increases!.filter(({ method }) => method === 'freelb').map(({ median }) => median);
    expect(own).toHaveLength(2);
    const text = (value: number) => String(Number(value.toPrecision(4)));
    const [low, high] = [Math.min(...own), Math.max(...own)].map(text);
    expect(rows[0]![column]).toBe(`${text((own[0]! + own[1]!) / 2)}\n(${low!}–${high!})`);
    const results = JSON.parse(readFileSync(join(folder, 'results', 'results.json'), 'utf8')) as Comparison;
    expect(results.increases).toEqual(comparison.increases);
    expect(readFileSync(join(folder, 'results', 'report.html'), 'utf8')).toContain('Zhu et al., 2020, Table 5');
  });

  test('is verified like any other', async () => {
    const methods = [freelbEntry, naturalEntry];
    const found = await verify({ folder: join(folder, 'results'), task, methods, steps: 1, seed: 1 });
    expect(found).toMatchObject({ agrees: true, problems: [] });
  });

  test('is not measured again', async () => {
    const again: CompareEvent[] = [];
    const repeated = await compare(asked({ on: (event) => again.push(event) }));
    // When it was called is another time.
    expect({ ...repeated, made: comparison.made }).toEqual(comparison);
    expect(again.filter(({ kind }) => kind === 'run')).toEqual([]);
  });

  test.each([
    ['natural training that does not take part', { methods: [freelbEntry] }, 'add natural to --methods'],
    ['no attack', { attack: 'none' as const }, 'leave out --measure'],
    [
      'another measure',
      { measure: 'loss' as 'max-loss-increase' },
      'measure is "loss", but must be max-loss-increase.',
    ],
  ])('is refused with %s', async (_, change, sentence) => {
    const refused = compare(asked({ ...change, folder: join(folder, 'none') }));
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(sentence);
  });
});
