import type { Params } from '@advtrain/core';
import { dropout, fold } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { activate } from '../activation.ts';
import type { Block, BlockOptions } from './block.ts';
import { dense, denseShapes, norm, normShapes } from './layers.ts';
import { rotaryAttention, type ModernConfig } from './rotary-attention.ts';
import { firstToken } from './score-bias.ts';

/** One block of ModernBERT (Warner et al. 2024): normalised before each of its halves, rotary positions, a gated feed-forward layer. */
export function gatedBlock(config: ModernConfig, index: number): Block {
  const { hidden_size: hidden, intermediate_size: wide } = config;
  const layer = `model.layers.${index}`;
  return {
    shapes: {
      // The embeddings' normalisation is the first block's.
      ...(index > 0 && normShapes(`${layer}.attn_norm`, hidden, config.norm_bias)),
      ...denseShapes(`${layer}.attn.Wqkv`, 3 * hidden, hidden, config.attention_bias),
      ...denseShapes(`${layer}.attn.Wo`, hidden, hidden, config.attention_bias),
      ...normShapes(`${layer}.mlp_norm`, hidden, config.norm_bias),
      ...denseShapes(`${layer}.mlp.Wi`, 2 * wide, hidden, config.mlp_bias),
      ...denseShapes(`${layer}.mlp.Wo`, hidden, wide, config.mlp_bias),
    },
    multiplications: 4 * hidden * hidden + 3 * hidden * wide,
    compute: (params, x, options = {}) => {
      const { layer_norm_eps: epsilon, norm_bias: biased } = config;
      const normed = index > 0 ? norm(params, `${layer}.attn_norm`, x, epsilon, biased) : x;
      const asking = options.tokens === 'first' ? firstToken(x) : x;
      const attended = tf.add(asking, rotaryAttention(config, index, params, normed, options));
      const again = norm(params, `${layer}.mlp_norm`, attended, epsilon, biased);
      return tf.add(attended, feedForward(config, layer, params, again, options));
    },
  };
}

/** Wo(activation(first half) · second half). */
function feedForward(
  config: ModernConfig,
  layer: string,
  params: Params,
  normed: tf.Tensor,
  { key, adapters }: BlockOptions,
): tf.Tensor {
  const options = { biased: config.mlp_bias, ...(key && { key }), ...(adapters && { adapters }) };
  const [input, gate] = tf.split(dense(params, `${layer}.mlp.Wi`, normed, options), 2, -1) as [tf.Tensor, tf.Tensor];
  const gated = tf.mul(activate(config.hidden_act, input), gate);
  const dropped = dropout(gated, config.hidden_dropout_prob, key && fold(key, 'output'));
  return dense(params, `${layer}.mlp.Wo`, dropped, options);
}
