import type { Params } from '@advtrain/core';
import { attention, dropout, fold } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { activate } from '../activation.ts';
import type { EncoderConfig } from '../config/config.ts';
import type { Block, BlockOptions } from './block.ts';
import { joinHeads, splitHeads } from './head-axes.ts';
import { dense, denseShapes, norm, normShapes } from './layers.ts';
import { firstRow, firstToken } from './score-bias.ts';

/** Where the parameters of one block of BERT's kind lie: the names without `.weight` and `.bias`. */
export interface BlockNames {
  readonly query: string;
  readonly key: string;
  readonly value: string;
  readonly attentionOutput: string;
  readonly attentionNorm: string;
  readonly expand: string;
  readonly contract: string;
  readonly outputNorm: string;
}

/** Where dropout is not: behind the attention's output, or behind the feed-forward layer. */
export type Undropped = 'attention' | 'output';

/** One transformer block (Vaswani et al. 2017, normalised after the sum as in BERT). */
export function postNormBlock(config: EncoderConfig, names: BlockNames, undropped?: Undropped): Block {
  const { hidden_size: hidden, intermediate_size: wide } = config;
  return {
    shapes: {
      ...denseShapes(names.query, hidden, hidden),
      ...denseShapes(names.key, hidden, hidden),
      ...denseShapes(names.value, hidden, hidden),
      ...denseShapes(names.attentionOutput, hidden, hidden),
      ...normShapes(names.attentionNorm, hidden),
      ...denseShapes(names.expand, wide, hidden),
      ...denseShapes(names.contract, hidden, wide),
      ...normShapes(names.outputNorm, hidden),
    },
    multiplications: 4 * hidden * hidden + 2 * hidden * wide,
    compute: (params, x, options = {}) => compute(config, names, undropped, params, x, options),
  };
}

function compute(
  config: EncoderConfig,
  names: BlockNames,
  undropped: Undropped | undefined,
  params: Params,
  hidden: tf.Tensor,
  { bias, key, tokens = 'all' }: BlockOptions,
): tf.Tensor {
  const drop = (x: tf.Tensor, place: string): tf.Tensor =>
    dropout(x, config.hidden_dropout_prob, key && fold(key, place));
  const heads = (name: string, x: tf.Tensor): tf.Tensor =>
    splitHeads(dense(params, name, x), config.num_attention_heads);

  const isAll = tokens === 'all';
  const asking = isAll ? hidden : firstToken(hidden);
  const mixed = attention(heads(names.query, asking), heads(names.key, hidden), heads(names.value, hidden), {
    rate: config.attention_probs_dropout_prob,
    ...(bias && { bias: isAll ? bias : firstRow(bias) }),
    ...(key && { key: fold(key, 'attention') }),
  });
  const joined = dense(params, names.attentionOutput, joinHeads(mixed));
  const attended = undropped === 'attention' ? joined : drop(joined, 'attention.output');
  const middle = norm(params, names.attentionNorm, tf.add(attended, asking), config.layer_norm_eps);
  const expanded = activate(config.hidden_act, dense(params, names.expand, middle));
  const contracted = dense(params, names.contract, expanded);
  const output = undropped === 'output' ? contracted : drop(contracted, 'output');
  return norm(params, names.outputNorm, tf.add(output, middle), config.layer_norm_eps);
}
