import * as tf from '@tensorflow/tfjs-core';

/** [N, T, H] → [N, heads, T, H / heads]. */
export function splitHeads(x: tf.Tensor, heads: number): tf.Tensor4D {
  const [rows = 0, length = 0, width = 0] = x.shape;
  return tf.transpose(tf.reshape(x, [rows, length, heads, width / heads]), [0, 2, 1, 3]);
}

/** [N, heads, T, D] → [N, T, heads · D]. */
export function joinHeads(x: tf.Tensor): tf.Tensor {
  const [rows = 0, heads = 0, length = 0, width = 0] = x.shape;
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [rows, length, heads * width]);
}
