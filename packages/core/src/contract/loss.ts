import type * as tf from '@tensorflow/tfjs-core';

/** The loss of logits [B, C] against labels [B], averaged over the batch. */
export type Loss = (logits: tf.Tensor2D, labels: tf.Tensor1D) => tf.Scalar;
