import { checkpointed } from '@advtrain/engine';
import type { Params } from '@advtrain/core';
import type * as tf from '@tensorflow/tfjs-core';
import { param } from '../param.ts';
import { attentionBlock, type BlockOptions } from './attention-block.ts';
import type { EncoderConfig } from './config/config.ts';
import type { BlockNames } from './families/family.ts';

/** {@link attentionBlock}, of which the backward pass keeps what goes in, and computes all else again. */
export function checkpointedBlock(
  config: EncoderConfig,
  names: BlockNames,
  params: Params,
  hidden: tf.Tensor,
  { bias, key, tokens }: BlockOptions = {},
): tf.Tensor {
  const own = Object.values(names as unknown as Record<string, string>).flatMap((name) => [
    `${name}.weight`,
    `${name}.bias`,
  ]);
  const inputs: Params = {
    ...Object.fromEntries(own.map((name) => [name, param(params, name)])),
    hidden,
    ...(bias && { bias }),
    // With the root among the inputs a recorded step draws the masks again, instead of keeping them.
    ...(key && typeof key.root !== 'number' && { root: key.root }),
  };
  return checkpointed(inputs, ({ hidden: input, bias: added, root, ...weights }) =>
    attentionBlock(config, names, weights, input!, {
      ...(tokens && { tokens }),
      ...(added && { bias: added }),
      ...(key && { key: root ? { ...key, root: root as tf.Scalar } : key }),
    }),
  );
}
