import { l2, linf } from '@advtrain/attacks';
import { sgd, Trainer, type Batch, type Plugin } from '@advtrain/core';
import { fold, key } from '@advtrain/engine';
import {
  fourBatches,
  gap,
  gradientsOf,
  imageBatch,
  onBackends,
  tensorsOf,
  textBatch,
  tinyText,
  watched,
} from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { freeat, perBatch } from '../src/index.ts';

const ball = l2({ radius: 5, stepSize: 0.4, start: 0.5 });
const cube = linf({ radius: 0.3, stepSize: 0.2, start: 0.1 });

/** Notes δ as the plugin holds it after each step. */
function holding(method: Plugin): Plugin & { readonly held: { shape: number[]; values: Float32Array }[] } {
  const held: { shape: number[]; values: Float32Array }[] = [];
  return {
    name: 'holding',
    held,
    afterStep: () => {
      const { delta } = method.state!.save();
      held.push({ shape: delta!.shape, values: Float32Array.from(delta!.dataSync()) });
    },
  };
}

/** The part [examples, length] of a δ of any shape [B, T, D], 0 where it is shorter or on padding. */
function part({ shape, values }: { shape: number[]; values: Float32Array }, { inputs }: Batch): Float32Array {
  const [, T, D] = shape as [number, number, number];
  const [examples, length] = inputs.values.shape as [number, number];
  const mask = inputs.mask!.dataSync();
  return Float32Array.from({ length: examples * length * D }, (_, i) => {
    const row = Math.floor(i / (length * D));
    const token = Math.floor(i / D) % length;
    const at = i % D;
    return token < T && mask[row * length + token] ? values[(row * T + token) * D + at]! : 0;
  });
}

onBackends(['native', 'wasm'], () => {
  const sizes: [examples: number, length: number][] = [
    [3, 5],
    [3, 3],
    [2, 6],
    [3, 5],
  ];
  const sentences = () => sizes.map(([examples, length], i) => textBatch({ key: fold(key(4), i), examples, length }));

  describe('carried by slot', () => {
    test('δ starts at 0, and lives on over short batches, other lengths and padding', () => {
      const batches = sentences();
      const inner = freeat({ ball, replays: 2 });
      const method = watched(inner);
      const observer = holding(inner);
      gradientsOf({ kind: 'text', batches, plugins: [method, observer] });
      expect(method.deltas[0]!.every((value) => value === 0)).toBe(true);
      for (let step = 1; step < 8; step++) {
        const carried = part(observer.held[step - 1]!, batches[Math.floor(step / 2)]!);
        expect(gap({ step: method.deltas[step]! }, { step: carried })).toBe(0);
        if (step !== 2) expect(carried.some((value) => value !== 0)).toBe(true);
      }
    });

    test('slots that a short batch leaves unused keep their δ, and places beyond its length too', () => {
      const inner = freeat({ ball, replays: 2 });
      const observer = holding(inner);
      gradientsOf({ kind: 'text', batches: sentences(), plugins: [inner, observer] });
      const before = observer.held[3]!;
      const after = observer.held[5]!;
      expect(before.shape).toEqual([3, 5, 4]);
      expect(after.shape).toEqual([3, 6, 4]);
      expect([...after.values.slice(2 * 24, 2 * 24 + 20)]).toEqual([...before.values.slice(2 * 20)]);
      expect(before.values.slice(2 * 20).some((value) => value !== 0)).toBe(true);
      const shorter = observer.held[2]!;
      const [first] = observer.held.slice(1);
      for (const row of [0, 1, 2])
        expect([...shorter.values.slice(row * 20 + 12, row * 20 + 20)]).toEqual([
          ...first!.values.slice(row * 20 + 12, row * 20 + 20),
        ]);
    });

    test('on images x + δ stays in the domain when δ comes to another image', () => {
      const batches = [0, 1].map((i) => imageBatch({ key: fold(key(6), i) }));
      const method = watched(freeat({ ball: cube, replays: 2 }));
      gradientsOf({ kind: 'image', batches, plugins: [method] });
      method.deltas.forEach((delta, step) => {
        const pixels = batches[Math.floor(step / 2)]!.inputs.values.dataSync();
        const seen = delta.map((value, i) => value + pixels[i]!);
        expect(Math.min(...seen)).toBeGreaterThanOrEqual(-1e-6);
        expect(Math.max(...seen)).toBeLessThanOrEqual(1 + 1e-6);
      });
      expect(method.deltas[2]!.some((value) => value !== 0)).toBe(true);
    });
  });

  test('not carried, δ starts anew at each batch as the ball draws it, and lives over its replays', () => {
    const batches = sentences();
    const inner = freeat({ ball, replays: 2, carry: 'none' });
    const method = watched(inner);
    const observer = holding(inner);
    gradientsOf({ kind: 'text', batches, plugins: [method, observer] });
    for (const step of [0, 2, 4, 6]) {
      const norms = method.deltas[step]!.reduce((sum, value) => sum + value ** 2, 0);
      expect(Math.sqrt(norms / batches[step / 2]!.labels.size)).toBeGreaterThan(0.2);
      expect(Math.sqrt(norms / batches[step / 2]!.labels.size)).toBeLessThan(0.4);
      const next = method.deltas[step + 1]!;
      const held = observer.held[step]!.values;
      expect(gap({ next }, { next: held })).toBe(0);
      expect(gap({ next }, { next: method.deltas[step]! })).toBeGreaterThan(0.01);
    }
    expect(gap({ 0: method.deltas[0]! }, { 0: method.deltas[6]! })).toBeGreaterThan(0.01);
  });

  test('every replay takes an optimizer step, with its own gradient, weighted', () => {
    const batches = sentences();
    const run = (weight: number) =>
      gradientsOf({ kind: 'text', batches, plugins: [freeat({ ball, replays: 3, weight })] }).gradients;
    const whole = run(1);
    const quarter = run(0.25);
    expect(whole).toHaveLength(12);
    whole.forEach((gradient, step) => {
      const scaled = Object.fromEntries(Object.entries(quarter[step]!).map(([name, g]) => [name, g.map((v) => 4 * v)]));
      expect(gap(gradient, scaled)).toBeLessThan(5e-6);
    });
  });
});

test.each([
  [1, 2],
  [2, 3],
  [2, 1],
  [1, 1],
  [2, 2],
])('accumulate %d in a Trainer with %d is refused unless they agree', (own, trainers) => {
  const batches = fourBatches('text');
  const model = tinyText();
  const optimizer = sgd({ learningRate: 0.1 });
  const plugins = [freeat({ ball, replays: 3, accumulate: own })];
  const trainer = new Trainer({ model, optimizer, plugins, seed: 7, accumulate: trainers });
  const steps = () => Array.from(trainer.fit(batches)).length;
  try {
    if (own === trainers) expect(steps()).toBe(12 / own);
    else
      expect(steps).toThrow(
        `accumulate is ${own}, but the Trainer's is ${trainers}: give freeat the accumulate of the Trainer.`,
      );
  } finally {
    trainer.dispose();
    optimizer.dispose();
    model.dispose();
    tf.dispose(batches.flatMap(tensorsOf));
  }
});

test('a schedule per batch has one value for all replays', () => {
  expect(() => perBatch(1, 0)).toThrow('replays is 0, but must be a whole number, at least 1.');
  const schedule = perBatch((index) => index, 3) as (index: number) => number;
  expect([0, 1, 2, 3, 5, 6].map(schedule)).toEqual([0, 0, 0, 1, 1, 2]);
});
