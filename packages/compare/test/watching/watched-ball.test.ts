import { fgsmEntry, pgdEntry, pgdTokenEntry } from '@advtrain/pgd';
import { naturalEntry } from '@advtrain/core';
import type { MethodEntry } from '@advtrain/core';
import { engine, key } from '@advtrain/engine';
import { vatEntry } from '@advtrain/vat';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { configured } from '../../src/index.ts';
import type { MethodOptions } from '../../src/index.ts';
import { guardOf } from '../../src/run/watch/guard-of.ts';
import { freshState } from '../../src/run/watch/state.ts';
import { watch } from '../../src/run/watch/watch.ts';
import { watchedBall } from '../../src/run/watch/watched-ball.ts';
import type { WatchedBall } from '../../src/run/watch/watched-ball.ts';
import { learnableTask, learnableTraining } from './learnable-task.ts';

beforeAll(() => engine());

const lengths = { example: 8, token: 2, entry: 0.5 };
const words = { model: {}, lengths };
const pixels = { model: { domain: [0, 1] as const } };
const method = (entry: MethodEntry, options: MethodOptions = {}) => configured([entry], { [entry.name]: options })[0]!;

/** The longest ‖δ‖₂ of an example, of a token and of an entry that are left of a large perturbation of [1, 4, 4]. */
function extent({ of }: WatchedBall, radius: number) {
  const x = tf.zeros([1, 4, 4]);
  const site = { x, mask: tf.ones([1, 4]), key: key(1), value: (size: number) => tf.scalar(size) };
  const delta = of({ radius, stepSize: radius }).project(tf.fill([1, 4, 4], 9), site as never);
  return {
    example: Number(tf.norm(delta).dataSync()[0]),
    token: Number(tf.max(tf.norm(delta, 2, 2)).dataSync()[0]),
    entry: Number(tf.max(delta).dataSync()[0]),
  };
}

describe('a run is attacked', () => {
  test('not before the method begins, and with ε as it is at the step', () => {
    const rise = (index: number) => Math.min(1, Math.max(0, index - 10 + 1) / 5);
    const ball = watchedBall(method(pgdEntry, { radius: '25%' }), { begin: 10, rise }, words)!;
    const found = [1, 10, 11, 13, 15, 16, 99].map((taken) => Number(ball.radius(taken).toFixed(9)));
    expect(found).toEqual([0, 0, 0.4, 1.2, 2, 2, 2]);
    const atOnce = watchedBall(method(pgdEntry, { radius: '25%' }), { begin: 10 }, words)!;
    expect([10, 11].map(atOnce.radius)).toEqual([0, 2]);
  });

  test('in the ball of the method: whose length ε is, in which norm', () => {
    const found = (entry: MethodEntry, measured: Parameters<typeof watchedBall>[2]) => {
      const ball = watchedBall(method(entry, { radius: 0.5 }), { begin: 0 }, measured)!;
      return extent(ball, ball.radius(1));
    };
    expect(found(pgdEntry, words).example).toBeCloseTo(0.5);
    expect(found(pgdTokenEntry, words).token).toBeCloseTo(0.5);
    expect(found(fgsmEntry, pixels).entry).toBeCloseTo(0.5);
    expect(found(pgdTokenEntry, pixels).entry).toBeCloseTo(0.5);
    expect(found(vatEntry, pixels).example).toBeCloseTo(0.5);
  });

  test('in no ball where the method has none, or one without limit', () => {
    expect(watchedBall(method(naturalEntry), { begin: 0 }, words)).toBeUndefined();
    expect(watchedBall(method(pgdEntry, { radius: 'none' }), { begin: 0 }, words)).toBeUndefined();
  });

  test('and what fewer withstand because ε has grown is no fall', async () => {
    const task = await learnableTask();
    const model = await task.model(1);
    const rise = (index: number) => (index < 6 ? 0.5 : 1);
    const plan = { steps: 8, begin: 4, rise, unitsPerStep: 9, naturalUnits: 3 };
    const pgd = method(pgdEntry, { radius: 0.2 });
    const training = learnableTraining;
    const run = { method: pgd, seed: 1, model, lengths, plan, task, training, replays: 1 };
    const { watching } = guardOf({ ...run, onWarning: () => undefined });
    const often = { examples: 8, every: 1 };
    const options = { ...watching, rhythms: { look: { ...often, every: 100 }, attack: often } };
    const state = freshState();
    const seen: (readonly number[] | undefined)[] = [];
    for (const batch of task.train.feed({ batchSize: 8, seed: 1, used: 0 }).batches) {
      for (const step of [4, 5, 6, 7, 8]) {
        watch({ step, norm: 1, batch, recentLoss: 1 }, state, options);
        seen.push(state.best && [state.best.step, state.best.radius]);
      }
      break;
    }
    model.dispose();
    expect(seen[0]).toBeUndefined();
    expect(seen.map((best) => best?.[1])).toEqual([undefined, 0.1, 0.1, 0.2, 0.2]);
    expect(seen[3]).toEqual([7, 0.2]);
  });
});
