import { l2 } from '@advtrain/attacks';
import type { Model } from '@advtrain/core';
import { embedding, engine } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { textSet } from '../src/example-set.ts';
import { accuracy } from '../src/accuracy.ts';
import { predict } from '../src/predict.ts';
import { robustness } from '../src/attacked/robustness.ts';

/** Sentences of two tokens, all of the word 4 (class 0) or all of the word 5 (class 1). */
const encoded = Array.from({ length: 20 }, (_, row) => ({ ids: row % 2 ? [5, 5] : [4, 4] }));
const labels = encoded.map((_, row) => row % 2);
const set = textSet(encoded, labels, { padId: 0 });

/**
 * Sorts words by their mean embedding, [1, 0] or [0, 1], without an error. The decision is in reach of a perturbation of
 * norm 1 whatever the confidence.
 */
function linear(confidence: number): Model {
  const words = tf.tensor2d(
    [0, 0, 0, 0, 1, 1].flatMap((known, id) => [known * Number(id === 4), known * Number(id === 5)]),
    [6, 2],
  );
  return {
    params: { words: tf.variable(words) },
    blocks: 0,
    stemShare: () => 0,
    hiddenShape: (x) => [...x],
    embed: (params, { values }) => embedding(params['words']!, values),
    stem: (_, x) => x,
    trunk: (_, hidden, { mask }) =>
      tf.mul(tf.div(tf.sum(tf.mul(hidden, tf.expandDims(mask!, -1)), 1), tf.sum(mask!, 1, true)), confidence),
  };
}

describe('evaluation', () => {
  beforeAll(() => engine());

  test('gives classes in the order of the set', async () => {
    const unsorted = textSet(
      encoded.map(({ ids }, row) => ({ ids: row < 3 ? ids.slice(1) : ids })),
      undefined,
      { padId: 0 },
    );
    expect([...(await predict(linear(1), unsorted))]).toEqual(labels);
  });

  test.each([1, 1000])('finds the way out of the ball through a model of confidence %d', async (confidence) => {
    expect(await robustness(linear(confidence), set, { radii: [0.5, 2], examples: 12 })).toEqual([
      { radius: 0, accuracy: 1 },
      { radius: 0.5, accuracy: 1 },
      { radius: 2, accuracy: 0 },
    ]);
  });

  test('of an over-confident model finds nothing but by chance at a temperature of 1, which is why it is calibrated', async () => {
    const at = async (temperature: number | 'calibrated') =>
      (await robustness(linear(1000), set, { radii: [2], temperature })).at(-1)?.accuracy;
    expect(await at(1)).toBeGreaterThan(0.9);
    expect(await at(1000)).toBe(0);
    expect(await at('calibrated')).toBe(0);
  });

  test('attacks in the ball that it is given, and stops where the pause throws', async () => {
    const reach: number[] = [];
    const still = (radius: number) => {
      reach.push(radius);
      return l2({ radius, stepSize: 0, start: 0 });
    };
    expect((await robustness(linear(1), set, { radii: [2, 3], ball: still })).map((point) => point.accuracy)).toEqual([
      1, 1, 1,
    ]);
    expect(reach).toEqual([2, 3]);
    const pause = () => Promise.reject(new Error('enough'));
    await expect(robustness(linear(1), set, { radii: [2], pause })).rejects.toThrow('enough');
    await expect(predict(linear(1), set, { pause })).rejects.toThrow('enough');
  });

  test('gives the share of right answers, and refuses one of values', async () => {
    expect(await accuracy(linear(1), set)).toBe(1);
    const wrong = textSet(
      encoded,
      labels.map((label, row) => (row < 5 ? 1 - label : label)),
      { padId: 0 },
    );
    expect(await accuracy(linear(1), wrong)).toBe(0.75);
    await expect(accuracy(linear(1), set, { kind: 'regression' })).rejects.toThrow('kind is regression');
  });

  test.each([
    [{ radii: [0] }, 'A radius is 0, but must be greater than 0.'],
    [{ radii: [1], steps: 0 }, 'steps is 0, but must be a whole number, at least 1.'],
    [{ radii: [1], examples: 1.5 }, 'examples is 1.5, but must be a whole number, at least 1.'],
    [{ radii: [1], temperature: 0 }, 'temperature is 0, but must be calibrated, or above 0.'],
    [{ radii: [1], batchSize: 0 }, 'batchSize is 0, but must be a whole number, at least 1.'],
  ])('refuses the attack %j', async (attack, sentence) => {
    await expect(robustness(linear(1), set, attack)).rejects.toThrow(sentence);
  });
});
