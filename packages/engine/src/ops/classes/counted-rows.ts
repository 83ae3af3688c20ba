import * as tf from '@tensorflow/tfjs-core';
import { constant } from '../../constant.ts';

/** Which rows of logits count, by their labels [R] (int32): 1, and 0 for those of −1. [R] */
export function countedRows(labels: tf.Tensor): tf.Tensor1D {
  const isCounted = tf.greaterEqual<tf.Tensor1D>(tf.cast(labels, 'float32'), constant(0));
  return tf.cast(isCounted, 'float32');
}

/** What each row counts in a mean over those that count: [R] that add up to 1, or zeros where none does. */
export function shares(counted: tf.Tensor1D): tf.Tensor1D {
  return tf.div(counted, tf.maximum(tf.sum(counted), constant(1)));
}
