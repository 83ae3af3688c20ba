import type { Batch } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';

/** The first rows of a batch, at most so many. Call it inside one `tf.tidy`. */
export function firstRows({ inputs, labels }: Batch, count: number): Batch {
  const rows = Math.min(count, labels.shape[0]);
  const cut = <T extends tf.Tensor>(tensor: T): T => tf.slice(tensor, 0, rows);
  const { values, mask, types } = inputs;
  return {
    inputs: { values: cut(values), ...(mask && { mask: cut(mask) }), ...(types && { types: cut(types) }) },
    labels: cut(labels),
  };
}
