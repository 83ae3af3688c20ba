import type { Batch } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';

/** The first examples of a batch, at most so many. Call it inside one `tf.tidy`. */
export function firstRows({ inputs, labels }: Batch, count: number): Batch {
  const all = inputs.values.shape[0];
  const rows = Math.min(count, all);
  const cut = <T extends tf.Tensor>(tensor: T): T => tf.slice(tensor, 0, rows);
  const { values, mask, types } = inputs;
  return {
    inputs: { values: cut(values), ...(mask && { mask: cut(mask) }), ...(types && { types: cut(types) }) },
    labels: tf.slice(labels, 0, (rows * labels.shape[0]) / all),
  };
}
