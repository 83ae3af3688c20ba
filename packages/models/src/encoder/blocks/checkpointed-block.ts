import { checkpointed } from '@advtrain/engine';
import type { Params } from '@advtrain/core';
import type * as tf from '@tensorflow/tfjs-core';
import { param } from '../../param.ts';
import type { Block, BlockOptions } from './block.ts';

/** A block of which the backward pass keeps what goes in, and computes all else again. */
export function checkpointedBlock(block: Block): Block {
  return { ...block, compute: (params, hidden, options = {}) => compute(block, params, hidden, options) };
}

function compute(block: Block, params: Params, hidden: tf.Tensor, { bias, key, tokens }: BlockOptions): tf.Tensor {
  const inputs: Params = {
    ...Object.fromEntries(Object.keys(block.shapes).map((name) => [name, param(params, name)])),
    hidden,
    ...(bias && { bias }),
    // With the root among the inputs a recorded step draws the masks again, instead of keeping them.
    ...(key && typeof key.root !== 'number' && { root: key.root }),
  };
  return checkpointed(inputs, ({ hidden: input, bias: added, root, ...weights }) =>
    block.compute(weights, input!, {
      ...(tokens && { tokens }),
      ...(added && { bias: added }),
      ...(key && { key: root ? { ...key, root: root as tf.Scalar } : key }),
    }),
  );
}
