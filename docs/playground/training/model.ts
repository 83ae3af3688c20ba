import { fromFunction, type Model } from '@advtrain/core';
import { embedding, fold, key, linear, normal, relu } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

const width = 32;
const hidden = 64;

/**
 * A classifier small enough to train while one looks on: word embeddings, a layer over each word, attention that weighs the words by
 * what the layer says of them, and a layer over their mean. The same seed gives the same parameters.
 */
export function smallClassifier(words: number, classes: number, seed: number): Model {
  const params = initial(words, classes, seed);
  const model = fromFunction({
    params,
    embed: ({ table }, { values }) => embedding(table!, values),
    logits: ({ layer, layerBias, weighing, output, outputBias }, x, { inputs }) => {
      const [size, length] = x.shape as [number, number, number];
      const features = relu(linear(x, layer!, layerBias));
      const scores = tf.reshape(linear(features, weighing!), [size, length]);
      const shares = tf.softmax(tf.add(scores, nothingOnPadding(inputs.mask!)));
      const mean = tf.matMul(tf.reshape(shares, [size, 1, length]), features);
      return linear(tf.reshape(mean, [size, hidden]), output!, outputBias) as tf.Tensor2D;
    },
  });
  tf.dispose(params);
  return model;
}

/** Where training begins: normal numbers that follow from the seed. */
function initial(words: number, classes: number, seed: number): Record<string, tf.Tensor> {
  const root = key(seed);
  const drawn = (name: string, shape: readonly number[], size: number): tf.Tensor =>
    tf.mul(normal(shape, fold(root, name)), size);
  return tf.tidy(() => ({
    table: drawn('table', [words, width], 0.3),
    layer: drawn('layer', [hidden, width], 1 / Math.sqrt(width)),
    layerBias: tf.zeros([hidden]),
    weighing: drawn('weighing', [1, hidden], 1 / Math.sqrt(hidden)),
    output: drawn('output', [classes, hidden], 1 / Math.sqrt(hidden)),
    outputBias: tf.zeros([classes]),
  }));
}

/** What is added to scores: 0 for words, and for padding what leaves it a share of 0. */
function nothingOnPadding(mask: tf.Tensor): tf.Tensor {
  return tf.mul(tf.sub(mask, 1), 1e9);
}
