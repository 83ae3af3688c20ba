import type { Model } from '@advtrain/core';
import { embedding, engine } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { textSet } from '../src/example-set.ts';
import { predict } from '../src/predict.ts';
import { robustness } from '../src/robustness.ts';

const pause = () => Promise.resolve();

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
    expect([...(await predict(linear(1), unsorted, 'classification', pause))]).toEqual(labels);
  });

  test.each([1, 1000])('finds the way out of the ball through a model of confidence %d', async (confidence) => {
    const attack = { steps: 10, radii: [0.5, 2], headline: 2, examples: 12 };
    expect(await robustness(linear(confidence), set, attack, pause)).toEqual([
      { radius: 0, accuracy: 1 },
      { radius: 0.5, accuracy: 1 },
      { radius: 2, accuracy: 0 },
    ]);
  });
});
