import { constant, dot } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

/** Shares of candidates [B, T, N] by logits and `allowed` in that shape: a softmax over those allowed, and exactly 0 elsewhere. */
export function coefficients(logits: tf.Tensor, allowed: tf.Tensor): tf.Tensor {
  return tf.softmax(onlyAllowed(logits, allowed));
}

/** The entropy of these shares, averaged over an example's words that have other candidates, then over examples. */
export function entropy(logits: tf.Tensor, allowed: tf.Tensor): tf.Scalar {
  const [size, , count] = logits.shape as [number, number, number];
  const hasChoice = tf.clipByValue(tf.sub(tf.sum(allowed, -1, true), constant(1)), 0, 1);
  const words = tf.maximum(tf.sum(hasChoice, 1, true), constant(1));
  const part = tf.tile(tf.div(hasChoice, tf.mul(words, constant(-size))), [1, 1, count]);
  const seen = onlyAllowed(logits, allowed);
  return dot(tf.softmax(seen), tf.mul(tf.logSoftmax(seen), part));
}

function onlyAllowed(logits: tf.Tensor, allowed: tf.Tensor): tf.Tensor {
  return tf.add(logits, tf.mul(tf.sub(allowed, constant(1)), constant(1e9)));
}
