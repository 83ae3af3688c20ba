import type { Params } from '@advtrain/core';
import { attention, dropout, fold } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { activate } from '../activation.ts';
import type { NetShape } from '../shape.ts';
import type { Block, BlockNames, BlockOptions, Shapes } from './block.ts';
import { joinHeads, splitHeads } from './head-axes.ts';
import { dense, denseShapes, norm, normShapes } from './layers.ts';
import { firstRow, firstToken, summed } from './score-bias.ts';

/** Where dropout is not: behind the attention's output, or behind the feed-forward layer. */
export type Undropped = 'attention' | 'output';

/** What a block adds to the scores of its attention. */
export interface AddedScores {
  /** The parameters that it takes. */
  readonly shapes: Shapes;
  /** What queries · keys are multiplied by. */
  readonly scale: number;
  /** For queries [N, heads, T or 1, D] and keys [N, heads, T, D]: [N, heads, T or 1, T], or nothing. */
  add(params: Params, queries: tf.Tensor, keys: tf.Tensor, options: BlockOptions): tf.Tensor | undefined;
}

/** What sets a block apart from BERT's. */
export interface PostNormOptions {
  readonly undropped?: Undropped;
  readonly added?: AddedScores;
}

/** One transformer block (Vaswani et al. 2017, normalised after the sum as in BERT). */
export function postNormBlock(config: NetShape, names: BlockNames, own: PostNormOptions = {}): Block {
  const { hidden_size: hidden, intermediate_size: wide } = config;
  return {
    names,
    shapes: {
      ...denseShapes(names.query, hidden, hidden),
      ...denseShapes(names.key, hidden, hidden),
      ...denseShapes(names.value, hidden, hidden),
      ...denseShapes(names.attentionOutput, hidden, hidden),
      ...normShapes(names.attentionNorm, hidden),
      ...denseShapes(names.expand, wide, hidden),
      ...denseShapes(names.contract, hidden, wide),
      ...normShapes(names.outputNorm, hidden),
      ...own.added?.shapes,
    },
    multiplications: 4 * hidden * hidden + 2 * hidden * wide,
    compute: (params, x, options = {}) => compute(config, names, own, params, x, options),
  };
}

function compute(
  config: NetShape,
  names: BlockNames,
  { undropped, added }: PostNormOptions,
  params: Params,
  hidden: tf.Tensor,
  options: BlockOptions,
): tf.Tensor {
  const { bias, key, tokens = 'all' } = options;
  const drop = (x: tf.Tensor, place: string): tf.Tensor =>
    dropout(x, config.hidden_dropout_prob, key && fold(key, place));
  const heads = (name: string, x: tf.Tensor): tf.Tensor =>
    splitHeads(dense(params, name, x, options), config.num_attention_heads);

  const isAll = tokens === 'all';
  const asking = isAll ? hidden : firstToken(hidden);
  const queries = heads(names.query, asking);
  const keys = heads(names.key, hidden);
  const padding = bias && (isAll ? bias : firstRow(bias));
  const scores = summed(added?.add(params, queries, keys, options), padding);
  const mixed = attention(queries, keys, heads(names.value, hidden), {
    rate: config.attention_probs_dropout_prob,
    ...(added && { scale: added.scale }),
    ...(scores && { bias: scores }),
    ...(key && { key: fold(key, 'attention') }),
  });
  const joined = dense(params, names.attentionOutput, joinHeads(mixed), options);
  const attended = undropped === 'attention' ? joined : drop(joined, 'attention.output');
  const middle = norm(params, names.attentionNorm, tf.add(attended, asking), config.layer_norm_eps);
  const expanded = activate(config.hidden_act, dense(params, names.expand, middle, options));
  const contracted = dense(params, names.contract, expanded, options);
  const output = undropped === 'output' ? contracted : drop(contracted, 'output');
  return norm(params, names.outputNorm, tf.add(output, middle), config.layer_norm_eps);
}
