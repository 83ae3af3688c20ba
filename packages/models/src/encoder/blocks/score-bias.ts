import { constant } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

/**
 * What a mask [N, T] adds to attention scores: 0 for tokens, −1e9 for padding [N, 1, 1, T]. Finite, so that a row of
 * nothing but padding attends evenly instead of becoming NaN.
 */
export function attentionBias(mask: tf.Tensor): tf.Tensor {
  const [rows = 0, length = 0] = mask.shape;
  return tf.reshape(tf.mul(tf.sub(mask, constant(1)), constant(1e9)), [rows, 1, 1, length]);
}

/** Of what is added to the scores, the first query's row: [..., T or 1, T] → [..., 1, T]. */
export function firstRow(bias: tf.Tensor): tf.Tensor {
  return bias.shape[2] === 1 ? bias : tf.slice(bias, [0, 0, 0, 0], [-1, -1, 1, -1]);
}

/** The first token of hidden [N, T, H]: [N, 1, H]. */
export function firstToken(hidden: tf.Tensor): tf.Tensor {
  return tf.slice(hidden, [0, 0, 0], [-1, 1, -1]);
}

/** The sum of those that there are. */
export function summed(one: tf.Tensor | undefined, other: tf.Tensor | undefined): tf.Tensor | undefined {
  return one && other ? tf.add(one, other) : (one ?? other);
}
