import * as tf from '@tensorflow/tfjs-core';

/** Which examples of logits [B, C] are not answered as `labels` [B] say, [B] (bool): also where they are not numbers. */
export function erring(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  const differs = tf.notEqual(tf.argMax(logits, 1), tf.cast(labels, 'int32'));
  const unknown = tf.logicalNot(tf.all(tf.isFinite(logits), 1));
  return tf.logicalOr(differs, unknown);
}

/** Of each example one of two tensors in the shape of x, by `which` [B] (bool). */
export function chosen(which: tf.Tensor1D, yes: tf.Tensor, no: tf.Tensor): tf.Tensor {
  const [batch] = which.shape;
  return tf.where(tf.reshape(which, [batch, ...yes.shape.slice(1).map(() => 1)]), yes, no);
}

/** A number of each example, [B], as one that scales a tensor of this rank. */
export function perRow(numbers: tf.Tensor1D, rank: number): tf.Tensor {
  return tf.reshape(numbers, [numbers.shape[0], ...Array.from({ length: rank - 1 }, () => 1)]);
}
