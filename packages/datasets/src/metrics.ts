import * as tf from '@tensorflow/tfjs-core';

/** The class with the highest score of each row of logits [B, C]: an array of B. Reads the values back. */
export function predictions(logits: tf.Tensor2D): Int32Array {
  return tf.tidy(() => tf.argMax(logits, 1).dataSync<'int32'>());
}

/** The share of predictions that are the label, in [0, 1]. Throws one sentence where their numbers differ or are 0. */
export function accuracy(predicted: ArrayLike<number>, labels: ArrayLike<number>): number {
  if (predicted.length !== labels.length || labels.length === 0) {
    throw new Error(
      `There are ${predicted.length} predictions for ${labels.length} labels: give as many of each, and at least one.`,
    );
  }
  let right = 0;
  for (let row = 0; row < labels.length; row++) right += predicted[row] === labels[row] ? 1 : 0;
  return right / labels.length;
}
