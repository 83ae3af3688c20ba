import { at, clockAt } from '@advtrain/core';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { optimizerOf, scheduleOf } from '../src/index.ts';

const tinyTraining = { learningRate: 1, warmup: 0, weightDecay: 0.01, clipNorm: 1 };

const rates = (change: object, steps: number) => {
  const schedule = scheduleOf({ ...tinyTraining, learningRate: 1, warmup: 0, ...change }, steps);
  return Array.from({ length: steps }, (_, step) => Number(at(schedule, step).toFixed(6)));
};

describe('the learning rate', () => {
  test('falls linearly to 0 after the warm-up', () => {
    expect(rates({ warmup: 0.5 }, 4)).toEqual([0, 0.5, 1, 0.5]);
  });

  test('falls tenfold at each drop instead, where there are some', () => {
    expect(rates({ drops: [0.5, 0.75] }, 8)).toEqual([1, 1, 1, 1, 0.1, 0.1, 0.01, 0.01]);
    expect(rates({ drops: [0.5], warmup: 0.25 }, 8)).toEqual([0, 0.5, 1, 1, 0.1, 0.1, 0.1, 0.1]);
  });
});

describe("AdamW's settings", () => {
  /** How far a parameter moves in the second of many steps, along the gradients 1 and 2. */
  async function secondMove(change: object): Promise<number> {
    await tf.setBackend('cpu');
    const settings = { ...tinyTraining, learningRate: 1, warmup: 0, weightDecay: 0, clipNorm: 0, ...change };
    const optimizer = optimizerOf(settings, 1e9);
    const theta = tf.variable(tf.scalar(0));
    const places = [1, 2].map((gradient, step) => {
      tf.tidy(() => optimizer.apply({ theta }, { theta: tf.scalar(gradient) }, clockAt(step)));
      return theta.dataSync()[0]!;
    });
    optimizer.dispose();
    theta.dispose();
    return places[0]! - places[1]!;
  }

  test.each([
    ['β₂', { beta2: 0.5 }, 0.5, 1e-8],
    ['ε', { epsilon: 0.5 }, 0.999, 0.5],
    ['their defaults', {}, 0.999, 1e-8],
  ])('are those of the paper: %s', async (_, change, beta2, epsilon) => {
    // Kingma & Ba (2015), Algorithm 1, by hand.
    const first = (0.9 * 0.1 + 0.1 * 2) / (1 - 0.9 ** 2);
    const second = (beta2 * (1 - beta2) + (1 - beta2) * 4) / (1 - beta2 ** 2);
    expect(await secondMove(change)).toBeCloseTo(first / (Math.sqrt(second) + epsilon), 4);
  });
});
