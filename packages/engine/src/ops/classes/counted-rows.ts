import * as tf from '@tensorflow/tfjs-core';
import { constant } from '../../constant.ts';

/**
 * Which rows of logits count, by their labels [R] (int32): 1, and 0 for those of −1. [R]
 *
 * @param labels classes, or −1.
 */
export function countedRows(labels: tf.Tensor): tf.Tensor1D {
  const isCounted = tf.greaterEqual<tf.Tensor1D>(tf.cast(labels, 'float32'), constant(0));
  return tf.cast(isCounted, 'float32');
}

/**
 * What each row counts in a mean over those that count: [R] that add up to 1, or zeros where none does.
 *
 * @param counted 1 for the rows that count, else 0.
 */
export function shares(counted: tf.Tensor1D): tf.Tensor1D {
  return tf.div(counted, tf.maximum(tf.sum(counted), constant(1)));
}
