import type { Params } from '@advtrain/core';
import { attention, dropout, fold, linear, localAttention, rotary } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { param } from '../../param.ts';
import { activate } from '../activation.ts';
import type { EncoderConfig } from '../config/config.ts';
import type { ModernFields } from '../config/own-fields.ts';
import type { Block, BlockOptions } from './block.ts';
import { dense, denseShapes, norm, normShapes } from './layers.ts';
import { firstRow, firstToken } from './score-bias.ts';

type ModernConfig = EncoderConfig & ModernFields;

/** One block of ModernBERT (Warner et al. 2024): normalised before each of its halves, rotary positions, a gated feed-forward layer. */
export function gatedBlock(config: ModernConfig, index: number): Block {
  const { hidden_size: hidden, intermediate_size: wide } = config;
  const layer = `model.layers.${index}`;
  return {
    shapes: {
      ...(index > 0 && normShapes(`${layer}.attn_norm`, hidden, config.norm_bias)),
      ...denseShapes(`${layer}.attn.Wqkv`, 3 * hidden, hidden, config.attention_bias),
      ...denseShapes(`${layer}.attn.Wo`, hidden, hidden, config.attention_bias),
      ...normShapes(`${layer}.mlp_norm`, hidden, config.norm_bias),
      ...denseShapes(`${layer}.mlp.Wi`, 2 * wide, hidden, config.mlp_bias),
      ...denseShapes(`${layer}.mlp.Wo`, hidden, wide, config.mlp_bias),
    },
    multiplications: 4 * hidden * hidden + 3 * hidden * wide,
    compute: (params, x, options = {}) => {
      const attended = attend(config, index, params, x, options);
      return feedForward(config, layer, params, attended, options);
    },
  };
}

/** hidden + Wo(attention of the normalised hidden), for all tokens or the first. */
function attend(
  config: ModernConfig,
  index: number,
  params: Params,
  hidden: tf.Tensor,
  { bias, key, tokens = 'all' }: BlockOptions,
): tf.Tensor {
  const { num_attention_heads: heads, hidden_size: width, attention_bias: biased } = config;
  const layer = `model.layers.${index}`;
  const isLocal = config.layer_types[index] === 'sliding_attention';
  const reach = Math.floor(config.local_attention / 2);
  const base = isLocal ? config.local_rope_theta : config.global_rope_theta;
  const isAll = tokens === 'all';
  // What the first token of a window does not see need not be computed for it.
  const seen = isLocal && !isAll ? Math.min(reach + 1, hidden.shape[1] ?? 0) : -1;
  const read = seen === -1 ? hidden : tf.slice(hidden, [0, 0, 0], [-1, seen, -1]);
  const normed = index > 0 ? norm(params, `${layer}.attn_norm`, read, config.layer_norm_eps, config.norm_bias) : read;

  const byHead = (x: tf.Tensor): tf.Tensor => {
    const [rows = 0, length = 0, all = 0] = x.shape;
    return tf.reshape(x, [rows, length, (all * heads) / width, width / heads]);
  };
  const part = (x: tf.Tensor, first: number, count: number): tf.Tensor => {
    const weight = tf.slice(param(params, `${layer}.attn.Wqkv.weight`), [first * width, 0], [count * width, -1]);
    const own = biased
      ? tf.slice(param(params, `${layer}.attn.Wqkv.bias`), [first * width], [count * width])
      : undefined;
    return linear(x, weight, own);
  };
  const options = {
    rate: config.attention_probs_dropout_prob,
    ...(key && { key: fold(key, 'attention') }),
  };
  const mixed = isAll ? mixedAll() : mixedFirst();
  const [rows = 0, length = 0] = mixed.shape;
  const output = dense(params, `${layer}.attn.Wo`, tf.reshape(mixed, [rows, length, width]), biased);
  const dropped = dropout(output, config.attention_probs_dropout_prob, key && fold(key, 'attention.output'));
  return tf.add(isAll ? hidden : firstToken(hidden), dropped);

  function mixedAll(): tf.Tensor {
    const [turning, values] = tf.split(dense(params, `${layer}.attn.Wqkv`, normed, biased), [2 * width, width], -1);
    const [queries, keys] = tf.split(rotary(byHead(turning!), base), 2, 2) as [tf.Tensor, tf.Tensor];
    const given = { ...options, ...(bias && { bias }) };
    if (isLocal) return localAttention(queries, keys, byHead(values!), reach, given);
    return swapped(attention(swapped(queries), swapped(keys), swapped(byHead(values!)), given));
  }

  /** The first token's query is not turned: its position is 0. */
  function mixedFirst(): tf.Tensor {
    const queries = byHead(part(firstToken(normed), 0, 1));
    const [turning, values] = tf.split(part(normed, 1, 2), 2, -1) as [tf.Tensor, tf.Tensor];
    const keys = rotary(byHead(turning), base);
    const row = bias && firstRow(bias);
    const near = row && (seen === -1 ? row : tf.slice(row, [0, 0, 0, 0], [-1, -1, -1, seen]));
    const given = { ...options, ...(near && { bias: near }) };
    return swapped(attention(swapped(queries), swapped(keys), swapped(byHead(values)), given));
  }
}

/** hidden + Wo(activation(first half) · second half). */
function feedForward(
  config: ModernConfig,
  layer: string,
  params: Params,
  hidden: tf.Tensor,
  { key }: BlockOptions,
): tf.Tensor {
  const { mlp_bias: biased } = config;
  const normed = norm(params, `${layer}.mlp_norm`, hidden, config.layer_norm_eps, config.norm_bias);
  const [input, gate] = tf.split(dense(params, `${layer}.mlp.Wi`, normed, biased), 2, -1) as [tf.Tensor, tf.Tensor];
  const gated = tf.mul(activate(config.hidden_act, input), gate);
  const dropped = dropout(gated, config.hidden_dropout_prob, key && fold(key, 'output'));
  return tf.add(hidden, dense(params, `${layer}.mlp.Wo`, dropped, biased));
}

/** [N, T, heads, D] ↔ [N, heads, T, D]. */
function swapped(x: tf.Tensor): tf.Tensor {
  return tf.transpose(x, [0, 2, 1, 3]);
}
