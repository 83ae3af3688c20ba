import { constant, native, raw } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { Params } from '../contract/model.ts';

/**
 * Applies a function to every tensor.
 *
 * @param params tensors by name.
 * @param f gets each tensor with its name, and gives the one that takes its place.
 */
export function mapParams(params: Params, f: (tensor: tf.Tensor, name: string) => tf.Tensor): Params {
  return Object.fromEntries(Object.entries(params).map(([name, tensor]) => [name, f(tensor, name)]));
}

/**
 * ‖params‖₂ over all entries of all tensors, as a scalar.
 *
 * @param params tensors by name, of any shapes.
 */
export function globalNorm(params: Params): tf.Scalar {
  return tf.tidy(() => tf.sqrt(tf.addN(Object.values(params).map(sumOfSquares))) as tf.Scalar);
}

/** One pass over memory and no temporary where TensorFlow has an operation for it. */
function sumOfSquares(tensor: tf.Tensor): tf.Tensor {
  const backend = native();
  return backend ? tf.mul(raw(backend, 'L2Loss', [tensor]), constant(2)) : tf.sum(tf.square(tensor));
}
