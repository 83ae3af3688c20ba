import * as tf from '@tensorflow/tfjs-core';
import type { Params } from './model.ts';

/** Applies a function to every tensor. */
export function mapParams(params: Params, f: (tensor: tf.Tensor, name: string) => tf.Tensor): Params {
  return Object.fromEntries(Object.entries(params).map(([name, tensor]) => [name, f(tensor, name)]));
}

/** ‖params‖₂ over all entries of all tensors, as a scalar. */
export function globalNorm(params: Params): tf.Scalar {
  return tf.tidy(() => {
    const squares = Object.values(params).map((tensor) => tf.sum(tf.square(tensor)));
    return tf.sqrt(tf.addN(squares)) as tf.Scalar;
  });
}
