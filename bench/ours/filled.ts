import type { Batch } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Cell } from '../sides/cell.ts';

/** A batch without padding. Its ids only have to be spread over the vocabulary. */
export function filled({ batch, length, shape }: Pick<Cell, 'batch' | 'length' | 'shape'>): Batch {
  const ids = Int32Array.from({ length: batch * length }, (_, i) => 1 + ((i * 7919) % (shape.vocab_size - 1)));
  return {
    inputs: { values: tf.tensor2d(ids, [batch, length], 'int32') },
    labels: tf.tensor1d(
      Array.from({ length: batch }, (_, i) => i % 2),
      'int32',
    ),
  };
}
