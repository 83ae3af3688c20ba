import { checkpointed } from '@advtrain/engine';
import type { Params } from '@advtrain/core';
import type * as tf from '@tensorflow/tfjs-core';
import { param } from '../../param.ts';
import { adapterNames, layerOf, type Adapters } from './adapters.ts';
import type { Block, BlockOptions } from './block.ts';

/** A block of which the backward pass keeps what goes in, and computes all else again. */
export function checkpointedBlock(block: Block): Block {
  return { ...block, compute: (params, hidden, options = {}) => compute(block, params, hidden, options) };
}

function compute(
  block: Block,
  params: Params,
  hidden: tf.Tensor,
  { bias, key, tokens, adapters }: BlockOptions,
): tf.Tensor {
  const inputs: Params = {
    ...Object.fromEntries(namesOf(block, adapters).map((name) => [name, param(params, name)])),
    hidden,
    ...(bias && { bias }),
    // With the root among the inputs a recorded step draws the masks again, instead of keeping them.
    ...(key && typeof key.root !== 'number' && { root: key.root }),
  };
  return checkpointed(inputs, ({ hidden: input, bias: added, root, ...weights }) =>
    block.compute(weights, input!, {
      ...(tokens && { tokens }),
      ...(adapters && { adapters }),
      ...(added && { bias: added }),
      ...(key && { key: root ? { ...key, root: root as tf.Scalar } : key }),
    }),
  );
}

/** The parameters that a block reads, and those of the adapters beside its layers. */
function namesOf({ shapes }: Block, adapters: Adapters | undefined): readonly string[] {
  const layers = [...new Set(Object.keys(shapes).map(layerOf))].filter((layer) => adapters?.has(layer));
  return [...Object.keys(shapes), ...layers.flatMap((layer) => Object.values(adapterNames(layer)))];
}
