import * as tf from '@tensorflow/tfjs-core';

/** The logarithms of the probabilities that logits [R, C] mean. */
export function logSoftmax(logits: tf.Tensor): tf.Tensor {
  const shifted = tf.sub(logits, tf.max(logits, 1, true));
  return tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), 1, true)));
}
