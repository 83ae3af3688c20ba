import * as tf from '@tensorflow/tfjs-core';
import { closedForm } from '../gradients/closed-form.ts';

/**
 * ⟨a, b⟩ over all entries of two tensors of one shape. TensorFlow.js's own gradient of a sum uploads an array of ones.
 *
 * @param a float32, of any shape.
 * @param b in the same shape.
 */
export function dot(a: tf.Tensor, b: tf.Tensor): tf.Scalar {
  return closedForm(
    { a, b },
    (save) => {
      save([a, b]);
      return tf.sum(tf.mul(a, b));
    },
    (dy, [a, b]) => ({ a: () => tf.mul(b!, dy), b: () => tf.mul(a!, dy) }),
  ) as tf.Scalar;
}
